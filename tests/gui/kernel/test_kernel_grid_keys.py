"""The painted kernel by keyboard: typed values, arrows, Space, Tab."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from filterlab.gui.widgets.kernel_grid import KernelGrid

from .hands import CONTROL, LEFT, SHIFT, centre


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
def test_a_typed_value_is_set_exactly_and_the_current_cell_stays(qtbot, grid, painter, text, value) -> None:
    grid.set_current(2, 3)
    type_text(qtbot, grid, text, Qt.Key.Key_Return)
    assert painter.strokes == [[(2, 3, value)]]
    assert grid.weights[2, 3] == np.float32(value)
    assert grid.current == (2, 3)
    assert not grid.editor.isVisible()
    assert grid.hasFocus()


def test_tab_commits_and_goes_right_then_to_the_next_row(qtbot, grid, painter) -> None:
    grid.set_current(0, 5)
    type_text(qtbot, grid, "1", Qt.Key.Key_Tab)
    type_text(qtbot, grid, "2", Qt.Key.Key_Tab)
    type_text(qtbot, grid, "3", Qt.Key.Key_Backtab)
    assert painter.cells == [(0, 5, 1.0), (0, 6, 2.0), (1, 0, 3.0)]
    assert grid.current == (0, 6)


def test_arrows_commit_downwards_and_upwards(qtbot, grid, painter) -> None:
    grid.set_current(5, 2)
    type_text(qtbot, grid, "4", Qt.Key.Key_Down)
    assert grid.current == (6, 2)
    type_text(qtbot, grid, "5", Qt.Key.Key_Down)
    assert grid.current == (6, 2)
    type_text(qtbot, grid, "6", Qt.Key.Key_Up)
    assert painter.cells == [(5, 2, 4.0), (6, 2, 5.0), (6, 2, 6.0)]


def test_escape_gives_up(qtbot, grid, painter) -> None:
    type_text(qtbot, grid, "12", Qt.Key.Key_Escape)
    assert not painter.strokes
    assert not grid.editor.isVisible()
    assert grid.hasFocus()


def test_what_is_no_number_is_refused_with_a_sentence_and_stays_to_be_mended(qtbot, grid, painter) -> None:
    type_text(qtbot, grid, "1x", Qt.Key.Key_Return)
    assert not painter.strokes
    assert grid.editor.isVisible()
    assert grid.editor.is_refused
    assert '"1x" is not a number' in painter.log[-1]
    qtbot.keyClicks(grid.editor, "7")
    assert not grid.editor.is_refused
    qtbot.keyClick(grid.editor, Qt.Key.Key_Return)
    assert painter.cells == [(0, 0, 7.0)]


def test_a_click_elsewhere_commits_what_was_typed(qtbot, grid, painter) -> None:
    type_text(qtbot, grid, "8")
    qtbot.mouseClick(grid, LEFT, pos=centre(grid, 6, 6))
    assert painter.strokes == [[(0, 0, 8.0)], [(6, 6, 30.0)]]


def test_a_click_elsewhere_refuses_what_is_no_number(qtbot, grid, painter) -> None:
    type_text(qtbot, grid, "8..")
    qtbot.mouseClick(grid, LEFT, pos=centre(grid, 6, 6))
    assert painter.cells == [(6, 6, 30.0)]
    assert sum("not a number" in entry for entry in painter.log) == 1
    assert not grid.editor.isVisible()


def test_return_edits_the_value_that_is_there(qtbot, grid, painter) -> None:
    weights = np.zeros((7, 7))
    weights[0, 0] = -0.125
    grid.set_weights(weights)
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert grid.editor.text() == "−0.125"
    assert grid.editor.selectedText() == "−0.125"
    qtbot.keyClick(grid.editor, Qt.Key.Key_Return)
    assert painter.cells == [(0, 0, -0.125)]


def test_arrows_home_and_end_move_the_current_cell_and_stop_at_the_edge(qtbot, grid, painter) -> None:
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
    assert not painter.strokes
    assert painter.log.count("current 1 6") == 1


def test_space_paints_and_delete_erases(qtbot, grid, painter) -> None:
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Delete, Qt.Key.Key_Space, Qt.Key.Key_Backspace):
        qtbot.keyClick(grid, key)
    assert painter.strokes == [[(0, 0, 30.0)], [(0, 0, 0.0)], [(0, 0, 30.0)], [(0, 0, 0.0)]]


def test_ctrl_and_arrows_do_what_the_wheel_does(qtbot, grid, painter) -> None:
    grid.set_step(2.0)
    qtbot.keyClick(grid, Qt.Key.Key_Up, CONTROL)
    qtbot.keyClick(grid, Qt.Key.Key_Down, CONTROL | SHIFT)
    assert painter.cells == [(0, 0, 2.0), (0, 0, -18.0)]


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
