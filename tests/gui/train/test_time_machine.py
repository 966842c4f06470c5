"""The time machine: back to any snapshot of a run, one pinned, the difference shown, and an animation of it all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from filterlab.gui.train.time_export import evenly

from .runs import bring_to_front, make_learned_run, make_run, make_snapshot, messages

if TYPE_CHECKING:
    from filterlab.nets import Snapshot


@pytest.fixture
def learned(workspace):
    """Return a run of five snapshots."""
    return make_learned_run(workspace.document, steps=5)


def test_before_the_first_run_the_time_machine_says_what_it_will_do(workspace, qtbot) -> None:
    panel = bring_to_front(workspace, qtbot, "time")
    assert panel.filters.weights is None
    assert not panel.player.scrubber.isEnabled()
    assert not panel.pin.isEnabled()


def test_the_scrubber_goes_back_to_every_snapshot_of_a_run(workspace, qtbot, learned) -> None:
    panel = bring_to_front(workspace, qtbot, "time")
    assert panel.player.scrubber.maximum() == 4
    assert panel.filters.title == "conv1, step 5"
    newest = panel.filters.limits
    qtbot.keyClick(panel.player.scrubber, Qt.Key.Key_Home)
    qtbot.waitUntil(workspace.is_idle)
    assert panel.filters.title == "conv1, step 1"
    np.testing.assert_array_equal(panel.filters.weights, make_snapshot(1).parameters["conv1.weight"])
    assert panel.filters.limits == newest
    assert panel.maps.weights.shape == (8, 1, 22, 22)
    assert panel.metrics.text().startswith("Step 1, epoch 1\n0.1 s after the start\nLoss 2 nats")
    assert workspace.runs.followed.moment.step == 1
    qtbot.keyClick(panel.player.scrubber, Qt.Key.Key_End)
    assert workspace.runs.followed.moment is learned.snapshot


def test_who_stands_at_the_newest_follows_it_and_who_went_back_stays(workspace, qtbot) -> None:
    run = make_run(workspace.document)
    workspace.document.record_events(run.id, [make_snapshot(1)])
    panel = bring_to_front(workspace, qtbot, "time")
    workspace.document.record_events(run.id, [make_snapshot(2)])
    qtbot.waitUntil(lambda: workspace.is_idle() and panel.filters.title == "conv1, step 2")
    panel.player.scrubber.setValue(0)
    workspace.document.record_events(run.id, [make_snapshot(3)])
    qtbot.waitUntil(lambda: workspace.is_idle() and panel.player.scrubber.maximum() == 2)
    assert panel.filters.title == "conv1, step 1"


@pytest.mark.usefixtures("learned")
def test_a_pinned_moment_is_taken_from_every_other(workspace, qtbot) -> None:
    panel = bring_to_front(workspace, qtbot, "time")
    assert not panel.difference.isEnabled()
    panel.player.scrubber.setValue(0)
    panel.pin.click()
    assert panel.difference.text() == "Minus step 1"
    panel.difference.click()
    panel.player.scrubber.setValue(3)
    qtbot.waitUntil(workspace.is_idle)
    assert panel.filters.title == "conv1, step 4 minus step 1"
    np.testing.assert_allclose(panel.filters.weights, 0.003, rtol=1e-3)
    low, high = panel.maps.limits
    assert low == -high
    make_learned_run(workspace.document)
    qtbot.waitUntil(workspace.is_idle)
    assert not panel.difference.isEnabled()


@pytest.mark.usefixtures("learned")
def test_playing_goes_from_the_beginning_to_the_end(workspace, qtbot) -> None:
    panel = bring_to_front(workspace, qtbot, "time")
    panel.player.speed_box.setCurrentIndex(2)
    panel.player.play_button.click()
    qtbot.waitUntil(lambda: not panel.player.is_playing)
    assert panel.filters.title == "conv1, step 5"


@pytest.mark.parametrize("ending", ["gif", "webp"])
@pytest.mark.usefixtures("learned")
def test_the_learning_is_written_as_an_animation(workspace, qtbot, monkeypatch, tmp_path, ending) -> None:
    panel = bring_to_front(workspace, qtbot, "time")
    target = tmp_path / f"learning.{ending}"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_given: (str(target), ""))
    panel.player.export_button.click()
    assert not panel.player.export_button.isEnabled()
    qtbot.waitUntil(workspace.is_idle)
    assert panel.note.text() == f"learning.{ending} is written: 5 frames."
    assert panel.player.export_button.isEnabled()
    with Image.open(target) as animation:
        assert animation.n_frames == 5


@pytest.mark.usefixtures("learned")
def test_an_animation_that_is_cancelled_leaves_no_file(workspace, qtbot, monkeypatch, tmp_path) -> None:
    panel = bring_to_front(workspace, qtbot, "time")
    target = tmp_path / "learning.gif"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_given: (str(target), ""))
    panel.player.export_button.click()
    panel.cancel.click()
    qtbot.waitUntil(workspace.is_idle)
    assert panel.note.text() == "The animation was not written."
    assert not target.exists()


@pytest.mark.usefixtures("learned")
def test_a_layer_without_filters_says_that_it_cannot_be_an_animation(workspace, qtbot) -> None:
    said = messages(workspace)
    panel = bring_to_front(workspace, qtbot, "time")
    panel.layers.setCurrentText("relu1")
    panel.layers.activated.emit(panel.layers.currentIndex())
    qtbot.waitUntil(workspace.is_idle)
    panel.player.export_button.click()
    assert "relu1 has no filters" in said[0]


class File:
    """A project's file, as the time machine sees it, that notes what is read of it."""

    why_read_only = "This file is for looking at."

    def __init__(self) -> None:
        self.read: list[int] = []

    def snapshots(self, _run_id: str) -> list[Snapshot]:
        return [make_snapshot(step) for step in (1, 2, 3, 40)]

    def snapshot(self, _run_id: str, step: int) -> Snapshot:
        self.read.append(step)
        return make_snapshot(step)


def test_snapshots_of_a_file_are_read_only_when_they_are_looked_at(workspace, qtbot) -> None:
    file = File()
    workspace.project = file
    run = make_run(workspace.document)
    workspace.document.record_events(run.id, [make_snapshot(40)])
    panel = bring_to_front(workspace, qtbot, "time")
    assert panel.player.scrubber.maximum() == 3
    assert file.read == []
    panel.player.scrubber.setValue(1)
    assert file.read == [2]
    assert panel.filters.title == "conv1, step 2"


def test_of_many_moments_some_are_chosen_evenly_with_both_ends() -> None:
    assert evenly([1, 2, 3]) == [1, 2, 3]
    chosen = evenly(list(range(1000)), 5)
    assert chosen == [0, 250, 500, 749, 999]
