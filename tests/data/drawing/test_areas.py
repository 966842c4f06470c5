"""Flood and gradients, against SciPy and against loops."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import label

from filterlab.data.drawing import flood, linear_gradient, radial_gradient
from filterlab.errors import FilterLabError

SIDES = st.integers(1, 31)
SIZES = st.tuples(SIDES, SIDES)
PLACES = st.tuples(st.integers(-12, 42), st.integers(-12, 42))
VALUES = st.floats(-100, 100, width=32)


@settings(max_examples=80, deadline=None)
@given(SIZES, st.sampled_from([1, 3]), st.integers(0, 2**32 - 1), st.integers(0, 3), st.integers(1, 4))
def test_a_flood_finds_what_scipy_labels(size, channels, seed, tolerance, spread):
    rng = np.random.default_rng(seed)
    weights = rng.integers(0, spread, (channels, *size)).astype(np.float32)
    row, column = int(rng.integers(size[0])), int(rng.integers(size[1]))
    equal = (np.abs(weights - weights[:, row, column][:, None, None]) <= tolerance).all(axis=0)
    areas, _ = label(equal)
    np.testing.assert_array_equal(
        flood(weights, (row, column), float(tolerance)), areas == areas[row, column]
    )


def test_a_flood_goes_by_the_first_cell_not_from_neighbour_to_neighbour():
    ramp = np.arange(6, dtype=np.float32).reshape(1, 1, 6)
    assert flood(ramp, (0, 2), 1).tolist() == [[False, True, True, True, False, False]]


def test_a_flood_from_outside_the_grid_finds_nothing():
    weights = np.zeros((1, 3, 4), dtype=np.float32)
    for cell in ((-1, 0), (3, 0), (0, -1), (0, 4)):
        assert not flood(weights, cell).any()


def test_weights_too_far_apart_for_32_bits_are_not_equal():
    weights = np.array([[[-3e38, 3e38]]], dtype=np.float32)
    assert flood(weights, (0, 0), 5e38).tolist() == [[True, False]]


@settings(max_examples=60, deadline=None)
@given(SIZES, PLACES, PLACES, VALUES, VALUES)
def test_a_linear_gradient_goes_by_the_way_along_its_line(size, start, end, first, last):
    values = linear_gradient(size, start, end, first, last)
    assert values.dtype == np.float32
    down, right = end[0] - start[0], end[1] - start[1]
    length = math.hypot(down, right)
    for row, column in np.ndindex(size):
        along = ((row - start[0]) * down + (column - start[1]) * right) / length if length else 0
        share = min(max(along / length, 0), 1) if length else 0
        assert values[row, column] == pytest.approx(first + (last - first) * share, rel=1e-6, abs=1e-4)


@settings(max_examples=60, deadline=None)
@given(SIZES, PLACES, PLACES, VALUES, VALUES)
def test_a_radial_gradient_goes_by_the_distance_from_its_centre(size, centre, rim, first, last):
    values = radial_gradient(size, centre, rim, first, last)
    radius = math.dist(centre, rim)
    for cell in np.ndindex(size):
        distance = math.dist(cell, centre)
        share = min(distance / radius, 1) if radius else float(distance > 0)
        assert values[cell] == pytest.approx(first + (last - first) * share, rel=1e-6, abs=1e-4)


@settings(max_examples=60, deadline=None)
@given(SIZES, st.data(), VALUES, VALUES)
def test_gradients_reach_both_values_exactly_and_stay_between_them(size, data, first, last):
    cells = st.tuples(st.integers(0, size[0] - 1), st.integers(0, size[1] - 1))
    start, end = data.draw(cells), data.draw(cells)
    for gradient in (linear_gradient, radial_gradient):
        values = gradient(size, start, end, first, last)
        assert values[start] == np.float32(first)
        assert values[end] == np.float32(last if start != end else first)
        assert values.min() >= min(first, last)
        assert values.max() <= max(first, last)
        assert not np.signbit(values[values == 0]).any()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: flood(np.zeros((1, 2, 2), np.float32), (0, 0), -1), "tolerance is -1: give 0 or a number"),
        (lambda: flood(np.zeros((1, 2, 2), np.float32), (0, 0), math.nan), "tolerance is nan"),
        (lambda: linear_gradient((2, 2), (0, 0), (1, 1), math.inf, 0), "first value is inf"),
        (lambda: radial_gradient((2, 2), (0, 0), (1, 1), 0, math.nan), "last value is nan"),
        (lambda: linear_gradient((2, 2), (0, 0), (1, 1), 0, 1e39), "weight larger than 3.4e\\+38"),
    ],
)
def test_impossible_numbers_are_refused(make, words):
    with pytest.raises(FilterLabError, match=words):
        make()
