"""A filter from patches that are marked."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from filterlab.gui.design.examples_panel import ExamplesPanel
from filterlab.gui.design.scene import Scene
from filterlab.gui.design.tool import Place
from filterlab.probes import Stages, explain
from filterlab.project import Scale


def scene(picture: str = "p") -> Scene:
    """A picture with upright lines on the left and lying ones on the right."""
    pixels = np.zeros((1, 40, 80), np.float32)
    pixels[0, :, 4:40:8] = 1
    pixels[0, 4::8, 40:] = 1
    return Scene(picture, "f", pixels, np.ones((1, 5, 5), np.float32), 0, Stages(), Scale())


def pin(panel: ExamplesPanel, row: int, column: int) -> None:
    of = scene()
    explanation = explain(of.pixels, of.weights, of.stages, row - 2, column - 2, scale=255.0)
    panel.tell_place(Place(of, explanation, (0.0, 255.0), is_pinned=True))


@pytest.fixture
def panel(qtbot) -> ExamplesPanel:
    """Return a panel in sight with a picture and nothing marked."""
    panel = ExamplesPanel()
    qtbot.addWidget(panel)
    panel.resize(340, 400)
    panel.show()
    panel.set_seen(True)
    panel.tell_scene(scene())
    panel.size_box.setValue(5)
    return panel


def test_nothing_can_be_made_until_something_is_marked(panel, qtbot) -> None:
    assert not panel.make_button.isEnabled()
    pin(panel, 20, 12)
    qtbot.mouseClick(panel.this_button, Qt.MouseButton.LeftButton)
    assert panel.this.centres == [(20, 12)]
    assert panel.make_button.isEnabled()
    assert "1 marked as “this”" in panel.words.text()


def test_a_filter_for_upright_lines_comes_from_examples_of_both_kinds(panel, qtbot) -> None:
    for row, column in ((20, 12), (10, 20)):
        pin(panel, row, column)
        panel.this_button.click()
    for row, column in ((12, 60), (20, 70)):
        pin(panel, row, column)
        panel.not_this_button.click()
    for method in range(panel.method_box.count()):
        panel.method_box.setCurrentIndex(method)
        with qtbot.waitSignal(panel.filter_offered) as offered:
            panel.make_button.click()
        weights = offered.args[1]
        assert weights.shape == (1, 5, 5)
        assert weights[0, :, 2].sum() > weights[0, 2].sum()
        assert "100 % of the examples" in panel.words.text()
        assert "4 examples" in offered.args[2]


def test_the_same_place_is_marked_once_and_delete_takes_it_out(panel, qtbot) -> None:
    pin(panel, 20, 12)
    panel.this_button.click()
    panel.this_button.click()
    assert panel.this.count() == 1
    panel.this.setCurrentRow(0)
    qtbot.keyClick(panel.this, Qt.Key.Key_Delete)
    assert panel.this.count() == 0
    assert not panel.make_button.isEnabled()


def test_marks_belong_to_their_picture(panel) -> None:
    pin(panel, 20, 12)
    panel.this_button.click()
    panel.tell_scene(scene("another"))
    assert panel.this.count() == 0


def test_what_cannot_be_made_is_told_in_a_sentence(panel, qtbot) -> None:
    pin(panel, 20, 12)
    panel.this_button.click()
    panel.method_box.setCurrentIndex(panel.method_box.findData("ridge"))
    with qtbot.waitSignal(panel.message_raised) as told:
        panel.make_button.click()
    assert "not this" in told.args[0]


def test_a_patch_at_the_edge_is_moved_inside(panel, qtbot) -> None:
    panel.size_box.setValue(31)
    pin(panel, 3, 3)
    panel.this_button.click()
    with qtbot.waitSignal(panel.filter_offered) as offered:
        panel.make_button.click()
    assert offered.args[1].shape == (1, 31, 31)
