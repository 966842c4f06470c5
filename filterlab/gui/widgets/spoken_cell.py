"""What a screen reader hears of a grid of numbers.

One widget is one accessible object, so the grid speaks its current cell, what is selected and which tool is
taken. The table that a reader can walk through by itself is in ``spoken_table``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from filterlab.figures import short_number

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from filterlab.data.drawing import Cell, Selection


def _tr(text: str) -> str:
    return QCoreApplication.translate("spoken_cell", text)


def cell_in_words(cell: Cell, number: str) -> str:
    """Name a cell and its number, such as "row 2, column 5: 30"; rows and columns count from 0."""
    row, column = cell
    words = _tr("row {row}, column {column}: {value}")
    return words.format(row=row, column=column, value=number)


def selection_in_words(selection: Selection | None) -> str:
    """Name what is selected, such as "selected: rows 2 to 4, columns 0 to 1"."""
    if selection is None:
        return _tr("nothing selected")
    words = _tr("selected: rows {top} to {bottom}, columns {left} to {right}")
    return words.format(
        top=selection.top,
        bottom=selection.top + selection.height - 1,
        left=selection.left,
        right=selection.left + selection.width - 1,
    )


class SpokenCell:
    """Keep a widget's accessible name and description true to its current cell, and announce changes."""

    def __init__(self, widget: QWidget) -> None:
        """Start silent, for one grid."""
        self._widget = widget
        self._title = ""
        self._size = (0, 0)

    def set_title(self, title: str) -> None:
        """Name what the grid holds."""
        self._title = title
        self._set_name()

    def set_size(self, rows: int, columns: int) -> None:
        """Tell the size of the grid in the accessible name."""
        if (rows, columns) != self._size:
            self._size = (rows, columns)
            self._set_name()

    def tell(self, cell: Cell, value: float) -> None:
        """Describe the current cell; a reader that listens hears it at once when the grid has the focus."""
        sentence = cell_in_words(cell, short_number(value, 6))
        if sentence == self._widget.accessibleDescription():
            return
        self._widget.setAccessibleDescription(sentence)
        self.say(sentence)

    def say(self, sentence: str) -> None:
        """Let a reader that listens hear something else about the grid while it has the focus."""
        if QAccessible.isActive() and self._widget.hasFocus():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._widget, sentence))

    def _set_name(self) -> None:
        rows, columns = self._size
        words = _tr("{title}, {rows} rows, {columns} columns")
        self._widget.setAccessibleName(words.format(title=self._title, rows=rows, columns=columns))
