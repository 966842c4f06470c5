"""Columns of a table that are left out while there is no room for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QHeaderView

from filterlab.gui.soon import Soon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QTableView


class ColumnFitting(QObject):
    """Hide the least important columns of a table as long as not all fit side by side.

    Figures cut off at the edge, or behind a bar to scroll sideways, are read wrongly or not at all; a column that
    is not there is missed by nobody who has no room for it, and comes back as soon as there is.
    """

    def __init__(self, table: QTableView, dispensable: Sequence[int]) -> None:
        """Watch over a table whose columns are as wide as what stands in them.

        Parameters
        ----------
        table : QTableView
            The table, with its model; it owns this.
        dispensable : sequence of int
            The columns that may go, in the order in which they go.
        """
        super().__init__(table)
        self._table = table
        self._dispensable = tuple(dispensable)
        # A heading that is hidden does not tell how wide it is.
        self._headings: dict[int, int] = {}
        self._soon = Soon(self)
        self._soon.came.connect(self._fit)
        model = table.model()
        for changed in (model.dataChanged, model.modelReset, model.rowsInserted, model.rowsRemoved):
            changed.connect(self._soon.start)
        table.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look again when the table has become wider or narrower."""
        if event.type() == QEvent.Type.Resize:
            self._soon.start()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        header = self._table.horizontalHeader()
        columns = range(header.count())
        self._headings |= {
            column: header.sectionSizeHint(column) for column in columns if not header.isSectionHidden(column)
        }
        widths = [max(self._table.sizeHintForColumn(column), self._headings[column]) for column in columns]
        missing = sum(widths) - self._table.viewport().width()
        for column in self._dispensable:
            is_in_the_way = missing > 0
            self._table.setColumnHidden(column, is_in_the_way)
            if is_in_the_way:
                missing -= widths[column]
        for column in columns:
            # Qt does not look again when a row has come whose words are longer than those above it.
            if header.sectionResizeMode(column) == QHeaderView.ResizeMode.ResizeToContents:
                self._table.resizeColumnToContents(column)
