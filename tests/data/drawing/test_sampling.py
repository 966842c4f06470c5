"""Rotation by any angle and scaling, against SciPy, Pillow and loops."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from scipy import ndimage

from filterlab.data.drawing import resampled, rotated, turned
from filterlab.data.preset_filters import gabor
from filterlab.errors import FilterLabError

SIDES = st.integers(1, 31)
ANGLES = st.floats(-720, 720)


@st.composite
def filters(draw, square=False):
    """Draw weights of three channels."""
    height = draw(SIDES)
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    return rng.normal(size=(3, height, height if square else draw(SIDES))).astype(np.float32)


@settings(max_examples=60, deadline=None)
@given(filters(), ANGLES)
def test_rotation_is_scipy_s_with_zeros_outside(weights, degrees):
    expected = ndimage.rotate(
        weights.astype(np.float64), degrees, axes=(2, 1), reshape=False, order=1, mode="grid-constant"
    )
    np.testing.assert_allclose(rotated(weights, degrees), expected, atol=1e-5)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 9), st.integers(1, 9), ANGLES, st.integers(0, 2**32 - 1))
def test_rotation_mixes_the_four_cells_around_the_old_place(height, width, degrees, seed):
    weights = np.random.default_rng(seed).normal(size=(height, width)).astype(np.float32)
    result = rotated(weights, degrees)
    angle = math.radians(degrees)
    for row, column in np.ndindex(height, width):
        x, y = column - (width - 1) / 2, (height - 1) / 2 - row
        old_x, old_y = x * math.cos(angle) + y * math.sin(angle), y * math.cos(angle) - x * math.sin(angle)
        old_row, old_column = (height - 1) / 2 - old_y, old_x + (width - 1) / 2
        total = 0.0
        for r, c in np.ndindex(height, width):
            share = max(0, 1 - abs(r - old_row)) * max(0, 1 - abs(c - old_column))
            total += share * float(weights[r, c])
        assert result[row, column] == pytest.approx(total, abs=1e-5)


@settings(max_examples=40, deadline=None)
@given(filters(), ANGLES)
def test_rotation_to_the_nearest_cell_brings_in_no_new_values(weights, degrees):
    result = rotated(weights, degrees, "nearest")
    angle = math.radians(degrees)
    _, height, width = weights.shape
    for row, column in np.ndindex(height, width):
        right, down = column - (width - 1) / 2, row - (height - 1) / 2
        place = (
            right * math.sin(angle) + down * math.cos(angle) + (height - 1) / 2,
            right * math.cos(angle) - down * math.sin(angle) + (width - 1) / 2,
        )
        # A place between two cells may be read from either.
        candidates = []
        for r in {round(place[0] - 1e-6), round(place[0] + 1e-6)}:
            for c in {round(place[1] - 1e-6), round(place[1] + 1e-6)}:
                inside = 0 <= r < height and 0 <= c < width
                candidates.append(weights[:, r, c] if inside else np.zeros(3, np.float32))
        assert any(np.array_equal(result[:, row, column], values) for values in candidates)


@settings(max_examples=40, deadline=None)
@given(filters(square=True), st.integers(-8, 8), st.sampled_from(["bilinear", "nearest"]))
def test_quarters_of_a_square_are_exact_and_counterclockwise(weights, quarters, sampling):
    np.testing.assert_array_equal(rotated(weights, 90 * quarters, sampling), turned(weights, quarters))


@settings(max_examples=40, deadline=None)
@given(filters(), st.integers(-4, 4), st.sampled_from(["bilinear", "nearest"]))
def test_half_turns_of_any_grid_are_exact(weights, halves, sampling):
    np.testing.assert_array_equal(rotated(weights, 180 * halves, sampling), turned(weights, 2 * halves))


def test_a_quarter_of_an_oblong_grid_keeps_the_size_and_cuts_off_what_does_not_fit():
    weights = np.array([[1, 2, 3, 4, 5], [6, 7, 8, 9, 10], [11, 12, 13, 14, 15]], dtype=np.float32)
    for sampling in ("bilinear", "nearest"):
        turned_once = rotated(weights, 90, sampling)
        assert turned_once.tolist() == [[0, 4, 9, 14, 0], [0, 3, 8, 13, 0], [0, 2, 7, 12, 0]]


def test_a_flat_line_turned_by_45_degrees_rises_to_the_right():
    flat = np.zeros((1, 7, 7), dtype=np.float32)
    flat[0, 3] = 1
    rising = rotated(flat, 45)[0]
    assert np.fliplr(rising).diagonal()[1:-1].min() > 0.5
    assert rising[0, 0] == rising[1, 1] == 0


def test_a_turned_gabor_resembles_the_gabor_of_that_angle():
    flat = gabor(31, 8, 0, sigma=4).astype(np.float32)
    expected = gabor(31, 8, 30, sigma=4)
    found = rotated(flat, 30)
    assert (found * expected).sum() / np.linalg.norm(found) / np.linalg.norm(expected) > 0.99


@settings(max_examples=60, deadline=None)
@given(filters(), SIDES, SIDES)
def test_resampling_is_pillow_s_bilinear(weights, height, width):
    result = resampled(weights, height, width)
    for channel, expected in zip(result, weights, strict=True):
        picture = Image.fromarray(expected).resize((width, height), Image.Resampling.BILINEAR)
        np.testing.assert_allclose(channel, np.asarray(picture), atol=1e-5)


@settings(max_examples=40, deadline=None)
@given(filters(), SIDES, SIDES)
def test_resampling_stays_between_the_weights_and_keeps_the_same_size_exactly(weights, height, width):
    _, kh, kw = weights.shape
    np.testing.assert_array_equal(resampled(weights, kh, kw), weights)
    result = resampled(weights, height, width)
    assert result.min() >= weights.min() - 1e-6
    assert result.max() <= weights.max() + 1e-6
    flat = resampled(np.full((kh, kw), 0.1, np.float32), height, width)
    np.testing.assert_allclose(flat, np.float32(0.1), rtol=1e-6)


@pytest.mark.parametrize("degrees", [math.nan, math.inf])
def test_an_angle_that_is_no_number_is_refused(degrees):
    with pytest.raises(FilterLabError, match=f"The angle is {degrees}: give a finite number"):
        rotated(np.ones((1, 3, 3), dtype=np.float32), degrees)
