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


def test_modes_without_a_value_switch_its_controls_off(qtbot) -> None:
    bar = BrushBar()
    qtbot.addWidget(bar)
    said: list[str] = []
    bar.mode_chosen.connect(said.append)
    bar.set_mode("smooth")
    assert bar.mode == "smooth"
    assert not bar.box.isEnabled()
    assert not bar.slider.isEnabled()
    bar.set_needs_value(needs_value=True)
    assert bar.mode == "replace"
    assert bar.box.isEnabled()
    model = bar.mode_box.model()
    assert [model.item(row).isEnabled() for row in range(4)] == [True, True, False, False]
    bar.set_needs_value(needs_value=False)
    assert all(model.item(row).isEnabled() for row in range(4))
    assert not said
    bar.mode_box.setCurrentIndex(1)
    bar.mode_box.activated.emit(1)
    assert said == ["add"]
