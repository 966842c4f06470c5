"""What the painted kernel shows, in colours, numbers and words, and what a screen reader finds in it."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QTableView

from filterlab.gui.theme import apply_theme

from .hands import Painter, drag


def test_setters_never_emit(grid, painter) -> None:
    grid.set_weights(np.eye(5))
    grid.set_weights(np.eye(5) * 2)
    grid.set_limits((-4.0, 4.0))
    grid.set_limits(None)
    grid.set_brush(3.0)
    grid.set_step(0.1)
    grid.set_step(None)
    grid.set_current(4, 4)
    grid.set_weights(np.zeros((1, 1)))
    grid.end_stroke()
    assert not painter.log


def test_the_grid_shows_only_what_it_is_given(grid) -> None:
    Painter(grid, answers=False)
    drag(grid, (0, 0), (0, 3))
    assert not grid.weights.any()
    assert not grid.weights.flags.writeable


@pytest.mark.parametrize("shape", [(1, 1), (1, 31), (31, 1), (31, 31), (5, 9)])
def test_every_size_is_drawn_with_square_cells_that_fit(grid, shape) -> None:
    grid.set_weights(np.random.default_rng(0).normal(size=shape))
    first, last = grid.cell_rect(0, 0), grid.cell_rect(shape[0] - 1, shape[1] - 1)
    assert first.width() == first.height() >= 1
    assert QRectF(grid.rect()).contains(first.united(last))
    assert max(last.right() - first.left(), last.bottom() - first.top()) > 0.88 * 290
    picture = grid.grab().toImage()
    assert picture.pixelColor(first.center().toPoint()).isValid()


def test_cells_have_the_signed_colours_with_0_in_the_middle(grid) -> None:
    grid.set_weights([[-3.0, 0.0, 1.0]])
    grid.clearFocus()
    picture = grid.grab().toImage()
    shades = [
        picture.pixelColor((grid.cell_rect(0, c).topLeft() + QPointF(6, 6)).toPoint()) for c in range(3)
    ]
    assert grid.limits == (-3.0, 3.0)
    assert shades[0].blue() > 3 * shades[0].red()
    assert min(shades[1].red(), shades[1].green(), shades[1].blue()) > 220
    assert shades[2].red() > shades[2].blue()


def test_only_changed_cells_are_painted_again(qtbot, grid) -> None:
    grid.set_limits((-40.0, 40.0))
    grid.set_weights(np.full((7, 7), 10.0))
    grid.clearFocus()
    qtbot.wait(0)
    QApplication.processEvents()
    painted: list[QRectF] = []
    original = grid.paintEvent

    def spy(event) -> None:
        painted.append(event.rect())
        original(event)

    grid.paintEvent = spy
    weights = np.full((7, 7), 10.0)
    weights[3, 3] = 20.0
    grid.set_weights(weights)
    QApplication.processEvents()
    assert painted
    cell = grid.cell_rect(3, 3)
    assert all(rect.width() <= cell.width() + 2 and rect.height() <= cell.height() + 2 for rect in painted)


def test_numbers_appear_as_soon_as_they_fit(grid) -> None:
    grid.set_weights(np.full((7, 7), 30.0))
    assert grid.shows_numbers
    grid.set_weights(np.full((31, 31), -0.0625))
    assert not grid.shows_numbers
    grid.set_weights(np.full((3, 3), -0.0625))
    assert grid.shows_numbers


def test_one_number_that_does_not_fit_hides_no_other_and_stands_whole_in_its_tooltip(grid) -> None:
    weights = np.full((9, 9), 30.0)
    weights[4, 4] = -1.2345678e-11
    grid.set_weights(weights)
    assert grid.shows_numbers
    assert grid.tip_of(4, 4) == "row 4, column 4: −1.2345678e−11"


def test_numbers_are_black_on_light_and_white_on_dark_cells(grid) -> None:
    grid.set_weights([[0.05, 30.0]])
    grid.clearFocus()
    picture = grid.grab().toImage()

    def extremes(column: int) -> tuple[int, int]:
        area = grid.cell_rect(0, column).adjusted(8, 8, -8, -8).toRect()
        shades = [
            picture.pixelColor(x, y).lightness()
            for x in range(area.left(), area.right())
            for y in range(area.top(), area.bottom())
        ]
        return min(shades), max(shades)

    assert extremes(0)[0] < 60
    assert extremes(1)[1] > 200


def test_the_tooltip_counts_rows_and_columns_from_0(grid) -> None:
    weights = np.zeros((7, 7))
    weights[2, 5] = 30
    grid.set_weights(weights)
    assert grid.tip_of(2, 5) == "row 2, column 5: 30"
    assert grid.tip_of(0, 0) == "row 0, column 0: 0"


def test_a_screen_reader_is_told_the_current_cell(qtbot, grid, monkeypatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: said.append(event.message()))
    weights = np.zeros((7, 7))
    weights[1, 0] = 30
    grid.set_weights(weights)
    assert grid.accessibleName() == "Kernel, 7 rows, 7 columns"
    qtbot.keyClick(grid, Qt.Key.Key_Down)
    assert grid.accessibleDescription() == "row 1, column 0: 30"
    weights[1, 0] = -2
    grid.set_weights(weights)
    assert said == ["row 1, column 0: 30", "row 1, column 0: −2"]


def test_the_grid_can_be_drawn_in_the_dark(qapp, grid) -> None:
    apply_theme(qapp, "dark")
    try:
        assert not grid.grab().isNull()
    finally:
        apply_theme(qapp, "light")


def test_a_screen_reader_finds_a_table_with_rows_and_columns(grid) -> None:
    grid.set_weights([[1.0, -0.5, 0.0], [30.0, 2.0, 3.0]])
    table = QAccessible.queryAccessibleInterface(grid.findChild(QTableView))
    parts = [table.child(index) for index in range(table.childCount())]

    def texts(role: QAccessible.Role) -> list[str]:
        return [part.text(QAccessible.Text.Name) for part in parts if part.role() == role]

    assert table.role() == QAccessible.Role.Table
    assert table.text(QAccessible.Text.Name) == "Kernel as a table"
    assert texts(QAccessible.Role.Cell) == ["1", "−0.5", "0", "30", "2", "3"]
    assert texts(QAccessible.Role.RowHeader) == ["0", "1"]
    assert texts(QAccessible.Role.ColumnHeader) == ["0", "1", "2"]
