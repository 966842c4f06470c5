"""What tests of Compare's panels make and do: a workspace with banks on screen, and its panels in front."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QUndoStack
from tests.gui.train.runs import make_learned_run

from filterlab.gui.compare import CompareWorkspace

if TYPE_CHECKING:
    from filterlab.project import Document

ANSWER_MS = 30_000


def workspace_of(document: Document, qtbot) -> CompareWorkspace:
    """Return the workspace on screen, everything computed; whoever asks shuts it down."""
    workspace = CompareWorkspace(document, QUndoStack())
    workspace.undo_stack.setParent(workspace)
    qtbot.addWidget(workspace, before_close_func=CompareWorkspace.shut_down)
    workspace.resize(1000, 640)
    workspace.show()
    qtbot.waitUntil(workspace.is_idle, timeout=ANSWER_MS)
    return workspace


def learned_workspace(document: Document, qtbot) -> CompareWorkspace:
    """Return the workspace on screen, beside a run whose three steps it has seen."""
    workspace = workspace_of(document, qtbot)
    make_learned_run(document)
    qtbot.waitUntil(workspace.is_idle, timeout=ANSWER_MS)
    return workspace


def bring_to_front(workspace: CompareWorkspace, qtbot, key: str):
    """Show a panel and wait until it shows what it can."""
    workspace.desk.show_tool(key)
    panel = next(panel for panel in workspace.desk.tools if panel.key == key)
    qtbot.waitUntil(lambda: panel.is_seen and workspace.is_idle(), timeout=ANSWER_MS)
    return panel


def choose(box, key: object) -> None:
    """Choose an entry of a box as the user does."""
    box.setCurrentIndex(next(i for i in range(box.count()) if box.itemData(i) == key))
    box.activated.emit(box.currentIndex())


def scattered(filters: np.ndarray) -> np.ndarray:
    """Return filters (N, C, K, K) in reverse order, each negated, turned or mirrored in another way."""
    changed = [
        (-1) ** number * np.rot90(one[..., ::-1] if number % 3 else one, number, axes=(-2, -1))
        for number, one in enumerate(filters)
    ]
    return np.ascontiguousarray(np.stack(changed)[::-1])
