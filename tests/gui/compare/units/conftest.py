"""Compare with a net that can be asked what its units see."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from PySide6.QtGui import QUndoStack

from filterlab.data import DataChoice, presets
from filterlab.gui.compare import CompareWorkspace
from filterlab.nets import Finished, TrainConfig, build, zoo
from filterlab.project import Document, TrainingRequest

PICTURES = 40
ANSWER_MS = 60_000


@dataclass(eq=False)
class Room:
    """The workspace, and what one does in it."""

    workspace: CompareWorkspace
    qtbot: object

    @property
    def followed(self):
        """Which unit is asked."""
        return self.workspace.panels.units.followed

    def settle(self) -> None:
        """Wait until everything asked for is shown."""
        self.qtbot.waitUntil(self.workspace.is_idle, timeout=ANSWER_MS)

    def bring(self, key: str):
        """Bring a panel to the front and wait for its answer."""
        self.workspace.desk.show_tool(key)
        panel = next(tool for tool in self.workspace.desk.tools if tool.key == key)
        self.qtbot.waitUntil(lambda: panel.is_seen, timeout=ANSWER_MS)
        self.settle()
        return panel

    def choose(self, box, row: int) -> None:
        """Choose an entry of a list as the user does, and wait for what comes of it."""
        box.setCurrentIndex(row)
        box.activated.emit(row)
        self.settle()

    def messages(self) -> list[str]:
        """Return a list that fills with the sentences the workspace raises."""
        said: list[str] = []
        self.workspace.message_raised.connect(said.append)
        return said


def make_end(step: int, parameters) -> Finished:
    """Return the end of a run after so many steps."""
    return Finished(step=step, epoch=1, test_loss=2.0, test_accuracy=0.5, parameters=parameters, seconds=1.0)


def add_run(document: Document, seed: int = 0, *, silence: int | None = None):
    """Return a run of tiny that has ended; one of its first filters may never fire."""
    request = TrainingRequest(
        DataChoice(train_size=PICTURES, test_size=20), zoo["tiny"], TrainConfig(epochs=1)
    )
    run = document.add_run(request)
    parameters = {
        name: array.copy()
        for name, array in build(zoo["tiny"], np.random.default_rng(seed)).parameters.items()
    }
    if silence is not None:
        parameters["conv1.weight"][silence] = 0
        parameters["conv1.bias"][silence] = 0
    document.record_events(run.id, [make_end(5, parameters)])
    return run


@pytest.fixture
def document() -> Document:
    """Return a document with a run, a filter of the bank and a picture."""
    document = Document()
    document.add_picture("noise", np.random.default_rng(0).random((1, 20, 30), dtype=np.float32))
    document.insert_filter(document.make_filter("edge", presets["sobel-x"].weights))
    document.insert_filter(document.make_filter("gabor", presets["gabor-45"].weights))
    add_run(document)
    return document


def open_compare(document: Document, qtbot) -> Room:
    """Return Compare with a document, shown."""
    workspace = CompareWorkspace(document, QUndoStack())
    workspace.undo_stack.setParent(workspace)
    qtbot.addWidget(workspace)
    workspace.resize(1200, 800)
    workspace.show()
    room = Room(workspace, qtbot)
    room.settle()
    return room


@pytest.fixture
def room(document, qtbot):
    """Return Compare with that document."""
    room = open_compare(document, qtbot)
    yield room
    room.workspace.shut_down()


@pytest.fixture
def empty_room(qtbot):
    """Return Compare with nothing to ask."""
    room = open_compare(Document(), qtbot)
    yield room
    room.workspace.shut_down()
