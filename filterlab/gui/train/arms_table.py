"""The ways to train a net, one a line: in the colour of its curve its name, and its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from filterlab.gui.theme import current_theme

if TYPE_CHECKING:
    from collections.abc import Sequence


class ArmsTable(QTableWidget):
    """Show words and figures; nothing in it can be changed or chosen."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Start empty, under a translated accessible name."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.horizontalHeader().setMinimumSectionSize(24)

    def set_rows(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Show a line for each way: its name, then a figure for each of the columns; as high as it needs to be."""
        self.setColumnCount(1 + len(columns))
        self.setHorizontalHeaderLabels(["", *columns])
        self.setRowCount(len(rows))
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                item = QTableWidgetItem(text)
                side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
                item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
                item.setToolTip(text)
                self.setItem(number, column, item)
        self._colour()
        self.resizeRowsToContents()
        lines = sum(self.rowHeight(number) for number in range(self.rowCount()))
        bar = self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + lines + bar + 2)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._colour()

    def _colour(self) -> None:
        """Put the colour of its curve before each name."""
        for number in range(self.rowCount()):
            name = self.item(number, 0)
            if name is not None:
                name.setData(Qt.ItemDataRole.DecorationRole, current_theme().curves[number])
