"""What the main window expects of a workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QUndoStack
    from PySide6.QtWidgets import QMenu

    from filterlab.gui.map_export import ExportableMap
    from filterlab.project import Document, Project


class Workspace(QWidget):
    """One page of the main window; a subclass lays out views and ties them to the document.

    Signals
    -------
    status_changed(str)
        What the status bar shows while this workspace is in front.
    message_raised(str)
        A sentence for the user about something that went wrong; shown until dismissed.

    Attributes
    ----------
    name : str
        The word the command line uses ("design").
    project : Project or None
        What keeps the document in a file; None where nothing is kept.
    """

    status_changed = Signal(str)
    message_raised = Signal(str)
    name = ""
    project: Project | None = None

    def __init__(self, document: Document, undo_stack: QUndoStack, parent: QWidget | None = None) -> None:
        """Keep what every workspace needs."""
        super().__init__(parent)
        self.document = document
        self.undo_stack = undo_stack

    def title(self) -> str:
        """Return the name on the workspace's tab; a subclass translates it."""
        return self.name.capitalize()

    def take_project(self, project: Project | None) -> None:
        """Take what keeps the document in a file from now on; the window says so whenever it is another."""
        self.project = project

    def activate(self) -> None:
        """Catch up with the document; called when the workspace comes to the front."""

    def paste_text(self, text: str) -> bool:
        """Take pasted text if it means something here; return whether it did."""
        del text
        return False

    def shut_down(self) -> None:
        """Stop background work; called before the window goes."""

    def is_idle(self) -> bool:
        """Whether everything asked for has been computed and drawn."""
        return True

    def copyable_views(self) -> Sequence[tuple[str, QWidget]]:
        """Return what "Copy view" and "Export view" can take, with names; the first where none has the keyboard."""
        return ((self.title(), self),)

    def view_in_hand(self) -> tuple[str, QWidget]:
        """Return the name and the view that has the keyboard, because it was clicked last; else the first."""
        views = self.copyable_views()
        focused = QApplication.focusWidget()
        held = (pair for pair in views[1:] if focused is not None and _holds(pair[1], focused))
        return next(held, views[0])

    def command_menus(self) -> Sequence[tuple[str, QMenu]]:
        """Return the menus of the workspace's own buttons, named, so that their commands are found by a word too."""
        return ()

    def exportable_maps(self) -> Sequence[ExportableMap]:
        """Return the maps whose exact values can be written to a file now, the one looked at first."""
        return ()


def _holds(view: QWidget, focused: QWidget) -> bool:
    return view is focused or view.isAncestorOf(focused)
