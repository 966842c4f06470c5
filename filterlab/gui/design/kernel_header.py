"""The line above the kernel: its size, its name, and which of its channels is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSpinBox, QWidget

from filterlab.data import MAX_KERNEL_SIZE
from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.elided_label import ElidedLabel
from filterlab.gui.widgets.tooltip import in_lines

if TYPE_CHECKING:
    from numpy.typing import NDArray

ARROWS = 28


class KernelHeader(QWidget):
    """Show size, name and channel, and ask for another size or channel; setters never emit.

    Signals
    -------
    size_chosen(height, width)
        The user wants another size.
    channel_chosen()
        The user wants to see another channel.

    Attributes
    ----------
    title : QLabel
        The word "Kernel"; its shortcut leads to its buddy.
    height_box, width_box, channel_box : QWidget
        The controls.
    """

    size_chosen = Signal(int, int)
    channel_chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without a filter."""
        super().__init__(parent)
        self.title = dressed(QLabel(self.tr("&Kernel")), "title")
        self.height_box = QSpinBox(minimum=1, maximum=MAX_KERNEL_SIZE)
        self.width_box = QSpinBox(minimum=1, maximum=MAX_KERNEL_SIZE)
        self.channel_box = QComboBox()
        self._times = QLabel("×")
        self._name = dressed(ElidedLabel(""), "muted")
        self._name_controls()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for widget in (self.title, self.height_box, self._times, self.width_box):
            layout.addWidget(widget)
        layout.addSpacing(2)
        layout.addWidget(self._name, 1)
        layout.addWidget(self.channel_box)
        self.height_box.valueChanged.connect(self._on_size_value_changed)
        self.width_box.valueChanged.connect(self._on_size_value_changed)
        self.channel_box.activated.connect(self._on_channel_box_activated)
        QShortcut(QKeySequence("Alt+Z"), self).activated.connect(self.height_box.setFocus)
        self.show_nothing()

    def _name_controls(self) -> None:
        self.channel_box.addItems([self.tr("mean"), self.tr("Red"), self.tr("Green"), self.tr("Blue")])
        self.channel_box.setAccessibleName(self.tr("Channel"))
        self.channel_box.setToolTip(
            in_lines(
                self.tr(
                    "Which channel is shown and drawn into; the first choice shows all three, their mean where they "
                    "differ, and does the same in all of them"
                )
            )
        )
        tip = self.tr("From 1 to {largest} cells, around the middle (Alt+Z)").format(largest=MAX_KERNEL_SIZE)
        for box, name in (
            (self.height_box, self.tr("Kernel height")),
            (self.width_box, self.tr("Kernel width")),
        ):
            box.setKeyboardTracking(False)
            box.setFixedWidth(box.fontMetrics().horizontalAdvance("00") + ARROWS)
            box.setAccessibleName(name)
            box.setToolTip(f"{name}: {tip}")

    @property
    def channel(self) -> int | None:
        """The channel chosen of a filter of three, or None for all of them."""
        return self.channel_box.currentIndex() - 1 if self.channel_box.currentIndex() > 0 else None

    def reset_channel(self) -> None:
        """Choose all channels."""
        self.channel_box.setCurrentIndex(0)

    def show_nothing(self) -> None:
        """Show that there is no filter."""
        for widget in (self.height_box, self._times, self.width_box, self.channel_box):
            widget.hide()
        self._name.setText("")

    def show_filter(self, name: str, weights: NDArray[np.float32]) -> None:
        """Show the name and size of a filter (C, KH, KW), and the choice of a channel where there are several."""
        channels, height, width = weights.shape
        for box, size in ((self.height_box, height), (self.width_box, width)):
            # A box that is given its own value is drawn again all the same.
            if box.value() != size:
                box.blockSignals(True)
                box.setValue(size)
                box.blockSignals(False)
            box.show()
        self._times.show()
        self._name.setText(name)
        self.channel_box.setVisible(channels > 1)
        if channels == 1:
            self.reset_channel()
            return
        is_same = all(np.array_equal(weights[0], channel) for channel in weights[1:])
        self.channel_box.setItemText(0, self.tr("same") if is_same else self.tr("mean"))

    def _on_size_value_changed(self, _size: int) -> None:
        self.size_chosen.emit(self.height_box.value(), self.width_box.value())

    def _on_channel_box_activated(self, _index: int) -> None:
        self.channel_chosen.emit()
