"""Fields of the settings that know what their numbers mean: how much is dropped, and when a run stops early."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QSpinBox, QWidget

DROPOUTS = (0.0, 0.1, 0.2, 0.3, 0.5, 0.7)
PATIENCE_WIDTH = 160


class DropoutBox(QComboBox):
    """Choose the rate of a net's dropout layers. Setters never emit.

    Signals
    -------
    rate_chosen(rate)
        The user wants dropout layers of this rate in the net; 0: none.
    """

    rate_chosen = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without dropout."""
        super().__init__(parent)
        self.set_rate(0.0)
        self.activated.connect(self._on_activated)

    def set_rate(self, rate: float | None) -> None:
        """Show the rate of the net's dropout layers; None: they have several."""
        blocker = QSignalBlocker(self)
        self.clear()
        if rate is None:
            self.addItem(self.tr("as each layer says"), None)
        for known in sorted({*DROPOUTS, rate or 0.0}):
            self.addItem(f"{known:g}" if known else self.tr("none"), known)
        self.setCurrentIndex(self.findData(rate))
        del blocker

    def _on_activated(self, _index: int) -> None:
        rate = self.currentData()
        if rate is not None:
            self.rate_chosen.emit(rate)


class PatienceBox(QSpinBox):
    """Choose after how many epochs without gain a run ends; 0: never."""

    def __init__(self, most: int, parent: QWidget | None = None) -> None:
        """Start with never; ``most`` is the largest number of epochs."""
        super().__init__(parent, minimum=0, maximum=most)
        self.setSpecialValueText(self.tr("never"))
        # Its longest text has a thousand epochs.
        self.setMinimumWidth(PATIENCE_WIDTH)
        self.show_unit()

    def show_unit(self) -> None:
        """Say one epoch, or several."""
        one = self.value() == 1
        self.setSuffix(self.tr(" epoch without gain") if one else self.tr(" epochs without gain"))
