"""Which cells brush, line, rectangle and ellipse touch, against definitions cell by cell."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import binary_fill_holes, label

from filterlab.data.drawing import (
    Brush,
    cells_of,
    dab,
    ellipse,
    everything,
    line,
    line_cells,
    mask_of,
    rectangle,
    squared,
    straightened,
)
from filterlab.errors import FilterLabError

SIDES = st.integers(1, 31)
SIZES = st.tuples(SIDES, SIDES)
PLACES = st.tuples(st.integers(-12, 42), st.integers(-12, 42))
BRUSHES = st.builds(Brush, st.integers(1, 15), st.sampled_from(["round", "square"]))
TOUCHING = np.ones((3, 3), dtype=bool)


def brushed_slowly(size, path, brush):
    """Lay the brush on every cell of a path, its middle as in `Brush`."""
    before = (brush.size - 1) // 2
    under = [(row - before, column - before) for row, column in cells_of(brush.footprint)]
    return mask_of(size, {(row + down, column + right) for row, column in path for down, right in under})


def in_ellipse(cell, start, end):
    """Tell by whole numbers and fractions whether a cell belongs to the ellipse in a box."""
    away = []
    for place, first, last in zip(cell, start, end, strict=True):
        length = abs(last - first) + 1
        twice = abs(2 * place - first - last)
        if twice > length - 1:
            return False
        away.append((twice, length))
    if any(twice <= 1 for twice, _ in away):
        return True
    if all(twice == length - 1 for twice, length in away):
        return False
    return sum(Fraction(twice, length) ** 2 for twice, length in away) <= 1


@settings(max_examples=100, deadline=None)
@given(PLACES, PLACES)
def test_a_thin_line_takes_the_cell_nearest_to_the_true_line_at_every_step(start, end):
    cells = line_cells(start, end)
    assert (cells[0], cells[-1]) == (start, end)
    ways = [abs(last - first) for first, last in zip(start, end, strict=True)]
    assert len(cells) == max(ways) + 1
    for step, cell in enumerate(cells):
        for place, first, last in zip(cell, start, end, strict=True):
            true = first + Fraction((last - first) * step, max(len(cells) - 1, 1))
            assert abs(place - true) <= Fraction(1, 2)
    for one, next_one in pairwise(cells):
        assert max(abs(one[0] - next_one[0]), abs(one[1] - next_one[1])) == 1


@settings(max_examples=60, deadline=None)
@given(SIZES, PLACES, PLACES, BRUSHES)
def test_a_line_is_the_same_from_either_end_and_as_thick_as_its_brush(size, start, end, brush):
    mask = line(size, start, end, brush)
    assert mask.dtype == np.bool_
    np.testing.assert_array_equal(mask, brushed_slowly(size, line_cells(start, end), brush))
    np.testing.assert_array_equal(mask, line(size, end, start, brush))


@settings(max_examples=60, deadline=None)
@given(SIZES, PLACES, BRUSHES)
def test_a_dab_is_the_brush_laid_on_one_cell(size, cell, brush):
    np.testing.assert_array_equal(dab(size, cell, brush), brushed_slowly(size, [cell], brush))


def test_the_middle_of_an_even_brush_is_the_cell_before_the_centre():
    assert cells_of(dab((5, 5), (2, 2), Brush(2))) == [(2, 2), (2, 3), (3, 2), (3, 3)]
    assert cells_of(dab((5, 5), (0, 0), Brush(3, "square"))) == [(0, 0), (0, 1), (1, 0), (1, 1)]


@pytest.mark.parametrize("size", range(1, 16))
def test_brushes_reach_their_sides_and_look_the_same_from_all_of_them(size):
    assert Brush(size, "square").footprint.all()
    tip = Brush(size).footprint
    assert tip.any(axis=0).all()
    for other in (np.rot90(tip), tip.T, tip[::-1]):
        np.testing.assert_array_equal(tip, other)
    assert tip[0, 0] == (size < 3)


@settings(max_examples=60, deadline=None)
@given(SIZES, PLACES, PLACES, BRUSHES)
def test_a_rectangle_is_every_cell_between_its_corners_or_those_at_its_edge(size, start, end, brush):
    (top, bottom), (left, right) = sorted((start[0], end[0])), sorted((start[1], end[1]))
    inner = {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
    edge = {(row, column) for row, column in inner if row in (top, bottom) or column in (left, right)}
    np.testing.assert_array_equal(rectangle(size, start, end, brush, filled=True), mask_of(size, inner))
    np.testing.assert_array_equal(rectangle(size, end, start, brush), brushed_slowly(size, edge, brush))


@settings(max_examples=60, deadline=None)
@given(SIZES, PLACES, PLACES, BRUSHES)
def test_an_ellipse_is_the_cells_whose_middle_it_holds_or_those_at_its_rim(size, start, end, brush):
    (top, bottom), (left, right) = sorted((start[0], end[0])), sorted((start[1], end[1]))
    box = [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]
    inner = {cell for cell in box if in_ellipse(cell, start, end)}
    sides = ((-1, 0), (1, 0), (0, -1), (0, 1))
    rim = {cell for cell in inner if any((cell[0] + r, cell[1] + k) not in inner for r, k in sides)}
    np.testing.assert_array_equal(ellipse(size, start, end, brush, filled=True), mask_of(size, inner))
    np.testing.assert_array_equal(ellipse(size, end, start, brush), brushed_slowly(size, rim, brush))


@settings(max_examples=80, deadline=None)
@given(SIDES, SIDES)
def test_an_ellipse_is_symmetric_touches_its_box_and_its_rim_closes_around_it(height, width):
    size, corner = (height, width), (height - 1, width - 1)
    full, rim = ellipse(size, (0, 0), corner, filled=True), ellipse(size, (0, 0), corner)
    for mask in (full, rim):
        np.testing.assert_array_equal(mask, mask[::-1])
        np.testing.assert_array_equal(mask, mask[:, ::-1])
        np.testing.assert_array_equal(mask, ellipse(size[::-1], (0, 0), corner[::-1], filled=mask is full).T)
        assert mask[[0, -1]].any(axis=1).all()
        assert mask[:, [0, -1]].any(axis=0).all()
    assert (np.abs(np.diff(np.pad(full, 1).astype(int), axis=1)).sum(axis=1) <= 2).all()
    assert label(rim, TOUCHING)[1] == 1
    np.testing.assert_array_equal(binary_fill_holes(rim), full)
    if min(height, width) == 1:
        assert full.all()


def test_the_ellipse_of_a_square_of_three_is_a_plus():
    plus = [[False, True, False], [True, True, True], [False, True, False]]
    assert ellipse((3, 3), (2, 0), (0, 2), filled=True).tolist() == plus
    assert Brush(3).footprint.tolist() == plus


@settings(max_examples=60, deadline=None)
@given(PLACES, PLACES)
def test_a_squared_corner_makes_a_square_that_opens_to_the_same_side(start, end):
    corner = squared(start, end)
    ways = [(last - first, new - first) for first, last, new in zip(start, end, corner, strict=True)]
    assert abs(ways[0][1]) == abs(ways[1][1]) == max(abs(asked) for asked, _ in ways)
    assert all(asked * given >= 0 for asked, given in ways)


@settings(max_examples=60, deadline=None)
@given(PLACES, PLACES)
def test_a_straightened_line_runs_in_the_nearest_of_eight_directions(start, end):
    down, right = (new - first for first, new in zip(start, straightened(start, end), strict=True))
    assert down == 0 or right == 0 or abs(down) == abs(right)
    asked = np.degrees(np.arctan2(end[0] - start[0], end[1] - start[1]))
    turn = (np.degrees(np.arctan2(down, right)) - asked + 180) % 360 - 180
    assert abs(turn) <= 22.5 + 1e-9


@settings(max_examples=40, deadline=None)
@given(SIZES, st.lists(PLACES, max_size=20))
def test_a_mask_holds_the_listed_cells_of_the_grid_and_lists_them_row_by_row(size, cells):
    inside = {(row, column) for row, column in cells if 0 <= row < size[0] and 0 <= column < size[1]}
    assert cells_of(mask_of(size, cells)) == sorted(inside)
    assert len(cells_of(everything(size))) == size[0] * size[1]


@pytest.mark.parametrize("size", [0, -3, 16])
def test_a_brush_of_an_impossible_size_is_refused(size):
    with pytest.raises(FilterLabError, match=f"brush of {size} cells is not possible: .* 1 to 15"):
        Brush(size)
