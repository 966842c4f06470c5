"""The bank: the document's filters, to choose from, add to and remove from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from filterlab.errors import FilterLabError
from filterlab.gui.afterwards import Afterwards
from filterlab.gui.commands import AddFilter, RemoveFilter, RenameFilter
from filterlab.gui.design.new_filter_menu import NewFilterMenu
from filterlab.gui.listening import listen
from filterlab.gui.widgets.card import Card
from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.filter_list import FilterList

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QUndoStack

    from filterlab.project import Document


class BankPanel(Card):
    """Show the bank and turn what the user asks for into steps that can be undone.

    Signals
    -------
    message_raised(sentence)
        Something the user asked for cannot be done.
    """

    message_raised = Signal(str)

    def __init__(self, document: Document, undo_stack: QUndoStack, parent: QWidget | None = None) -> None:
        """Show the document's bank."""
        super().__init__(parent)
        self._document = document
        self._undo_stack = undo_stack
        self.list = FilterList()
        self.new_menu = NewFilterMenu(self)
        self.new_button = QPushButton(self.tr("&New"))
        self.duplicate_button = QPushButton(self.tr("Duplicate"))
        self.remove_button = QPushButton(self.tr("Remove"))
        self._stack = QStackedLayout()
        # Filters that have been painted since their thumbnails were drawn.
        self._painted: set[str] = set()
        self._thumbnails = Afterwards(self)
        self._thumbnails.came.connect(self._show_painted)
        self._build()
        self._add_actions()
        self._connect()
        self._refill()

    def _build(self) -> None:
        self.new_button.setToolTip(self.tr("Add an empty filter or one of the presets"))
        self.new_button.setMenu(self.new_menu)
        self.duplicate_button.setToolTip(self.tr("Add a copy of this filter to change"))
        self.remove_button.setToolTip(self.tr("Take this filter out of the bank (Delete)"))
        empty = dressed(QLabel(wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter), "muted")
        empty.setText(
            self.tr(
                "The bank is empty. Press New for an empty filter or a preset, or open a filter (Ctrl+O)."
            )
        )
        header = QHBoxLayout()
        header.addWidget(dressed(QLabel(self.tr("Bank")), "title"), 1)
        header.addWidget(self.new_button)
        self._stack.addWidget(self.list)
        self._stack.addWidget(empty)
        footer = QHBoxLayout()
        footer.setSpacing(4)
        for button in (self.duplicate_button, self.remove_button):
            button.setMinimumWidth(button.fontMetrics().horizontalAdvance(button.text()) + 8)
            footer.addWidget(button, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 8)
        layout.setSpacing(4)
        layout.addLayout(header)
        layout.addLayout(self._stack, 1)
        layout.addLayout(footer)

    def _add_actions(self) -> None:
        """Fill the list's context menu; it is also where renaming can be found."""
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        for text, slot in (
            (self.tr("Rename"), self.list.rename_current),
            (self.tr("Duplicate"), self.duplicate_current),
            (self.tr("Remove"), self.remove_current),
        ):
            action = QAction(text, self.list)
            action.triggered.connect(slot)
            self.list.addAction(action)

    def _connect(self) -> None:
        self.new_menu.filter_wanted.connect(self.add_filter)
        self.duplicate_button.clicked.connect(self.duplicate_current)
        self.remove_button.clicked.connect(self.remove_current)
        self.list.filter_chosen.connect(self._document.select_filter)
        self.list.rename_requested.connect(self.rename)
        self.list.remove_requested.connect(self._on_list_remove_requested)
        listen(self, self._document.filter_added, self._on_document_bank_changed)
        listen(self, self._document.filter_removed, self._on_document_bank_changed)
        listen(self, self._document.filter_changed, self._on_document_filter_changed)
        listen(self, self._document.filter_renamed, self._show_item)
        listen(self, self._document.current_filter_changed, self._on_document_current_filter_changed)

    def sizeHint(self) -> QSize:
        """Ask for thumbnails beside short names."""
        return QSize(190, 360)

    def add_filter(self, name: str, weights: NDArray[np.float32], origin: str) -> None:
        """Add a filter and make it the current one, as a step that can be undone."""
        item = self._document.make_filter(name, weights, origin=origin)
        self._undo_stack.push(AddFilter(self._document, item, self.tr("New filter")))

    def duplicate_current(self) -> None:
        """Add a copy of the current filter below it."""
        item = self._document.current_filter
        if item is not None:
            copy = self._document.make_filter(item.name, item.weights, origin=item.origin)
            index = [entry.id for entry in self._document.filters].index(item.id) + 1
            self._undo_stack.push(AddFilter(self._document, copy, self.tr("Duplicate filter"), index))

    def remove_current(self) -> None:
        """Take the current filter out of the bank."""
        item = self._document.current_filter
        if item is not None:
            self._undo_stack.push(RemoveFilter(self._document, item.id, self.tr("Remove filter")))

    def rename(self, filter_id: str, name: str) -> None:
        """Give a filter another name; a name that cannot be is refused with a sentence."""
        before = self._document.filter(filter_id).name
        command = RenameFilter(self._document, filter_id, name, self.tr("Rename filter"))
        try:
            # An error inside the command's redo would be lost in Qt; once renamed, redo finds nothing to do.
            self._document.rename_filter(filter_id, name)
        except FilterLabError as error:
            self.message_raised.emit(str(error))
            return
        if self._document.filter(filter_id).name != before:
            self._undo_stack.push(command)

    def _refill(self) -> None:
        filters = self._document.filters
        self.list.set_items([(item.id, item.name, item.weights) for item in filters])
        self._stack.setCurrentIndex(0 if filters else 1)
        for button in (self.duplicate_button, self.remove_button):
            button.setEnabled(bool(filters))
        self._show_current()

    def _show_current(self) -> None:
        current = self._document.current_filter
        self.list.set_current(current.id if current is not None else "")

    def _on_list_remove_requested(self, _filter_id: str) -> None:
        self.remove_current()

    def _on_document_bank_changed(self, _filter_id: str) -> None:
        self._refill()

    def _show_painted(self) -> None:
        """Draw the thumbnails of filters that have been painted."""
        self._thumbnails.stop()
        known = {item.id for item in self._document.filters}
        for filter_id in self._painted & known:
            self._show_item(filter_id)
        self._painted.clear()

    def _on_document_filter_changed(self, filter_id: str) -> None:
        self._painted.add(filter_id)
        self._thumbnails.start()

    def _show_item(self, filter_id: str) -> None:
        item = self._document.filter(filter_id)
        self.list.update_item(item.id, item.name, item.weights)

    def _on_document_current_filter_changed(self, _filter_id: str) -> None:
        self._show_current()
