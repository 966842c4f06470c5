"""Painted filters, and the formulas with settings, against a second way to compute them."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import gaussian_filter, gaussian_laplace, laplace

from filterlab.data.preset_filters import balanced, formulas, painted
from filterlab.errors import FilterLabError

SIZES = st.integers(1, 31)
ODD_SIZES = st.integers(0, 15).map(lambda half: 2 * half + 1)
DEGREES = st.floats(0, 360)
WIDTHS = st.floats(0.1, 12)


def _impulse(size):
    picture = np.zeros((size, size))
    picture[size // 2, size // 2] = 1
    return picture


def _bell(size, sigma):
    """SciPy's Gaussian of just this square: it scales each row of numbers to sum 1, so the square does too."""
    return gaussian_filter(_impulse(size), sigma, radius=size // 2, mode="constant")


@settings(max_examples=40, deadline=None)
@given(ODD_SIZES, st.floats(0.3, 10))
def test_the_gaussian_is_scipy_s_at_every_size(size, sigma):
    np.testing.assert_allclose(formulas.gaussian(size, sigma), _bell(size, sigma), atol=1e-12)


@settings(max_examples=40, deadline=None)
@given(ODD_SIZES, st.floats(0.5, 6))
def test_the_laplacian_of_gaussian_is_scipy_s_once_both_sum_to_0(size, sigma):
    # SciPy leaves what the square cuts off as a rest beside 0; taking it away under the bell is our own rule.
    theirs = gaussian_laplace(_impulse(size), sigma, radius=size // 2, mode="constant")
    expected = balanced(theirs, _bell(size, sigma))
    np.testing.assert_allclose(formulas.laplacian_of_gaussian(size, sigma), expected, atol=1e-9)


@settings(max_examples=30, deadline=None)
@given(ODD_SIZES, st.floats(0.3, 10), st.floats(0.3, 10), st.floats(0, 2))
def test_two_gaussians_are_scipy_s(size, inner, outer, balance):
    ours = formulas.two_gaussians(size, inner, outer, balance)
    np.testing.assert_allclose(ours, _bell(size, inner) - balance * _bell(size, outer), atol=1e-12)
    assert ours.sum() == pytest.approx(1 - balance, abs=1e-9)


def test_two_gaussians_of_one_ratio_are_the_difference_of_gaussians():
    assert np.array_equal(
        formulas.two_gaussians(11, 1.2, 1.2 * 1.6), formulas.difference_of_gaussians(11, 1.2, 1.6)
    )


@settings(max_examples=30, deadline=None)
@given(ODD_SIZES, st.floats(0.3, 10), st.floats(0, 5))
def test_unsharp_adds_what_the_blur_takes_away(size, sigma, amount):
    detail = _impulse(size) - _bell(size, sigma)
    ours = formulas.unsharp(size, sigma, amount)
    np.testing.assert_allclose(ours, _impulse(size) + amount * detail, atol=1e-11)
    assert ours.sum() == pytest.approx(1)


@settings(max_examples=20, deadline=None)
@given(st.floats(0, 5))
def test_sharpening_takes_scipy_s_laplacian_away(amount):
    expected = _impulse(3) - amount * laplace(_impulse(3), mode="constant")
    np.testing.assert_allclose(formulas.sharpen(amount), expected, atol=1e-12)


@settings(max_examples=25, deadline=None)
@given(SIZES, st.floats(2, 40), st.floats(0, 180), DEGREES, st.floats(0.3, 10), st.floats(0.1, 3))
def test_the_gabor_is_the_published_formula_cell_by_cell(size, wavelength, angle, phase, sigma, aspect):
    # Petkov and Kruizinga: theta points across the stripes, x to the right, y down as rows count.
    theta = math.radians(90 - angle)
    wave, bell = np.empty((size, size)), np.empty((size, size))
    for row in range(size):
        for column in range(size):
            x, y = column - (size - 1) / 2, row - (size - 1) / 2
            u = x * math.cos(theta) + y * math.sin(theta)
            v = -x * math.sin(theta) + y * math.cos(theta)
            bell[row, column] = math.exp(-(u * u + aspect**2 * v * v) / (2 * sigma**2))
            wave[row, column] = math.cos(2 * math.pi * u / wavelength - math.radians(phase))
    expected = bell * wave - (bell * wave).sum() / bell.sum() * bell
    positive = np.abs(expected).sum() / 2
    ours = formulas.gabor(size, wavelength, angle, phase, sigma, aspect)
    if ours.any():
        # Dividing by next to nothing makes the most of rounding.
        np.testing.assert_allclose(ours * positive, expected, atol=1e-9)
    else:
        assert positive <= 1e-9 * np.abs(bell * wave).sum()


@settings(max_examples=30, deadline=None)
@given(st.floats(-3, 20), st.floats(0.05, 12))
def test_coverage_is_the_overlap_of_a_strip_and_a_cell(distance, width):
    places = np.arange(-0.5 + 1e-4, 0.5, 2e-4)
    share = (np.abs(places + distance) <= width / 2).mean()
    ours = painted.covered(np.array(distance), width) * min(width, 1)
    assert float(ours) == pytest.approx(share, abs=5e-4)


@settings(max_examples=30, deadline=None)
@given(SIZES, st.floats(0, 180), WIDTHS, st.floats(1, 45))
def test_a_line_is_painted_between_0_and_1_and_turns_with_its_angle(size, angle, thickness, length):
    weights = painted.line(size, angle, thickness, length)
    assert weights.min() >= 0
    assert weights.max() <= 1
    np.testing.assert_allclose(
        np.rot90(weights), painted.line(size, angle + 90, thickness, length), atol=1e-9
    )
    np.testing.assert_allclose(weights, painted.line(size, angle + 180, thickness, length), atol=1e-9)
    np.testing.assert_allclose(np.fliplr(weights), painted.line(size, -angle, thickness, length), atol=1e-9)


def test_a_flat_line_fills_just_its_cells():
    weights = painted.line(7, 0, 1, 5)
    assert np.array_equal(np.argwhere(weights), [[3, column] for column in range(1, 6)])
    assert np.all(weights[3, 1:6] == 1)
    rising = painted.line(5, 45, 0.1, 20)
    np.testing.assert_allclose(rising, np.fliplr(np.eye(5)))


@settings(max_examples=30, deadline=None)
@given(SIZES, DEGREES, st.floats(1, 60), WIDTHS, st.floats(1, 90))
def test_a_curve_turns_with_its_angle_and_mirrors_into_itself(size, angle, radius, thickness, length):
    weights = painted.curve(size, angle, radius, thickness, length)
    turned = painted.curve(size, angle + 90, radius, thickness, length)
    # Where the two ends of a closed arc meet, rounding decides which of them a cell belongs to.
    np.testing.assert_allclose(np.rot90(weights), turned, atol=1e-6)
    np.testing.assert_allclose(
        np.flipud(weights), painted.curve(size, 180 - angle, radius, thickness, length), atol=1e-6
    )
    assert weights.min() >= 0
    assert weights.max() <= 1


def test_a_curve_of_a_huge_circle_is_a_line():
    for angle in (0, 30, 90, 200):
        np.testing.assert_allclose(
            painted.curve(15, angle, 1e6, 2, 9), painted.line(15, angle, 2, 9), atol=1e-4
        )


@settings(max_examples=30, deadline=None)
@given(SIZES, st.floats(1, 14), WIDTHS, DEGREES)
def test_a_curve_longer_than_its_circle_is_a_ring(size, radius, thickness, angle):
    radians = math.radians(angle - 90)
    # The circle's centre lies to the right of the arc; shifting it back puts it in the middle.
    closed = painted.curve(
        size,
        angle,
        radius,
        thickness,
        2 * math.pi * radius + 2,
        right=-radius * math.cos(radians),
        up=-radius * math.sin(radians),
    )
    np.testing.assert_allclose(closed, painted.ring(size, radius, thickness), atol=1e-6)


def test_a_curve_going_up_is_an_opening_bracket():
    weights = painted.curve(9, 90, 5, 1, 11)
    rows, columns = np.nonzero(weights > 0.5)
    assert columns[rows == 0].min() > columns[rows == 4].max()
    assert np.array_equal(painted.curve(9, 90, 5, 1, 11, right=1)[:, 1:], weights[:, :-1])
    np.testing.assert_allclose(painted.curve(9, 90, 5, 1, 11, up=1)[:-1], weights[1:], atol=1e-12)


@settings(max_examples=30, deadline=None)
@given(SIZES, st.floats(0.5, 20), st.floats(1, 12))
def test_a_ring_is_what_a_disc_has_more_than_a_smaller_one(size, radius, thickness):
    outer, inner = radius + thickness / 2, radius - thickness / 2
    hole = painted.disc(size, inner) if inner > 0 else 0
    ring = painted.ring(size, radius, thickness)
    if inner >= 0.5:
        np.testing.assert_allclose(ring, painted.disc(size, outer) - hole, atol=1e-9)
    for turned in (np.rot90(ring), np.fliplr(ring), ring.T):
        np.testing.assert_allclose(turned, ring, atol=1e-12)


def test_a_disc_holds_the_area_of_its_circle():
    for radius in (2.0, 5.3, 11.7):
        assert painted.disc(31, radius).sum() == pytest.approx(math.pi * radius**2, rel=0.05)


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 31), DEGREES, st.floats(0.5, 15))
def test_an_edge_is_odd_blind_to_flat_brightness_and_brightest_on_its_right(size, angle, softness):
    weights = painted.edge(size, angle, softness)
    np.testing.assert_allclose(np.rot90(weights, 2), -weights, atol=1e-12)
    np.testing.assert_allclose(np.rot90(weights), painted.edge(size, angle + 90, softness), atol=1e-9)
    assert weights[weights > 0].sum() == pytest.approx(1)
    rows, columns = np.indices(weights.shape) - (size - 1) / 2
    right = columns * np.sin(np.deg2rad(angle)) + rows * np.cos(np.deg2rad(angle))
    assert np.all(weights[right > 1e-9] > 0)


def test_a_hard_upright_edge_compares_the_means_of_both_sides():
    np.testing.assert_allclose(painted.edge(4, 90, 0.5), [[-1 / 8, -1 / 8, 1 / 8, 1 / 8]] * 4, rtol=1e-12)
    assert not painted.edge(1, 30, 1).any()


@settings(max_examples=30, deadline=None)
@given(SIZES, st.integers(1, 15), st.integers(0, 29))
def test_a_checker_changes_sign_from_square_to_square(size, cell, phase):
    weights = painted.checker(size, cell, phase)
    for row in range(size):
        for column in range(size):
            white = (row // cell + math.floor((column - phase) / cell)) % 2 == 0
            assert weights[row, column] == (1 if white else -1)
    assert np.array_equal(painted.checker(size, cell, phase + cell), -weights)


def test_taking_the_mean_away_leaves_sum_0():
    weights = painted.without_mean(painted.disc(9, 2))
    assert weights.sum() == pytest.approx(0, abs=1e-12)
    assert weights[4, 4] > 0 > weights[0, 0]


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: painted.line(0, 0, 1, 5), "0 cells per side"),
        (lambda: painted.line(5, 0, 0, 5), "The thickness is 0"),
        (lambda: painted.curve(5, 0, -1, 1, 5), "The radius is -1"),
        (lambda: painted.curve(5, 0, 1, 1, 0), "The length is 0"),
        (lambda: painted.ring(32, 1, 1), "32 cells per side"),
        (lambda: painted.disc(5, 0), "The radius is 0"),
        (lambda: painted.edge(5, 0, 0), "The softness is 0"),
        (lambda: painted.checker(5, 0), "The cell is 0"),
        (lambda: formulas.unsharp(4, 1, 1), "size 4 has none"),
    ],
)
def test_impossible_shapes_are_refused(make, words):
    with pytest.raises(FilterLabError, match=words):
        make()
