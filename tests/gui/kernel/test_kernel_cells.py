"""Cells selected in the filter on the table: moved, copied, cut and pasted, each as one step."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from filterlab.data.drawing import Selection
from filterlab.gui.main_window import MainWindow
from filterlab.project import Document, starting_document

from .hands import CONTROL, blank_document, choose, drag, weights


@pytest.fixture
def document() -> Document:
    return blank_document()


def test_dragging_a_selection_moves_weights_in_one_step(qtbot, panel, document, stack) -> None:
    before = np.arange(49, dtype=np.float32).reshape(1, 7, 7)
    document.set_weights(document.current_filter.id, before)
    choose(qtbot, panel, "select")
    drag(panel.grid, (1, 1), (2, 2))
    assert panel.grid.selection == Selection(1, 1, 2, 2)
    drag(panel.grid, (1, 1), (6, 6), (4, 3))
    expected = before.copy()
    expected[0, 1:3, 1:3] = 0
    expected[0, 4:6, 3:5] = before[0, 1:3, 1:3]
    np.testing.assert_array_equal(weights(document), expected)
    assert stack.count() == 1
    assert stack.undoText() == "Move"
    assert panel.grid.selection == Selection(4, 3, 2, 2)
    stack.undo()
    np.testing.assert_array_equal(weights(document), before)


def test_a_selection_moved_by_keyboard_brings_back_what_it_covered(qtbot, panel, document, stack) -> None:
    before = np.arange(49, dtype=np.float32).reshape(1, 7, 7)
    document.set_weights(document.current_filter.id, before)
    panel.grid.set_selection(Selection(0, 0, 1, 1))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        qtbot.keyClick(panel.grid, key, CONTROL)
    expected = before.copy()
    expected[0, 0, :2] = [0, 0]
    np.testing.assert_array_equal(weights(document), expected)
    assert stack.count() == 1
    qtbot.keyClick(panel.grid, Qt.Key.Key_Escape)
    np.testing.assert_array_equal(weights(document), before)
    assert stack.count() == 0


def test_copied_cells_are_rows_for_a_spreadsheet_and_come_back_where_something_is_selected(
    qtbot, panel, document, stack
) -> None:
    start = np.zeros((1, 7, 7), dtype=np.float32)
    start[0, :2, :2] = [[1.5, -2], [0, 1 / 3]]
    document.set_weights(document.current_filter.id, start)
    panel.grid.set_selection(Selection(0, 0, 2, 2))
    qtbot.keyClick(panel.grid, Qt.Key.Key_C, CONTROL)
    assert QApplication.clipboard().text() == "1.5\t-2\n0\t0.33333334\n"
    assert stack.count() == 0
    panel.grid.set_selection(Selection(5, 4, 1, 2))
    qtbot.keyClick(panel.grid, Qt.Key.Key_V, CONTROL)
    np.testing.assert_array_equal(weights(document)[0, 5:, 4:6], start[0, :2, :2])
    assert panel.grid.selection == Selection(5, 4, 2, 2)
    assert stack.undoText() == "Paste numbers"


def test_what_is_pasted_over_the_edge_is_cut_off(panel, document) -> None:
    panel.grid.set_selection(Selection(6, 6, 1, 1))
    assert panel.paste_rows("1 2\n3 4")
    assert weights(document)[0, 6, 6] == 1
    assert weights(document).sum() == 1
    assert panel.grid.selection == Selection(6, 6, 1, 1)


def test_a_single_number_fills_what_is_selected(panel, document) -> None:
    panel.grid.set_selection(Selection(2, 2, 2, 3))
    panel.paste_rows("5")
    assert panel.options.selected_label.text() == "2 × 3 cells from row 2, column 2"
    assert weights(document).sum() == 30
    assert panel.grid.selection == Selection(2, 2, 2, 3)


def test_cutting_leaves_zeros_and_delete_clears_without_the_clipboard(qtbot, panel, document, stack) -> None:
    document.set_weights(document.current_filter.id, np.ones((1, 3, 3)))
    panel.grid.set_selection(Selection(0, 0, 1, 2))
    qtbot.keyClick(panel.grid, Qt.Key.Key_X, CONTROL)
    assert QApplication.clipboard().text() == "1\t1\n"
    assert weights(document).sum() == 7
    panel.grid.set_selection(Selection(2, 0, 1, 3))
    qtbot.keyClick(panel.grid, Qt.Key.Key_Delete)
    assert weights(document).sum() == 4
    assert QApplication.clipboard().text() == "1\t1\n"
    assert [stack.text(0), stack.text(1)] == ["Cut", "Clear"]


def test_without_a_selection_everything_is_copied_and_pasting_replaces_the_kernel(
    qtbot, panel, document
) -> None:
    document.set_weights(document.current_filter.id, [[[1, 2]]])
    qtbot.keyClick(panel.grid, Qt.Key.Key_C, CONTROL)
    assert QApplication.clipboard().text() == "1\t2\n"
    document.set_weights(document.current_filter.id, np.zeros((1, 5, 5)))
    qtbot.keyClick(panel.grid, Qt.Key.Key_V, CONTROL)
    np.testing.assert_array_equal(weights(document), [[[1, 2]]])


def test_three_channels_are_copied_and_pasted_together_or_one_by_one(qtbot, colour, document) -> None:
    before = weights(document).copy()
    colour.grid.set_selection(Selection(0, 0, 1, 2))
    qtbot.keyClick(colour.grid, Qt.Key.Key_C, CONTROL)
    assert QApplication.clipboard().text() == "0\t1\n\n9\t10\n\n18\t19\n"
    colour.grid.set_selection(Selection(2, 0, 1, 1))
    qtbot.keyClick(colour.grid, Qt.Key.Key_V, CONTROL)
    np.testing.assert_array_equal(weights(document)[:, 2, :2], before[:, 0, :2])
    colour.header.channel_box.setCurrentIndex(2)
    colour.header.channel_box.activated.emit(2)
    colour.grid.set_selection(Selection(1, 1, 1, 1))
    qtbot.keyClick(colour.grid, Qt.Key.Key_X, CONTROL)
    assert QApplication.clipboard().text() == "13\n"
    np.testing.assert_array_equal(weights(document)[:, 1, 1], [4, 0, 22])


def test_rows_with_a_mistake_become_a_sentence(qtbot, panel, stack) -> None:
    QApplication.clipboard().setText("1 2\n3")
    with qtbot.waitSignal(panel.message_raised) as raised:
        qtbot.keyClick(panel.grid, Qt.Key.Key_V, CONTROL)
    assert "The pasted text" in raised.args[0]
    assert stack.count() == 0


def test_a_filter_can_be_copied_in_every_notation(panel, document) -> None:
    document.set_weights(document.current_filter.id, [[[1, 2]]])
    panel.copy_as("numpy")
    assert "array" in QApplication.clipboard().text()
    assert panel.paste_rows(QApplication.clipboard().text())
    np.testing.assert_array_equal(weights(document), [[[1, 2]]])


def test_another_filter_has_no_selection_and_is_not_drawn_into(qtbot, panel, document) -> None:
    qtbot.keyClicks(panel.grid, "l")
    qtbot.keyClick(panel.grid, Qt.Key.Key_Space)
    panel.grid.set_selection(Selection(0, 0, 2, 2))
    document.select_filter(document.filters[1].id)
    before = weights(document)
    assert panel.grid.selection is None
    qtbot.keyClick(panel.grid, Qt.Key.Key_Down)
    assert weights(document) is before


def test_what_is_selected_is_told_beside_the_tool(qtbot, panel) -> None:
    qtbot.keyClicks(panel.grid, "s")
    drag(panel.grid, (1, 2), (3, 5))
    assert panel.options.selected_label.text() == "3 × 4 cells from row 1, column 2"
    panel.paste_rows("1 2\n3 4")
    assert panel.options.selected_label.text() == "2 × 2 cells from row 1, column 2"


def test_rows_of_numbers_win_over_the_picture_beside_them_wherever_the_focus_is(qtbot) -> None:
    window = MainWindow(starting_document())
    qtbot.addWidget(window, before_close_func=MainWindow.shut_down)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    grid = window.design.kernel.grid
    grid.set_selection(Selection(5, 5, 1, 1))
    pictures = window.document.pictures
    for widget, text, cells in (
        (grid, "1\t2\n3\t4\n", [[1, 2], [3, 4]]),
        (window.design.bank.list, "5\t6\n7\t8\n", [[5, 6], [7, 8]]),
    ):
        widget.setFocus()
        qtbot.waitUntil(widget.hasFocus)
        mime = QMimeData()
        mime.setText(text)
        mime.setImageData(QImage(8, 8, QImage.Format.Format_RGB32))
        QApplication.clipboard().setMimeData(mime)
        qtbot.keyClick(widget, Qt.Key.Key_V, CONTROL)
        np.testing.assert_array_equal(window.document.current_filter.weights[0, 5:, 5:], cells)
    assert window.document.pictures == pictures
    grid.setFocus()
    qtbot.keyClick(grid, Qt.Key.Key_Escape)
    assert grid.selection is None
