"""The columns beside one another, as many as one likes: where they do not fit, one scrolls sideways."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QSplitter, QWidget

from filterlab.gui.compare.column import BankColumn

LEAST_COLUMN = 290


class ColumnsView(QScrollArea):
    """Hold columns; know nothing of what is in them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with two columns."""
        super().__init__(parent, widgetResizable=True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self._splitter = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        self._splitter.setHandleWidth(8)
        self._splitter.setAutoFillBackground(False)
        self.setWidget(self._splitter)
        self._columns: list[BankColumn] = []
        for _ in range(2):
            self.add_column()

    @property
    def columns(self) -> tuple[BankColumn, ...]:
        """All columns, from left to right."""
        return tuple(self._columns)

    def minimumSizeHint(self) -> QSize:
        """Ask for the height of the columns, for they do not scroll up and down."""
        bar = self.horizontalScrollBar().sizeHint().height()
        return QSize(LEAST_COLUMN, self._splitter.minimumSizeHint().height() + bar)

    def add_column(self) -> BankColumn:
        """Put an empty column at the right end; all columns are of one width then."""
        column = BankColumn()
        column.setMinimumWidth(LEAST_COLUMN)
        column.header.crowding_changed.connect(self._align_headers)
        self._columns.append(column)
        self._splitter.addWidget(column)
        self._splitter.setStretchFactor(self._splitter.count() - 1, 1)
        self._share_room()
        self._align_headers()
        return column

    def remove_column(self, column: BankColumn) -> None:
        """Take a column away."""
        self._columns.remove(column)
        column.hide()
        column.setParent(None)
        column.deleteLater()
        self._share_room()
        self._align_headers()

    def _share_room(self) -> None:
        self._splitter.setSizes([1000] * len(self._columns))

    def _align_headers(self) -> None:
        """Give all columns two lines of boxes where one of them needs two, so that all tiles begin at one height."""
        are_wanted = any(column.header.is_crowded for column in self._columns)
        for column in self._columns:
            column.header.set_two_lines(are_wanted=are_wanted)
        self.updateGeometry()
