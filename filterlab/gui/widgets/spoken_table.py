"""A grid of numbers as a table that a screen reader can walk through by rows and columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtWidgets import QFrame, QTableView

from filterlab.figures import short_number

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtWidgets import QWidget

AnyIndex = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
DIGITS = 6


class NumbersModel(QAbstractTableModel):
    """The numbers of an array (H, W), rows and columns counted from 0."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._numbers: NDArray[np.float32] = np.zeros((0, 0), dtype=np.float32)

    def set_numbers(self, numbers: NDArray[np.float32]) -> None:
        """Hold another array."""
        before = self._numbers
        if before.shape != numbers.shape:
            self.beginResetModel()
            self._numbers = numbers
            self.endResetModel()
            return
        self._numbers = numbers
        rows, columns = np.nonzero(before != numbers)
        if len(rows):
            first = self.index(int(rows.min()), int(columns.min()))
            self.dataChanged.emit(first, self.index(int(rows.max()), int(columns.max())))

    def rowCount(self, parent: AnyIndex = NOWHERE) -> int:
        """Return the number of rows."""
        return 0 if parent.isValid() else self._numbers.shape[0]

    def columnCount(self, parent: AnyIndex = NOWHERE) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else self._numbers.shape[1]

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """Return a number as it is written in the window."""
        if role != Qt.ItemDataRole.DisplayRole or not index.isValid():
            return None
        return short_number(float(self._numbers[index.row(), index.column()]), DIGITS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        """Return the number of a row or a column."""
        del orientation
        return str(section) if role == Qt.ItemDataRole.DisplayRole else None


class SpokenTable(QTableView):
    """The table beside a painted grid, a pixel out of sight: it is there to be read, not to be seen.

    A widget of one's own is one object to a screen reader, and PySide has no way to make it a table
    (QAccessibleTableInterface is not wrapped); Qt's own tables are tables.
    """

    def __init__(self, parent: QWidget) -> None:
        """Lie beside a widget without taking mouse or keyboard."""
        super().__init__(parent)
        self._model = NumbersModel(self)
        self.setModel(self._model)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setGeometry(QRect(-2, -2, 1, 1))

    def set_numbers(self, numbers: NDArray[np.float32]) -> None:
        """Hold an array of shape (H, W)."""
        self._model.set_numbers(numbers)
