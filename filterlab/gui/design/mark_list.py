"""Marked patches as numbered thumbnails in a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon, QKeyEvent, QMouseEvent

THUMBNAIL = 40

Centre = tuple[int, int]


class MarkList(QListWidget):
    """Patches that are marked alike, numbered from 1. Setters never emit.

    Signals
    -------
    mark_removed()
        The user took one out with Delete.
    mark_chosen(index)
        The user went to a mark.
    mark_hovered(index)
        The mouse is over a mark, or, with -1, over none any more.
    """

    mark_removed = Signal()
    mark_chosen = Signal(int)
    mark_hovered = Signal(int)

    def __init__(self, name: str, sign: str, parent: QWidget | None = None) -> None:
        """Start empty; the sign stands before every number, here and on the picture."""
        super().__init__(parent)
        self._sign = sign
        self._hovered = -1
        self.setAccessibleName(name)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setIconSize(QSize(THUMBNAIL, THUMBNAIL))
        self.setSpacing(2)
        self.setMinimumHeight(THUMBNAIL + 2 * self.fontMetrics().height())
        self.setMinimumWidth(80)
        self.viewport().setMouseTracking(True)
        self.currentRowChanged.connect(self._on_current_row_changed)

    @property
    def centres(self) -> list[Centre]:
        """The middle pixel (row, column) of each marked patch."""
        return [self.item(index).data(Qt.ItemDataRole.UserRole) for index in range(self.count())]

    def text_of(self, index: int) -> str:
        """Return the sign and the number of a mark."""
        return f"{self._sign} {index + 1}"

    def add(self, centre: Centre) -> int:
        """Add a mark; return its index."""
        blocker = QSignalBlocker(self)
        self.addItem(QListWidgetItem())
        del blocker
        self.move_mark(self.count() - 1, centre)
        return self.count() - 1

    def move_mark(self, index: int, centre: Centre) -> None:
        """Put a mark elsewhere."""
        place = self.tr("row {row}, column {column}").format(row=centre[0], column=centre[1])
        item, name = self.item(index), self.text_of(index)
        item.setText(name)
        item.setData(Qt.ItemDataRole.UserRole, centre)
        item.setToolTip(place)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{name}, {place}")

    def remove(self, index: int) -> None:
        """Take a mark out; those behind it get other numbers."""
        blocker = QSignalBlocker(self)
        self.takeItem(index)
        del blocker
        for later, centre in enumerate(self.centres):
            self.move_mark(later, centre)

    def set_icon(self, index: int, icon: QIcon) -> None:
        """Show the patch itself."""
        self.item(index).setIcon(icon)

    def choose(self, index: int) -> None:
        """Show a mark as the chosen one, -1 for none."""
        blocker = QSignalBlocker(self)
        self.setCurrentRow(index)
        if index < 0:
            self.clearSelection()
        del blocker

    def sizeHint(self) -> QSize:
        """Ask for one row of thumbnails."""
        return QSize(120, THUMBNAIL + 3 * self.fontMetrics().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the chosen mark out on Delete."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.currentRow() >= 0:
            self.remove(self.currentRow())
            self.mark_removed.emit()
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say which mark is under the mouse."""
        super().mouseMoveEvent(event)
        item = self.itemAt(event.position().toPoint())
        self._hover(self.row(item) if item is not None else -1)

    def viewportEvent(self, event: QEvent) -> bool:
        """Notice when the mouse leaves."""
        if event.type() == QEvent.Type.Leave:
            self._hover(-1)
        return super().viewportEvent(event)

    def _hover(self, index: int) -> None:
        if index != self._hovered:
            self._hovered = index
            self.mark_hovered.emit(index)

    def _on_current_row_changed(self, index: int) -> None:
        if index >= 0:
            self.mark_chosen.emit(index)
