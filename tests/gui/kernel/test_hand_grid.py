"""What a hand does in the grid of cells: tools with one point and with two, selections, moves, and how it looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QRectF, Qt
from PySide6.QtGui import QAccessible, QKeyEvent
from PySide6.QtWidgets import QApplication

from filterlab.data.drawing import Brush, Selection, Symmetry
from filterlab.gui.theme import current_theme
from filterlab.gui.widgets.drawing_tool import LETTERS, WITH_TWO_POINTS, Drag

from .hands import ALT, CONTROL, LEFT, RIGHT, SHIFT, centre, drag, send_mouse

if TYPE_CHECKING:
    from filterlab.gui.widgets.kernel_grid import KernelGrid


def take(grid: KernelGrid, tool: str) -> None:
    grid.set_tool(tool, Brush())


def override(grid: KernelGrid, key: Qt.Key, modifiers=Qt.KeyboardModifier.NoModifier, text: str = "") -> bool:
    """Tell whether the grid wants a key before the window's shortcuts get it."""
    event = QKeyEvent(QEvent.Type.ShortcutOverride, key, modifiers, text)
    event.ignore()
    QApplication.sendEvent(grid, event)
    return event.isAccepted()


@pytest.mark.parametrize(("tool", "letter"), LETTERS.items())
def test_every_tool_has_a_letter_while_the_grid_has_the_focus(qtbot, grid, listener, tool, letter) -> None:
    qtbot.keyClicks(grid, letter.lower())
    assert listener.log == [f"tool {tool}"]
    qtbot.keyClick(grid, Qt.Key(ord(letter)), ALT)
    assert listener.log == [f"tool {tool}"]


@pytest.mark.parametrize("tool", sorted(WITH_TWO_POINTS - {"select"}))
def test_space_sets_the_first_point_and_space_again_the_second(qtbot, grid, listener, tool) -> None:
    take(grid, tool)
    grid.set_current(1, 2)
    qtbot.keyClick(grid, Qt.Key.Key_Space)
    assert listener.log == ["started"]
    qtbot.keyClick(grid, Qt.Key.Key_Down)
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    qtbot.keyClick(grid, Qt.Key.Key_Space)
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    assert listener.drags == [
        Drag((1, 2), (1, 2), (1, 2)),
        Drag((1, 2), (1, 2), (2, 2)),
        Drag((1, 2), (2, 2), (2, 3)),
    ]
    assert listener.log.count("started") == listener.log.count("finished") == 1
    assert grid.current == (2, 4)


@pytest.mark.parametrize("tool", ["brush", "flood"])
def test_tools_with_one_point_are_done_with_one_space(qtbot, grid, listener, tool) -> None:
    take(grid, tool)
    qtbot.keyClick(grid, Qt.Key.Key_Space)
    assert listener.drags == [Drag((0, 0), (0, 0), (0, 0))]
    assert listener.strokes == ["started", "finished"]


def test_shift_holds_what_is_drawn_straight_with_mouse_and_keyboard(qtbot, grid, listener) -> None:
    take(grid, "line")
    send_mouse(grid, QEvent.Type.MouseButtonPress, (0, 0))
    send_mouse(grid, QEvent.Type.MouseMove, (4, 3), SHIFT)
    qtbot.keyRelease(grid, Qt.Key.Key_Shift)
    qtbot.keyPress(grid, Qt.Key.Key_Shift)
    send_mouse(grid, QEvent.Type.MouseButtonRelease, (4, 3))
    assert [(drag.here, drag.is_straight) for drag in listener.drags] == [
        ((0, 0), False), ((4, 3), True), ((4, 3), False), ((4, 3), True)
    ]  # fmt: skip
    listener.drags.clear()
    qtbot.keyClick(grid, Qt.Key.Key_Space)
    qtbot.keyClick(grid, Qt.Key.Key_Down, SHIFT)
    qtbot.keyClick(grid, Qt.Key.Key_Space, SHIFT)
    assert listener.drags[-1].is_straight
    assert listener.strokes[-1] == "finished"


def test_the_same_cell_again_is_no_news(grid, listener) -> None:
    send_mouse(grid, QEvent.Type.MouseButtonPress, (2, 2))
    for _ in range(3):
        send_mouse(grid, QEvent.Type.MouseMove, (2, 3))
    send_mouse(grid, QEvent.Type.MouseButtonRelease, (2, 3))
    assert len(listener.drags) == 2


@pytest.mark.parametrize("by_key", [False, True])
def test_escape_cancels_what_is_being_drawn(qtbot, grid, listener, by_key) -> None:
    take(grid, "ellipse")
    if by_key:
        qtbot.keyClick(grid, Qt.Key.Key_Space)
    else:
        send_mouse(grid, QEvent.Type.MouseButtonPress, (1, 1))
    assert override(grid, Qt.Key.Key_Escape)
    qtbot.keyClick(grid, Qt.Key.Key_Escape)
    assert listener.log[-1] == "cancelled"
    send_mouse(grid, QEvent.Type.MouseMove, (3, 3))
    send_mouse(grid, QEvent.Type.MouseButtonRelease, (3, 3))
    assert len(listener.drags) == 1
    assert "finished" not in listener.log
    assert not override(grid, Qt.Key.Key_Escape)


def test_what_the_keyboard_has_begun_ends_where_the_mouse_begins(qtbot, grid, listener) -> None:
    take(grid, "line")
    qtbot.keyClick(grid, Qt.Key.Key_Space)
    qtbot.mouseClick(grid, LEFT, pos=centre(grid, 5, 5))
    assert listener.strokes == ["started", "finished"] * 2


@pytest.mark.parametrize("tool", ["select", "gradient"])
def test_the_right_button_draws_zeros_with_every_tool(grid, listener, tool) -> None:
    take(grid, tool)
    drag(grid, (2, 2), (2, 3), button=RIGHT)
    assert all(one.erases for one in listener.drags)
    assert len(listener.drags) == 2
    assert grid.selection is None


def test_dragging_selects_and_a_click_selects_one_cell(qtbot, grid, listener) -> None:
    take(grid, "select")
    drag(grid, (4, 5), (1, 2))
    assert grid.selection == Selection(1, 2, 4, 4)
    assert not listener.strokes
    qtbot.mouseClick(grid, LEFT, pos=centre(grid, 6, 6))
    assert grid.selection == Selection(6, 6, 1, 1)
    send_mouse(grid, QEvent.Type.MouseButtonPress, (0, 0))
    send_mouse(grid, QEvent.Type.MouseMove, (2, 1), SHIFT)
    send_mouse(grid, QEvent.Type.MouseButtonRelease, (2, 1))
    assert grid.selection == Selection(0, 0, 3, 3)


def test_a_selection_never_begins_outside_and_never_ends_there(qtbot, grid, listener) -> None:
    take(grid, "select")
    qtbot.mousePress(grid, LEFT, pos=centre(grid, 5, 5))
    qtbot.mouseMove(grid, centre(grid, 6, 6) + QPoint(300, 300))
    qtbot.mouseRelease(grid, LEFT, pos=centre(grid, 6, 6))
    assert grid.selection == Selection(5, 5, 2, 2)
    assert not listener.strokes


def test_dragging_inside_moves_what_is_selected(grid, listener) -> None:
    take(grid, "select")
    start = Selection(1, 1, 2, 2)
    grid.set_selection(start)
    drag(grid, (2, 2), (3, 4), (4, 4))
    assert listener.moves == [(start, 1, 2), (start, 2, 2)]
    assert grid.selection == Selection(3, 3, 2, 2)
    assert listener.strokes == ["started", "finished"]


def test_what_is_moved_over_the_edge_is_selected_no_more(qtbot, grid) -> None:
    take(grid, "select")
    grid.set_selection(Selection(5, 0, 2, 2))
    drag(grid, (5, 0), (6, 0))
    assert grid.selection == Selection(6, 0, 1, 2)
    for _ in range(9):
        qtbot.keyClick(grid, Qt.Key.Key_Down, CONTROL)
    qtbot.keyClick(grid, Qt.Key.Key_Up)
    assert grid.selection is None


def test_a_click_inside_a_selection_selects_that_cell(qtbot, grid, listener) -> None:
    take(grid, "select")
    grid.set_selection(Selection(0, 0, 7, 7))
    drag(grid, (3, 4), (3, 5), (3, 4))
    assert grid.selection == Selection(0, 0, 7, 7)
    listener.moves.clear()
    qtbot.mouseClick(grid, LEFT, pos=centre(grid, 3, 4))
    assert grid.selection == Selection(3, 4, 1, 1)
    assert not listener.moves


def test_escape_during_a_move_puts_the_selection_back(qtbot, grid, listener) -> None:
    take(grid, "select")
    grid.set_selection(Selection(1, 1, 2, 2))
    send_mouse(grid, QEvent.Type.MouseButtonPress, (1, 1))
    send_mouse(grid, QEvent.Type.MouseMove, (4, 4))
    qtbot.keyClick(grid, Qt.Key.Key_Escape)
    assert listener.log[-1] == "cancelled"
    assert grid.selection == Selection(1, 1, 2, 2)
    qtbot.keyClick(grid, Qt.Key.Key_Escape)
    assert grid.selection is None
    assert listener.log[-1] == "selected None"


def test_ctrl_and_arrows_move_what_is_selected_in_one_stroke(qtbot, grid, listener) -> None:
    grid.set_selection(Selection(1, 1, 2, 2))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left):
        qtbot.keyClick(grid, key, CONTROL)
    assert [move[1:] for move in listener.moves] == [(0, 1), (0, 2), (1, 2), (1, 1)]
    assert grid.selection == Selection(2, 2, 2, 2)
    assert listener.log.count("started") == 1
    assert "finished" not in listener.log
    qtbot.keyClick(grid, Qt.Key.Key_Down)
    assert "finished" in listener.log
    assert not listener.values


def test_cells_are_selected_by_keyboard_alone(qtbot, grid, listener) -> None:
    take(grid, "select")
    qtbot.keyClick(grid, Qt.Key.Key_Space)
    qtbot.keyClick(grid, Qt.Key.Key_Down)
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    qtbot.keyClick(grid, Qt.Key.Key_Space)
    qtbot.keyClick(grid, Qt.Key.Key_End)
    assert grid.selection == Selection(0, 0, 2, 2)
    qtbot.keyClick(grid, Qt.Key.Key_A, CONTROL)
    assert grid.selection == Selection(0, 0, 7, 7)
    for key, edit in ((Qt.Key.Key_C, "copy"), (Qt.Key.Key_X, "cut"), (Qt.Key.Key_V, "paste")):
        qtbot.keyClick(grid, key, CONTROL)
        assert listener.log[-1] == f"edit {edit}"
    qtbot.keyClick(grid, Qt.Key.Key_Delete)
    assert listener.log[-1] == "edit clear"
    assert not listener.strokes


def test_a_new_shape_cuts_the_selection_without_a_word(grid, listener) -> None:
    grid.set_selection(Selection(2, 2, 4, 4))
    grid.set_weights(np.zeros((4, 3)))
    assert grid.selection == Selection(2, 2, 2, 1)
    grid.set_weights(np.zeros((2, 2)))
    assert grid.selection is None
    assert not listener.log


def test_the_keys_of_the_grid_come_before_the_windows_shortcuts(grid) -> None:
    clipboard = QApplication.clipboard()
    assert override(grid, Qt.Key.Key_C, CONTROL)
    assert override(grid, Qt.Key.Key_L, text="l")
    assert not override(grid, Qt.Key.Key_Z, CONTROL)
    assert not override(grid, Qt.Key.Key_Escape)
    clipboard.setText("1\t2\n−3\t4e-2")
    assert override(grid, Qt.Key.Key_V, CONTROL)
    clipboard.setText("https://example.org/1.png")
    assert not override(grid, Qt.Key.Key_V, CONTROL)


def painted_colours(grid: KernelGrid) -> set[str]:
    picture = grid.grab().toImage()
    return {
        picture.pixelColor(x, y).name()
        for x in range(0, picture.width(), 1)
        for y in range(0, picture.height(), 3)
    }


def test_selection_axes_and_tip_are_drawn_over_the_cells(qtbot, grid) -> None:
    grid.clearFocus()
    accent = current_theme().accent.name()
    assert accent not in painted_colours(grid)
    grid.set_selection(Selection(1, 1, 3, 3))
    assert accent in painted_colours(grid)
    grid.set_selection(None)
    grid.set_symmetry(Symmetry(left_right=True, up_down=True, falling=True, rising=True, turns=8))
    plain = grid.grab().toImage()
    grid.set_symmetry(Symmetry())
    assert grid.grab().toImage() != plain
    plain = grid.grab().toImage()
    grid.set_tool("brush", Brush(3, "round"))
    qtbot.mouseMove(grid, centre(grid, 3, 3))
    assert grid.grab().toImage() != plain
    grid.set_tool("flood", Brush(3, "round"))
    QApplication.sendEvent(grid, QEvent(QEvent.Type.Leave))
    assert grid.grab().toImage() == plain


def test_a_wide_tip_is_wiped_away_where_it_was(qtbot, grid) -> None:
    grid.clearFocus()
    grid.set_tool("brush", Brush(5, "square"))
    qtbot.mouseMove(grid, centre(grid, 1, 1))
    QApplication.processEvents()
    updated: list[QRectF] = []
    original = grid.paintEvent

    def spy(event) -> None:
        updated.append(QRectF(event.rect()))
        original(event)

    grid.paintEvent = spy
    qtbot.mouseMove(grid, centre(grid, 4, 4))
    QApplication.processEvents()
    before, after = grid.cell_rect(0, 0).united(grid.cell_rect(3, 3)), grid.cell_rect(2, 2)
    assert updated
    assert updated[0].contains(before)
    assert updated[0].contains(after.united(grid.cell_rect(6, 6)))


def test_a_screen_reader_hears_selection_and_tool(qtbot, grid, monkeypatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: said.append(event.message()))
    grid.say("Line")
    qtbot.keyClick(grid, Qt.Key.Key_A, CONTROL)
    qtbot.keyClick(grid, Qt.Key.Key_Escape)
    assert said == ["Line", "selected: rows 0 to 6, columns 0 to 6", "nothing selected"]
