"""The grid of a folder's thumbnails: arrow keys go from picture to picture, in the order one reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QSize, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from filterlab.gui.design.thumbnails import SIDE

if TYPE_CHECKING:
    from PySide6.QtCore import QAbstractItemModel
    from PySide6.QtGui import QFocusEvent, QKeyEvent

GRID_WIDTH, GAP = SIDE + 18, 6


class FolderList(QListView):
    """Show thumbnails with their names; moving the current one is choosing it.

    Signals
    -------
    row_chosen(row)
        The user went to another picture, by key, by click or by typing its name; nobody else makes it emit.
    row_kept(row)
        Return or a double click.
    """

    row_chosen = Signal(int)
    row_kept = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without a model."""
        super().__init__(parent)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(500)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setIconSize(QSize(SIDE, SIDE))
        self.setGridSize(QSize(GRID_WIDTH, SIDE + self.fontMetrics().height() + 2 * GAP))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(self.gridSize().height() + 8)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.activated.connect(self._on_activated)
        self._is_told = False

    @property
    def columns(self) -> int:
        """How many thumbnails stand side by side."""
        return max(self.viewport().width() // self.gridSize().width(), 1)

    def set_model(self, model: QAbstractItemModel) -> None:
        """Show the rows of a model."""
        self.setModel(model)
        self.selectionModel().currentChanged.connect(self._on_current_changed)

    def show_row(self, row: int) -> None:
        """Mark a row and bring it into sight; -1 marks none. Emits nothing."""
        self._is_told = True
        try:
            index = self.model().index(row, 0) if row >= 0 else QModelIndex()
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            if row >= 0:
                self.scrollTo(index)
        finally:
            self._is_told = False

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Take the keyboard without going to the first picture, which would open it unasked."""
        self._is_told = True
        super().focusInEvent(event)
        if self.currentIndex().isValid() and not self.selectionModel().hasSelection():
            self.selectionModel().clearCurrentIndex()
        self._is_told = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to another picture."""
        rows_in_sight = max(self.viewport().height() // self.gridSize().height(), 1)
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self.columns,
            Qt.Key.Key_Down: self.columns,
            Qt.Key.Key_PageUp: -self.columns * rows_in_sight,
            Qt.Key.Key_PageDown: self.columns * rows_in_sight,
        }
        last = self.model().rowCount() - 1
        key = Qt.Key(event.key())
        if last < 0 or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_Home:
            self._go_to(0)
        elif key == Qt.Key.Key_End:
            self._go_to(last)
        elif key in steps:
            row = self.currentIndex().row()
            self._go_to(min(max(row + steps[key], 0), last) if row >= 0 else 0)
        else:
            super().keyPressEvent(event)

    def _go_to(self, row: int) -> None:
        index = self.model().index(row, 0)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)

    def _on_activated(self, index: QModelIndex) -> None:
        self.row_kept.emit(index.row())

    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if not self._is_told and current.isValid():
            self.row_chosen.emit(current.row())
