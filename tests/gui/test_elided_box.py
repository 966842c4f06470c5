"""A list to choose from that shortens what it has no room for."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from filterlab.gui.widgets.elided_box import ElidedBox

NAME = "run 12, strokes with LeNet-5"


@pytest.fixture
def box(qtbot) -> ElidedBox:
    """Return a list on screen with a long entry."""
    box = ElidedBox()
    qtbot.addWidget(box)
    box.setToolTip("Whose filters")
    box.addItem(NAME)
    box.resize(400, 26)
    box.show()
    return box


def test_an_entry_with_room_is_shown_whole(box) -> None:
    assert box.shown_text == NAME


def test_an_entry_without_room_keeps_its_beginning_and_its_end(box) -> None:
    box.resize(140, 26)
    beginning, end = box.shown_text.split("…")
    assert beginning
    assert end
    assert NAME.startswith(beginning)
    assert NAME.endswith(end)
    assert not box.grab().toImage().isNull()


def test_the_tooltip_has_the_whole_of_what_is_shortened(box, monkeypatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda _point, text, _widget: said.append(text))
    point = QPoint(5, 5)
    box.resize(140, 26)
    QApplication.sendEvent(box, QHelpEvent(QHelpEvent.Type.ToolTip, point, box.mapToGlobal(point)))
    assert said == [f"{NAME}\nWhose filters"]
