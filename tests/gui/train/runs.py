"""What tests of Train do and make: a press of the button, runs that have told something, sentences heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from filterlab.data import DataChoice
from filterlab.nets import Started, Step, TrainConfig, zoo
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
