"""Which size and ground a new drawing pad gets."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QSpinBox, QWidget

from filterlab.data.pad import MAX_SIDE, MIN_SIDE
from filterlab.gui.widgets.flow_layout import FlowLayout

SIDES = (28, 64, 128, 256, 512)


class NewPadForm(QWidget):
    """Choose rows, columns and ground, and ask for a pad.

    Signals
    -------
    pad_wanted(rows, columns, ground)
        The user wants a new pad; the ground is 0 (black) or 1 (white).
    """

    pad_wanted = Signal(int, int, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with 28 × 28, the size of the digits nets are trained on, in black."""
        super().__init__(parent)
        self.size_box = QComboBox()
        for side in SIDES:
            self.size_box.addItem(self.tr("{side} × {side}").format(side=side), side)
        self.size_box.addItem(self.tr("Other size"), 0)
        self.size_box.setAccessibleName(self.tr("Size of the new pad"))
        self.rows = QSpinBox(minimum=MIN_SIDE, maximum=MAX_SIDE, value=SIDES[0])
        self.columns = QSpinBox(minimum=MIN_SIDE, maximum=MAX_SIDE, value=SIDES[0])
        self.ground_box = QComboBox()
        self.ground_box.addItem(self.tr("on black"), 0.0)
        self.ground_box.addItem(self.tr("on white"), 1.0)
        self.ground_box.setAccessibleName(self.tr("Ground of the new pad"))
        self.button = QPushButton(self.tr("New pad"))
        self.button.setToolTip(self.tr("Add an empty picture to draw on"))
        self._other = QWidget()
        line = QHBoxLayout(self._other)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        for text, part in (
            (self.tr("Rows"), self.rows),
            ("", QLabel("×")),
            (self.tr("Columns"), self.columns),
        ):
            part.setAccessibleName(text)
            part.setToolTip(text)
            line.addWidget(part)
        self._other.hide()
        flow = FlowLayout(self, spacing=4)
        flow.setContentsMargins(0, 0, 0, 0)
        for widget in (self.size_box, self._other, self.ground_box, self.button):
            flow.addWidget(widget)
        self.size_box.currentIndexChanged.connect(self._on_size_box_index_changed)
        self.button.clicked.connect(self._on_button_clicked)

    @property
    def size_chosen(self) -> tuple[int, int]:
        """Rows and columns."""
        side = self.size_box.currentData()
        return (side, side) if side else (self.rows.value(), self.columns.value())

    def _on_size_box_index_changed(self, _index: int) -> None:
        self._other.setVisible(not self.size_box.currentData())

    def _on_button_clicked(self) -> None:
        self.pad_wanted.emit(*self.size_chosen, self.ground_box.currentData())
