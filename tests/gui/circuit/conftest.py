"""The Circuit workspace on a small picture, empty or with the corners wired."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QUndoStack

from filterlab.data import presets
from filterlab.gui.circuit import CircuitWorkspace
from filterlab.project import Document

from .hands import settle


@pytest.fixture
def document() -> Document:
    """Return a document with three filters and a picture of noise."""
    document = Document()
    document.add_picture("noise", np.random.default_rng(0).random((1, 40, 50), dtype=np.float32))
    for name in ("sobel-x", "gaussian", "curve-detector"):
        document.insert_filter(document.make_filter(presets[name].title, presets[name].weights))
    return document


@pytest.fixture
def workspace(document, qtbot) -> CircuitWorkspace:
    """Return the empty workspace on screen."""
    workspace = CircuitWorkspace(document, QUndoStack())
    workspace.undo_stack.setParent(workspace)
    qtbot.addWidget(workspace)
    workspace.resize(1200, 760)
    workspace.show()
    qtbot.waitUntil(workspace.is_idle)
    yield workspace
    workspace.shut_down()


@pytest.fixture
def corners(workspace, qtbot) -> CircuitWorkspace:
    """Return the workspace with the corners, everything computed."""
    workspace.editor.begin_with_example("corners")
    settle(workspace, qtbot)
    return workspace
