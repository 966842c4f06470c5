"""The Train workspace, set for a small run."""

from __future__ import annotations

import multiprocessing

import pytest
from PySide6.QtGui import QUndoStack

from filterlab.gui.train import TrainWorkspace
from filterlab.nets import TrainConfig
from filterlab.project import Document


@pytest.fixture
def workspace(qtbot) -> TrainWorkspace:
    """Return the workspace of an empty document, set for a small run."""
    workspace = TrainWorkspace(Document(), QUndoStack())
    workspace.undo_stack.setParent(workspace)
    qtbot.addWidget(workspace)
    workspace.resize(1000, 620)
    workspace.settings.set_config(TrainConfig(epochs=1, batch_size=20))
    workspace.settings.set_train_size(200)
    workspace.setup.data.set_drawn(200)
    workspace.show()
    qtbot.waitUntil(workspace.is_idle)
    yield workspace
    workspace.shut_down()
    assert multiprocessing.active_children() == []
