"""Runs that are paused, killed or left behind with the window go on as if nothing had happened."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QUndoStack

from filterlab.data import DataChoice
from filterlab.gui.train import TrainWorkspace
from filterlab.gui.train.runs_table import NOTE_COLUMN
from filterlab.nets import TrainConfig, zoo
from filterlab.project import Document, Project, TrainingRequest

from .runs import CHILD_MS, bring_to_front, messages, press_train

if TYPE_CHECKING:
    from filterlab.project import Run

# Long enough to be paused, killed and closed on its way.
EPOCHS = 60


@pytest.fixture
def open_project(qtbot):
    """Return what opens a project in a workspace set for a run of a second or two; all is closed afterwards."""
    opened: list[TrainWorkspace] = []

    def show(project: Project) -> TrainWorkspace:
        workspace = TrainWorkspace(project.document, QUndoStack())
        workspace.undo_stack.setParent(workspace)
        workspace.take_project(project)
        qtbot.addWidget(workspace)
        workspace.settings.set_config(TrainConfig(epochs=EPOCHS, batch_size=10))
        workspace.settings.set_train_size(200)
        workspace.show()
        workspace.activate()
        opened.append(workspace)
        return workspace

    yield show
    for workspace in opened:
        close(workspace)


def close(workspace: TrainWorkspace) -> None:
    """Close a workspace and its project, as a window does."""
    workspace.shut_down()
    if workspace.project is not None:
        workspace.project.close()


def wait_for_steps(run: Run, more: int, qtbot) -> None:
    """Wait until the run has made some more steps, and goes on."""
    first = len(run.steps) if run.started is not None else 0
    qtbot.waitUntil(lambda: run.state == "running" and len(run.steps) >= first + more, timeout=CHILD_MS)


def told(run: Run) -> list[tuple[float, ...]]:
    """Return all a run told, but for the seconds."""
    steps = [(step.step, step.epoch, step.loss, step.accuracy, step.learning_rate) for step in run.steps]
    ends = [(end.epoch, end.step, end.train_loss, end.test_loss, end.test_accuracy) for end in run.epochs]
    return [*steps, *ends]


def test_a_run_that_was_paused_killed_and_closed_is_the_undisturbed_one_bit_for_bit(
    open_project, qtbot
) -> None:
    workspace = open_project(Project.untitled(Document(), time.time()))
    said = messages(workspace)
    controls = workspace.controls
    press_train(workspace, qtbot)
    assert not controls.pause.isHidden()
    qtbot.waitUntil(workspace.is_idle, timeout=CHILD_MS)
    press_train(workspace, qtbot)
    first, second = workspace.document.runs
    wait_for_steps(second, 5, qtbot)
    qtbot.mouseClick(controls.pause, Qt.MouseButton.LeftButton)
    assert controls.phase.text() == "Pausing…"
    assert not controls.pause.isEnabled()
    assert controls.stop.isEnabled()
    qtbot.waitUntil(workspace.is_idle, timeout=CHILD_MS)
    assert controls.phase.text() == f"Run 2 paused at step {len(second.steps)}"
    assert second.state == "paused"
    qtbot.mouseClick(controls.resume, Qt.MouseButton.LeftButton)
    wait_for_steps(second, 5, qtbot)
    assert controls.resume.isHidden()
    os.kill(workspace.presenter.process.pid, signal.SIGKILL)
    qtbot.waitUntil(workspace.is_idle, timeout=CHILD_MS)
    assert said[0].startswith("Run 2 failed: The training process was killed from outside (signal 9)")
    assert said[-1].endswith("Resume takes it up where it was last kept.")
    workspace.activateWindow()
    qtbot.keyClick(
        workspace, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert said == []
    wait_for_steps(second, 5, qtbot)
    assert workspace.may_close()
    close(workspace)
    again = open_project(Project.opened(workspace.project.path, time.time()))
    first, second = again.document.runs
    assert second.state == "paused"
    assert again.controls.phase.text().startswith("Run 2 paused at step ")
    qtbot.mouseClick(again.controls.resume, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(again.is_idle, timeout=CHILD_MS)
    assert (first.state, second.state) == ("finished", "finished")
    assert len(second.steps) == 20 * EPOCHS
    assert told(second) == told(first)
    assert again.controls.resume.isHidden()
    for name, array in first.parameters.items():
        np.testing.assert_array_equal(array, second.parameters[name])
    places = [
        [(place.step, place.epoch, place.has_state) for place in again.project.snapshots(run.id)]
        for run in (first, second)
    ]
    assert places[0] == places[1]


def test_a_stopped_run_can_go_on_and_one_that_learned_nonsense_cannot(open_project, qtbot) -> None:
    workspace = open_project(Project.untitled(Document(), time.time()))
    press_train(workspace, qtbot)
    (run,) = workspace.document.runs
    wait_for_steps(run, 1, qtbot)
    workspace.presenter.pause()
    qtbot.mouseClick(workspace.controls.stop, Qt.MouseButton.LeftButton)
    assert workspace.controls.phase.text() == "Stopping…"
    qtbot.waitUntil(workspace.is_idle, timeout=CHILD_MS)
    assert run.state == "cancelled"
    assert not workspace.controls.resume.isHidden()
    workspace.settings.learning_rate.setEditText("1e30")
    press_train(workspace, qtbot)
    qtbot.waitUntil(workspace.is_idle, timeout=CHILD_MS)
    assert workspace.document.runs[1].state == "failed"
    assert "learning rate" in workspace.document.runs[1].reason
    assert workspace.controls.resume.isHidden()
    workspace.presenter.resume(run)
    wait_for_steps(run, 1, qtbot)
    workspace.presenter.stop()
    qtbot.waitUntil(workspace.is_idle, timeout=CHILD_MS)


def test_a_run_whose_pictures_have_changed_says_so_and_goes_on_when_they_are_back(
    open_project, qtbot, tmp_path
) -> None:
    rng = np.random.default_rng(0)
    images, labels = rng.random((200, 28, 28), np.float32), np.arange(200) % 4
    path = tmp_path / "pictures.npz"
    np.savez(path, images=images, labels=labels)
    workspace = open_project(Project.untitled(Document(), time.time()))
    said = messages(workspace)
    # Long enough not to be over before the pause.
    config = TrainConfig(epochs=100, batch_size=10)
    workspace.presenter.start_request(TrainingRequest(DataChoice(str(path)), zoo["tiny"], config))
    (run,) = workspace.document.runs
    wait_for_steps(run, 5, qtbot)
    workspace.presenter.pause()
    qtbot.waitUntil(workspace.is_idle, timeout=CHILD_MS)
    steps = len(run.steps)
    np.savez(path, images=images[::-1], labels=labels)
    workspace.presenter.resume(run)
    qtbot.waitUntil(workspace.is_idle, timeout=CHILD_MS)
    assert "The pictures have changed since this run began" in said[-1]
    assert len(run.steps) == steps
    np.savez(path, images=images, labels=labels)
    workspace.presenter.resume(run)
    qtbot.waitUntil(workspace.is_idle, timeout=CHILD_MS)
    assert (run.state, said) == ("finished", [])


def test_without_a_project_a_run_cannot_be_paused_and_closing_asks(workspace, qtbot) -> None:
    workspace.settings.epochs.setValue(500)
    press_train(workspace, qtbot)
    assert not workspace.controls.pause.isEnabled()
    assert workspace.presenter.would_lose_work
    workspace.presenter.pause_or_resume()
    assert workspace.controls.phase.text() != "Pausing…"
    workspace.presenter.stop()
    qtbot.waitUntil(workspace.is_idle, timeout=CHILD_MS)
    assert workspace.controls.resume.isHidden()
    workspace.presenter.resume()
    assert workspace.is_idle()


def test_a_project_that_is_opened_again_has_every_snapshot_norm_and_note(open_project, qtbot) -> None:
    project = Project.untitled(Document(), time.time())
    workspace = open_project(project)
    press_train(workspace, qtbot)
    qtbot.waitUntil(workspace.is_idle, timeout=CHILD_MS)
    (run,) = workspace.document.runs
    bring_to_front(workspace, qtbot, "runs").table.note_edited.emit(run.id, "the first")
    close(workspace)
    again = open_project(Project.opened(project.path, time.time()))
    panel = bring_to_front(again, qtbot, "time")
    steps = [place.step for place in again.project.snapshots(run.id)]
    assert panel.player.scrubber.maximum() == len(steps) - 1 > 2
    panel.player.scrubber.setValue(1)
    assert panel.filters.title == f"conv1, step {steps[1]}"
    layers = bring_to_front(again, qtbot, "layers")
    assert len(layers.weights.points(0)[0]) > 2
    runs = bring_to_front(again, qtbot, "runs")
    assert runs.table.model().index(0, NOTE_COLUMN).data() == "the first"
