"""The formulas behind the ready-made filters."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import gaussian_filter, gaussian_laplace

from filterlab.data import preset_filters as formulas
from filterlab.errors import FilterLabError

SIZES = st.integers(1, 31)
ODD_SIZES = st.integers(1, 15).map(lambda half: 2 * half + 1)
WIDTHS = st.floats(0.3, 12)
DEGREES = st.floats(-360, 360)


@settings(max_examples=60, deadline=None)
@given(SIZES, WIDTHS, DEGREES)
def test_blurs_sum_to_1_and_have_no_minus(size, sigma, angle):
    for weights in (formulas.box(size), formulas.gaussian(size, sigma), formulas.motion_blur(size, angle)):
        assert weights.shape == (size, size)
        assert weights.sum() == pytest.approx(1)
        assert weights.min() >= 0


@settings(max_examples=60, deadline=None)
@given(SIZES, st.floats(2, 30), DEGREES, DEGREES, WIDTHS, st.floats(0.2, 2))
def test_gabors_are_blind_to_flat_brightness_and_stay_within_1(size, wavelength, angle, phase, sigma, aspect):
    weights = formulas.gabor(size, wavelength, angle, phase, sigma, aspect)
    assert weights.shape == (size, size)
    assert weights.sum() == pytest.approx(0, abs=1e-9)
    assert weights[weights > 0].sum() == pytest.approx(1) or not weights.any()


@settings(max_examples=40, deadline=None)
@given(ODD_SIZES, WIDTHS, st.floats(1.1, 5))
def test_spot_filters_are_blind_to_flat_brightness(size, sigma, ratio):
    assert formulas.difference_of_gaussians(size, sigma, ratio).sum() == pytest.approx(0, abs=1e-12)
    assert formulas.laplacian_of_gaussian(size, sigma).sum() == pytest.approx(0, abs=1e-12)
    radius = min(sigma, size / 2 - 0.1)
    weights = formulas.centre_surround(size, radius)
    assert weights.sum() == pytest.approx(0, abs=1e-12)
    assert weights[size // 2, size // 2] > 0


def test_the_gaussian_is_scipy_s():
    impulse = np.zeros((31, 31))
    impulse[15, 15] = 1
    np.testing.assert_allclose(
        formulas.gaussian(31, 2.5), gaussian_filter(impulse, 2.5, truncate=6), atol=1e-9
    )


def test_the_laplacian_of_gaussian_has_scipy_s_shape():
    impulse = np.zeros((31, 31))
    impulse[15, 15] = 1
    ours, theirs = formulas.laplacian_of_gaussian(31, 3.0), gaussian_laplace(impulse, 3.0, truncate=5)
    cosine = (ours * theirs).sum() / np.linalg.norm(ours) / np.linalg.norm(theirs)
    assert cosine > 0.9999
    assert ours[15, 15] < 0


def test_the_difference_of_gaussians_resembles_the_turned_laplacian_of_gaussian():
    narrow = 2.0
    difference = formulas.difference_of_gaussians(31, narrow, 1.6)
    cosines = [
        -(difference * log).sum() / np.linalg.norm(difference) / np.linalg.norm(log)
        for log in (formulas.laplacian_of_gaussian(31, sigma) for sigma in np.linspace(2, 4, 21))
    ]
    assert max(cosines) > 0.99


def test_motion_blur_runs_along_its_angle():
    assert np.array_equal(formulas.motion_blur(5, 0)[2], np.full(5, 0.2))
    np.testing.assert_allclose(formulas.motion_blur(5, 90)[:, 2], np.full(5, 0.2))
    rising = formulas.motion_blur(5, 45)
    np.testing.assert_allclose(np.fliplr(rising).diagonal(), np.full(5, rising.max()), rtol=1e-9)
    np.testing.assert_allclose(
        formulas.motion_blur(7, 30), np.fliplr(formulas.motion_blur(7, 150)), atol=1e-12
    )


def test_a_gabor_turned_by_a_quarter_is_the_turned_gabor():
    for phase in (0, 90, 37):
        upright = formulas.gabor(15, 5, 90, phase, 2.5, 0.6)
        np.testing.assert_allclose(np.rot90(formulas.gabor(15, 5, 0, phase, 2.5, 0.6)), upright, atol=1e-12)


def test_phase_90_steps_from_dark_to_bright_going_right_in_upright_stripes():
    weights = formulas.gabor(9, 8, 90, 90)
    assert np.all(weights[4, :4] < 0)
    assert np.all(weights[4, 5:] > 0)


def test_sharpening_more_adds_more_of_the_laplacian():
    assert np.array_equal(formulas.sharpen(0), formulas.identity(3))
    assert formulas.sharpen(2)[1, 1] == 9


def test_one_cell_is_the_smallest_filter_and_has_no_contrast():
    for weights in (
        formulas.identity(1),
        formulas.box(1),
        formulas.gaussian(1, 2),
        formulas.motion_blur(1, 30),
    ):
        assert weights.tolist() == [[1]]
    assert formulas.gabor(1, 4, 0).tolist() == [[0]]
    assert formulas.laplacian_of_gaussian(1, 1).tolist() == [[0]]


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: formulas.box(0), "0 cells per side is not possible: give 1 to 31"),
        (lambda: formulas.gaussian(32, 1), "32 cells per side"),
        (lambda: formulas.gaussian(5, 0), "The sigma is 0: give a number above 0"),
        (lambda: formulas.gaussian(5, float("nan")), "The sigma is nan"),
        (lambda: formulas.gabor(5, -1, 0), "The wavelength is -1"),
        (lambda: formulas.gabor(5, 4, 0, aspect=0), "The aspect is 0"),
        (lambda: formulas.identity(4), "size 4 has none: give an odd size"),
        (lambda: formulas.corner(1, right=True, below=True), "give 3 or more"),
        (lambda: formulas.centre_surround(5, 2.5), "below 2.5"),
        (lambda: formulas.difference_of_gaussians(5, 1, 1), "above 1"),
    ],
)
def test_impossible_settings_are_refused(make, words):
    with pytest.raises(FilterLabError, match=words):
        make()
