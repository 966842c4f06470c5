"""Symmetric painting: exact mirrors against flips, turns against the nearest cell found by search."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filterlab.data.drawing import Symmetry, cells_of, mask_of, symmetric
from filterlab.errors import FilterLabError

FLIPS = {
    "left_right": np.fliplr,
    "up_down": np.flipud,
    "falling": np.transpose,
    "rising": lambda mask: np.rot90(mask, 2).T,
    "point": lambda mask: np.rot90(mask, 2),
}
SIDES = st.integers(1, 31)
TURNS = st.integers(1, 16)


@st.composite
def masks(draw, square=False):
    height = draw(SIDES)
    width = height if square else draw(SIDES)
    count = draw(st.integers(1, 6))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    return mask_of((height, width), rng.integers((height, width), size=(count, 2)).tolist())


def turned_slowly(mask, degrees):
    """Turn each cell about the centre; of the cells as near, take those farthest from the centre."""
    height, width = mask.shape
    middle = (height - 1) / 2, (width - 1) / 2
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    found = set()
    for row, column in cells_of(mask):
        down, right = row - middle[0], column - middle[1]
        place = down * cos - right * sin + middle[0], down * sin + right * cos + middle[1]
        near = {}
        for r in range(math.floor(place[0]) - 1, math.floor(place[0]) + 3):
            for k in range(math.floor(place[1]) - 1, math.floor(place[1]) + 3):
                away = max(abs(r - place[0]), abs(k - place[1])), min(abs(r - place[0]), abs(k - place[1]))
                near[r, k] = tuple(round(part, 6) for part in away)
        nearest = [cell for cell in near if near[cell] == min(near.values())]
        farthest = max(round(math.dist(cell, middle), 6) for cell in nearest)
        found |= {cell for cell in nearest if round(math.dist(cell, middle), 6) == farthest}
    return mask_of(mask.shape, found)


@settings(max_examples=60, deadline=None)
@given(masks(), st.sampled_from(["left_right", "up_down", "point"]))
def test_one_mirror_adds_the_flipped_mask(mask, name):
    np.testing.assert_array_equal(symmetric(mask, Symmetry(**{name: True})), mask | FLIPS[name](mask))


@settings(max_examples=40, deadline=None)
@given(masks(square=True), st.sampled_from(["falling", "rising"]))
def test_a_diagonal_adds_the_transposed_mask(mask, name):
    np.testing.assert_array_equal(symmetric(mask, Symmetry(**{name: True})), mask | FLIPS[name](mask))


@settings(max_examples=60, deadline=None)
@given(masks(), TURNS)
def test_radial_symmetry_puts_every_cell_where_it_is_nearest_after_each_turn(mask, turns):
    expected = mask.copy()
    for k in range(1, turns):
        expected |= turned_slowly(mask, 360 * k / turns)
    np.testing.assert_array_equal(symmetric(mask, Symmetry(turns=turns)), expected)


@settings(max_examples=40, deadline=None)
@given(masks(square=True))
def test_four_turns_of_a_square_are_exact(mask):
    expected = mask | np.rot90(mask) | np.rot90(mask, 2) | np.rot90(mask, 3)
    np.testing.assert_array_equal(symmetric(mask, Symmetry(turns=4)), expected)


@settings(max_examples=100, deadline=None)
@given(masks(square=True), st.sets(st.sampled_from(sorted(FLIPS))), TURNS)
def test_the_result_has_every_exact_symmetry_that_was_asked_for(mask, names, turns):
    symmetry = Symmetry(**dict.fromkeys(names, True), turns=turns)
    result = symmetric(mask, symmetry)
    assert result[mask].all()
    exact = [FLIPS[name] for name in names]
    exact += [lambda cells: np.rot90(cells, 2)] * (turns % 2 == 0) + [np.rot90] * (turns % 4 == 0)
    for flip in exact:
        np.testing.assert_array_equal(result, flip(result))


@settings(max_examples=60, deadline=None)
@given(masks(square=True), st.sets(st.sampled_from(sorted(FLIPS))), st.sampled_from([1, 2, 4]))
def test_exact_symmetries_have_nothing_to_add_the_second_time(mask, names, turns):
    symmetry = Symmetry(**dict.fromkeys(names, True), turns=turns)
    once = symmetric(mask, symmetry)
    np.testing.assert_array_equal(symmetric(once, symmetry), once)


@settings(max_examples=60, deadline=None)
@given(st.sets(st.sampled_from(sorted(FLIPS))), TURNS)
def test_the_mirrors_and_turns_are_closed_under_each_other(names, turns):
    matrices = Symmetry(**dict.fromkeys(names, True), turns=turns).matrices()
    known = {tuple(matrix.ravel().round(6) + 0.0) for matrix in matrices}
    assert len(known) == len(matrices)
    some = matrices[[1 % len(matrices), -1]]
    products = {tuple((one @ other).ravel().round(6) + 0.0) for one in some for other in matrices}
    assert products <= known
    asked = {"left_right": (1, 0, 0, -1), "up_down": (-1, 0, 0, 1), "point": (-1, 0, 0, -1)}
    asked |= {"falling": (0, 1, 1, 0), "rising": (0, -1, -1, 0)}
    assert {asked[name] for name in names} <= known
    assert (round(math.cos(2 * math.pi / turns), 6)) in {matrix[0] for matrix in known}


def test_a_kaleidoscope_of_three_repeats_a_cell_six_times():
    mask = mask_of((15, 15), [(1, 8)])
    assert symmetric(mask, Symmetry(turns=3, left_right=True)).sum() == 6


def test_no_symmetry_returns_a_copy():
    mask = mask_of((3, 4), [(1, 2)])
    result = symmetric(mask, Symmetry())
    assert Symmetry().is_plain
    assert result is not mask
    np.testing.assert_array_equal(result, mask)


@pytest.mark.parametrize("name", ["falling", "rising"])
def test_a_diagonal_needs_a_square_grid(name):
    symmetry = Symmetry(**{name: True})
    assert symmetry.needs_square
    with pytest.raises(FilterLabError, match="grid of 3 × 4 cells cannot be mirrored at its diagonal"):
        symmetric(mask_of((3, 4), [(0, 0)]), symmetry)


@pytest.mark.parametrize("turns", [0, -2, 17])
def test_radial_symmetry_of_an_impossible_order_is_refused(turns):
    with pytest.raises(FilterLabError, match=f"order {turns} is not possible: choose 1 to 16"):
        Symmetry(turns=turns)
