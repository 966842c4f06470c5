"""Activation maximisation in the window: sliders, several answers, the climb live."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from filterlab.gui.compare.units import climb_presenter
from filterlab.gui.compare.units.climbing import climb
from filterlab.probes.maximisation import ClimbSettings

from .conftest import add_run

STEPS = 16


@pytest.fixture
def panel(room):
    """Return the panel after a short climb."""
    panel = next(tool for tool in room.workspace.desk.tools if tool.key == "climb")
    panel.form.sliders["steps"].set_value(STEPS)
    return room.bring("climb")


def slide(room, panel, name: str, value: float) -> None:
    """Move a slider as the user does, and wait for the climb."""
    box = panel.form.sliders[name]
    box.set_value(value)
    box.value_chosen.emit(value)
    room.settle()


def test_several_pictures_climb_and_the_answers_grow(room, panel) -> None:
    shown = [view for view in panel.views if not view.isHidden()]
    assert len(shown) == 3
    assert all(view.values.shape == (7, 7) for view in shown)
    for steps, answers in panel.plot.curves:
        assert len(steps) == STEPS + 1
        assert answers[-1] > answers[0]
    assert panel.status.startswith("step 16 of 16; the best answer is ")
    slide(room, panel, "answers", 1)
    assert sum(not view.isHidden() for view in panel.views) == 1


def test_a_class_is_climbed_to_on_the_whole_picture(room, panel) -> None:
    net = room.followed.asked.net
    room.followed.follow(net.key, net.layers[-1], 7)
    room.settle()
    assert panel.heading == "class 7 of run 1, step 5"
    assert panel.views[0].values.shape == (28, 28)


def test_what_the_sliders_say_is_what_is_climbed_with(room, panel) -> None:
    slide(room, panel, "l2", 2.0)
    slide(room, panel, "jitter", 2)
    panel.form.fourier.setChecked(True)
    room.settle()
    wanted = ClimbSettings(
        steps=STEPS, answers=3, diversity=0.5, l2=2.0, total_variation=0.1, jitter=2, fourier=True
    )
    assert panel.form.settings == wanted
    asked, seed = room.followed.asked, room.workspace.panels.units._presenters[-1]._seed
    *_others, last = climb(asked.net, asked.unit, wanted, None, seed)
    np.testing.assert_allclose(panel.views[1].values, last.pictures[1, 0], atol=1e-5)


def test_a_climb_may_begin_with_the_picture_once_it_is_made_to_fit(room, panel) -> None:
    document = room.workspace.document
    document.add_picture("large", np.random.default_rng(1).random((1, 40, 50), dtype=np.float32))
    document.select_picture(document.pictures[-1].id)
    room.choose(panel.form.start, 1)
    assert panel.message.startswith("The picture has 40 × 50 pixels and run 1, step 5 takes 28 × 28")
    panel.crop_offer.click()
    room.settle()
    assert panel.message == ""
    assert panel.form.fit == "crop"


def test_the_climb_is_seen_while_it_goes_on_and_can_be_stopped_on_the_way(
    room, panel, qtbot, monkeypatch
) -> None:
    is_over = threading.Event()

    def slowly(*given):
        for moment in climb(*given):
            yield moment
            if moment.done == 5:
                # The user has all the time there is.
                assert is_over.wait(timeout=60)

    monkeypatch.setattr(climb_presenter, "climb", slowly)
    panel.start.click()
    qtbot.waitUntil(lambda: panel.status.startswith("step 5 of 16"))
    assert panel.progress.value() == 100 * 5 // 16
    qtbot.keyClick(panel, Qt.Key.Key_Escape)
    is_over.set()
    room.settle()
    assert panel.status.startswith(("step 5 of 16", "step 6 of 16"))
    assert panel.export.isEnabled()


def test_a_unit_without_a_slope_is_told_in_a_sentence_and_the_answers_are_written_as_a_table(
    room, panel, tmp_path, monkeypatch
) -> None:
    path = tmp_path / "climb.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_given: (str(path), ""))
    panel.export.menu().actions()[1].trigger()
    assert len(path.read_text().splitlines()) == STEPS + 2
    run = add_run(room.workspace.document, silence=4)
    room.followed.follow(run.id, "relu1", 4)
    room.settle()
    assert "there is no slope to climb" in panel.message
