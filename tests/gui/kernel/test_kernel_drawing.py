"""Drawing into the filter on the table: every tool, by mouse and by keyboard, one step for each stroke."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, Qt

from filterlab.data.drawing import Brush, ellipse, line

from .hands import blank_document, choose, drag, send_mouse, weights

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from filterlab.project import Document


@pytest.fixture
def document() -> Document:
    return blank_document()


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
    send_mouse(panel.grid, QEvent.Type.MouseButtonPress, (1, 1))
    for end in ((3, 3), (6, 6), (5, 5)):
        send_mouse(panel.grid, QEvent.Type.MouseMove, end)
        np.testing.assert_array_equal(weights(document)[0] == 4, ellipse((7, 7), (1, 1), end))
        np.testing.assert_array_equal(panel.grid.weights, weights(document)[0])
    send_mouse(panel.grid, QEvent.Type.MouseButtonRelease, (5, 5))
    assert stack.count() == 1
    assert stack.undoText() == "Ellipse"
    stack.undo()
    assert not weights(document).any()


def test_escape_restores_what_was_there_before_the_drag(qtbot, panel, document, stack) -> None:
    drag(panel.grid, (0, 0), (0, 6))
    before = weights(document).copy()
    choose(qtbot, panel, "line")
    send_mouse(panel.grid, QEvent.Type.MouseButtonPress, (0, 0))
    send_mouse(panel.grid, QEvent.Type.MouseMove, (6, 6))
    assert not np.array_equal(weights(document), before)
    qtbot.keyClick(panel.grid, Qt.Key.Key_Escape)
    np.testing.assert_array_equal(weights(document), before)
    send_mouse(panel.grid, QEvent.Type.MouseMove, (6, 0))
    send_mouse(panel.grid, QEvent.Type.MouseButtonRelease, (6, 0))
    np.testing.assert_array_equal(weights(document), before)
    assert stack.count() == 1


def test_a_shape_pulled_back_to_nothing_new_is_no_step(qtbot, panel, stack) -> None:
    choose(qtbot, panel, "gradient")
    drag(panel.grid, (2, 2), (5, 5), (2, 2))
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
    drag(panel.grid, (0, 0))
    np.testing.assert_array_equal(weights(document), [[[7, 7, 3, 0]]])
    assert stack.undoText() == "Fill"


def test_a_wide_brush_that_adds_is_one_step_and_adds_once(panel, document, stack) -> None:
    panel.options.size_box.setValue(3)
    panel.options.form_box.setCurrentIndex(1)
    panel.brush_bar.set_mode("add")
    panel.brush_bar.box.setValue(2.0)
    drag(panel.grid, (1, 1), (1, 5), (1, 1))
    np.testing.assert_array_equal(weights(document)[0, :3], np.full((3, 7), 2))
    drag(panel.grid, (1, 1))
    assert weights(document)[0, 1, 1] == 4
    assert stack.count() == 2


@pytest.mark.parametrize(("mode", "name"), [("erase", "Erase"), ("smooth", "Smooth")])
def test_modes_without_a_value_say_so(panel, document, stack, mode, name) -> None:
    document.set_weights(document.current_filter.id, np.eye(7)[np.newaxis])
    index = panel.brush_bar.mode_box.findData(mode)
    panel.brush_bar.mode_box.setCurrentIndex(index)
    panel.brush_bar.mode_box.activated.emit(index)
    assert not panel.brush_bar.box.isEnabled()
    drag(panel.grid, (3, 3))
    assert weights(document)[0, 3, 3] == pytest.approx(0 if mode == "erase" else 1 / 3)
    assert stack.undoText() == name


def test_a_gradient_needs_values_so_other_modes_give_way(qtbot, panel, document) -> None:
    panel.brush_bar.set_mode("smooth")
    choose(qtbot, panel, "gradient")
    assert panel.brush_bar.mode == "replace"
    panel.brush_bar.box.setValue(6.0)
    drag(panel.grid, (0, 0), (0, 6))
    np.testing.assert_array_equal(weights(document)[0, 3], [6, 5, 4, 3, 2, 1, 0])


def test_symmetry_repeats_strokes_and_draws_its_axes(panel, document) -> None:
    plain = panel.grid.grab().toImage()
    panel.drawing_tools.symmetry.actions_by_field["left_right"].trigger()
    assert panel.grid.grab().toImage() != plain
    drag(panel.grid, (2, 0), (3, 0))
    np.testing.assert_array_equal(np.argwhere(weights(document)[0]), [[2, 0], [2, 6], [3, 0], [3, 6]])
    panel.drawing_tools.symmetry.actions_by_turns[4].trigger()
    drag(panel.grid, (0, 3))
    assert all(weights(document)[0][cell] for cell in ((0, 3), (3, 0), (6, 3), (3, 6)))


def test_diagonals_are_offered_on_square_grids_alone(panel, document) -> None:
    falling = panel.drawing_tools.symmetry.actions_by_field["falling"]
    falling.trigger()
    assert falling.isEnabled()
    panel.header.width_box.setValue(5)
    assert not falling.isEnabled()
    drag(panel.grid, (0, 1))
    assert np.count_nonzero(weights(document)) == 1
    panel.header.width_box.setValue(7)
    drag(panel.grid, (0, 2))
    assert weights(document)[0, 2, 0] == 1


def test_a_stroke_that_overflows_is_refused_with_a_sentence(qtbot, panel, document, stack) -> None:
    document.set_weights(document.current_filter.id, np.full((1, 3, 3), 3.4e38))
    panel.brush_bar.set_mode("add")
    panel.grid.set_brush(3e38)
    with qtbot.waitSignal(panel.message_raised) as raised:
        drag(panel.grid, (0, 0), (0, 1))
    assert "3.4e+38" in raised.args[0]
    assert stack.count() == 0


def test_undo_in_the_middle_of_a_drag_does_not_lose_what_was_there(panel, document, stack) -> None:
    drag(panel.grid, (6, 0), (6, 2))
    send_mouse(panel.grid, QEvent.Type.MouseButtonPress, (0, 0))
    stack.undo()
    send_mouse(panel.grid, QEvent.Type.MouseMove, (0, 1))
    send_mouse(panel.grid, QEvent.Type.MouseButtonRelease, (0, 1))
    np.testing.assert_array_equal(np.argwhere(weights(document)[0]), [[0, 0], [0, 1], [6, 0], [6, 1], [6, 2]])
    stack.undo()
    assert np.count_nonzero(weights(document)) == 3


def test_the_tip_follows_the_mouse_in_the_width_chosen(panel) -> None:
    panel.options.size_box.setValue(5)
    assert panel.options.tip == Brush(5, "round")
    send_mouse(panel.grid, QEvent.Type.MouseMove, (3, 3))
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
    drag(colour.grid, (0, 0), (1, 1))
    qapp.processEvents()
    requests = LayoutRequests(qapp)
    for value in (-3.0, 0.125, 12345.0):
        colour.brush_bar.box.setValue(value)
        drag(colour.grid, (0, 0), (2, 2), (2, 0))
        qapp.processEvents()
    qapp.removeEventFilter(requests)
    assert requests.count == 0
