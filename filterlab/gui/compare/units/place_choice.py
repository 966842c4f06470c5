"""Where in its map a unit is asked: row and column, at first the middle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSpinBox, QWidget

if TYPE_CHECKING:
    from filterlab.probes.stages import Pair


class PlaceChoice(QWidget):
    """Ask for row and column of a map; setters never emit.

    Signals
    -------
    chosen(place)
        The user wants another (row, column), or None for the middle.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with a map of one cell."""
        super().__init__(parent)
        self.row, self.column = QSpinBox(), QSpinBox()
        tip = self.tr(
            "Where in its map the unit is asked, from 0; a patch that is chosen in Top patches brings its own place"
        )
        for box, name in (
            (self.row, self.tr("Row of the map")),
            (self.column, self.tr("Column of the map")),
        ):
            box.setAccessibleName(name)
            box.setToolTip(f"{name}\n{tip}")
            box.setKeyboardTracking(False)
            box.valueChanged.connect(self._on_box_value_changed)
        self.middle = QPushButton(self.tr("Middle"))
        self.middle.setToolTip(self.tr("Ask the unit in the middle of its map"))
        self.middle.clicked.connect(self._on_middle_clicked)
        label = QLabel(self.tr("Place"))
        label.setBuddy(self.row)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for widget in (label, self.row, self.column, self.middle):
            layout.addWidget(widget)

    def set_place(self, size: Pair, place: Pair | None) -> None:
        """Show a place of a map of so many rows and columns; None is the middle."""
        middle = (size[0] // 2, size[1] // 2)
        shown = middle if place is None else place
        for box, count, value in zip((self.row, self.column), size, shown, strict=True):
            box.blockSignals(True)
            box.setMaximum(count - 1)
            box.setValue(value)
            box.blockSignals(False)
        self.middle.setEnabled(shown != middle)

    def _on_box_value_changed(self, _value: int) -> None:
        self.chosen.emit((self.row.value(), self.column.value()))

    def _on_middle_clicked(self) -> None:
        self.chosen.emit(None)
