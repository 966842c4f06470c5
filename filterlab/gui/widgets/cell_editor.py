"""The small line in which an exact value is typed over a cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from filterlab.errors import FilterLabError
from filterlab.figures import MINUS
from filterlab.gui.widgets.typed_number import read_number

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent

MIN_WIDTH = 72
MOVES = {
    Qt.Key.Key_Return: (0, 0),
    Qt.Key.Key_Enter: (0, 0),
    Qt.Key.Key_Tab: (0, 1),
    Qt.Key.Key_Backtab: (0, -1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
STAYS_OPEN = (
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
)


class CellEditor(QLineEdit):
    """A line edit that knows how a table is typed into: Enter stays, Tab goes right, Esc gives up.

    Signals
    -------
    value_typed(value, rows, columns)
        The user is done with a valid number; rows and columns say where to go next: (0, 0) stays, (0, 1) is
        one to the right.
    refused(sentence)
        What was typed is no number.
    """

    value_typed = Signal(float, int, int)
    refused = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        """Start hidden."""
        super().__init__(parent)
        self._grid = parent
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setMaxLength(40)
        self.textEdited.connect(self._on_text_edited)
        self.hide()

    @property
    def is_open(self) -> bool:
        """Whether a value is being typed."""
        return not self.isHidden()

    @property
    def is_refused(self) -> bool:
        """Whether the text was refused and has not been changed since."""
        return bool(self.styleSheet())

    def open_over(self, cell: QRectF, value: float, text: str) -> None:
        """Begin to type.

        Parameters
        ----------
        cell : QRectF
            The cell, in the parent's coordinates; a small one is covered together with its neighbours.
        value : float
            The cell's value, which is there to be changed or typed over when ``text`` is empty.
        text : str
            What has been typed already.
        """
        hint = self.sizeHint().height()
        area = QRectF(0, 0, max(cell.width(), MIN_WIDTH), max(hint, min(cell.height(), 1.4 * hint)))
        area.moveCenter(cell.center())
        room = self._grid.rect()
        area.moveLeft(max(0.0, min(area.left(), room.width() - area.width())))
        area.moveTop(max(0.0, min(area.top(), room.height() - area.height())))
        self.setGeometry(area.toAlignedRect())
        self.setStyleSheet("")
        self.setText(text or f"{value:.7g}".replace("-", MINUS))
        if not text:
            self.selectAll()
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_editor(self) -> None:
        """Stop typing, and give the focus back to the grid if it is still here."""
        if self.is_open:
            had_focus = self.hasFocus()
            self.hide()
            if had_focus:
                self._grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Stop typing because the user went elsewhere: a number counts, anything else is refused."""
        if self.is_open:
            self._commit(0, 0)
            self.close_editor()

    def event(self, event: QEvent) -> bool:
        """Catch the keys that end the typing; Tab never reaches ``keyPressEvent``."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = Qt.Key(event.key())
            if key == Qt.Key.Key_Escape:
                self.close_editor()
                return True
            if key in MOVES:
                self._commit(*MOVES[key])
                return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take it as done when the user goes elsewhere in the window."""
        super().focusOutEvent(event)
        if event.reason() not in STAYS_OPEN:
            self.leave()

    def _commit(self, rows: int, columns: int) -> None:
        """Hand the number on and close; where it is none, say so and draw a dashed frame around the text."""
        text = self.text()
        if not text.strip():
            self.close_editor()
            return
        try:
            value = read_number(text)
        except FilterLabError as error:
            colour = self.palette().color(self.foregroundRole()).name()
            self.setStyleSheet(f"border: 2px dashed {colour};")
            self.selectAll()
            self.refused.emit(str(error))
        else:
            self.close_editor()
            self.value_typed.emit(value, rows, columns)

    def _on_text_edited(self, _text: str) -> None:
        if self.is_refused:
            self.setStyleSheet("")
