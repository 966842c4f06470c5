"""Filters from formulas: sliders that repaint the filter on the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt

from filterlab.data.preset_filters.parametric import parametric
from filterlab.gui.design.formula_panel import FormulaPanel

from .scenes import scene_of

if TYPE_CHECKING:
    from filterlab.gui.design.scene import Scene


def scene(channels: int = 1) -> Scene:
    pixels = np.zeros((1, 20, 20), np.float32)
    return scene_of(pixels, np.zeros((channels, 3, 3), np.float32))


@pytest.fixture
def panel(qtbot) -> FormulaPanel:
    """Return a panel in sight beside a filter of one channel."""
    panel = FormulaPanel()
    qtbot.addWidget(panel)
    panel.resize(340, 500)
    panel.show()
    panel.set_seen(True)
    panel.tell_scene(scene())
    return panel


def choose(panel: FormulaPanel, name: str) -> None:
    index = panel.chooser.findData(name)
    panel.chooser.setCurrentIndex(index)
    panel.chooser.activated.emit(index)


def test_every_formula_is_offered_with_all_its_settings(panel) -> None:
    for name, preset in parametric.items():
        choose(panel, name)
        assert list(panel.rows) == [parameter.name for parameter in preset.parameters]
        np.testing.assert_array_equal(panel.weights(), preset.weights())


def test_choosing_a_formula_paints_nothing_until_a_setting_is_changed(panel, qtbot) -> None:
    with qtbot.assertNotEmitted(panel.weights_tried):
        choose(panel, "gabor")


def test_a_slider_repaints_the_filter_and_one_pull_is_one_gesture(panel) -> None:
    choose(panel, "gaussian")
    row = panel.rows["sigma"]
    tried = []
    panel.weights_tried.connect(lambda *values: tried.append(values))
    row.slider.sliderPressed.emit()
    for step in (3, 4, 5):
        row.slider.setValue(row.slider.value() + step)
    row.slider.sliderReleased.emit()
    row.box.setValue(4.0)
    assert len(tried) == 4
    gestures = [gesture for _, _, gesture in tried]
    assert gestures[0] == gestures[1] == gestures[2] != gestures[3]
    np.testing.assert_array_equal(tried[-1][0], parametric["gaussian"].weights(sigma=4.0))


def test_a_filter_of_three_channels_takes_the_formula_in_each(panel, qtbot) -> None:
    panel.tell_scene(scene(3))
    with qtbot.waitSignal(panel.weights_tried) as tried:
        panel.rows["size"].box.setValue(5)
    assert tried.args[0].shape == (3, 5, 5)


def test_without_the_tick_the_filter_on_the_table_stays_and_the_bank_takes_it(panel, qtbot) -> None:
    panel.live.setChecked(False)
    with qtbot.assertNotEmitted(panel.weights_tried):
        panel.rows["size"].box.setValue(5)
    with qtbot.waitSignal(panel.filter_offered) as offered:
        qtbot.mouseClick(panel.add_button, Qt.MouseButton.LeftButton)
    name, weights, origin = offered.args
    assert (name, weights.shape, origin) == ("Box blur", (1, 5, 5), "box: size 5")


def test_sizes_stay_on_their_steps(panel) -> None:
    choose(panel, "gaussian")
    size = next(p for p in parametric["gaussian"].parameters if p.kind == "size")
    row = panel.rows[size.name]
    row.box.setValue(size.low + size.step + 0.4)
    assert (row.value - size.low) % size.step == 0
    assert row.box.value() == row.value


def test_switches_are_ticks(panel, qtbot) -> None:
    name, switch = next(
        (name, parameter.name)
        for name, preset in parametric.items()
        for parameter in preset.parameters
        if parameter.kind == "switch"
    )
    choose(panel, name)
    with qtbot.waitSignal(panel.weights_tried):
        panel.rows[switch].tick.click()
    assert panel.rows[switch].value in (0.0, 1.0)
