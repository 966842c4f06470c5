"""The view of a picture: who gets the left button."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from filterlab.gui.widgets.array_view import ArrayView

from .scenes import point_over

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

LEFT = Qt.MouseButton.LeftButton


class Recorder:
    """A tool that writes down what it is told."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self) -> None:
        self.told: list[tuple[object, ...]] = []

    def press(self, x: float, y: float) -> None:
        self.told.append(("press", int(x), int(y)))

    def drag(self, x: float, y: float) -> None:
        self.told.append(("drag", int(x), int(y)))

    def release(self, x: float, y: float) -> None:
        self.told.append(("release", int(x), int(y)))

    def cancel(self) -> None:
        self.told.append(("cancel",))


@pytest.fixture
def view(qtbot) -> ArrayView:
    view = ArrayView("Picture")
    qtbot.addWidget(view)
    view.resize(300, 300)
    view.show()
    view.set_array(np.zeros((20, 20), np.float32), "grey", limits=(0, 1))
    view.zoom_to_fit()
    QApplication.processEvents()
    return view


def test_a_tool_that_has_the_left_button_gets_the_whole_gesture(view, qtbot) -> None:
    hand, clicked = Recorder(), []
    view.cell_clicked.connect(lambda row, column: clicked.append((row, column)))
    view.set_hand(hand)
    canvas = view.canvas.viewport()
    qtbot.mousePress(canvas, LEFT, pos=point_over(view, 3.5, 5.5))
    qtbot.mouseMove(canvas, point_over(view, 9.5, 7.5))
    qtbot.mouseRelease(canvas, LEFT, pos=point_over(view, 9.5, 7.5))
    assert hand.told == [("press", 3, 5), ("drag", 9, 7), ("release", 9, 7)]
    assert not clicked
    view.set_hand(None)
    qtbot.mouseClick(canvas, LEFT, pos=point_over(view, 3.5, 5.5))
    assert clicked == [(5, 3)]
    assert len(hand.told) == 3


def test_escape_takes_back_what_a_tool_has_begun(view, qtbot) -> None:
    hand = Recorder()
    view.set_hand(hand)
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert not hand.told
    qtbot.mousePress(view.canvas.viewport(), LEFT, pos=point_over(view, 3.5, 5.5))
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    qtbot.mouseRelease(view.canvas.viewport(), LEFT, pos=point_over(view, 9.5, 7.5))
    assert hand.told == [("press", 3, 5), ("cancel",)]


def test_a_view_that_loses_its_tool_in_the_middle_says_so(view, qtbot) -> None:
    first, second = Recorder(), Recorder()
    view.set_hand(first)
    qtbot.mousePress(view.canvas.viewport(), LEFT, pos=point_over(view, 3.5, 5.5))
    view.set_hand(second)
    assert first.told[-1] == ("cancel",)
    qtbot.mouseMove(view.canvas.viewport(), point_over(view, 9.5, 7.5))
    assert not second.told


class Listener(Recorder):
    """A tool that also follows the mouse and uses Space."""

    def hover(self, x: float, y: float) -> None:
        self.told.append(("hover", int(x), int(y)))

    def leave(self) -> None:
        self.told.append(("leave",))

    def press_key(self, event: QKeyEvent) -> bool:
        return event.key() == Qt.Key.Key_Space


def test_a_tool_may_follow_the_mouse_and_cells_are_hovered_all_the_same(view, qtbot) -> None:
    hand, hovered = Listener(), []
    view.cell_hovered.connect(lambda row, column: hovered.append((row, column)))
    view.set_hand(hand)
    qtbot.mouseMove(view.canvas.viewport(), point_over(view, 3.5, 5.5))
    assert hand.told == [("hover", 3, 5)]
    assert hovered == [(5, 3)]
    view.set_hand(None)
    assert hand.told[-1] == ("leave",)


def test_a_tool_gets_its_keys_and_the_others_step(view, qtbot) -> None:
    stepped = []
    view.cell_stepped.connect(lambda rows, columns: stepped.append((rows, columns)))
    view.set_hand(Listener())
    qtbot.keyClick(view, Qt.Key.Key_Space)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert stepped == [(1, 0)]


def test_who_loses_the_left_button_to_another_tool_is_told(view) -> None:
    first, second, told = Recorder(), Recorder(), []
    view.hand_changed.connect(lambda: told.append(view.hand))
    view.set_hand(first)
    view.set_hand(first)
    view.set_hand(second)
    view.take_back(first)
    assert told == [first, second]
    view.take_back(second)
    assert told == [first, second, None]


def test_a_double_click_is_two_presses_for_a_tool(view, qtbot) -> None:
    hand = Recorder()
    view.set_hand(hand)
    canvas, place = view.canvas.viewport(), point_over(view, 3.5, 5.5)
    qtbot.mouseClick(canvas, LEFT, pos=place)
    qtbot.mouseDClick(canvas, LEFT, pos=place)
    qtbot.mouseRelease(canvas, LEFT, pos=place)
    assert [what for what, *_ in hand.told] == ["press", "release"] * 2


def test_a_message_in_place_of_the_picture_ends_what_a_tool_has_begun(view, qtbot) -> None:
    hand = Recorder()
    view.set_hand(hand)
    canvas = view.canvas.viewport()
    assert canvas.cursor().shape() == Qt.CursorShape.CrossCursor
    qtbot.mousePress(canvas, LEFT, pos=point_over(view, 3.5, 5.5))
    view.show_message("Nothing to see.")
    assert hand.told[-1] == ("cancel",)
    assert canvas.cursor().shape() == Qt.CursorShape.ArrowCursor
    count = len(hand.told)
    qtbot.mouseRelease(canvas, LEFT, pos=QPoint(5, 5))
    qtbot.mouseClick(canvas, LEFT, pos=QPoint(5, 5))
    assert len(hand.told) == count
    view.set_array(np.zeros((20, 20), np.float32), "grey", limits=(0, 1))
    assert canvas.cursor().shape() == Qt.CursorShape.CrossCursor


def test_a_message_in_place_of_a_map_leaves_its_picture_the_whole_view(view, qtbot) -> None:
    linked = ArrayView("Response")
    qtbot.addWidget(linked)
    linked.link_to(view)
    linked.set_array(np.zeros((200, 200), np.float32), "signed")
    view.set_array(np.zeros((5, 5), np.float32), "grey")
    linked.show_message("The filter does not fit.")
    assert view.view_box.viewRect().width() < 10
