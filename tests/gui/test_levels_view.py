"""The histogram with its handles."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt

from filterlab.data import Levels
from filterlab.gui.widgets.levels_view import LevelsView

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def view(qtbot) -> LevelsView:
    """Return a view with a flat histogram."""
    view = LevelsView()
    qtbot.addWidget(view)
    view.resize(280, 100)
    view.show()
    view.set_shares(np.full(256, 1 / 256))
    return view


@pytest.fixture
def dragged(view) -> list[Levels]:
    """Return the levels the user drags to, in order."""
    told: list[Levels] = []
    view.levels_dragged.connect(told.append)
    return told


def drag(qtbot, view: LevelsView, handle: str, to: float) -> None:
    """Take hold of a handle and drag it to a place across the view."""
    start = view.handle_at(handle).toPoint()
    qtbot.mousePress(view, LEFT, pos=start)
    qtbot.mouseMove(view, QPointF(to, start.y()).toPoint())
    qtbot.mouseRelease(view, LEFT, pos=QPointF(to, start.y()).toPoint())


def test_the_handles_of_black_and_white_follow_the_mouse(view, dragged, qtbot) -> None:
    ends = view.handle_at("black").x(), view.handle_at("white").x()
    quarter = ends[0] + (ends[1] - ends[0]) / 4
    drag(qtbot, view, "black", quarter)
    assert dragged[-1].black == pytest.approx(0.25, abs=0.01)
    assert dragged[-1].white == 1
    drag(qtbot, view, "white", ends[1] - (quarter - ends[0]))
    assert dragged[-1].white == pytest.approx(0.75, abs=0.01)
    assert view.levels == dragged[-1]


def test_black_and_white_stay_apart(view, dragged, qtbot) -> None:
    drag(qtbot, view, "black", 10_000)
    assert dragged[-1].black == pytest.approx(254 / 255)
    view.set_levels(Levels(0.5, 0.9))
    drag(qtbot, view, "white", -500)
    assert dragged[-1].white == pytest.approx(0.5 + 1 / 255)


def test_the_middle_handle_stands_on_the_value_that_becomes_middle_grey(view, dragged, qtbot) -> None:
    view.set_levels(Levels(0.2, 0.6, 1.0))
    middle = (view.handle_at("black").x() + view.handle_at("white").x()) / 2
    assert view.handle_at("middle").x() == pytest.approx(middle)
    target = view.handle_at("black").x() + (view.handle_at("white").x() - view.handle_at("black").x()) / 4
    drag(qtbot, view, "middle", target)
    # A quarter of the way becomes a half: gamma 2.
    assert dragged[-1].gamma == pytest.approx(2, abs=0.1)
    assert view.handle_at("middle").x() == pytest.approx(target, abs=1)


def test_taking_hold_begins_a_gesture_and_setting_emits_nothing(view, dragged, qtbot) -> None:
    with qtbot.waitSignal(view.drag_began):
        qtbot.mousePress(view, LEFT, pos=view.handle_at("white").toPoint())
    qtbot.mouseRelease(view, LEFT, pos=view.handle_at("white").toPoint())
    view.set_levels(Levels(0.1, 0.2))
    qtbot.mouseMove(view, QPoint(50, 90))
    assert not dragged


def test_a_spike_at_black_does_not_flatten_the_rest(view) -> None:
    shares = np.zeros(256)
    shares[0], shares[128] = 0.99, 0.01
    view.set_shares(shares)
    image = view.grab().toImage()
    column = int(view.handle_at("middle").x() * image.devicePixelRatio())
    tall = [image.pixelColor(column, y).lightness() < 100 for y in range(image.height() // 2)]
    assert sum(tall) > 30
