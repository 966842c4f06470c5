"""A learned filter or a preset becomes one of the hand-made bank, to be painted on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from filterlab.errors import FilterLabError
from filterlab.gui.commands import AddFilter
from filterlab.gui.compare.exhibits import PRESET
from filterlab.project import Filter

if TYPE_CHECKING:
    from PySide6.QtGui import QUndoStack

    from filterlab.gui.compare.banks import Bank
    from filterlab.gui.compare.exhibits import Exhibit
    from filterlab.project import Document


class TakingOver(QObject):
    """Copy filters into the document's bank; each can be undone.

    Signals
    -------
    message_raised(str)
        Why one cannot be taken.
    status_changed(str)
        What was done.
    """

    message_raised = Signal(str)
    status_changed = Signal(str)

    def __init__(self, document: Document, undo_stack: QUndoStack, parent: QObject | None = None) -> None:
        """Take nothing yet."""
        super().__init__(parent)
        self._document, self._undo_stack = document, undo_stack

    def take(self, bank: Bank, exhibit: Exhibit) -> None:
        """Copy a filter of another bank into that of the document."""
        item = exhibit.item
        if item.key.startswith(PRESET):
            name, origin = exhibit.title, item.key
        else:
            run = self._document.run(bank.choice.source).name
            name = f"{run} {bank.choice.layer} {item.number}"
            origin = Filter.learned_origin(run, bank.choice.layer, item.number)
        try:
            made = self._document.make_filter(name, item.weights, origin=origin)
        except FilterLabError as error:
            self.message_raised.emit(str(error))
            return
        self._undo_stack.push(AddFilter(self._document, made, self.tr("Add {name}").format(name=name)))
        self.status_changed.emit(self.tr("{name} was added to the bank").format(name=made.name))
