"""Change the filter on the drawing table as a whole: at once, or with a dialog over a live preview."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Signal

from filterlab.data.drawing.cells import channel_slice
from filterlab.errors import FilterLabError
from filterlab.gui.design.change_dialogs import (
    AddDialog,
    AngleDialog,
    ResizeDialog,
    RoundDialog,
    ScaleDialog,
    ShiftDialog,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from filterlab.data.drawing import Channel, Weights
    from filterlab.gui.design.change_dialogs import ChangeDialog
    from filterlab.gui.design.changes import Change
    from filterlab.gui.design.editing import Editing
    from filterlab.project import Document


class Changing(QObject):
    """Do what the change menu asks for, as steps that can be undone.

    Signals
    -------
    message_raised(sentence)
        Something the user asked for cannot be done.

    Attributes
    ----------
    dialog : ChangeDialog or None
        The dialog that is open.
    """

    message_raised = Signal(str)

    def __init__(
        self, document: Document, editing: Editing, channel: Callable[[], Channel], parent: QWidget
    ) -> None:
        """Ask `channel` for the channel shown, each time."""
        super().__init__(parent)
        self._document = document
        self._editing = editing
        self._channel = channel
        self._parent = parent
        self.dialog: ChangeDialog | None = None

    def apply(self, change: Change) -> None:
        """Do a change, or say why it cannot be done."""
        item = self._document.current_filter
        if item is None:
            return
        channel = None if change.moves_cells else self._channel()
        try:
            weights = _edited(item.weights, change.edit, channel)
        except FilterLabError as error:
            self.message_raised.emit(str(error))
            return
        self._editing.change(item, weights, change.title)

    def ask(self, name: str) -> None:
        """Open a dialog by the name that the change menu gives it; OK keeps what is seen, Cancel restores."""
        item = self._document.current_filter
        if item is None or self.dialog is not None:
            return
        _, height, width = item.weights.shape
        makers: dict[str, Callable[[], ChangeDialog]] = {
            "angle": partial(AngleDialog, self._parent),
            "shift": partial(ShiftDialog, self._parent),
            "resize": partial(ResizeDialog, height, width, self._parent),
            "scale": partial(ScaleDialog, self._parent),
            "add": partial(AddDialog, self._parent),
            "round": partial(RoundDialog, self._parent),
        }
        dialog = makers[name]()
        stroke = self._editing.new_stroke()
        channel = None if dialog.moves_cells else self._channel()
        show = partial(self._preview, dialog, item.id, item.weights, channel, stroke)
        dialog.numbers_chosen.connect(show)
        dialog.rejected.connect(partial(self._editing.cancel, stroke))
        dialog.finished.connect(self._on_dialog_finished)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog = dialog
        show()
        dialog.open()
        # Below the kernel, so that it and the response can be seen.
        dialog.move(self._parent.mapToGlobal(QPoint(0, self._parent.height())))

    def _preview(
        self, dialog: ChangeDialog, filter_id: str, before: Weights, channel: Channel, stroke: int
    ) -> None:
        """Show what the numbers of a dialog make of the weights before it was opened."""
        try:
            weights = _edited(before, dialog.changed, channel)
        except FilterLabError as error:
            dialog.show_problem(str(error))
            return
        dialog.show_problem("")
        self._editing.change(self._document.filter(filter_id), weights, dialog.windowTitle(), stroke)

    def _on_dialog_finished(self, _result: int) -> None:
        self.dialog = None


def _edited(weights: Weights, edit: Callable[[Weights], Weights], channel: Channel) -> Weights:
    """Apply an edit to the chosen channel of weights (C, KH, KW), or to all of them together."""
    if channel is None:
        return edit(weights)
    c, _, _ = weights.shape
    result = weights.copy()
    chosen = channel_slice(channel, c)
    result[chosen] = edit(weights[chosen])
    return result
