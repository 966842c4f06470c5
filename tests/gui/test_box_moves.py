"""How a rectangle of pixels follows a hand."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from filterlab.gui.widgets.box_moves import Grip, grip_at, moved, spanned, stretched
from filterlab.probes import Box

SIZE = (40, 60)
BOX = Box(10, 20, 12, 16)
REACH = (2.0, 2.0)
steps = st.integers(-100, 100)
edges = st.sampled_from((-1, 0, 1))


def test_a_rectangle_is_held_by_corners_edges_and_its_inside() -> None:
    assert grip_at(BOX, 20.5, 10.5, REACH) == Grip(-1, -1)
    assert grip_at(BOX, 36.0, 22.0, REACH) == Grip(1, 1)
    assert grip_at(BOX, 28.0, 9.0, REACH) == Grip(-1, 0)
    assert grip_at(BOX, 37.5, 16.0, REACH) == Grip(0, 1)
    assert grip_at(BOX, 28.0, 16.0, REACH) == Grip(0, 0)
    assert grip_at(BOX, 28.0, 25.0, REACH) is None


def test_the_inside_of_a_small_rectangle_can_be_held_too() -> None:
    assert grip_at(Box(5, 5, 1, 1), 5.5, 5.5, (30.0, 30.0)) == Grip(0, 0)


def test_a_rectangle_spans_the_pixels_under_both_ends() -> None:
    assert spanned((20.9, 10.2), (23.1, 12.0), SIZE) == Box(10, 20, 3, 4)
    assert spanned((23.1, 12.0), (20.9, 10.2), SIZE) == Box(10, 20, 3, 4)


def test_a_rectangle_that_is_drawn_over_the_edge_ends_there() -> None:
    assert spanned((-9.0, -9.0), (200.0, 200.0), SIZE) == Box(0, 0, 40, 60)


@settings(max_examples=60, deadline=None)
@given(steps, steps)
def test_a_moved_rectangle_keeps_its_size_and_stays_on_the_picture(rows: int, columns: int) -> None:
    there = moved(BOX, rows, columns, SIZE)
    assert (there.height, there.width) == (BOX.height, BOX.width)
    assert there.within(SIZE) == there


@settings(max_examples=60, deadline=None)
@given(edges, edges, steps, steps)
def test_a_stretched_rectangle_keeps_a_pixel_and_stays_on_the_picture(
    vertical: int, horizontal: int, rows: int, columns: int
) -> None:
    there = stretched(BOX, Grip(vertical, horizontal), rows, columns, SIZE)
    assert there.within(SIZE) == there
    assert there.height >= 1
    assert there.width >= 1


def test_the_edge_opposite_to_the_held_one_stays() -> None:
    assert stretched(BOX, Grip(-1, 0), 3, 9, SIZE) == Box(13, 20, 9, 16)
    assert stretched(BOX, Grip(0, 1), 3, 9, SIZE) == Box(10, 20, 12, 25)
