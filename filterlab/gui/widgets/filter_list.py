"""A list of filters with thumbnails, to choose from, rename in place and remove from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from filterlab.gui.widgets.dressed import own_ground, paint_ground
from filterlab.gui.widgets.filter_delegate import FilterDelegate
from filterlab.gui.widgets.filter_model import ENTRY_ROLE, FilterEntry, FilterModel

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QKeyEvent, QPaintEvent


class FilterList(QListView):
    """Show filters by thumbnail, name and size; know arrays and ids, nothing of the document.

    Thumbnails are drawn in the signed colours, each filter with its own limits around 0. Channels that differ
    stand side by side (red, green, blue), as everywhere else; channels that are all the same are drawn once.

    Setters never emit. F2 or a double click renames, Delete removes.

    Signals
    -------
    filter_chosen(id)
        The user went to this filter.
    rename_requested(id, name)
        The user typed another name; the row keeps the old one until it is given the new one.
    remove_requested(id)
        The user pressed Delete on this filter.
    """

    filter_chosen = Signal(str)
    rename_requested = Signal(str, str)
    remove_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._model = FilterModel(self)
        self._is_being_set = False
        self.setModel(self._model)
        self.setItemDelegate(FilterDelegate(self))
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QFrame.Shape.NoFrame)
        own_ground(self.viewport())
        self.setAccessibleName(self.tr("Filters"))
        self._model.name_typed.connect(self.rename_requested)
        self._model.thumbnail_changed.connect(self._on_model_thumbnail_changed)
        self.selectionModel().currentChanged.connect(self._on_selection_current_changed)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows on the ground of the panel."""
        painter = QPainter(self.viewport())
        paint_ground(painter, self.viewport(), event.rect())
        painter.end()
        super().paintEvent(event)

    @property
    def current_id(self) -> str:
        """The id of the current row, or an empty string."""
        index = self.currentIndex()
        return str(index.data(ENTRY_ROLE).id) if index.isValid() else ""

    @property
    def names(self) -> list[str]:
        """The names shown, from top to bottom."""
        return [entry.name for entry in self._model.entries]

    def set_items(self, items: Iterable[tuple[str, str, NDArray[np.float32]]]) -> None:
        """Show these filters, given as (id, name, weights of shape (C, KH, KW)); rows that stay are kept."""
        self._is_being_set = True
        self._model.set_entries([FilterEntry(*item) for item in items])
        self._is_being_set = False

    def update_item(self, filter_id: str, name: str, weights: NDArray[np.float32]) -> None:
        """Show another name and other weights of one filter; no other row is drawn again."""
        self._model.set_entry(FilterEntry(filter_id, name, weights))

    def set_current(self, filter_id: str) -> None:
        """Make a filter the current one; an id that is not here leaves none."""
        row = self._model.row_of(filter_id)
        index = self._model.index(row) if row >= 0 else QModelIndex()
        self._is_being_set = True
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self._is_being_set = False

    def rename_current(self) -> None:
        """Begin to rename the current filter in place."""
        if self.currentIndex().isValid():
            self.edit(self.currentIndex())

    def sizeHint(self) -> QSize:
        """Ask for room for a few filters."""
        return QSize(180, 300)

    def minimumSizeHint(self) -> QSize:
        """Shrink to a thumbnail with a short name."""
        return QSize(120, 100)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ask to remove the current filter on Delete, or on Backspace, which small keyboards have instead."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.current_id:
            self.remove_requested.emit(self.current_id)
        else:
            super().keyPressEvent(event)

    def _on_selection_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid() and not self._is_being_set:
            self.filter_chosen.emit(current.data(ENTRY_ROLE).id)

    def _on_model_thumbnail_changed(self, index: QModelIndex) -> None:
        self.viewport().update(self.visualRect(index))
