"""The table of all runs: sorted by any column, filtered by words, notes written in place."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from filterlab.gui.widgets.column_fitting import ColumnFitting

if TYPE_CHECKING:
    from collections.abc import Sequence

ROW_HEIGHT = 22
ID, SORT = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
NOTE_COLUMN = 8
# Name, test and note stay: steps, data, time, state, net and loss are told elsewhere, too.
DISPENSABLE = (4, 2, 7, 1, 3, 5)


@dataclass(frozen=True)
class RunRow:
    """What the table tells of a run.

    Attributes
    ----------
    id : str
        Identity.
    cells : tuple of (str, float or str)
        Text of each column but the last, and what it is sorted by; NaN stands last.
    note : str
        What the user wrote.
    colour : QColor
        Of its curves.
    reason : str
        Why it failed, in words; empty otherwise.
    """

    id: str
    cells: tuple[tuple[str, float | str], ...]
    note: str
    colour: QColor
    reason: str = ""


class UnknownLast(QSortFilterProxyModel):
    """Sort rows so that those whose figure is not known stand last, whichever way it goes."""

    def lessThan(  # noqa: N802 - Qt's name
        self, left: QModelIndex | QPersistentModelIndex, right: QModelIndex | QPersistentModelIndex
    ) -> bool:
        """Compare two rows; Qt turns the answer round where the largest come first."""
        known = [index.data(SORT) is not None for index in (left, right)]
        if all(known):
            return bool(super().lessThan(left, right))
        is_rising = self.sortOrder() == Qt.SortOrder.AscendingOrder
        return known[0] != known[1] and known[0] == is_rising


class RunsTable(QTableView):
    """Show runs; know nothing but rows.

    Signals
    -------
    chosen()
        Other runs are selected.
    note_edited(id, text)
        The user has written a note.
    delete_wanted()
        Delete was pressed.
    """

    chosen = Signal()
    note_edited = Signal(str, str)
    delete_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._rows: dict[str, RunRow] = {}
        self._model = QStandardItemModel(0, NOTE_COLUMN + 1, self)
        self._model.setHorizontalHeaderLabels(
            [
                self.tr("Run"),
                self.tr("State"),
                self.tr("Data"),
                self.tr("Net"),
                self.tr("Steps"),
                self.tr("Loss"),
                self.tr("Test"),
                self.tr("Time"),
                self.tr("Note"),
            ]
        )
        self._sorted = UnknownLast(self)
        self._sorted.setSourceModel(self._model)
        self._sorted.setSortRole(SORT)
        self._sorted.setFilterKeyColumn(-1)
        self._sorted.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setModel(self._sorted)
        self.setSortingEnabled(True)
        self.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        self.setAccessibleName(self.tr("All runs"))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.horizontalHeader().setSectionResizeMode(NOTE_COLUMN, QHeaderView.ResizeMode.Stretch)
        ColumnFitting(self, DISPENSABLE)
        self._model.itemChanged.connect(self._on_model_item_changed)
        self.selectionModel().selectionChanged.connect(lambda *_parts: self.chosen.emit())

    @property
    def selected(self) -> list[str]:
        """The ids of the selected runs, from the top."""
        rows = sorted(self.selectionModel().selectedRows(), key=QModelIndex.row)
        return [str(index.data(ID)) for index in rows]

    @property
    def shown(self) -> list[str]:
        """The ids of all runs that pass the filter, from the top."""
        return [str(self._sorted.index(row, 0).data(ID)) for row in range(self._sorted.rowCount())]

    def set_filter(self, words: str) -> None:
        """Show the runs alone that have these words somewhere."""
        self._sorted.setFilterFixedString(words)

    def select(self, ids: Sequence[str]) -> None:
        """Select runs, and no others."""
        flags = QItemSelectionModel.SelectionFlag
        self.clearSelection()
        for row, run_id in enumerate(self.shown):
            if run_id in ids:
                self.selectionModel().select(self._sorted.index(row, 0), flags.Select | flags.Rows)

    def set_rows(self, rows: Sequence[RunRow]) -> None:
        """Show these runs; what has not changed stays as it is, the selection too."""
        wanted = {row.id: row for row in rows}
        for number in reversed(range(self._model.rowCount())):
            if self._model.item(number, 0).data(ID) not in wanted:
                self._model.removeRow(number)
        numbers = {str(self._model.item(n, 0).data(ID)): n for n in range(self._model.rowCount())}
        for row in rows:
            if row.id not in numbers:
                self._rows[row.id] = row
                self._model.appendRow(self._items(row))
            elif self._rows.get(row.id) != row:
                self._rows[row.id] = row
                self._update(numbers[row.id], row)
        self._rows = wanted

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ask to delete with Delete; begin a note with Return or F2."""
        if event.key() == Qt.Key.Key_Delete:
            self.delete_wanted.emit()
        elif self.state() == QAbstractItemView.State.EditingState:
            # What the editor has no use for comes here, F2 too.
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_F2) and self.currentIndex().isValid():
            self.edit(self._sorted.index(self.currentIndex().row(), NOTE_COLUMN))
        else:
            super().keyPressEvent(event)

    @staticmethod
    def _items(row: RunRow) -> list[QStandardItem]:
        items = [QStandardItem() for _ in range(NOTE_COLUMN + 1)]
        RunsTable._fill(items, row)
        return items

    @staticmethod
    def _fill(items: Sequence[QStandardItem], row: RunRow) -> None:
        for column, (text, order) in enumerate(row.cells):
            item = items[column]
            item.setEditable(False)
            item.setText(text)
            item.setToolTip(row.reason)
            item.setData(None if isinstance(order, float) and isnan(order) else order, SORT)
            if not isinstance(order, str) and column:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        items[0].setData(row.id, ID)
        items[0].setData(row.colour, Qt.ItemDataRole.DecorationRole)
        items[NOTE_COLUMN].setText(row.note)
        items[NOTE_COLUMN].setData(row.note, SORT)
        items[NOTE_COLUMN].setData(row.id, ID)

    def _update(self, number: int, row: RunRow) -> None:
        self._fill([self._model.item(number, column) for column in range(NOTE_COLUMN + 1)], row)

    def _on_model_item_changed(self, item: QStandardItem) -> None:
        if item.column() != NOTE_COLUMN:
            return
        run_id = str(item.data(ID))
        known = self._rows.get(run_id)
        if known is not None and item.text() != known.note:
            self.note_edited.emit(run_id, item.text())
