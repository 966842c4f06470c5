"""Drawing into the filter on the table: every tool, by mouse and by keyboard, one step for each stroke."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent, QUndoStack
from PySide6.QtWidgets import QApplication

from filterlab.data.drawing import Brush, Selection, ellipse, line
from filterlab.gui.design.kernel_panel import KernelPanel
from filterlab.gui.main_window import MainWindow
from filterlab.project import Document, starting_document

LEFT = Qt.MouseButton.LeftButton
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def document() -> Document:
    document = Document()
    document.insert_filter(document.make_filter("Empty", np.zeros((1, 7, 7))))
    counted = np.arange(27, dtype=np.float32).reshape(3, 3, 3)
    document.insert_filter(document.make_filter("Colour", counted))
    return document


@pytest.fixture
def stack(qapp) -> QUndoStack:
    del qapp
    return QUndoStack()


@pytest.fixture
def panel(qtbot, document, stack) -> KernelPanel:
    panel = KernelPanel(document, stack)
    qtbot.addWidget(panel)
    panel.resize(310, 440)
    panel.show()
    qtbot.waitExposed(panel)
    panel.activateWindow()
    panel.grid.setFocus()
    qtbot.waitUntil(panel.grid.hasFocus)
    return panel


@pytest.fixture
def colour(panel, document) -> KernelPanel:
    document.select_filter(document.filters[1].id)
    return panel


def weights(document: Document) -> np.ndarray:
    return document.current_filter.weights


def centre(panel: KernelPanel, row: int, column: int) -> QPoint:
    return panel.grid.cell_rect(row, column).center().toPoint()


def send(panel: KernelPanel, kind: QEvent.Type, cell: tuple[int, int]) -> None:
    place = QPointF(centre(panel, *cell))
    button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else LEFT
    held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else LEFT
    event = QMouseEvent(
        kind, place, QPointF(panel.grid.mapToGlobal(place)), button, held, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(panel.grid, event)


def drag(panel: KernelPanel, *cells: tuple[int, int]) -> None:
    send(panel, QEvent.Type.MouseButtonPress, cells[0])
    for cell in cells[1:]:
        send(panel, QEvent.Type.MouseMove, cell)
    send(panel, QEvent.Type.MouseButtonRelease, cells[-1])


def choose(qtbot, panel: KernelPanel, tool: str) -> None:
    qtbot.mouseClick(panel.drawing_tools.buttons[tool], LEFT)


def test_a_letter_takes_the_tool_and_shows_its_options(qtbot, panel) -> None:
    qtbot.keyClicks(panel.grid, "r")
    assert panel.grid.tool == panel.drawing_tools.tool == "rectangle"
    assert panel.options.filled_box.isVisible()
    qtbot.keyClicks(panel.grid, "f")
    assert panel.options.tolerance_box.isVisible()
    assert not panel.options.size_box.isVisible()
    qtbot.keyClicks(panel.grid, "g")
    assert panel.options.end_box.isVisible()
    qtbot.keyClicks(panel.grid, "b")
    assert panel.options.size_box.isVisible()


def test_letters_are_letters_where_the_grid_has_no_focus(qtbot, panel) -> None:
    panel.brush_bar.box.setFocus()
    qtbot.keyClicks(panel.brush_bar.box, "l")
    assert panel.grid.tool == "brush"


def test_an_ellipse_is_seen_while_it_is_pulled_out_and_is_one_step(qtbot, panel, document, stack) -> None:
    choose(qtbot, panel, "ellipse")
    panel.brush_bar.box.setValue(4.0)
    send(panel, QEvent.Type.MouseButtonPress, (1, 1))
    for end in ((3, 3), (6, 6), (5, 5)):
        send(panel, QEvent.Type.MouseMove, end)
        np.testing.assert_array_equal(weights(document)[0] == 4, ellipse((7, 7), (1, 1), end))
        np.testing.assert_array_equal(panel.grid.weights, weights(document)[0])
    send(panel, QEvent.Type.MouseButtonRelease, (5, 5))
    assert stack.count() == 1
    assert stack.undoText() == "Ellipse"
    stack.undo()
    assert not weights(document).any()


def test_escape_restores_what_was_there_before_the_drag(qtbot, panel, document, stack) -> None:
    drag(panel, (0, 0), (0, 6))
    before = weights(document).copy()
    choose(qtbot, panel, "line")
    send(panel, QEvent.Type.MouseButtonPress, (0, 0))
    send(panel, QEvent.Type.MouseMove, (6, 6))
    assert not np.array_equal(weights(document), before)
    qtbot.keyClick(panel.grid, Qt.Key.Key_Escape)
    np.testing.assert_array_equal(weights(document), before)
    send(panel, QEvent.Type.MouseMove, (6, 0))
    send(panel, QEvent.Type.MouseButtonRelease, (6, 0))
    np.testing.assert_array_equal(weights(document), before)
    assert stack.count() == 1


def test_a_shape_pulled_back_to_nothing_new_is_no_step(qtbot, panel, stack) -> None:
    choose(qtbot, panel, "gradient")
    drag(panel, (2, 2), (5, 5), (2, 2))
    assert stack.count() == 0


@pytest.mark.parametrize(
    ("tool", "name"), [("line", "Line"), ("rectangle", "Rectangle"), ("gradient", "Gradient")]
)
def test_tools_with_two_points_are_used_by_keyboard(qtbot, panel, document, stack, tool, name) -> None:
    qtbot.keyClicks(panel.grid, tool[0])
    panel.grid.set_current(1, 1)
    keys = Qt.Key
    for key in (keys.Key_Space, keys.Key_Down, keys.Key_Right, keys.Key_Right, keys.Key_Space):
        qtbot.keyClick(panel.grid, key)
    assert stack.count() == 1
    assert stack.undoText() == name
    assert weights(document)[0, 1, 1] == 1
    if tool == "line":
        np.testing.assert_array_equal(weights(document)[0] > 0, line((7, 7), (1, 1), (2, 3)))


def test_fill_takes_its_tolerance_from_the_options(qtbot, panel, document, stack) -> None:
    document.set_weights(document.current_filter.id, [[[0, 0.5, 3, 0]]])
    choose(qtbot, panel, "flood")
    panel.options.tolerance_box.setValue(0.5)
    panel.brush_bar.box.setValue(7.0)
    drag(panel, (0, 0))
    np.testing.assert_array_equal(weights(document), [[[7, 7, 3, 0]]])
    assert stack.undoText() == "Fill"


def test_a_wide_brush_that_adds_is_one_step_and_adds_once(panel, document, stack) -> None:
    panel.options.size_box.setValue(3)
    panel.options.form_box.setCurrentIndex(1)
    panel.brush_bar.set_mode("add")
    panel.brush_bar.box.setValue(2.0)
    drag(panel, (1, 1), (1, 5), (1, 1))
    np.testing.assert_array_equal(weights(document)[0, :3], np.full((3, 7), 2))
    drag(panel, (1, 1))
    assert weights(document)[0, 1, 1] == 4
    assert stack.count() == 2


@pytest.mark.parametrize(("mode", "name"), [("erase", "Erase"), ("smooth", "Smooth")])
def test_modes_without_a_value_say_so(panel, document, stack, mode, name) -> None:
    document.set_weights(document.current_filter.id, np.eye(7)[np.newaxis])
    index = panel.brush_bar.mode_box.findData(mode)
    panel.brush_bar.mode_box.setCurrentIndex(index)
    panel.brush_bar.mode_box.activated.emit(index)
    assert not panel.brush_bar.box.isEnabled()
    drag(panel, (3, 3))
    assert weights(document)[0, 3, 3] == pytest.approx(0 if mode == "erase" else 1 / 3)
    assert stack.undoText() == name


def test_a_gradient_needs_values_so_other_modes_give_way(qtbot, panel, document) -> None:
    panel.brush_bar.set_mode("smooth")
    choose(qtbot, panel, "gradient")
    assert panel.brush_bar.mode == "replace"
    panel.brush_bar.box.setValue(6.0)
    drag(panel, (0, 0), (0, 6))
    np.testing.assert_array_equal(weights(document)[0, 3], [6, 5, 4, 3, 2, 1, 0])


def test_symmetry_repeats_strokes_and_draws_its_axes(panel, document) -> None:
    plain = panel.grid.grab().toImage()
    panel.drawing_tools.symmetry.actions_by_field["left_right"].trigger()
    assert panel.grid.grab().toImage() != plain
    drag(panel, (2, 0), (3, 0))
    np.testing.assert_array_equal(np.argwhere(weights(document)[0]), [[2, 0], [2, 6], [3, 0], [3, 6]])
    panel.drawing_tools.symmetry.actions_by_turns[4].trigger()
    drag(panel, (0, 3))
    assert all(weights(document)[0][cell] for cell in ((0, 3), (3, 0), (6, 3), (3, 6)))


def test_diagonals_are_offered_on_square_grids_alone(panel, document) -> None:
    falling = panel.drawing_tools.symmetry.actions_by_field["falling"]
    falling.trigger()
    assert falling.isEnabled()
    panel.header.width_box.setValue(5)
    assert not falling.isEnabled()
    drag(panel, (0, 1))
    assert np.count_nonzero(weights(document)) == 1
    panel.header.width_box.setValue(7)
    drag(panel, (0, 2))
    assert weights(document)[0, 2, 0] == 1


def test_a_stroke_that_overflows_is_refused_with_a_sentence(qtbot, panel, document, stack) -> None:
    document.set_weights(document.current_filter.id, np.full((1, 3, 3), 3.4e38))
    panel.brush_bar.set_mode("add")
    panel.grid.set_brush(3e38)
    with qtbot.waitSignal(panel.message_raised) as raised:
        drag(panel, (0, 0), (0, 1))
    assert "3.4e+38" in raised.args[0]
    assert stack.count() == 0


def test_dragging_a_selection_moves_weights_in_one_step(qtbot, panel, document, stack) -> None:
    before = np.arange(49, dtype=np.float32).reshape(1, 7, 7)
    document.set_weights(document.current_filter.id, before)
    choose(qtbot, panel, "select")
    drag(panel, (1, 1), (2, 2))
    assert panel.grid.selection == Selection(1, 1, 2, 2)
    drag(panel, (1, 1), (6, 6), (4, 3))
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
    drag(panel, (1, 2), (3, 5))
    assert panel.options.selected_label.text() == "3 × 4 cells from row 1, column 2"
    panel.paste_rows("1 2\n3 4")
    assert panel.options.selected_label.text() == "2 × 2 cells from row 1, column 2"


def test_undo_in_the_middle_of_a_drag_does_not_lose_what_was_there(panel, document, stack) -> None:
    drag(panel, (6, 0), (6, 2))
    send(panel, QEvent.Type.MouseButtonPress, (0, 0))
    stack.undo()
    send(panel, QEvent.Type.MouseMove, (0, 1))
    send(panel, QEvent.Type.MouseButtonRelease, (0, 1))
    np.testing.assert_array_equal(np.argwhere(weights(document)[0]), [[0, 0], [0, 1], [6, 0], [6, 1], [6, 2]])
    stack.undo()
    assert np.count_nonzero(weights(document)) == 3


def test_the_tip_follows_the_mouse_in_the_width_chosen(panel) -> None:
    panel.options.size_box.setValue(5)
    assert panel.options.tip == Brush(5, "round")
    send(panel, QEvent.Type.MouseMove, (3, 3))
    wide = panel.grid.grab().toImage()
    panel.options.size_box.setValue(1)
    assert panel.grid.grab().toImage() != wide


class LayoutRequests(QObject):
    """Counts how often anything asks for another layout."""

    def __init__(self, application: QApplication) -> None:
        super().__init__()
        self.count = 0
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count, and let everything through."""
        self.count += event.type() == QEvent.Type.LayoutRequest
        return super().eventFilter(watched, event)


def test_painting_never_lays_the_panel_out_anew(qapp, colour) -> None:
    drag(colour, (0, 0), (1, 1))
    qapp.processEvents()
    requests = LayoutRequests(qapp)
    for value in (-3.0, 0.125, 12345.0):
        colour.brush_bar.box.setValue(value)
        drag(colour, (0, 0), (2, 2), (2, 0))
        qapp.processEvents()
    qapp.removeEventFilter(requests)
    assert requests.count == 0


def test_with_the_focus_in_the_grid_rows_of_numbers_win_over_the_picture_beside_them(qtbot) -> None:
    window = MainWindow(starting_document())
    qtbot.addWidget(window, before_close_func=MainWindow.shut_down)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    grid = window.design.kernel.grid
    grid.setFocus()
    qtbot.waitUntil(grid.hasFocus)
    mime = QMimeData()
    mime.setText("1\t2\n3\t4\n")
    mime.setImageData(QImage(8, 8, QImage.Format.Format_RGB32))
    QApplication.clipboard().setMimeData(mime)
    grid.set_selection(Selection(5, 5, 1, 1))
    pictures = len(window.document.pictures)
    qtbot.keyClick(grid, Qt.Key.Key_V, CONTROL)
    np.testing.assert_array_equal(window.document.current_filter.weights[0, 5:, 5:], [[1, 2], [3, 4]])
    window.design.bank.list.setFocus()
    qtbot.keyClick(window.design.bank.list, Qt.Key.Key_V, CONTROL)
    assert len(window.document.pictures) == pictures + 1
    grid.setFocus()
    qtbot.keyClick(grid, Qt.Key.Key_Escape)
    assert grid.selection is None
