"""The bank as the circuit sees it: filters to be dragged, or added by a double click, to a stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPoint, Qt, Signal
from PySide6.QtGui import QDrag, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from filterlab.gui.widgets.filter_list import FilterList
from filterlab.gui.widgets.filter_model import ENTRY_ROLE

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex
    from PySide6.QtGui import QKeyEvent, QMouseEvent

MIME = "application/x-filterlab-filter"


def carrying(filter_id: str) -> QMimeData:
    """Return what is dragged with a filter of the bank."""
    data = QMimeData()
    data.setData(MIME, filter_id.encode())
    return data


def filter_in(data: QMimeData) -> str:
    """Return the id of the filter that is dragged; empty if it is something else."""
    return bytes(data.data(MIME).data()).decode() if data.hasFormat(MIME) else ""


class BankShelf(FilterList):
    """A list of filters that are taken from here and not changed.

    Signals
    -------
    filter_picked(id)
        The user double-clicked a filter or pressed Return on it.
    """

    filter_picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._pressed: QPoint | None = None
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAccessibleName(self.tr("Bank"))
        self.doubleClicked.connect(self._on_double_clicked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pick the current filter by Return."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_id:
            self.filter_picked.emit(self.current_id)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a drag would begin."""
        super().mousePressEvent(event)
        is_on_filter = self.indexAt(event.position().toPoint()).isValid()
        self._pressed = event.position().toPoint() if is_on_filter else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Begin to drag the filter that was pressed."""
        moved = event.position().toPoint() - self._pressed if self._pressed is not None else QPoint()
        if moved.manhattanLength() < QApplication.startDragDistance():
            return
        self._pressed = None
        drag = QDrag(self)
        drag.setMimeData(carrying(self.current_id))
        drag.setPixmap(self._picture())
        drag.exec(Qt.DropAction.CopyAction)

    def _picture(self) -> QPixmap:
        """Return what hangs below the mouse: the row as it stands in the list."""
        return self.viewport().grab(self.visualRect(self.currentIndex()))

    def _on_double_clicked(self, index: QModelIndex) -> None:
        self.filter_picked.emit(index.data(ENTRY_ROLE).id)
