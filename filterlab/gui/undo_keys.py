"""Undo and Redo by key from the boxes of numbers, too, and not only from where nothing can be typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QDialog, QLineEdit, QWidget
from shiboken6 import isValid

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMainWindow


class UndoKeys(QObject):
    """Leave Undo and Redo to the window as long as nothing is half typed into the number that has the keyboard.

    A box claims both keys for its own typing, even where there is none: whoever has entered a number, or pressed a
    button that could be pressed but once, is left in a box, and Ctrl+Z would do nothing. Lines of text keep the keys:
    those that lie over a cell or a row for a moment must not see it change below them.
    """

    def __init__(self, window: QMainWindow) -> None:
        """Watch whichever box of the window has the keyboard."""
        super().__init__(window)
        self._window = window
        self._box: QAbstractSpinBox | None = None
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_application_focus_changed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the two keys from a box that has nothing to take back; what is entered is typed no longer."""
        line = watched.findChild(QLineEdit) if isinstance(event, QKeyEvent) else None
        if not isinstance(event, QKeyEvent) or not isinstance(line, QLineEdit):
            return False
        if event.type() == QEvent.Type.KeyPress and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            line.setModified(False)
        if event.type() != QEvent.Type.ShortcutOverride:
            return False
        is_idle_undo = event.matches(QKeySequence.StandardKey.Undo) and not line.isModified()
        is_idle_redo = event.matches(QKeySequence.StandardKey.Redo) and not line.isRedoAvailable()
        if not (is_idle_undo or is_idle_redo):
            return False
        event.ignore()
        return True

    def _on_application_focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        # A box that is destroyed while it has the keyboard loses it on the way.
        if self._box is not None and isValid(self._box):
            self._box.removeEventFilter(self)
        self._box = None
        if isinstance(new, QAbstractSpinBox) and self._is_here(new):
            self._box = new
            new.installEventFilter(self)

    def _is_here(self, widget: QWidget) -> bool:
        """Whether a widget is in the window or in a panel that floats; a dialog keeps its keys."""
        top = widget.window()
        return top is self._window or (top.parentWidget() is self._window and not isinstance(top, QDialog))
