"""All steps that can be undone, as a list: one click goes back to any of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QUndoView, QVBoxLayout

from filterlab.gui.design.tool import DesignTool

if TYPE_CHECKING:
    from PySide6.QtGui import QUndoStack
    from PySide6.QtWidgets import QWidget


class HistoryPanel(DesignTool):
    """Show the undo stack.

    Attributes
    ----------
    view : QUndoView
        The list; its first entry is the beginning.
    """

    key = "history"
    group = "make"

    def __init__(self, undo_stack: QUndoStack, parent: QWidget | None = None) -> None:
        """List the steps of a stack."""
        super().__init__(parent)
        self.view = QUndoView(undo_stack)
        self.view.setEmptyLabel(self.tr("Beginning"))
        self.view.setAccessibleName(self.tr("History"))
        self.view.setToolTip(self.tr("Click a step to go back, or forward again, to what it left"))
        self.view.setFrameShape(QUndoView.Shape.NoFrame)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(self.view)

    def title(self) -> str:
        """Return the name on the tab."""
        return self.tr("History")

    def purpose(self) -> str:
        """Return what the panel is for, in a line."""
        return self.tr("Every step so far; click to go back")
