"""The scrolling view of filters with their responses: arrangement, mouse, keyboard, limits."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from filterlab.figures import lookup_table
from filterlab.gui.widgets.tile import Tile
from filterlab.gui.widgets.tile_grid import LEAST_WIDTH, TileGrid, arranged
from filterlab.gui.widgets.tile_view import TileView


def make_tile(key: str, *, strength: float = 1.0, note: str = "", figure: str = "") -> Tile:
    """Return a tile whose map has its strongest value, positive, in row 2, column 5."""
    response = np.zeros((12, 16), dtype=np.float32)
    response[2, 5] = strength
    return Tile(
        key=key,
        title=f"filter {key}",
        weights=np.array([[[-1, 2, -1]]], dtype=np.float32),
        response=response,
        shape=(12, 16),
        reach=strength,
        note=note,
        figure=figure,
    )


@pytest.fixture
def view(qtbot) -> TileView:
    """Return a view with nine tiles on screen."""
    view = TileView()
    qtbot.addWidget(view)
    view.resize(470, 400)
    view.set_tiles([make_tile(str(number)) for number in range(9)])
    view.show()
    return view


def map_point(view: TileView, index: int, row: int, column: int) -> QPoint:
    """Return the middle of a map's cell on the viewport."""
    tile, boxes = view.tiles[index], view.grid().boxes(index)
    area = tile.map_rect(boxes.response)
    height, width = tile.response.shape
    x = area.left() + (column + 0.5) * area.width() / width
    y = area.top() + (row + 0.5) * area.height() / height - view.verticalScrollBar().value()
    return QPoint(int(x), int(y))


@pytest.mark.parametrize("width", [170, 460, 660, 1300])
@pytest.mark.parametrize("lines", [0, 1, 2])
def test_tiles_and_their_parts_stay_apart_at_every_width(width, lines) -> None:
    start = TileGrid(count=7, columns=1, width=width, line=15, proportion=0.75, note_lines=lines)
    grid = arranged(start, 500)
    boxes = [grid.boxes(index) for index in range(7)]
    for one, other in itertools.combinations(boxes, 2):
        assert not one.outer.intersects(other.outer)
    for box in boxes:
        parts = [box.title, box.kernel, box.kernel_note, box.response, box.response_note]
        parts += [part for part in (box.note, box.figure) if not part.isEmpty()]
        assert len(parts) == 5 + lines
        assert all(box.outer.adjusted(-0.01, -0.01, 0.01, 0.01).contains(part) for part in parts)
        inner = [part.adjusted(0.01, 0.01, -0.01, -0.01) for part in parts]
        assert not any(one.intersects(other) for one, other in itertools.combinations(inner, 2))
    assert boxes[-1].outer.right() <= width + 0.01
    assert grid.height >= int(boxes[-1].outer.bottom())


def test_a_tile_is_found_under_its_own_middle_and_none_between_two() -> None:
    grid = TileGrid(count=5, columns=2, width=500, line=15, proportion=1.0, note_lines=1)
    for index in range(5):
        middle = grid.boxes(index).outer.center()
        assert grid.index_at(middle.x(), middle.y()) == index
    assert grid.index_at(grid.boxes(0).outer.right() + 2, 10) == -1
    assert grid.index_at(490, grid.boxes(4).outer.center().y()) == -1


def test_tiles_are_as_large_as_fits_and_never_narrower_than_readable() -> None:
    grid = TileGrid(count=6, columns=1, width=680, line=15, proportion=1.0, note_lines=1)
    columns = [arranged(grid, height).columns for height in (5000, 900, 600, 200)]
    assert columns == sorted(columns)
    assert columns[0] == 1
    assert columns[-1] == 3
    assert arranged(grid, 600).height <= 600
    assert arranged(grid, 200).tile_width >= LEAST_WIDTH


def test_the_arrangement_depends_on_the_size_alone_and_not_on_the_scroll_bar_before(view) -> None:
    view.resize(680, 720)
    columns = view.grid().columns
    view.resize(300, 200)
    assert view.verticalScrollBar().maximum() > 0
    view.resize(680, 720)
    assert view.grid().columns == columns
    assert view.verticalScrollBar().maximum() == 0


def test_two_views_planned_alike_have_tiles_of_one_size(view, qtbot) -> None:
    other = TileView()
    qtbot.addWidget(other)
    other.resize(view.size())
    other.show()
    other.set_tiles([make_tile("only")])
    assert other.grid().columns == 1
    other.set_planned(9)
    assert other.grid().tile_width == pytest.approx(view.grid().tile_width, abs=20)


def test_the_mouse_over_a_map_names_row_and_column(view, qtbot) -> None:
    with qtbot.waitSignal(view.response_hovered) as seen:
        qtbot.mouseMove(view.viewport(), map_point(view, 1, 2, 5))
    assert seen.args == ["1", 2, 5]
    with qtbot.waitSignal(view.hover_left):
        qtbot.mouseMove(view.viewport(), QPoint(1, 1))


def test_the_mouse_over_a_filter_names_the_weight(view, qtbot) -> None:
    boxes = view.grid().boxes(0)
    layout = view.tiles[0].kernel_layout(boxes.kernel)
    with qtbot.waitSignal(view.weight_hovered) as seen:
        qtbot.mouseMove(view.viewport(), layout.rect.center().toPoint())
    assert seen.args == ["0", 0, 0, 1]


def test_a_click_and_the_arrow_keys_choose_tiles(view, qtbot) -> None:
    chosen: list[str] = []
    view.tile_chosen.connect(chosen.append)
    columns = view.grid().columns
    assert columns == 2
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=map_point(view, 1, 0, 0))
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Left):
        qtbot.keyClick(view, key)
    assert chosen == ["1", "3", "2", "0", "0"]
    assert view.current == "0"


def test_walking_down_scrolls_the_tile_into_sight(view, qtbot) -> None:
    for _ in range(6):
        qtbot.keyClick(view, Qt.Key.Key_Down)
    assert view.current == "8"
    box = view.grid().boxes(8).outer
    top = view.verticalScrollBar().value()
    assert top > 0
    assert top <= box.top()
    assert box.bottom() <= top + view.viewport().height()


def test_marking_a_tile_scrolls_to_it_and_emits_nothing(view) -> None:
    said: list[object] = []
    view.tile_chosen.connect(said.append)
    view.set_marked("8")
    view.set_current("3")
    view.set_limits((-1.0, 1.0), None)
    view.set_tiles([make_tile("8")])
    assert said == []
    assert view.marked == "8"
    assert view.current == ""
    view.set_tiles([make_tile("7")])
    assert view.marked == ""


def test_shared_limits_make_the_same_value_the_same_colour(view) -> None:
    view.set_tiles([make_tile("weak", strength=1.0), make_tile("strong", strength=4.0)])

    def colour(index: int) -> tuple[int, ...]:
        return view.viewport().grab().toImage().pixelColor(map_point(view, index, 2, 5)).getRgb()[:3]

    table = lookup_table("signed")
    assert colour(0) == colour(1) == tuple(table[255])
    view.set_limits(None, (-4.0, 4.0))
    assert colour(1) == tuple(table[255])
    assert colour(0) == tuple(table[int(255 * (0.5 + 1 / 8) + 0.5)])


def test_words_and_number_share_a_line_only_where_both_fit(view) -> None:
    view.set_tiles([make_tile("a", note="nearest: spot", figure="0.83")])
    assert view.grid().note_lines == 1
    view.set_tiles([make_tile("a", note="nearest: " + "a very long name " * 4, figure="0.83 (negated)")])
    assert view.grid().note_lines == 2
    view.set_tiles([make_tile("a")])
    assert view.grid().note_lines == 0


def test_a_tile_without_a_response_says_why(view) -> None:
    weights = np.ones((1, 3, 3), dtype=np.float32)
    view.set_tiles([Tile("a", "filter", weights, problem="The filter is larger than the picture.")])
    view.viewport().grab()
    assert view.tiles[0].map_cell_at(view.grid().boxes(0).response, 150, 60) is None


@pytest.mark.parametrize("count", [1, 3, 9])
def test_the_arrangement_is_at_rest_at_every_size(view, count) -> None:
    view.set_tiles([make_tile(str(number)) for number in range(count)])
    for width in range(440, 700, 37):
        for height in range(160, 900, 53):
            view.resize(width, height)
            QApplication.processEvents()
            grid, is_shown = view.grid(), view.verticalScrollBar().isVisible()
            assert is_shown == (grid.height > view.viewport().height())
            assert grid.width <= view.viewport().width()
            for _ in range(3):
                QApplication.processEvents()
                assert (view.grid(), view.verticalScrollBar().isVisible()) == (grid, is_shown)


def test_a_map_that_is_0_everywhere_says_so() -> None:
    flat = make_tile("flat", strength=0.0)
    assert flat.response_caption(None) == "±0"
    assert flat.response_caption((-3.0, 3.0)) == "±3"
    assert make_tile("strong", strength=4.0).response_caption(None) == "±4"
    assert Tile("a", "filter", flat.weights).response_caption(None) == ""


def test_weights_that_became_nan_are_drawn_and_written(qtbot) -> None:
    broken = np.array([[[np.nan, 2], [np.inf, -1]], [[np.nan, np.nan], [np.nan, np.nan]]], np.float32)
    for weights in (broken, broken[1:]):
        tile = Tile(key="a", title="a", weights=weights, response=None, shape=(0, 0), problem="no map")
        view = TileView()
        qtbot.addWidget(view)
        view.resize(470, 400)
        view.set_tiles([tile])
        view.show()
        assert not view.grab().isNull()
