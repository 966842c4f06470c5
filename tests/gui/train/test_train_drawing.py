"""What Train draws of a run: every step, the newest filters, the time left, and why there is nothing yet."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QUndoStack

from filterlab.engine import kernels
from filterlab.gui.train import TrainWorkspace
from filterlab.gui.train.words import RunWords
from filterlab.nets import Failed, Snapshot
from filterlab.project import Document

from .runs import make_run, make_step


def test_many_updates_at_once_are_drawn_twice_and_lose_no_step(workspace, qtbot) -> None:
    run = make_run(workspace.document)
    workspace.presenter.drawing.show_run(run)
    drawn: list[int] = []
    workspace.presenter.drawing.drawn.connect(lambda: drawn.append(len(run.steps)))
    for number in range(1, 61):
        workspace.document.record_events(run.id, [make_step(number)])
    assert drawn == [1]
    assert not workspace.is_idle()
    qtbot.waitUntil(workspace.is_idle)
    assert drawn == [1, 60]
    assert len(workspace.curves.loss.points(0)[0]) == 60


def test_only_the_newest_of_several_snapshots_is_drawn(workspace, monkeypatch) -> None:
    run = make_run(workspace.document)
    workspace.presenter.drawing.show_run(run)
    drawn: list[float] = []
    monkeypatch.setattr(workspace.mosaic, "set_filters", lambda weights: drawn.append(float(weights.max())))
    snapshots = [
        Snapshot(step=n, epoch=1, parameters={"conv1.weight": np.full((8, 1, 7, 7), n)}, seconds=1.0)
        for n in range(1, 6)
    ]
    workspace.document.record_events(run.id, snapshots)
    assert drawn == [5.0]


def test_time_left_follows_from_the_steps_made() -> None:
    run = make_run(Document(), steps=60)
    text, share, time, _accuracy = RunWords().phase(run)
    assert text == "Epoch 2/2"
    assert share == pytest.approx(0.6)
    assert time == "0:04 left"


def test_the_very_first_step_says_that_it_waits_for_the_kernels(monkeypatch) -> None:
    run, words = make_run(Document()), RunWords()
    for state, waits in (("preparing", True), ("ready", False)):
        monkeypatch.setattr(kernels, "status", lambda state=state: kernels.KernelStatus(state, ""))
        assert ("only once" in words.beginning(run)) == waits


def test_a_run_that_fails_before_its_first_step_says_so_in_the_panes(workspace) -> None:
    run = make_run(workspace.document)
    workspace.presenter.drawing.show_run(run)
    workspace.document.record_events(run.id, [Failed(reason="The data are gone.")])
    assert workspace.curves.loss.message == "Run 1 failed: The data are gone."
    assert workspace.controls.phase.text() == "Run 1 failed: The data are gone."


def test_a_workspace_opened_later_shows_the_newest_run(qtbot) -> None:
    document = Document()
    make_run(document, steps=5)
    workspace = TrainWorkspace(document, QUndoStack())
    workspace.undo_stack.setParent(workspace)
    qtbot.addWidget(workspace)
    assert len(workspace.curves.loss.points(0)[0]) == 5
    workspace.shut_down()
