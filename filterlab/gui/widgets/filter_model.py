"""The rows of a filter list: what it shows, and how a row says that the user wants another name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from filterlab.figures import short_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

ENTRY_ROLE = Qt.ItemDataRole.UserRole
AnyIndex = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()


@dataclass(frozen=True, eq=False)
class FilterEntry:
    """One row.

    Attributes
    ----------
    id : str
        What signals name.
    name : str
        What the row says.
    weights : ndarray
        Shape (C, KH, KW), float32.
    """

    id: str
    name: str
    weights: NDArray[np.float32]

    @property
    def planes(self) -> NDArray[np.float32]:
        """What the thumbnail draws, shape (P, KH, KW): channels that are all the same are drawn once."""
        same = all(np.array_equal(self.weights[0], channel) for channel in self.weights[1:])
        return self.weights[:1] if same else self.weights

    @property
    def size(self) -> str:
        """Height × width, and the channels if there are several."""
        channels, height, width = self.weights.shape
        return f"{height} × {width}" + (f" × {channels}" if channels > 1 else "")

    @property
    def reach(self) -> str:
        """What the ends of the thumbnail's colours stand for, such as "±30"."""
        return f"±{short_number(float(np.abs(self.weights).max()), 3)}"


class FilterModel(QAbstractListModel):
    """Hold the rows; never change a name by itself.

    Signals
    -------
    name_typed(id, name)
        The user typed another name.
    thumbnail_changed(index)
        A row looks different, and says the same.
    """

    name_typed = Signal(str, str)
    thumbnail_changed = Signal(QModelIndex)

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._entries: list[FilterEntry] = []

    @property
    def entries(self) -> Sequence[FilterEntry]:
        """All rows, in order."""
        return tuple(self._entries)

    def row_of(self, filter_id: str) -> int:
        """Return the row with this id, or -1."""
        return next((row for row, entry in enumerate(self._entries) if entry.id == filter_id), -1)

    def set_entries(self, entries: Sequence[FilterEntry]) -> None:
        """Show other rows: rows that stay are kept, so the list neither scrolls nor flickers."""
        wanted = {entry.id for entry in entries}
        for row in range(len(self._entries) - 1, -1, -1):
            if self._entries[row].id not in wanted:
                self.beginRemoveRows(NO_INDEX, row, row)
                del self._entries[row]
                self.endRemoveRows()
        for row, entry in enumerate(entries):
            known = self.row_of(entry.id)
            if known < 0:
                self.beginInsertRows(NO_INDEX, row, row)
                self._entries.insert(row, entry)
                self.endInsertRows()
            else:
                if known != row:
                    self.beginMoveRows(NO_INDEX, known, known, NO_INDEX, row)
                    self._entries.insert(row, self._entries.pop(known))
                    self.endMoveRows()
                self.set_entry(entry)

    def set_entry(self, entry: FilterEntry) -> None:
        """Change the row that has this entry's id."""
        row = self.row_of(entry.id)
        if row >= 0:
            known, self._entries[row] = self._entries[row], entry
            # A list lays itself out anew when it hears of changed data, and draws all of its rows.
            if (known.name, known.size) != (entry.name, entry.size):
                self.dataChanged.emit(self.index(row), self.index(row))
            else:
                self.thumbnail_changed.emit(self.index(row))

    def rowCount(self, parent: AnyIndex = NO_INDEX) -> int:
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a row says in one of its roles."""
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return entry.name
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                return f"{entry.name}, {entry.size}, {entry.reach}"
            case _:
                return entry if role == ENTRY_ROLE else None

    def setData(self, index: AnyIndex, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Say that the user typed a name; whoever owns the filters decides, and shows the outcome."""
        if role == Qt.ItemDataRole.EditRole and index.isValid() and isinstance(value, str):
            entry = self._entries[index.row()]
            if value != entry.name:
                self.name_typed.emit(entry.id, value)
        return False

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """Let every row be renamed in place."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.isValid() else flags
