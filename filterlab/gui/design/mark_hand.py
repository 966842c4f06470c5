"""Marking patches right on the picture: a click marks one, a drag moves it."""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent

STEPS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}


class MarkHand(QObject):
    """Take the left button of a picture's view; an `AttentiveHand`.

    Signals
    -------
    began(row, column)
        The button went down on this pixel: mark it, or take hold of the mark there.
    moved(row, column)
        The mark shall have its middle here.
    cancelled()
        The mark shall be as it was before.
    here_wanted()
        Space: mark the pinned place.
    stepped(rows, columns), removal_wanted()
        Ctrl and an arrow key, Delete: move the chosen mark, or take it out.
    """

    began = Signal(int, int)
    moved = Signal(int, int)
    cancelled = Signal()
    here_wanted = Signal()
    stepped = Signal(int, int)
    removal_wanted = Signal()

    def __init__(self, is_on_mark: Callable[[float, float], bool], parent: QObject | None = None) -> None:
        """Start idle; ``is_on_mark`` says whether there is a mark at a point (x, y) of the picture."""
        super().__init__(parent)
        self._is_on_mark = is_on_mark
        self._cursor = Qt.CursorShape.CrossCursor

    @property
    def cursor(self) -> Qt.CursorShape:
        """A cross, or over a mark what says that it can be moved."""
        return self._cursor

    def press(self, x: float, y: float) -> None:
        """Begin."""
        self.began.emit(floor(y), floor(x))

    def drag(self, x: float, y: float) -> None:
        """Move the mark."""
        self.moved.emit(floor(y), floor(x))

    def release(self, x: float, y: float) -> None:
        """End; the mark is where it was moved last."""
        self.hover(x, y)

    def cancel(self) -> None:
        """Take the mark or its move back."""
        self.cancelled.emit()

    def hover(self, x: float, y: float) -> None:
        """Show whether there is a mark to take hold of."""
        is_on = self._is_on_mark(x, y)
        self._cursor = Qt.CursorShape.SizeAllCursor if is_on else Qt.CursorShape.CrossCursor

    def leave(self) -> None:
        """Begin again with a cross."""
        self._cursor = Qt.CursorShape.CrossCursor

    def press_key(self, event: QKeyEvent) -> bool:
        """Use Space, Delete, and arrow keys with Ctrl; plain arrow keys go on moving the pin."""
        key = Qt.Key(event.key())
        with_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key == Qt.Key.Key_Space:
            self.here_wanted.emit()
        elif key in STEPS and with_control:
            self.stepped.emit(*STEPS[key])
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removal_wanted.emit()
        else:
            return False
        return True
