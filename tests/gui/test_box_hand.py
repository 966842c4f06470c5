"""A rectangle chosen on a picture, by mouse and by keyboard."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from filterlab.gui.widgets.array_view import ArrayView
from filterlab.gui.widgets.box_hand import BoxHand
from filterlab.probes import Box

from .scenes import point_over

LEFT = Qt.MouseButton.LeftButton
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def view(qtbot) -> ArrayView:
    """Return a view of a picture of 40 × 60."""
    view = ArrayView("Picture")
    qtbot.addWidget(view)
    view.resize(460, 400)
    view.show()
    view.set_array(np.zeros((40, 60), np.float32), "grey", limits=(0, 1))
    view.zoom_to_fit()
    QApplication.processEvents()
    return view


@pytest.fixture
def hand(view) -> BoxHand:
    """Return a hand that has the left button of the view."""
    hand = BoxHand(view, view)
    hand.set_size((40, 60))
    view.set_hand(hand)
    return hand


@pytest.fixture
def chosen(hand) -> list[Box | None]:
    """Return what the user chooses, in order."""
    told: list[Box | None] = []
    hand.box_changed.connect(told.append)
    return told


def drag(qtbot, view: ArrayView, *places: tuple[float, float], drop: bool = True) -> None:
    """Press the left button at the first place (x, y) and release it at the last."""
    canvas = view.canvas.viewport()
    qtbot.mousePress(canvas, LEFT, pos=point_over(view, *places[0]))
    for place in places[1:]:
        qtbot.mouseMove(canvas, point_over(view, *place))
    if drop:
        qtbot.mouseRelease(canvas, LEFT, pos=point_over(view, *places[-1]))


def test_a_drag_chooses_the_pixels_from_its_first_to_its_last(view, hand, chosen, qtbot) -> None:
    drag(qtbot, view, (5.5, 8.5), (10.5, 9.5), (14.5, 20.5))
    assert hand.box == Box(8, 5, 13, 10)
    assert chosen[-1] == hand.box
    assert hand.outline.text == "13 × 10"


def test_a_click_that_does_not_drag_changes_nothing(view, hand, chosen, qtbot) -> None:
    drag(qtbot, view, (5.5, 8.5))
    hand.set_box(Box(20, 30, 5, 5))
    drag(qtbot, view, (5.5, 8.5))
    drag(qtbot, view, (32.5, 22.5))
    assert hand.box == Box(20, 30, 5, 5)
    assert not chosen


def test_a_rectangle_drawn_beyond_the_picture_ends_at_its_edge(view, hand, qtbot) -> None:
    drag(qtbot, view, (50.5, 30.5), (90.0, 80.0))
    assert hand.box == Box(30, 50, 10, 10)


def test_the_inside_moves_the_rectangle_and_a_corner_stretches_it(view, hand, qtbot) -> None:
    hand.set_box(Box(10, 10, 16, 20))
    drag(qtbot, view, (20.0, 18.0), (25.0, 20.0))
    assert hand.box == Box(12, 15, 16, 20)
    drag(qtbot, view, (35.0, 28.0), (40.0, 31.0))
    assert hand.box == Box(12, 15, 19, 25)
    drag(qtbot, view, (15.0, 20.0), (12.0, 35.0))
    assert hand.box == Box(12, 12, 19, 28)


def test_the_mouse_shows_what_it_would_take_hold_of(view, hand, qtbot) -> None:
    hand.set_box(Box(10, 10, 16, 20))
    canvas = view.canvas.viewport()
    shapes = []
    for place in ((2.0, 2.0), (20.0, 18.0), (10.0, 18.0), (20.0, 26.0), (10.0, 10.0), (30.0, 10.0)):
        qtbot.mouseMove(canvas, point_over(view, *place))
        shapes.append(canvas.cursor().shape())
    shape = Qt.CursorShape
    assert shapes == [
        shape.CrossCursor,
        shape.SizeAllCursor,
        shape.SizeHorCursor,
        shape.SizeVerCursor,
        shape.SizeFDiagCursor,
        shape.SizeBDiagCursor,
    ]


def test_escape_in_the_middle_of_a_drag_brings_the_last_rectangle_back(view, hand, chosen, qtbot) -> None:
    hand.set_box(Box(20, 30, 5, 5))
    drag(qtbot, view, (5.5, 8.5), (14.5, 20.5), drop=False)
    assert hand.box == Box(8, 5, 13, 10)
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert hand.box == chosen[-1] == Box(20, 30, 5, 5)


def test_arrow_keys_begin_move_and_stretch_a_rectangle(view, hand, qtbot) -> None:
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert hand.box == Box(4, 14, 31, 31)
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_Up)
    assert hand.box == Box(3, 15, 31, 31)
    qtbot.keyClick(view, Qt.Key.Key_Left, SHIFT)
    qtbot.keyClick(view, Qt.Key.Key_Up, SHIFT | CONTROL)
    assert hand.box == Box(3, 15, 21, 30)
    qtbot.keyClick(view, Qt.Key.Key_Down, CONTROL)
    assert hand.box == Box(13, 15, 21, 30)


def test_delete_drops_the_rectangle(view, hand, chosen, qtbot) -> None:
    hand.set_box(Box(20, 30, 5, 5))
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert hand.box is None
    assert chosen == [None]
    assert hand.outline.rect is None


def test_arrow_keys_pin_again_when_the_button_has_been_given_back(view, hand, qtbot) -> None:
    hand.set_box(Box(20, 30, 5, 5))
    view.take_back(hand)
    with qtbot.waitSignal(view.cell_stepped) as stepped:
        qtbot.keyClick(view, Qt.Key.Key_Down, SHIFT)
    assert stepped.args == [10, 0]
    assert hand.box == Box(20, 30, 5, 5)


def test_setting_a_rectangle_emits_nothing_and_keeps_what_lies_on_the_picture(hand, chosen) -> None:
    hand.set_box(Box(35, 55, 20, 20))
    assert hand.box == Box(35, 55, 5, 5)
    hand.set_box(Box(90, 90, 5, 5))
    assert hand.box is None
    assert not chosen


def test_a_picture_of_another_size_keeps_a_rectangle_that_fits_and_drops_another(hand) -> None:
    hand.set_box(Box(10, 10, 16, 20))
    hand.set_size((26, 30))
    assert hand.box == Box(10, 10, 16, 20)
    hand.set_size((26, 29))
    assert hand.box is None


def test_a_drag_over_a_picture_that_changes_its_size_ends(view, hand, qtbot) -> None:
    drag(qtbot, view, (5.5, 8.5), (14.5, 20.5), drop=False)
    hand.set_size((10, 10))
    qtbot.mouseMove(view.canvas.viewport(), point_over(view, 30.0, 30.0))
    qtbot.mouseRelease(view.canvas.viewport(), LEFT, pos=point_over(view, 30.0, 30.0))
    assert hand.box is None


def test_the_outline_is_seen_on_black_and_on_white(view, hand) -> None:
    hand.set_box(Box(10, 10, 16, 20))
    for ground in (0.0, 1.0):
        view.set_array(np.full((40, 60), ground, np.float32), "grey", limits=(0, 1))
        image = view.canvas.grab().toImage()
        ratio = image.devicePixelRatio()
        edge = [point_over(view, 10.0 + along, 10.0) * ratio for along in np.linspace(2, 18, 60)]
        greys = {QColor(image.pixel(place)).lightness() > 127 for place in edge}
        assert greys == {True, False}


def test_a_hidden_outline_keeps_its_rectangle(hand) -> None:
    hand.set_box(Box(10, 10, 16, 20))
    hand.set_shown(False)
    assert hand.outline.rect is None
    hand.set_shown(True)
    assert hand.outline.rect is not None
    assert hand.box == Box(10, 10, 16, 20)
