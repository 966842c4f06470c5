"""The layout of the Compare workspace: hand-made filters on the left, learned ones on the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from filterlab.gui.compare.learned_panel import LearnedPanel
from filterlab.gui.compare.presenter import ComparePresenter
from filterlab.gui.compare.shelf_panel import ShelfPanel
from filterlab.gui.compare.top_bar import TopBar
from filterlab.gui.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QHideEvent, QShowEvent, QUndoStack

    from filterlab.project import Document


class CompareWorkspace(Workspace):
    """Hand-made filters beside learned ones, each with its response to the same picture.

    Signals
    -------
    workspace_requested(str)
        The user wants to go to another workspace ("design", "train") to fill an empty shelf.
    """

    name = "compare"
    workspace_requested = Signal(str)

    def __init__(self, document: Document, undo_stack: QUndoStack, parent: QWidget | None = None) -> None:
        """Lay out the views and tie them to the document."""
        super().__init__(document, undo_stack, parent)
        self.top = TopBar()
        self.mine = ShelfPanel(self.tr("Hand-made"), self.tr("Add f&ilters"))
        self.theirs = LearnedPanel()
        self._body = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        self._lay_out()
        self.presenter = ComparePresenter(document, undo_stack, self.top, self.mine, self.theirs, self)
        self.presenter.message_raised.connect(self.message_raised)
        self.presenter.status_changed.connect(self.status_changed)
        self.mine.remedy_wanted.connect(self._on_mine_remedy_wanted)
        self.theirs.remedy_wanted.connect(self._on_theirs_remedy_wanted)

    def _lay_out(self) -> None:
        self._body.addWidget(self.mine)
        self._body.addWidget(self.theirs)
        self._body.setHandleWidth(8)
        self._body.setSizes([500, 500])
        self._body.setStretchFactor(0, 1)
        self._body.setStretchFactor(1, 1)
        holder = QVBoxLayout()
        holder.setContentsMargins(10, 6, 10, 10)
        holder.addWidget(self._body)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.top)
        layout.addLayout(holder, 1)

    def title(self) -> str:
        """Return the name on the tab."""
        return self.tr("Compare")

    def is_idle(self) -> bool:
        """Whether every response that can be seen has been computed and drawn."""
        return self.presenter.is_idle

    def shut_down(self) -> None:
        """Compute no more; called before the window goes."""
        self.presenter.shut_down()

    def copyable_views(self) -> Sequence[tuple[str, QWidget]]:
        """Return both shelves."""
        return ((self.tr("The comparison"), self._body),)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with the document."""
        super().showEvent(event)
        self.presenter.set_awake(is_awake=True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Compute nothing that cannot be seen."""
        super().hideEvent(event)
        self.presenter.set_awake(is_awake=False)

    def _on_mine_remedy_wanted(self) -> None:
        self.workspace_requested.emit("design")

    def _on_theirs_remedy_wanted(self) -> None:
        self.workspace_requested.emit("train")
