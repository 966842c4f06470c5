"""Small fields that several panels have: which layer is shown, and which test picture is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QSpinBox, QWidget

from filterlab.gui.widgets.elided_box import ElidedBox

if TYPE_CHECKING:
    from collections.abc import Sequence


class LayerBox(ElidedBox):
    """List the layers of a net; setters never emit.

    Signals
    -------
    layer_chosen(name)
        The user wants to see another layer.
    """

    layer_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setToolTip(self.tr("Which layer is shown"))
        self.activated.connect(self._on_activated)

    def set_layers(self, names: Sequence[str], wanted: str = "") -> str:
        """List layers in their order and return which is shown: the wanted one if it is there, else the first.

        Empty where there are none.
        """
        current = wanted if wanted in names else next(iter(names), "")
        self.blockSignals(True)
        if [self.itemText(row) for row in range(self.count())] != list(names):
            self.clear()
            self.addItems(list(names))
        self.setCurrentIndex(self.findText(current))
        self.setEnabled(bool(names))
        self.blockSignals(False)
        return current

    def _on_activated(self, _index: int) -> None:
        self.layer_chosen.emit(self.currentText())


class PictureNumberBox(QSpinBox):
    """Choose one of the test pictures by its number, from 0; setters never emit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without pictures."""
        super().__init__(parent)
        self.setToolTip(self.tr("Which of the test pictures the net looks at"))
        self.set_count(0, 0)

    def set_count(self, count: int, index: int) -> None:
        """Say how many pictures there are and which is looked at."""
        self.blockSignals(True)
        self.setRange(0, max(count - 1, 0))
        self.setValue(index)
        self.setEnabled(count > 0)
        self.blockSignals(False)
