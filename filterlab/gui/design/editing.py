"""Turn other weights of a filter into steps that can be undone."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np

from filterlab.gui.commands import SetWeights

if TYPE_CHECKING:
    from PySide6.QtGui import QUndoStack

    from filterlab.data.drawing import Weights
    from filterlab.project import Document, Filter


class Editing:
    """Push steps onto the undo stack; steps of one stroke become one."""

    def __init__(self, document: Document, undo_stack: QUndoStack) -> None:
        """Count strokes from 1."""
        self._document = document
        self._undo_stack = undo_stack
        self._numbers = itertools.count(1)

    def new_stroke(self) -> int:
        """Return the number of a new stroke."""
        return next(self._numbers)

    def change(self, item: Filter, weights: Weights, text: str, stroke: int | None = None) -> None:
        """Give a filter other weights, unless they are the same.

        Parameters
        ----------
        item : Filter
            The filter as it is now.
        weights : ndarray
            Shape (C, KH, KW).
        text : str
            Translated name of the step.
        stroke : int or None
            What it merges with; None makes a step of its own.
        """
        if not np.array_equal(item.weights, weights):
            self._undo_stack.push(SetWeights(self._document, item.id, weights, text, stroke))

    def cancel(self, stroke: int) -> None:
        """Take back a stroke as if it had never been, unless something else has been done since."""
        last = self._undo_stack.index() - 1
        command = self._undo_stack.command(last) if last >= 0 else None
        if isinstance(command, SetWeights) and command.stroke == stroke:
            command.cancel()
            self._undo_stack.undo()
