"""The painted kernel as a user's mouse and keyboard meet it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QAccessible, QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QTableView, QVBoxLayout, QWidget

from filterlab.data.drawing import line_cells
from filterlab.gui.theme import apply_theme
from filterlab.gui.widgets.kernel_grid import KernelGrid

if TYPE_CHECKING:
    from filterlab.gui.widgets.drawing_tool import Drag

LEFT, RIGHT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton
CONTROL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


class Listener:
    """Write down what a grid says, and answer as a document would: by setting what was asked for.

    A drag paints the cells along its way, as a brush of one cell does.
    """

    def __init__(self, grid: KernelGrid, *, answers: bool = True) -> None:
        self.grid, self.answers = grid, answers
        self.strokes: list[list[tuple[int, int, float]]] = []
        self.log: list[str] = []
        grid.stroke_started.connect(self._start)
        grid.cell_painted.connect(self._paint)
        grid.drawn.connect(self._draw)
        grid.stroke_finished.connect(lambda: self.log.append("finished"))
        grid.current_changed.connect(lambda row, column: self.log.append(f"current {row} {column}"))
        grid.value_picked.connect(lambda value: self.log.append(f"picked {value:g}"))
        grid.message_raised.connect(lambda sentence: self.log.append(f"message {sentence}"))

    def _start(self) -> None:
        self.log.append("started")
        self.strokes.append([])

    def _paint(self, row: int, column: int, value: float) -> None:
        self.strokes[-1].append((row, column, value))
        if self.answers:
            weights = self.grid.weights.copy()
            weights[row, column] = value
            self.grid.set_weights(weights)

    def _draw(self, drag: Drag) -> None:
        rows, columns = self.grid.weights.shape
        way = line_cells(drag.before, drag.here)
        for row, column in way if len(self.strokes[-1]) == 0 else way[1:]:
            if 0 <= row < rows and 0 <= column < columns:
                self._paint(row, column, 0.0 if drag.erases else self.grid.brush)

    @property
    def cells(self) -> list[tuple[int, int, float]]:
        return [cell for stroke in self.strokes for cell in stroke]


@pytest.fixture
def grid(qtbot) -> KernelGrid:
    grid = KernelGrid()
    qtbot.addWidget(grid)
    grid.set_weights(np.zeros((7, 7)))
    grid.set_brush(30.0)
    grid.resize(290, 290)
    grid.show()
    qtbot.waitExposed(grid)
    grid.activateWindow()
    grid.setFocus()
    qtbot.waitUntil(grid.hasFocus)
    return grid


@pytest.fixture
def listener(grid) -> Listener:
    return Listener(grid)


def centre(grid: KernelGrid, row: int, column: int) -> QPoint:
    return grid.cell_rect(row, column).center().toPoint()


def drag(qtbot, grid: KernelGrid, *cells: tuple[int, int], button=LEFT) -> None:
    qtbot.mousePress(grid, button, pos=centre(grid, *cells[0]))
    for cell in cells[1:]:
        qtbot.mouseMove(grid, centre(grid, *cell))
    qtbot.mouseRelease(grid, button, pos=centre(grid, *cells[-1]))


def turn_wheel(
    grid: KernelGrid, cell: tuple[int, int], delta: int, modifiers=Qt.KeyboardModifier.NoModifier
) -> bool:
    place = QPointF(centre(grid, *cell))
    event = QWheelEvent(
        place,
        QPointF(grid.mapToGlobal(place.toPoint())),
        QPoint(),
        QPoint(0, delta),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(grid, event)
    return event.isAccepted()


def test_a_drag_is_one_stroke_along_the_cells(qtbot, grid, listener) -> None:
    drag(qtbot, grid, (1, 1), (1, 2), (2, 2))
    assert listener.strokes == [[(1, 1, 30.0), (1, 2, 30.0), (2, 2, 30.0)]]
    assert [entry for entry in listener.log if "current" not in entry] == ["started", "finished"]


def test_a_fast_drag_leaves_no_gap(qtbot, grid, listener) -> None:
    drag(qtbot, grid, (0, 0), (6, 3))
    cells = [(row, column) for row, column, _ in listener.cells]
    assert cells[0] == (0, 0)
    assert cells[-1] == (6, 3)
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(cells)]
    assert all(max(abs(r), abs(c)) == 1 for r, c in steps)


def test_a_drag_that_leaves_the_grid_paints_only_inside(qtbot, grid, listener) -> None:
    qtbot.mousePress(grid, LEFT, pos=centre(grid, 3, 5))
    qtbot.mouseMove(grid, centre(grid, 3, 6) + QPoint(200, 0))
    qtbot.mouseMove(grid, centre(grid, 5, 6) + QPoint(200, 0))
    qtbot.mouseMove(grid, centre(grid, 5, 5))
    qtbot.mouseRelease(grid, LEFT, pos=centre(grid, 5, 5))
    assert [(r, c) for r, c, _ in listener.cells] == [(3, 5), (3, 6), (5, 6), (5, 5)]


def test_the_right_button_erases(qtbot, grid, listener) -> None:
    grid.set_weights(np.ones((7, 7)))
    drag(qtbot, grid, (2, 2), (2, 4), button=RIGHT)
    assert listener.cells == [(2, 2, 0.0), (2, 3, 0.0), (2, 4, 0.0)]


def test_a_second_button_does_not_disturb_a_stroke(qtbot, grid, listener) -> None:
    qtbot.mousePress(grid, LEFT, pos=centre(grid, 0, 0))
    qtbot.mousePress(grid, RIGHT, pos=centre(grid, 0, 0))
    qtbot.mouseRelease(grid, RIGHT, pos=centre(grid, 0, 0))
    qtbot.mouseMove(grid, centre(grid, 0, 1))
    qtbot.mouseRelease(grid, LEFT, pos=centre(grid, 0, 1))
    assert listener.strokes == [[(0, 0, 30.0), (0, 1, 30.0)]]


def test_a_new_shape_in_the_middle_of_a_drag_ends_the_stroke(qtbot, grid, listener) -> None:
    qtbot.mousePress(grid, LEFT, pos=centre(grid, 6, 6))
    grid.set_weights(np.zeros((2, 3)))
    qtbot.mouseMove(grid, centre(grid, 0, 0))
    qtbot.mouseRelease(grid, LEFT, pos=centre(grid, 0, 0))
    assert listener.cells == [(6, 6, 30.0)]
    assert grid.current == (1, 2)


@pytest.mark.parametrize("way", ["middle", "alt", "key"])
def test_a_cells_value_can_be_picked_as_brush(qtbot, grid, listener, way) -> None:
    weights = np.zeros((7, 7))
    weights[2, 3] = -0.25
    grid.set_weights(weights)
    if way == "middle":
        qtbot.mouseClick(grid, MIDDLE, pos=centre(grid, 2, 3))
    elif way == "alt":
        qtbot.mouseClick(grid, LEFT, ALT, pos=centre(grid, 2, 3))
    else:
        grid.set_current(2, 3)
        qtbot.keyClick(grid, Qt.Key.Key_P)
    assert "picked -0.25" in listener.log
    assert not listener.cells


def test_the_wheel_steps_a_value_and_one_cells_turns_are_one_stroke(grid, listener) -> None:
    weights = np.zeros((7, 7))
    weights[0, 0] = 30
    grid.set_weights(weights)
    assert grid.step == 1
    for _ in range(3):
        assert turn_wheel(grid, (4, 4), 120)
    assert turn_wheel(grid, (4, 4), -120)
    assert listener.strokes == [[(4, 4, 1.0), (4, 4, 2.0), (4, 4, 3.0), (4, 4, 2.0)]]
    turn_wheel(grid, (4, 5), 120)
    assert len(listener.strokes) == 2
    QApplication.sendEvent(grid, QEvent(QEvent.Type.Leave))
    assert listener.log.count("started") == listener.log.count("finished") == 2


def test_shift_makes_ten_steps_and_ctrl_leaves_the_wheel_to_zooming(grid, listener) -> None:
    grid.set_step(0.5)
    assert turn_wheel(grid, (1, 1), 120, SHIFT)
    assert listener.cells == [(1, 1, 5.0)]
    assert not turn_wheel(grid, (1, 1), 120, CONTROL)
    assert listener.cells == [(1, 1, 5.0)]


def test_parts_of_a_notch_add_up(grid, listener) -> None:
    grid.set_step(1.0)
    for _ in range(5):
        turn_wheel(grid, (1, 1), 30)
    assert listener.cells == [(1, 1, 1.0)]


def test_a_wheel_beside_the_cells_is_left_to_others(grid, listener) -> None:
    grid.set_weights(np.zeros((1, 7)))
    place = QPointF(5, 5)
    event = QWheelEvent(
        place, place, QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(grid, event)
    assert not event.isAccepted()
    assert not listener.strokes


def type_text(qtbot, grid: KernelGrid, text: str, *keys: Qt.Key) -> None:
    """Type the first character into the grid and the rest into the editor that opens."""
    qtbot.keyClicks(grid, text[0])
    qtbot.keyClicks(grid.editor, text[1:])
    for key in keys:
        qtbot.keyClick(grid.editor, key)


@pytest.mark.parametrize(
    ("text", "value"),
    [("-1.5", -1.5), ("0,25", 0.25), (".5", 0.5), ("1/9", 1 / 9), ("30", 30.0), ("2e-3", 0.002)],
)
def test_a_typed_value_is_set_exactly_and_the_current_cell_stays(qtbot, grid, listener, text, value) -> None:
    grid.set_current(2, 3)
    type_text(qtbot, grid, text, Qt.Key.Key_Return)
    assert listener.strokes == [[(2, 3, value)]]
    assert grid.weights[2, 3] == np.float32(value)
    assert grid.current == (2, 3)
    assert not grid.editor.isVisible()
    assert grid.hasFocus()


def test_tab_commits_and_goes_right_then_to_the_next_row(qtbot, grid, listener) -> None:
    grid.set_current(0, 5)
    type_text(qtbot, grid, "1", Qt.Key.Key_Tab)
    type_text(qtbot, grid, "2", Qt.Key.Key_Tab)
    type_text(qtbot, grid, "3", Qt.Key.Key_Backtab)
    assert listener.cells == [(0, 5, 1.0), (0, 6, 2.0), (1, 0, 3.0)]
    assert grid.current == (0, 6)


def test_arrows_commit_downwards_and_upwards(qtbot, grid, listener) -> None:
    grid.set_current(5, 2)
    type_text(qtbot, grid, "4", Qt.Key.Key_Down)
    assert grid.current == (6, 2)
    type_text(qtbot, grid, "5", Qt.Key.Key_Down)
    assert grid.current == (6, 2)
    type_text(qtbot, grid, "6", Qt.Key.Key_Up)
    assert listener.cells == [(5, 2, 4.0), (6, 2, 5.0), (6, 2, 6.0)]


def test_escape_gives_up(qtbot, grid, listener) -> None:
    type_text(qtbot, grid, "12", Qt.Key.Key_Escape)
    assert not listener.strokes
    assert not grid.editor.isVisible()
    assert grid.hasFocus()


def test_what_is_no_number_is_refused_with_a_sentence_and_stays_to_be_mended(qtbot, grid, listener) -> None:
    type_text(qtbot, grid, "1x", Qt.Key.Key_Return)
    assert not listener.strokes
    assert grid.editor.isVisible()
    assert grid.editor.is_refused
    assert '"1x" is not a number' in listener.log[-1]
    qtbot.keyClicks(grid.editor, "7")
    assert not grid.editor.is_refused
    qtbot.keyClick(grid.editor, Qt.Key.Key_Return)
    assert listener.cells == [(0, 0, 7.0)]


def test_a_click_elsewhere_commits_what_was_typed(qtbot, grid, listener) -> None:
    type_text(qtbot, grid, "8")
    qtbot.mouseClick(grid, LEFT, pos=centre(grid, 6, 6))
    assert listener.strokes == [[(0, 0, 8.0)], [(6, 6, 30.0)]]


def test_a_click_elsewhere_refuses_what_is_no_number(qtbot, grid, listener) -> None:
    type_text(qtbot, grid, "8..")
    qtbot.mouseClick(grid, LEFT, pos=centre(grid, 6, 6))
    assert listener.cells == [(6, 6, 30.0)]
    assert sum("not a number" in entry for entry in listener.log) == 1
    assert not grid.editor.isVisible()


def test_return_edits_the_value_that_is_there(qtbot, grid, listener) -> None:
    weights = np.zeros((7, 7))
    weights[0, 0] = -0.125
    grid.set_weights(weights)
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert grid.editor.text() == "−0.125"
    assert grid.editor.selectedText() == "−0.125"
    qtbot.keyClick(grid.editor, Qt.Key.Key_Return)
    assert listener.cells == [(0, 0, -0.125)]


def test_arrows_home_and_end_move_the_current_cell_and_stop_at_the_edge(qtbot, grid, listener) -> None:
    keys = Qt.Key
    for key, place in (
        (keys.Key_Down, (1, 0)),
        (keys.Key_Right, (1, 1)),
        (keys.Key_End, (1, 6)),
        (keys.Key_Right, (1, 6)),
        (keys.Key_PageDown, (6, 6)),
        (keys.Key_Home, (6, 0)),
        (keys.Key_Up, (5, 0)),
        (keys.Key_PageUp, (0, 0)),
    ):
        qtbot.keyClick(grid, key)
        assert grid.current == place
    qtbot.keyClick(grid, keys.Key_End, CONTROL)
    assert grid.current == (6, 6)
    qtbot.keyClick(grid, keys.Key_Home, CONTROL)
    assert grid.current == (0, 0)
    assert not listener.strokes
    assert listener.log.count("current 1 6") == 1


def test_space_paints_and_delete_erases(qtbot, grid, listener) -> None:
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Delete, Qt.Key.Key_Space, Qt.Key.Key_Backspace):
        qtbot.keyClick(grid, key)
    assert listener.strokes == [[(0, 0, 30.0)], [(0, 0, 0.0)], [(0, 0, 30.0)], [(0, 0, 0.0)]]


def test_ctrl_and_arrows_do_what_the_wheel_does(qtbot, grid, listener) -> None:
    grid.set_step(2.0)
    qtbot.keyClick(grid, Qt.Key.Key_Up, CONTROL)
    qtbot.keyClick(grid, Qt.Key.Key_Down, CONTROL | SHIFT)
    assert listener.cells == [(0, 0, 2.0), (0, 0, -18.0)]


def test_tab_leaves_the_grid_when_nothing_is_typed(qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    grid, after = KernelGrid(), QLineEdit()
    layout.addWidget(grid)
    layout.addWidget(after)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    grid.setFocus()
    qtbot.waitUntil(grid.hasFocus)
    qtbot.keyClick(grid, Qt.Key.Key_Tab)
    assert after.hasFocus()


def test_setters_never_emit(grid, listener) -> None:
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
    assert not listener.log


def test_the_grid_shows_only_what_it_is_given(qtbot, grid) -> None:
    Listener(grid, answers=False)
    drag(qtbot, grid, (0, 0), (0, 3))
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


def test_numbers_appear_as_soon_as_all_of_them_fit(grid) -> None:
    grid.set_weights(np.full((7, 7), 30.0))
    assert grid.shows_numbers
    grid.set_weights(np.full((31, 31), -0.0625))
    assert not grid.shows_numbers
    grid.set_weights(np.full((3, 3), -0.0625))
    assert grid.shows_numbers


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
