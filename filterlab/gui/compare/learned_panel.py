"""The card of learned filters: tiles, and what can be done with one of them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QPushButton, QWidget

from filterlab.gui.compare.shelf_panel import ShelfPanel


class LearnedPanel(ShelfPanel):
    """Show learned filters below a headline with two controls.

    Signals
    -------
    presets_toggled()
        Whether nearest filters are looked for among the presets too has changed.
    adding_wanted()
        The user wants the chosen filter in the bank.
    """

    presets_toggled = Signal()
    adding_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(self.tr("Learned"), self.tr("&Train a net"), parent)
        self.presets = QCheckBox(self.tr("Pre&sets too"))
        self.presets.setToolTip(
            self.tr("Look for the nearest filter among all presets too, not in the bank alone")
        )
        self.add = QPushButton(self.tr("&Add to bank"))
        self.add.setToolTip(self.tr("Copy the chosen learned filter into the bank, to paint on it in Design"))
        self.add.setEnabled(False)
        self.add_to_header(self.presets)
        self.add_to_header(self.add)
        self.presets.toggled.connect(self._on_presets_toggled)
        self.add.clicked.connect(self.adding_wanted)

    @property
    def compares_with_presets(self) -> bool:
        """Whether nearest filters are looked for among the presets too."""
        return self.presets.isChecked()

    def set_can_add(self, *, can_add: bool) -> None:
        """Say whether there is a chosen filter to add."""
        self.add.setEnabled(can_add)

    def _on_presets_toggled(self, _checked: bool) -> None:
        self.presets_toggled.emit()
