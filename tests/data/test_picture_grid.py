"""Every picture of a grid has its place, and only those in sight are drawn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from filterlab.data.picture_grid import PictureGrid, draw_sheet, find_pictures


def test_pictures_of_some_classes_are_found_in_order():
    labels = np.array([2, 0, 1, 2, 0])
    assert find_pictures(labels).tolist() == [0, 1, 2, 3, 4]
    assert find_pictures(labels, {0, 2}).tolist() == [0, 1, 3, 4]
    assert find_pictures(labels, [1]).tolist() == [2]
    assert find_pictures(labels, []).tolist() == []


@given(st.integers(1, 200), st.integers(1, 30), st.floats(1, 90), st.floats(1, 90), st.data())
def test_the_picture_in_the_middle_of_a_cell_is_the_cell_s(count, columns, height, width, data):
    grid = PictureGrid(count, columns, height, width)
    position = data.draw(st.integers(0, count - 1))
    top, left = grid.place_of(position)
    assert grid.position_at(top + height / 2, left + width / 2) == position
    assert position in grid.in_sight(top + height / 4, height / 2)
    assert grid.in_sight(0, grid.height + 1) == range(count)


def test_there_is_no_picture_outside():
    grid = PictureGrid(5, 3, 10, 20)
    assert (grid.rows, grid.height) == (2, 20)
    for y, x in ((-1, 5), (5, -1), (5, 60), (15, 45), (25, 5)):
        assert grid.position_at(y, x) is None


@pytest.mark.parametrize(
    ("top", "height", "positions"),
    [
        (0, 10, range(3)),
        (5, 10, range(6)),
        (10, 1, range(3, 6)),
        (35, 500, range(9, 11)),
        (-5, 4, range(0)),
        (99, 9, range(11, 11)),
    ],
)
def test_what_a_window_shows_is_whole_rows(top, height, positions):
    found = PictureGrid(11, 3, 10, 10).in_sight(top, height)
    assert list(found) == list(positions)


def test_an_empty_grid_shows_nothing():
    grid = PictureGrid(0, 4, 10, 10)
    assert (grid.rows, list(grid.in_sight(0, 100)), grid.position_at(1, 1)) == (0, [], None)


def test_a_sheet_shows_the_chosen_pictures_in_rows():
    images = np.broadcast_to(np.arange(10).reshape(10, 1, 1, 1) / np.float32(255), (10, 1, 4, 3)).astype(
        np.float32
    )
    sheet = draw_sheet(images, np.array([7, 2, 9]), 2, gap=1)
    assert sheet.shape == (10, 8, 3)
    assert sheet.dtype == np.uint8
    assert (sheet[:4, :3] == 7).all()
    assert (sheet[:4, 4:7] == 2).all()
    assert (sheet[5:9, :3] == 9).all()
    assert (sheet[5:, 4:] == 0).all()
    assert (sheet[4] == 0).all()


def test_a_sheet_keeps_colours_and_makes_large_pictures_smaller():
    images = np.zeros((1, 3, 100, 50), np.float32)
    images[:, 1] = 1
    sheet = draw_sheet(images, np.array([0]), 1, largest=20, gap=0)
    assert sheet.shape == (20, 10, 3)
    assert (sheet == [0, 255, 0]).all()
