"""What a drawing tool makes of the weights: every drag starts from what was there before it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from filterlab.data.drawing import Brush, Selection, Symmetry, dab, ellipse, linear_gradient, radial_gradient
from filterlab.errors import FilterLabError
from filterlab.gui.design.painting import Painting, Pencil
from filterlab.gui.widgets.drawing_tool import Drag

SIZE = (7, 9)


def zeros(channels: int = 1) -> np.ndarray:
    return np.zeros((channels, *SIZE), dtype=np.float32)


def drawn(
    before: np.ndarray,
    pencil: Pencil,
    *places: tuple[int, int],
    channel: int | None = None,
    erases: bool = False,
    area: Selection | None = None,
    is_straight: bool = False,
) -> np.ndarray:
    """Drag from the first place through all others."""
    painting = Painting(before, pencil, channel, erases=erases, area=area)
    start, previous = places[0], places[0]
    result = before
    for place in places:
        result = painting.after(Drag(start, previous, place, erases, is_straight))
        previous = place
    return result


def test_the_brush_leaves_no_gap_and_is_as_wide_as_its_tip() -> None:
    thin = drawn(zeros(), Pencil(value=3.0), (0, 0), (0, 8))
    np.testing.assert_array_equal(thin[0, 0], np.full(9, 3.0))
    assert thin[0, 1:].sum() == 0
    wide = drawn(zeros(), Pencil(value=1.0, tip=Brush(3, "round")), (3, 3))
    np.testing.assert_array_equal(wide[0], dab(SIZE, (3, 3), Brush(3, "round")))


def test_adding_adds_once_a_stroke_however_often_a_cell_is_passed() -> None:
    pencil = Pencil(mode="add", value=2.0, tip=Brush(3, "square"))
    to_and_fro = drawn(np.ones((1, *SIZE), np.float32), pencil, (3, 1), (3, 7), (3, 1))
    assert set(np.unique(to_and_fro)) == {1.0, 3.0}


@pytest.mark.parametrize("tool", ["line", "rectangle", "ellipse"])
def test_a_shape_that_is_pulled_out_leaves_nothing_behind(tool) -> None:
    pencil = Pencil(tool=tool, value=5.0)
    straight_there = drawn(zeros(), pencil, (1, 1), (4, 5))
    by_detours = drawn(zeros(), pencil, (1, 1), (6, 8), (0, 0), (-3, 12), (4, 5))
    np.testing.assert_array_equal(by_detours, straight_there)
    assert straight_there.any()


def test_shift_makes_boxes_square_and_lines_straight() -> None:
    def held(tool: str, end: tuple[int, int]) -> np.ndarray:
        return drawn(zeros(), Pencil(tool=tool), (1, 1), end, is_straight=True)[0] > 0

    np.testing.assert_array_equal(held("ellipse", (3, 5)), ellipse(SIZE, (1, 1), (5, 5)))
    assert held("rectangle", (2, 4))[4, 4]
    np.testing.assert_array_equal(np.flatnonzero(held("line", (2, 7)).any(axis=1)), [1])


def test_boxes_can_be_filled() -> None:
    outline = drawn(zeros(), Pencil(tool="rectangle"), (1, 1), (4, 5))
    filled = drawn(zeros(), Pencil(tool="rectangle", is_filled=True), (1, 1), (4, 5))
    assert outline.sum() == 14
    assert filled.sum() == 20


def test_flood_fills_equal_neighbours_within_the_tolerance() -> None:
    before = zeros()
    before[0, :, 4] = 1.0
    before[0, 3, 4] = 0.25
    strict = drawn(before, Pencil(tool="flood", value=9.0), (0, 0))
    assert (strict == 9).sum() == 28
    tolerant = drawn(before, Pencil(tool="flood", value=9.0, tolerance=0.25), (0, 0))
    assert (tolerant == 9).sum() == 57


def test_flood_in_one_channel_looks_at_that_channel() -> None:
    before = zeros(3)
    before[1, :, 4] = 1.0
    alone = drawn(before, Pencil(tool="flood", value=2.0), (0, 0), channel=0)
    assert (alone[0] == 2).all()
    np.testing.assert_array_equal(alone[1:], before[1:])
    together = drawn(before, Pencil(tool="flood", value=2.0), (0, 0))
    assert (together[:, :, :4] == 2).all()
    np.testing.assert_array_equal(together[:, :, 5:], before[:, :, 5:])


def test_gradients_go_from_the_value_to_the_last_value() -> None:
    pencil = Pencil(tool="gradient", value=4.0, end_value=-4.0)
    straight = drawn(zeros(), pencil, (3, 0), (3, 8))
    np.testing.assert_array_equal(straight[0], linear_gradient(SIZE, (3, 0), (3, 8), 4.0, -4.0))
    round_one = drawn(zeros(), replace(pencil, is_radial=True), (3, 4), (3, 7))
    np.testing.assert_array_equal(round_one[0], radial_gradient(SIZE, (3, 4), (3, 7), 4.0, -4.0))
    added = drawn(np.ones((1, *SIZE), np.float32), replace(pencil, mode="add"), (3, 0), (3, 8))
    np.testing.assert_array_equal(added, straight + 1)


def test_a_gradient_fills_what_is_selected_and_a_click_fills_nothing() -> None:
    pencil = Pencil(tool="gradient", value=4.0, end_value=2.0)
    area = Selection(1, 1, 2, 3)
    inside = drawn(zeros(), pencil, (0, 0), (6, 0), area=area)
    np.testing.assert_array_equal(inside[0] != 0, area.mask(SIZE))
    assert not drawn(zeros(), pencil, (2, 2)).any()
    assert not drawn(zeros(), pencil, (2, 2), (5, 5), (2, 2)).any()


@pytest.mark.parametrize("tool", ["gradient", "select", "brush"])
def test_the_right_button_erases_as_a_brush_where_the_tool_draws_no_shape(tool) -> None:
    pencil = Pencil(tool=tool, value=4.0, mode="add", tip=Brush(3, "square"))
    erased = drawn(np.ones((1, *SIZE), np.float32), pencil, (1, 1), (1, 2), erases=True)
    assert (erased == 0).sum() == 12


def test_the_right_button_erases_in_the_form_of_a_shape() -> None:
    before = np.ones((1, *SIZE), np.float32)
    erased = drawn(before, Pencil(tool="line", value=4.0), (0, 0), (6, 6), erases=True)
    assert (erased == 0).sum() == 7


def test_what_is_drawn_is_repeated_where_the_symmetry_says() -> None:
    both = Pencil(value=2.0, symmetry=Symmetry(left_right=True, up_down=True))
    corners = drawn(zeros(), both, (0, 0))
    assert [corners[0, r, c] for r in (0, -1) for c in (0, -1)] == [2, 2, 2, 2]
    assert corners.sum() == 8
    boxes = drawn(zeros(), replace(both, tool="rectangle"), (0, 0), (1, 1))
    assert boxes.sum() == 32


def test_a_grid_without_diagonals_ignores_diagonal_mirrors() -> None:
    diagonal = Pencil(symmetry=Symmetry(falling=True, left_right=True))
    assert diagonal.on_grid((5, 5)) == diagonal
    assert diagonal.on_grid(SIZE).symmetry == Symmetry(left_right=True)
    assert drawn(zeros(), diagonal, (0, 0)).sum() == 2


def test_smoothing_takes_the_mean_of_what_was_there_before_the_stroke() -> None:
    before = zeros()
    before[0, 3, 3] = 9.0
    smooth = drawn(before, Pencil(mode="smooth", tip=Brush(3, "square")), (3, 3), (3, 4), (3, 3))
    np.testing.assert_array_equal(smooth[0, 2:5, 2:5], np.ones((3, 3)))


def test_a_weight_that_grows_beyond_32_bits_is_refused() -> None:
    before = np.full((1, *SIZE), 3e38, dtype=np.float32)
    with pytest.raises(FilterLabError, match="Adding"):
        drawn(before, Pencil(mode="add", value=3e38), (0, 0))
