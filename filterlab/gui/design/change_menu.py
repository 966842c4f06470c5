"""The menu of everything that can be done to a filter as a whole."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu

from filterlab.gui.design.changes import (
    channel_changes,
    normalising_changes,
    quick_changes,
    snapping,
    turning_changes,
)

if TYPE_CHECKING:
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget

    from filterlab.gui.design.changes import Change


class ChangeMenu(QMenu):
    """Offer changes, and dialogs for those that need a number.

    Signals
    -------
    change_chosen(Change)
        The user wants this done.
    dialog_wanted(str)
        The user wants to be asked for the numbers of "angle", "shift", "resize", "scale", "add" or "round".
    """

    change_chosen = Signal(object)
    dialog_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build all entries."""
        super().__init__(parent)
        self.setToolTipsVisible(True)
        rotate, sideways, upside_down, negate, zero_mean, unit_sum, clear = quick_changes()
        rotate_left, transpose = turning_changes()
        self._add_change(self, rotate, self.tr("Rotate right"))
        self._add_change(self, rotate_left)
        self._add_dialog("angle", self.tr("Rotate by an angle…"), self.tr("with a preview, within its size"))
        for change in (sideways, upside_down, transpose):
            self._add_change(self, change)
        self._add_dialog("shift", self.tr("Shift…"), self.tr("by arrows, over the edge or around it"))
        self._add_dialog(
            "resize", self.tr("Resize…"), self.tr("add and drop cells on chosen sides, or scale")
        )
        self.addSeparator()
        self._add_change(self, negate)
        self._add_dialog("scale", self.tr("Multiply…"), self.tr("every weight by a factor"))
        self._add_dialog("add", self.tr("Add…"), self.tr("the same number to every weight"))
        normalise = self.addMenu(self.tr("Normalise"))
        normalise.setToolTipsVisible(True)
        self._add_change(normalise, unit_sum, self.tr("Sum 1"))
        self._add_change(normalise, zero_mean, self.tr("Sum 0"))
        for change in normalising_changes():
            self._add_change(normalise, change)
        self._add_change(self, snapping())
        self._add_dialog("round", self.tr("Round…"), self.tr("to some digits behind the decimal point"))
        self._add_change(self, clear)
        self.addSeparator()
        to_three, to_one = channel_changes()
        self._to_three, self._to_one = self._add_change(self, to_three), self._add_change(self, to_one)

    def set_channels(self, count: int) -> None:
        """Offer the change of channels that a filter of this many channels can make."""
        self._to_three.setEnabled(count == 1)
        self._to_one.setEnabled(count > 1)

    def _add_change(self, menu: QMenu, change: Change, text: str = "") -> QAction:
        action = menu.addAction(text or change.title)
        action.setToolTip(f"{change.title}: {change.tip}")
        action.triggered.connect(lambda _checked=False: self.change_chosen.emit(change))
        return action

    def _add_dialog(self, name: str, text: str, tip: str) -> None:
        action = self.addAction(text)
        action.setToolTip(tip)
        action.triggered.connect(partial(self._on_dialog_triggered, name))

    def _on_dialog_triggered(self, name: str) -> None:
        self.dialog_wanted.emit(name)
