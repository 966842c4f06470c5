"""Try it: what is drawn or loaded is answered by the net of the run and the moment that are looked at."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from filterlab.engine import softmax
from filterlab.gui.train.learned import network_of
from filterlab.nets import zoo

from .runs import bring_to_front, make_learned_run, make_run, messages


@pytest.fixture
def panel(workspace, qtbot):
    """Return the panel with the net of a run."""
    make_learned_run(workspace.document)
    return bring_to_front(workspace, qtbot, "try")


def draw_a_line(panel) -> None:
    """Draw a line with the mouse from the top to the bottom of the pad."""
    panel.hand.press(14.0, 4.0)
    panel.hand.drag(14.0, 24.0)
    panel.hand.release(14.0, 24.0)


def test_before_the_first_run_the_pad_says_what_to_do(workspace, qtbot) -> None:
    panel = bring_to_front(workspace, qtbot, "try")
    assert panel.bars.message.startswith("Press Train")
    draw_a_line(panel)
    panel.clear.click()
    assert not panel.load.isEnabled()
    workspace.document.add_imported_run("strange", {"a.weight": np.ones((2, 1, 3, 3))})
    qtbot.waitUntil(workspace.is_idle)
    assert "no net known here" in panel.bars.message


def test_what_is_drawn_is_answered_with_bars_and_maps(workspace, qtbot, panel) -> None:
    assert panel.maps.weights is None
    assert panel.bars.message.startswith("Draw a digit")
    draw_a_line(panel)
    qtbot.waitUntil(workspace.is_idle)
    picture = panel.pad.values
    assert picture.max() > 0.9
    net = network_of(zoo["tiny"], workspace.document.runs[0].parameters)
    np.testing.assert_allclose(panel.bars.shares, softmax(net(picture[None, None]))[0], rtol=1e-5)
    assert panel.maps.weights.shape == (8, 1, 22, 22)
    assert panel.bars.accessibleDescription().endswith(" %")
    panel.clear.click()
    qtbot.waitUntil(workspace.is_idle)
    assert panel.pad.values.max() == 0
    assert panel.bars.message.startswith("Draw a digit")


def test_a_drawing_is_still_there_when_the_next_run_has_its_first_weights(workspace, qtbot, panel) -> None:
    draw_a_line(panel)
    qtbot.waitUntil(workspace.is_idle)
    picture = panel.pad.values
    make_run(workspace.document)
    qtbot.waitUntil(workspace.is_idle)
    assert "Draw a digit" not in panel.bars.message
    make_learned_run(workspace.document)
    qtbot.waitUntil(workspace.is_idle)
    np.testing.assert_array_equal(panel.pad.values, picture)
    assert panel.bars.shares.max() > 0


def test_one_draws_with_the_keyboard_alone_and_takes_a_stroke_back(workspace, qtbot, panel) -> None:
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_Down):
        qtbot.keyClick(panel.pad, key)
    qtbot.waitUntil(workspace.is_idle)
    assert panel.pad.values.max() > 0.9
    qtbot.keyClick(panel.pad, Qt.Key.Key_Escape)
    qtbot.waitUntil(workspace.is_idle)
    assert panel.pad.values.max() == 0
    radius = panel.hand.outline.radius
    qtbot.keyClick(panel.pad, "]")
    assert panel.hand.outline.radius > radius


def test_a_picture_is_brought_to_the_size_of_the_net_and_turned_to_white_on_black(
    workspace, qtbot, panel, monkeypatch, tmp_path
) -> None:
    said = messages(workspace)
    path = tmp_path / "digit.png"
    Image.new("RGB", (56, 70), "white").save(path)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_given: (str(path), ""))
    panel.load.click()
    qtbot.waitUntil(workspace.is_idle)
    assert panel.pad.values.shape == (28, 28)
    assert panel.pad.values.min() == 1
    panel.invert.click()
    qtbot.waitUntil(workspace.is_idle)
    assert panel.pad.values.max() == 0
    path.write_bytes(b"no picture")
    panel.load.click()
    assert len(said) == 1


def test_the_net_of_the_time_machines_moment_answers_until_one_wants_the_newest(
    workspace, qtbot, panel
) -> None:
    time = bring_to_front(workspace, qtbot, "time")
    time.player.scrubber.setValue(0)
    panel = bring_to_front(workspace, qtbot, "try")
    assert panel.headline.text() == "run 1, step 1"
    assert panel.newest.isVisible()
    panel.newest.click()
    qtbot.waitUntil(workspace.is_idle)
    assert panel.headline.text() == "run 1, step 3"
    assert not panel.newest.isVisible()
    time = bring_to_front(workspace, qtbot, "time")
    assert time.player.position == 2


def test_another_layer_is_shown_without_asking_the_net_again(workspace, qtbot, panel) -> None:
    draw_a_line(panel)
    qtbot.waitUntil(workspace.is_idle)
    panel.layers.setCurrentText("pool2")
    panel.layers.activated.emit(panel.layers.currentIndex())
    assert panel.maps.weights.shape == (16, 1, 4, 4)
    assert workspace.is_idle()
