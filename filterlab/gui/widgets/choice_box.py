"""A list to choose one thing from, each with a key; telling it what there is says nothing back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from filterlab.gui.widgets.elided_box import ElidedBox

if TYPE_CHECKING:
    from collections.abc import Sequence


class ChoiceBox(ElidedBox):
    """Show and ask for one of several entries; setters never emit.

    Signals
    -------
    chosen(object)
        The user chose the entry with this key.
    """

    chosen = Signal(object)

    def __init__(self, name: str, tip: str, characters: int = 0, parent: QWidget | None = None) -> None:
        """Start empty.

        Parameters
        ----------
        name, tip : str
            What a screen reader calls it, and its tool tip, both translated.
        characters : int
            Room for so many letters at least; 0: as wide as the longest entry.
        parent : QWidget or None
            Owner.
        """
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setToolTip(tip)
        if characters:
            self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            self.setMinimumContentsLength(characters)
        else:
            self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.activated.connect(self._on_activated)

    def set_entries(self, entries: Sequence[tuple[object, str]], current: object) -> None:
        """List entries as (key, title), and show which is current; none if its key is not among them."""
        blocker = QSignalBlocker(self)
        wanted = [(title, key) for key, title in entries]
        if wanted != [(self.itemText(i), self.itemData(i)) for i in range(self.count())]:
            self.clear()
            for title, key in wanted:
                self.addItem(title, key)
        self._show(current)
        del blocker

    def set_current(self, key: object) -> None:
        """Show which entry is current."""
        blocker = QSignalBlocker(self)
        self._show(key)
        del blocker

    def _show(self, key: object) -> None:
        self.setCurrentIndex(next((i for i in range(self.count()) if self.itemData(i) == key), -1))

    def _on_activated(self, _index: int) -> None:
        self.chosen.emit(self.currentData())
