"""The brush: a slider for the eye, a box for the exact number."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from filterlab.gui.design.brush_bar import BrushBar
from filterlab.gui.widgets.number_spin_box import NumberSpinBox


def test_brush_setters_never_emit(qtbot) -> None:
    bar = BrushBar()
    qtbot.addWidget(bar)
    said: list[float] = []
    bar.value_chosen.connect(said.append)
    bar.set_value(1 / 3)
    bar.set_largest(0.5)
    bar.set_largest(1e6)
    bar.set_value(-1e5)
    assert not said
    assert bar.value == -1e5


def test_the_number_box_keeps_its_value_when_what_is_typed_is_no_number(qtbot) -> None:
    box = NumberSpinBox()
    qtbot.addWidget(box)
    box.setValue(0.1)
    assert box.text() == "0.1"
    box.selectAll()
    qtbot.keyClicks(box, "1/9")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert box.value() == pytest.approx(1 / 9, abs=1e-9)
    box.selectAll()
    qtbot.keyClicks(box, "1/0")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert box.value() == pytest.approx(1 / 9, abs=1e-9)
