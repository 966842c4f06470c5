"""The painted kernel as a user's mouse meets it: strokes, picked values, the wheel."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from .hands import ALT, CONTROL, LEFT, MIDDLE, RIGHT, SHIFT, centre, drag, turn_wheel


def test_a_drag_is_one_stroke_along_the_cells(grid, painter) -> None:
    drag(grid, (1, 1), (1, 2), (2, 2))
    assert painter.strokes == [[(1, 1, 30.0), (1, 2, 30.0), (2, 2, 30.0)]]
    assert [entry for entry in painter.log if "current" not in entry] == ["started", "finished"]


def test_a_fast_drag_leaves_no_gap(grid, painter) -> None:
    drag(grid, (0, 0), (6, 3))
    cells = [(row, column) for row, column, _ in painter.cells]
    assert cells[0] == (0, 0)
    assert cells[-1] == (6, 3)
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(cells)]
    assert all(max(abs(r), abs(c)) == 1 for r, c in steps)


def test_a_drag_that_leaves_the_grid_paints_only_inside(qtbot, grid, painter) -> None:
    qtbot.mousePress(grid, LEFT, pos=centre(grid, 3, 5))
    qtbot.mouseMove(grid, centre(grid, 3, 6) + QPoint(200, 0))
    qtbot.mouseMove(grid, centre(grid, 5, 6) + QPoint(200, 0))
    qtbot.mouseMove(grid, centre(grid, 5, 5))
    qtbot.mouseRelease(grid, LEFT, pos=centre(grid, 5, 5))
    assert [(r, c) for r, c, _ in painter.cells] == [(3, 5), (3, 6), (5, 6), (5, 5)]


def test_the_right_button_erases(grid, painter) -> None:
    grid.set_weights(np.ones((7, 7)))
    drag(grid, (2, 2), (2, 4), button=RIGHT)
    assert painter.cells == [(2, 2, 0.0), (2, 3, 0.0), (2, 4, 0.0)]


def test_a_second_button_does_not_disturb_a_stroke(qtbot, grid, painter) -> None:
    qtbot.mousePress(grid, LEFT, pos=centre(grid, 0, 0))
    qtbot.mousePress(grid, RIGHT, pos=centre(grid, 0, 0))
    qtbot.mouseRelease(grid, RIGHT, pos=centre(grid, 0, 0))
    qtbot.mouseMove(grid, centre(grid, 0, 1))
    qtbot.mouseRelease(grid, LEFT, pos=centre(grid, 0, 1))
    assert painter.strokes == [[(0, 0, 30.0), (0, 1, 30.0)]]


def test_a_new_shape_in_the_middle_of_a_drag_ends_the_stroke(qtbot, grid, painter) -> None:
    qtbot.mousePress(grid, LEFT, pos=centre(grid, 6, 6))
    grid.set_weights(np.zeros((2, 3)))
    qtbot.mouseMove(grid, centre(grid, 0, 0))
    qtbot.mouseRelease(grid, LEFT, pos=centre(grid, 0, 0))
    assert painter.cells == [(6, 6, 30.0)]
    assert grid.current == (1, 2)


@pytest.mark.parametrize("way", ["middle", "alt", "key"])
def test_a_cells_value_can_be_picked_as_brush(qtbot, grid, painter, way) -> None:
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
    assert "picked -0.25" in painter.log
    assert not painter.cells


def test_the_wheel_steps_a_value_and_one_cells_turns_are_one_stroke(grid, painter) -> None:
    weights = np.zeros((7, 7))
    weights[0, 0] = 30
    grid.set_weights(weights)
    assert grid.step == 1
    for _ in range(3):
        assert turn_wheel(grid, (4, 4), 120)
    assert turn_wheel(grid, (4, 4), -120)
    assert painter.strokes == [[(4, 4, 1.0), (4, 4, 2.0), (4, 4, 3.0), (4, 4, 2.0)]]
    turn_wheel(grid, (4, 5), 120)
    assert len(painter.strokes) == 2
    QApplication.sendEvent(grid, QEvent(QEvent.Type.Leave))
    assert painter.log.count("started") == painter.log.count("finished") == 2


def test_shift_makes_ten_steps_and_ctrl_leaves_the_wheel_to_zooming(grid, painter) -> None:
    grid.set_step(0.5)
    assert turn_wheel(grid, (1, 1), 120, SHIFT)
    assert painter.cells == [(1, 1, 5.0)]
    assert not turn_wheel(grid, (1, 1), 120, CONTROL)
    assert painter.cells == [(1, 1, 5.0)]


def test_parts_of_a_notch_add_up(grid, painter) -> None:
    grid.set_step(1.0)
    for _ in range(5):
        turn_wheel(grid, (1, 1), 30)
    assert painter.cells == [(1, 1, 1.0)]


def test_a_wheel_beside_the_cells_is_left_to_others(grid, painter) -> None:
    grid.set_weights(np.zeros((1, 7)))
    place = QPointF(5, 5)
    event = QWheelEvent(
        place, place, QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(grid, event)
    assert not event.isAccepted()
    assert not painter.strokes
