"""What tests of Train do and make: a press of the button, runs that have told something, sentences heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt

from filterlab.data import DataChoice
from filterlab.nets import Finished, LayerNorms, Snapshot, Started, Step, TrainConfig, build, zoo
from filterlab.project import Document, TrainingRequest

if TYPE_CHECKING:
    from filterlab.gui.train import TrainWorkspace

CHILD_MS = 60_000


def messages(workspace: TrainWorkspace) -> list[str]:
    """Return a list that fills with the sentences the workspace raises; an empty one takes the last away."""
    said: list[str] = []
    workspace.message_raised.connect(lambda sentence: said.append(sentence) if sentence else said.clear())
    return said


def press_train(workspace: TrainWorkspace, qtbot) -> None:
    """Press Train with the mouse."""
    qtbot.mouseClick(workspace.controls.train, Qt.MouseButton.LeftButton)


def make_run(document: Document, steps: int = 0):
    """Return a run of the document that has told so many steps."""
    request = TrainingRequest(DataChoice(), zoo["tiny"], TrainConfig(epochs=2))
    run = document.add_run(request)
    started = Started(
        net=zoo["tiny"],
        config=request.config,
        train_size=100,
        test_size=20,
        steps_per_epoch=50,
        total_steps=100,
    )
    document.record_events(run.id, [started, *(make_step(n) for n in range(1, steps + 1))])
    return run


def make_step(number: int) -> Step:
    """Return a step of a tenth of a second."""
    return Step(step=number, epoch=1, loss=2.0, accuracy=0.5, learning_rate=0.05, seconds=0.1 * number)


def make_snapshot(step: int, seed: int = 0) -> Snapshot:
    """Return weights of tiny as after a step, with norms of its layers."""
    net = build(zoo["tiny"], np.random.default_rng(seed))
    parameters = {name: array + np.float32(step / 1000) for name, array in net.parameters.items()}
    norms = {name: LayerNorms(1.0 + step, 0.5) for name in ("conv1", "conv2", "fc1")}
    return Snapshot(step=step, epoch=1, parameters=parameters, seconds=0.1 * step, norms=norms)


def make_learned_run(document: Document, steps: int = 3):
    """Return a run that has ended on forty test pictures, with a snapshot after each step."""
    request = TrainingRequest(DataChoice(train_size=50, test_size=40), zoo["tiny"], TrainConfig(epochs=1))
    run = document.add_run(request)
    started = Started(
        net=zoo["tiny"],
        config=request.config,
        train_size=50,
        test_size=40,
        steps_per_epoch=steps,
        total_steps=steps,
    )
    document.record_events(run.id, [started])
    for number in range(1, steps + 1):
        document.record_events(run.id, [make_step(number), make_snapshot(number)])
    last = make_snapshot(steps)
    ended = Finished(
        step=steps, epoch=1, test_loss=2.0, test_accuracy=0.5, parameters=last.parameters, seconds=1.0
    )
    document.record_events(run.id, [ended])
    return run


def panel_of(workspace: TrainWorkspace, key: str):
    """Return a panel by its key."""
    return next(panel for panel in workspace.desk.tools if panel.key == key)


def bring_to_front(workspace: TrainWorkspace, qtbot, key: str):
    """Show a panel and wait until it shows what it can."""
    workspace.desk.show_tool(key)
    panel = panel_of(workspace, key)
    qtbot.waitUntil(lambda: panel.is_seen and workspace.is_idle(), timeout=CHILD_MS)
    return panel
