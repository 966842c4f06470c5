"""A number by slider and by box: both show the same, and every key press moves it."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import Qt

from filterlab.gui.widgets.slider_box import SliderBox


@pytest.fixture(params=[(0, 1, 0.01, False), (0, 255, 1, False), (0.3, 128, 0.1, True)])
def box(qtbot, request) -> SliderBox:
    low, high, step, by_factors = request.param
    box = SliderBox("Number", low, high, step, by_factors=by_factors)
    qtbot.addWidget(box)
    return box


def test_setters_show_the_number_and_do_not_emit(box, qtbot) -> None:
    with qtbot.assertNotEmitted(box.value_chosen):
        box.set_value(0.5)
        box.set_range(0.4, 0.9, 0.1)
        box.set_value(7)
    assert box.value == box.box.value() == 0.9
    assert box.slider.value() == box.slider.maximum()


def test_every_arrow_key_on_the_slider_moves_the_number_by_whole_steps(box, qtbot) -> None:
    chosen = []
    box.value_chosen.connect(chosen.append)
    for _ in range(30):
        qtbot.keyClick(box.slider, Qt.Key.Key_Right)
    assert len(chosen) == 30
    assert all(later > earlier for earlier, later in itertools.pairwise(chosen))
    step = box.box.singleStep()
    assert all(value / step == pytest.approx(round(value / step)) for value in chosen)
    for _ in range(30):
        qtbot.keyClick(box.slider, Qt.Key.Key_Left)
    assert chosen[-1] <= chosen[0]


def test_the_ends_of_the_slider_are_the_ends_of_the_range(box) -> None:
    for place, end in ((box.slider.maximum(), box.box.maximum()), (0, box.box.minimum())):
        box.slider.setValue(place)
        assert box.value == pytest.approx(end)


def test_a_number_typed_into_the_box_is_kept_exactly(box, qtbot) -> None:
    with qtbot.waitSignal(box.value_chosen) as told:
        box.box.setValue(0.5678)
    assert told.args[0] == box.value == 0.5678
