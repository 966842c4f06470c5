"""Marks of patches on the picture: two looks, numbered, chosen, moved, only while their panel is in sight."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtWidgets import QApplication

from filterlab.gui.design.examples_panel import ExamplesPanel
from filterlab.gui.design.scene import Scene
from filterlab.gui.design.tool import Place
from filterlab.gui.widgets.array_view import ArrayView
from filterlab.gui.widgets.mark_boxes import MarkBox, MarkBoxes
from filterlab.probes import Box, Stages, explain
from filterlab.project import Scale

LEFT = Qt.MouseButton.LeftButton
CONTROL = Qt.KeyboardModifier.ControlModifier
PIXELS = np.random.default_rng(4).random((1, 40, 60), dtype=np.float32)


def scene(picture: str = "p") -> Scene:
    return Scene(picture, "f", PIXELS, np.ones((1, 5, 5), np.float32), 0, Stages(), Scale())


@pytest.fixture
def view(qtbot) -> ArrayView:
    """Return a view of the picture, in grey all over."""
    view = ArrayView("Picture", colour_bar=False)
    qtbot.addWidget(view)
    view.resize(640, 460)
    view.show()
    view.set_array(np.full((40, 60), 0.5, np.float32), "grey", limits=(0.0, 1.0))
    QApplication.processEvents()
    return view


@pytest.fixture
def panel(view, qtbot) -> ExamplesPanel:
    """Return a panel in sight, with patches of 5 × 5 and a pinned place."""
    panel = ExamplesPanel(view)
    qtbot.addWidget(panel)
    panel.resize(340, 400)
    panel.show()
    panel.set_seen(True)
    panel.size_box.setValue(5)
    panel.tell_scene(scene())
    pin(panel, 10, 12)
    return panel


def pin(panel: ExamplesPanel, row: int, column: int) -> None:
    of = scene()
    told = explain(of.pixels, of.weights, of.stages, row - 2, column - 2, scale=255.0)
    panel.tell_place(Place(of, told, (0.0, 255.0), is_pinned=True))


def point(view: ArrayView, row: int, column: int) -> QPoint:
    """Return the middle of a pixel on the canvas."""
    return view.canvas.mapFromScene(view.view_box.mapViewToScene(QPointF(column + 0.5, row + 0.5)))


def mouse(view: ArrayView, kind: QEvent.Type, row: int, column: int) -> None:
    """Send a mouse event with the left button to the middle of a pixel."""
    place = QPointF(point(view, row, column))
    whole = QPointF(view.canvas.viewport().mapToGlobal(place.toPoint()))
    held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else LEFT
    QApplication.sendEvent(
        view.canvas.viewport(), QMouseEvent(kind, place, whole, LEFT, held, Qt.KeyboardModifier.NoModifier)
    )


def boxes(panel: ExamplesPanel) -> list[tuple[Box, str, str]]:
    return [(mark.box, mark.look, mark.text) for mark in panel.marks.boxes.marks]


def clicks_mark(panel: ExamplesPanel, target: int) -> None:
    index = panel.click_box.findData(target)
    panel.click_box.setCurrentIndex(index)
    panel.click_box.activated.emit(index)


def test_marks_are_numbered_boxes_in_two_looks(panel) -> None:
    panel.this_button.click()
    pin(panel, 20, 30)
    panel.this_button.click()
    pin(panel, 30, 40)
    panel.not_this_button.click()
    assert boxes(panel) == [
        (Box(8, 10, 5, 5), "solid", "✓ 1"),
        (Box(18, 28, 5, 5), "solid", "✓ 2"),
        (Box(28, 38, 5, 5), "dashed", "✕ 1"),
    ]
    assert [panel.this.item(index).text() for index in (0, 1)] == ["✓ 1", "✓ 2"]
    assert panel.not_this.item(0).text() == "✕ 1"


def test_the_boxes_have_the_size_of_the_patches(panel) -> None:
    panel.this_button.click()
    panel.size_box.setValue(9)
    assert boxes(panel)[0][0] == Box(6, 8, 9, 9)


def test_a_removed_mark_vanishes_and_the_others_are_numbered_anew(panel, qtbot) -> None:
    for row in (10, 20, 30):
        pin(panel, row, 12)
        panel.this_button.click()
    panel.this.setCurrentRow(1)
    qtbot.keyClick(panel.this, Qt.Key.Key_Delete)
    assert [(box.top, text) for box, _look, text in boxes(panel)] == [(8, "✓ 1"), (28, "✓ 2")]
    assert [panel.this.item(index).text() for index in (0, 1)] == ["✓ 1", "✓ 2"]
    panel.clear_button.click()
    assert boxes(panel) == []


def test_boxes_are_shown_only_while_the_panel_is_in_sight(panel) -> None:
    panel.this_button.click()
    panel.set_seen(False)
    assert boxes(panel) == []
    panel.set_seen(True)
    assert len(boxes(panel)) == 1
    panel.tell_nothing("The filter does not fit.")
    assert boxes(panel) == []
    panel.tell_scene(scene())
    assert len(boxes(panel)) == 1
    panel.tell_scene(scene("another"))
    assert boxes(panel) == []


def test_hovering_a_thumbnail_lets_its_box_stand_out(panel) -> None:
    panel.this_button.click()
    pin(panel, 30, 40)
    panel.not_this_button.click()
    drawn = panel.marks.boxes
    assert drawn.strong == 1
    place = panel.this.visualItemRect(panel.this.item(0)).center()
    moved = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(place),
        QPointF(panel.this.viewport().mapToGlobal(place)),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(panel.this.viewport(), moved)
    assert drawn.strong == 0
    QApplication.sendEvent(panel.this.viewport(), QEvent(QEvent.Type.Leave))
    assert drawn.strong == 1


def test_a_click_on_a_box_chooses_its_thumbnail(panel, view, qtbot) -> None:
    panel.this_button.click()
    pin(panel, 30, 40)
    panel.not_this_button.click()
    qtbot.mouseClick(view.canvas.viewport(), LEFT, pos=point(view, 10, 12))
    assert panel.marks.chosen == (0, 0)
    assert panel.this.currentRow() == 0
    assert panel.not_this.currentRow() == -1
    assert panel.marks.boxes.strong == 0
    qtbot.mouseClick(view.canvas.viewport(), LEFT, pos=point(view, 20, 50))
    assert panel.marks.chosen == (0, 0)


def test_while_clicks_mark_a_click_marks_and_pins_nothing(panel, view, qtbot) -> None:
    clicked: list[tuple[int, int]] = []
    view.cell_clicked.connect(lambda row, column: clicked.append((row, column)))
    clicks_mark(panel, 0)
    qtbot.mouseClick(view.canvas.viewport(), LEFT, pos=point(view, 14, 22))
    clicks_mark(panel, 1)
    qtbot.mouseClick(view.canvas.viewport(), LEFT, pos=point(view, 30, 44))
    assert panel.this.centres == [(14, 22)]
    assert panel.not_this.centres == [(30, 44)]
    assert clicked == []
    clicks_mark(panel, -1)
    qtbot.mouseClick(view.canvas.viewport(), LEFT, pos=point(view, 20, 50))
    assert clicked == [(20, 50)]
    assert panel.this.count() == 1


def test_a_mark_is_dragged_and_escape_puts_it_back(panel, view, qtbot) -> None:
    clicks_mark(panel, 0)
    qtbot.mouseClick(view.canvas.viewport(), LEFT, pos=point(view, 14, 22))
    mouse(view, QEvent.Type.MouseButtonPress, 14, 22)
    mouse(view, QEvent.Type.MouseMove, 18, 30)
    assert panel.this.centres == [(18, 30)]
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert panel.this.centres == [(14, 22)]
    mouse(view, QEvent.Type.MouseButtonPress, 14, 22)
    mouse(view, QEvent.Type.MouseMove, 18, 30)
    mouse(view, QEvent.Type.MouseButtonRelease, 18, 30)
    assert boxes(panel) == [(Box(16, 28, 5, 5), "solid", "✓ 1")]


def test_escape_takes_a_mark_back_that_has_just_been_set(panel, view, qtbot) -> None:
    clicks_mark(panel, 1)
    mouse(view, QEvent.Type.MouseButtonPress, 14, 22)
    assert panel.not_this.count() == 1
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert panel.not_this.count() == 0
    assert boxes(panel) == []


def test_marks_are_set_moved_and_taken_out_with_the_keyboard_on_the_picture(panel, view, qtbot) -> None:
    clicks_mark(panel, 0)
    stepped: list[tuple[int, int]] = []
    view.cell_stepped.connect(lambda rows, columns: stepped.append((rows, columns)))
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert panel.this.centres == [(10, 12)]
    qtbot.keyClick(view, Qt.Key.Key_Right, CONTROL)
    qtbot.keyClick(view, Qt.Key.Key_Down, CONTROL)
    assert panel.this.centres == [(11, 13)]
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert stepped == [(0, -1)]
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert panel.this.count() == 0


def test_a_mark_stays_on_the_picture(panel, view, qtbot) -> None:
    clicks_mark(panel, 0)
    qtbot.keyClick(view, Qt.Key.Key_Space)
    for _ in range(14):
        qtbot.keyClick(view, Qt.Key.Key_Up, CONTROL)
    assert panel.this.centres == [(0, 12)]
    assert boxes(panel)[0][0] == Box(0, 10, 5, 5)


def test_the_mouse_is_given_back_with_the_panel_out_of_sight_or_to_another_tool(panel, view) -> None:
    clicks_mark(panel, 0)
    assert view.hand is panel.marks.hand
    panel.set_seen(False)
    assert view.hand is None
    panel.set_seen(True)
    assert panel.click_box.currentData() == -1
    clicks_mark(panel, 1)
    other = type(panel.marks.hand)(lambda _x, _y: False, panel)
    view.set_hand(other)
    assert panel.click_box.currentData() == -1
    panel.set_seen(False)
    assert view.hand is other
    view.set_hand(None)


def painted(view: ArrayView) -> np.ndarray:
    """Return how light each point of the canvas is."""
    image = view.canvas.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    lines = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return lines[:, : image.width()].copy()


def test_solid_and_dashed_lines_can_be_told_apart_without_colours(view) -> None:
    marks = MarkBoxes(view.view_box)
    share = {}
    for look in ("solid", "dashed"):
        marks.set_marks([MarkBox(Box(10, 10, 20, 30), look)])
        lightness = painted(view)
        left, right = point(view, 10, 15).x(), point(view, 10, 35).x()
        top = view.canvas.mapFromScene(view.view_box.mapViewToScene(QPointF(15, 10))).y()
        share[look] = float((lightness[top - 1 : top + 1, left:right].max(axis=0) > 250).mean())
    assert share["solid"] > 0.95
    assert 0.3 < share["dashed"] < 0.8


def test_the_nearest_of_several_marks_is_found(view) -> None:
    marks = MarkBoxes(view.view_box)
    marks.set_marks([MarkBox(Box(0, 0, 10, 10)), MarkBox(Box(4, 4, 10, 10))])
    assert [marks.mark_at(x, y) for x, y in ((1, 1), (6, 6), (9, 9), (13, 13), (20, 20))] == [0, 0, 1, 1, -1]
    assert marks.boundingRect().contains(QRectF(0, 0, 14, 14))


def test_a_mark_that_stands_out_has_a_wider_line(view) -> None:
    marks = MarkBoxes(view.view_box)
    marks.set_marks([MarkBox(Box(10, 10, 20, 30), "solid", "✓ 1")])
    plain = (painted(view) > 250).sum()
    marks.set_strong(0)
    assert (painted(view) > 250).sum() > 1.3 * plain
