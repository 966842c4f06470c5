"""The bank beside the stages: filters to take, and a line that says how."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from filterlab.gui.circuit.bank_shelf import BankShelf
from filterlab.gui.widgets.card import Card
from filterlab.gui.widgets.dressed import dressed

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    from numpy.typing import NDArray


class BankCard(Card):
    """Show the filters of the bank and what can be done with them now. Setters never emit.

    Attributes
    ----------
    shelf : BankShelf
        The filters.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.shelf = BankShelf()
        self._hint = dressed(QLabel(wordWrap=True), "muted")
        self._drawn = ""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 8)
        layout.setSpacing(4)
        layout.addWidget(dressed(QLabel(self.tr("Bank")), "title"))
        layout.addWidget(self.shelf, 1)
        layout.addWidget(self._hint)

    def set_filters(self, items: Iterable[tuple[str, str, NDArray[np.float32]]], drawn: str) -> None:
        """Show these filters, given as (id, name, weights of shape (C, KH, KW)).

        The one that is drawn in Design comes to the front when that becomes another one; what was chosen here
        stays else.
        """
        self.shelf.set_items(items)
        if drawn and (drawn != self._drawn or not self.shelf.current_id):
            self.shelf.set_current(drawn)
        self._drawn = drawn

    def show_hint(self, stages: int, stage: int) -> None:
        """Say how a filter is taken into a circuit of so many stages, of which one was worked on last."""
        if not self.shelf.names:
            self._hint.setText(self.tr("Empty: draw filters in Design."))
        elif not stages:
            self._hint.setText(self.tr("Double-click a filter to begin with it."))
        else:
            text = self.tr("Drag a filter to a stage, or double-click it for stage {number}.")
            self._hint.setText(text.format(number=stage + 1))
