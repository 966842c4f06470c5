"""A chosen area of the picture: where it is, cut out as a picture, or used as a filter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from filterlab.data import MAX_KERNEL_SIZE, crop_as_kernel
from filterlab.errors import FilterLabError
from filterlab.gui.widgets.calm_text import CalmText
from filterlab.gui.widgets.kernel_preview import KernelPreview
from filterlab.gui.widgets.toggle_button import ToggleButton
from filterlab.probes import Box

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from filterlab.probes import Pair

FIRST = 15


class AreaPage(QWidget):
    """Show the chosen area in numbers and as a filter; setters never emit.

    Signals
    -------
    choosing_wanted(bool)
        Let the left button choose an area on the picture, or no longer.
    box_typed(Box)
        The user has typed another area.
    crop_wanted(Box)
        Make a picture of the area.
    kernel_wanted(weights)
        Make a filter of it, shape (C, KH, KW).
    """

    choosing_wanted = Signal(bool)
    box_typed = Signal(object)
    crop_wanted = Signal(object)
    kernel_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without a picture."""
        super().__init__(parent)
        self._pixels: NDArray[np.float32] | None = None
        self._factor = 255.0
        self._box: Box | None = None
        self.choose_button = ToggleButton(self.tr("Choose area"))
        self.crop_button = QPushButton(self.tr("Crop to it"))
        self.row_box, self.column_box, self.rows_box, self.columns_box = (QSpinBox() for _ in range(4))
        self.preview = KernelPreview(self.tr("The area as a filter"))
        self.zero_mean_box = QCheckBox(self.tr("zero mean"))
        self.unit_norm_box = QCheckBox(self.tr("unit norm"))
        self.kernel_button = QPushButton(self.tr("Use as filter"))
        self.words = CalmText()
        self._build()
        self._connect()
        self._show()

    def _build(self) -> None:
        for choice in (self.zero_mean_box, self.unit_norm_box):
            choice.setChecked(True)
        self.choose_button.setToolTip(
            self.tr("Drag a rectangle on the picture; take it by its edges or its inside")
        )
        self.crop_button.setToolTip(self.tr("Make a new picture of the area; this one stays in the list"))
        self.zero_mean_box.setToolTip(self.tr("Take away the mean of the area: a flat patch then gives 0"))
        self.unit_norm_box.setToolTip(self.tr("Divide by the root of the sum of squares, which becomes 1"))
        self.kernel_button.setToolTip(
            self.tr("Put a matched filter into the bank: it answers most to what looks like the area")
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(4)
        grid.setVerticalSpacing(4)
        grid.addWidget(self.choose_button, 0, 0, 1, 2)
        grid.addWidget(self.crop_button, 0, 2, 1, 2)
        places = (
            (self.row_box, self.tr("Top"), self.tr("First row, from 0"), 1, 0),
            (self.rows_box, self.tr("Rows"), self.tr("How many rows"), 1, 2),
            (self.column_box, self.tr("Left"), self.tr("First column, from 0"), 2, 0),
            (self.columns_box, self.tr("Columns"), self.tr("How many columns"), 2, 2),
        )
        for box, name, tip, row, column in places:
            label = QLabel(name)
            label.setBuddy(box)
            box.setAccessibleName(name)
            box.setToolTip(tip)
            box.setKeyboardTracking(False)
            box.setMinimumWidth(40)
            grid.addWidget(label, row, column)
            grid.addWidget(box, row, column + 1)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        choices = QVBoxLayout()
        choices.setSpacing(2)
        for widget in (self.zero_mean_box, self.unit_norm_box, self.kernel_button):
            choices.addWidget(widget)
        choices.addStretch(1)
        kernel = QHBoxLayout()
        kernel.addWidget(self.preview, 1)
        kernel.addLayout(choices)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.setSpacing(4)
        layout.addLayout(grid)
        layout.addLayout(kernel, 1)
        layout.addWidget(self.words)

    def _connect(self) -> None:
        self.choose_button.clicked.connect(self.choosing_wanted)
        self.crop_button.clicked.connect(self._on_crop_button_clicked)
        self.kernel_button.clicked.connect(self._on_kernel_button_clicked)
        for box in (self.row_box, self.column_box, self.rows_box, self.columns_box):
            box.valueChanged.connect(self._on_box_value_changed)
        for choice in (self.zero_mean_box, self.unit_norm_box):
            choice.toggled.connect(self._on_choice_toggled)

    def set_picture(self, pixels: NDArray[np.float32] | None, factor: float, box: Box | None) -> None:
        """Show a picture (C, H, W), what it is to be multiplied by, and the area chosen on it; or none."""
        self._pixels, self._factor, self._box = pixels, factor, box
        self._show()

    def set_box(self, box: Box | None) -> None:
        """Show which area is chosen."""
        self._box = box
        self._show()

    def set_choosing(self, is_choosing: bool) -> None:
        """Show whether the left button chooses."""
        self.choose_button.setChecked(is_choosing)
        self._show_kernel()

    def say(self, sentence: str) -> None:
        """Say something in the place of what the area is."""
        self.words.set_text(sentence)

    def _size(self) -> Pair:
        if self._pixels is None:
            return 0, 0
        _channels, height, width = self._pixels.shape
        return height, width

    def _show(self) -> None:
        (height, width), box = self._size(), self._box
        has_picture = height > 0
        shown = box or Box(0, 0, min(FIRST, height), min(FIRST, width))
        numbers = (
            (self.row_box, 0, height - shown.height, shown.top),
            (self.column_box, 0, width - shown.width, shown.left),
            (self.rows_box, 1, height, shown.height),
            (self.columns_box, 1, width, shown.width),
        )
        for number, low, high, value in numbers:
            number.blockSignals(True)
            number.setRange(low, max(high, low))
            number.setValue(value)
            number.blockSignals(False)
            number.setEnabled(has_picture)
        self.choose_button.setEnabled(has_picture)
        self.crop_button.setEnabled(box is not None and (box.height, box.width) != (height, width))
        self._show_kernel()

    def _show_kernel(self) -> None:
        """Show the area as a filter, or why it can be none."""
        weights, sentence = None, ""
        if self._pixels is None:
            sentence = self.tr("Open a picture first.")
        elif self._box is None:
            sentence = (
                self.tr("Drag a rectangle on the picture, or press an arrow key there.")
                if self.choose_button.isChecked()
                else self.tr("No area is chosen yet.")
            )
        else:
            try:
                weights = self._kernel(self._pixels, self._box)
                sentence = (
                    self.tr(
                        "A matched filter: it answers to what looks like the area, more at more contrast."
                    )
                    if self.zero_mean_box.isChecked()
                    else self.tr("A matched filter, but anything bright raises it too: zero mean cures that.")
                )
            except FilterLabError as error:
                sentence = str(error)
        self.preview.set_weights(weights)
        self.kernel_button.setEnabled(weights is not None)
        self.say(sentence)

    def _kernel(self, pixels: NDArray[np.float32], box: Box) -> NDArray[np.float32]:
        if max(box.height, box.width) > MAX_KERNEL_SIZE:
            raise FilterLabError(
                self.tr(
                    "{rows} × {columns} pixels can be cropped; a filter has {limit} × {limit} at most."
                ).format(rows=box.height, columns=box.width, limit=MAX_KERNEL_SIZE)
            )
        part = pixels[:, box.top : box.top + box.height, box.left : box.left + box.width] * np.float32(
            self._factor
        )
        return crop_as_kernel(
            part,
            0,
            0,
            box.height,
            box.width,
            zero_mean=self.zero_mean_box.isChecked(),
            unit_norm=self.unit_norm_box.isChecked(),
        )

    def _on_box_value_changed(self, _value: int) -> None:
        """Choose what has been typed; an area that has grown too large for its place moves."""
        height, width = self._size()
        rows, columns = self.rows_box.value(), self.columns_box.value()
        top, left = min(self.row_box.value(), height - rows), min(self.column_box.value(), width - columns)
        box = Box(top, left, rows, columns)
        self.set_box(box)
        self.box_typed.emit(box)

    def _on_choice_toggled(self, _is_on: bool) -> None:
        self._show_kernel()

    def _on_crop_button_clicked(self) -> None:
        if self._box is not None:
            self.crop_wanted.emit(self._box)

    def _on_kernel_button_clicked(self) -> None:
        if self.preview.weights is not None:
            self.kernel_wanted.emit(self.preview.weights)
