"""A matrix whose cells are chosen by mouse and by keyboard, and speak."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from filterlab.gui.widgets.matrix_picker import MatrixPicker


@pytest.fixture
def picker(qtbot) -> MatrixPicker:
    """Return a matrix of 2 × 3 on screen."""
    picker = MatrixPicker("signed", "Weights")
    qtbot.addWidget(picker)
    picker.set_cells(np.arange(6.0).reshape(2, 3), None, lambda row, column: f"cell {row}, {column}")
    picker.resize(200, 80)
    picker.show()
    qtbot.waitExposed(picker)
    return picker


def test_a_click_chooses_the_cell_below_it(picker, qtbot) -> None:
    with qtbot.waitSignal(picker.cell_chosen) as chosen:
        point = picker.cell_rect(1, 2).center().toPoint()
        qtbot.mouseClick(picker, Qt.MouseButton.LeftButton, pos=point)
    assert chosen.args == [1, 2]
    assert picker.current == (1, 2)


def test_beside_the_cells_nothing_is_chosen(picker, qtbot) -> None:
    chosen: list[object] = []
    picker.cell_chosen.connect(lambda *cell: chosen.append(cell))
    picker.resize(400, 80)
    qtbot.mouseClick(picker, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    qtbot.mouseClick(picker, Qt.MouseButton.RightButton, pos=picker.cell_rect(0, 0).center().toPoint())
    assert chosen == []


def test_arrows_walk_within_the_matrix_and_enter_chooses(picker, qtbot) -> None:
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Up):
        qtbot.keyClick(picker, key)
    assert picker.current == (0, 2)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        with qtbot.waitSignal(picker.cell_chosen) as chosen:
            qtbot.keyClick(picker, key)
        assert chosen.args == [0, 2]


def test_the_current_cell_is_described_for_screen_readers(picker, qtbot) -> None:
    assert picker.accessibleName() == "Weights"
    qtbot.keyClick(picker, Qt.Key.Key_Down)
    assert picker.accessibleDescription() == "cell 1, 0"


def test_the_tooltip_says_what_the_cell_is(picker, monkeypatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda _point, text, _widget: said.append(text))
    point = picker.cell_rect(1, 1).center().toPoint()
    QApplication.sendEvent(picker, QHelpEvent(QHelpEvent.Type.ToolTip, point, picker.mapToGlobal(point)))
    assert said == ["cell 1, 1"]


def test_a_smaller_matrix_keeps_the_current_cell_within_it(picker, qtbot) -> None:
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down):
        qtbot.keyClick(picker, key)
    picker.set_cells(np.zeros((1, 2)), np.array([[True, False]]), lambda _row, _column: "")
    assert picker.current == (0, 1)


def test_it_asks_for_a_line_for_each_row_within_reason(picker) -> None:
    heights = []
    for rows in (2, 7, 31):
        picker.set_cells(np.zeros((rows, 3)), None, lambda _row, _column: "")
        heights.append(picker.sizeHint().height())
    assert heights == sorted(heights)
    assert heights[0] >= 60
    assert heights[1] >= 7 * 15
    assert heights[2] <= 280


def test_an_empty_matrix_ignores_keys_and_clicks(qtbot) -> None:
    picker = MatrixPicker("signed", "Weights")
    qtbot.addWidget(picker)
    picker.show()
    chosen: list[object] = []
    picker.cell_chosen.connect(lambda *cell: chosen.append(cell))
    qtbot.keyClick(picker, Qt.Key.Key_Return)
    qtbot.mouseClick(picker, Qt.MouseButton.LeftButton)
    assert chosen == []
