"""The line above a number that was taken apart: its name and place, and where one can go from it."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QSpinBox, QWidget

from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.elided_label import ElidedLabel


class DissectionHeader(QWidget):
    """Name a number and its place; ask for another. Setters never emit.

    Signals
    -------
    place_typed(row, column)
        Another place of the same map.
    """

    place_typed = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._title = dressed(ElidedLabel(""), "title")
        self._state = dressed(QLabel(), "muted")
        self.row, self.column = place_box(), place_box()
        self.strongest = QPushButton(self.tr("Strongest"))
        self.trace = QCheckBox(self.tr("Trace to the pi&xels"))
        self.pixel = QPushButton(self.tr("Who sees a pixel?"))
        self._build()
        for spin in (self.row, self.column):
            spin.valueChanged.connect(self._on_spins_value_changed)

    def _build(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._title, 1)
        for label, spin in ((self.tr("&row"), self.row), (self.tr("colu&mn"), self.column)):
            name = QLabel(label)
            name.setBuddy(spin)
            spin.setAccessibleName(label.replace("&", ""))
            spin.setToolTip(self.tr("The place on this map; click any map to choose one"))
            layout.addWidget(name)
            layout.addWidget(spin)
        self.strongest.setToolTip(self.tr("Go to the number of this map that is farthest from 0"))
        self.trace.setToolTip(
            self.tr("Follow the number to the strongest it was made of, stage by stage, down to the picture")
        )
        self.pixel.setToolTip(
            self.tr(
                "The way back: which cells of all maps see one pixel; Ctrl and a click on the picture asks, too"
            )
        )
        for button in (self.strongest, self.pixel):
            button.setAutoDefault(False)
        layout.addWidget(self.strongest)
        layout.addSpacing(8)
        layout.addWidget(self.trace)
        layout.addSpacing(8)
        layout.addWidget(self.pixel)
        layout.addWidget(self._state)

    def show_nothing(self) -> None:
        """Show that there is no number."""
        self._title.setText("")
        self._state.setText("")
        self._enable(is_enabled=False)

    def show_place(self, title: str, row: int, column: int, shape: tuple[int, int], state: str) -> None:
        """Show which number of a map of this shape (height, width) is taken apart."""
        self._title.setText(title)
        self._state.setText(state)
        self._enable(is_enabled=True)
        show_place((self.row, self.column), (row, column), shape)

    def _enable(self, *, is_enabled: bool) -> None:
        for field in (self.row, self.column, self.strongest, self.trace, self.pixel):
            field.setEnabled(is_enabled)

    def _on_spins_value_changed(self) -> None:
        self.place_typed.emit(self.row.value(), self.column.value())


def place_box() -> QSpinBox:
    """Make a box for a row or a column; it speaks when the number is typed in full."""
    box = QSpinBox(maximum=0)
    box.setKeyboardTracking(False)
    return box


def show_place(boxes: tuple[QSpinBox, QSpinBox], place: tuple[int, int], shape: tuple[int, int]) -> None:
    """Show a row and a column of something of this shape (height, width), without a word to anybody."""
    for box, value, size in zip(boxes, place, shape, strict=True):
        blocker = QSignalBlocker(box)
        box.setMaximum(size - 1)
        box.setValue(value)
        del blocker
