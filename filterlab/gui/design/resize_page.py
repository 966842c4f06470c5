"""Another size for the picture: rows, columns, and how new pixels come from old ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from filterlab.data.adjusting import Method, check_size
from filterlab.errors import FilterLabError
from filterlab.gui.widgets.calm_text import CalmText

if TYPE_CHECKING:
    from filterlab.probes import Pair

LARGEST = 99_999


class ResizePage(QWidget):
    """Ask for another size; setters never emit.

    Signals
    -------
    resize_wanted(rows, columns, method)
        Make a picture of this size.
    """

    resize_wanted = Signal(int, int, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without a picture."""
        super().__init__(parent)
        self._size: Pair = (0, 0)
        self.rows_box = QSpinBox(minimum=1, maximum=LARGEST)
        self.columns_box = QSpinBox(minimum=1, maximum=LARGEST)
        self.proportion_box = QCheckBox(self.tr("keep proportion"))
        self.method_box = QComboBox()
        self.resize_button = QPushButton(self.tr("Resize"))
        self.words = CalmText()
        self._build()
        self._connect()
        self._show()

    def _build(self) -> None:
        self.proportion_box.setChecked(True)
        titles: dict[Method, tuple[str, str]] = {
            "smooth": (
                self.tr("smooth"),
                self.tr("Averages the area each new pixel covers; straight lines between the old"),
            ),
            "triangle": (
                self.tr("triangle"),
                self.tr("As smooth, but averages over twice the width: a little softer"),
            ),
            "nearest": (
                self.tr("nearest"),
                self.tr("Takes the old pixel under each new one: keeps hard edges and values"),
            ),
        }
        for index, method in enumerate(get_args(Method)):
            title, tip = titles[method]
            self.method_box.addItem(title, method)
            self.method_box.setItemData(index, tip, Qt.ItemDataRole.ToolTipRole)
        grid = QGridLayout()
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(4)
        for row, (box, name) in enumerate(
            (
                (self.rows_box, self.tr("Rows")),
                (self.columns_box, self.tr("Columns")),
                (self.method_box, self.tr("Method")),
            )
        ):
            label = QLabel(name)
            label.setBuddy(box)
            box.setAccessibleName(name)
            grid.addWidget(label, row, 0)
            grid.addWidget(box, row, 1)
        for spin in (self.rows_box, self.columns_box):
            spin.setKeyboardTracking(False)
        grid.addWidget(self.proportion_box, 3, 1)
        grid.addWidget(self.resize_button, 4, 1)
        grid.setColumnStretch(1, 1)
        self.proportion_box.setToolTip(
            self.tr("Rows follow columns, and columns rows, so that nothing looks stretched")
        )
        self.resize_button.setToolTip(self.tr("Make a new picture of this size; this one stays in the list"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.setSpacing(4)
        layout.addLayout(grid)
        layout.addWidget(self.words)
        layout.addStretch(1)

    def _connect(self) -> None:
        self.rows_box.valueChanged.connect(self._on_rows_box_value_changed)
        self.columns_box.valueChanged.connect(self._on_columns_box_value_changed)
        self.proportion_box.toggled.connect(self._on_proportion_box_toggled)
        self.resize_button.clicked.connect(self._on_resize_button_clicked)

    @property
    def wanted(self) -> Pair:
        """The rows and columns asked for."""
        return self.rows_box.value(), self.columns_box.value()

    def set_size(self, size: Pair) -> None:
        """Begin at the size of a picture; (0, 0) without one."""
        if size != self._size:
            self._size = size
            self._set_wanted(*size)

    def say(self, sentence: str) -> None:
        """Say something in the place of what becomes of the size."""
        self.words.set_text(sentence)

    def _set_wanted(self, rows: int, columns: int) -> None:
        for box, value in ((self.rows_box, rows), (self.columns_box, columns)):
            box.blockSignals(True)
            box.setValue(value)
            box.blockSignals(False)
        self._show()

    def _show(self) -> None:
        """Say what would become of the size, or why it cannot."""
        (height, width), (rows, columns) = self._size, self.wanted
        can_be = False
        if not height:
            sentence = self.tr("Open a picture first.")
        elif (rows, columns) == (height, width):
            sentence = self.tr("The picture has {rows} × {columns} pixels.").format(
                rows=height, columns=width
            )
        else:
            try:
                check_size(rows, columns)
                can_be = True
                sentence = self.tr("From {height} × {width} to {rows} × {columns} pixels.").format(
                    height=height, width=width, rows=rows, columns=columns
                )
            except FilterLabError as error:
                sentence = str(error)
        self.resize_button.setEnabled(can_be)
        for widget in (self.rows_box, self.columns_box, self.method_box, self.proportion_box):
            widget.setEnabled(bool(height))
        self.say(sentence)

    def _on_rows_box_value_changed(self, rows: int) -> None:
        height, width = self._size
        in_proportion = max(round(rows * width / max(height, 1)), 1)
        self._set_wanted(rows, in_proportion if self.proportion_box.isChecked() else self.wanted[1])

    def _on_columns_box_value_changed(self, columns: int) -> None:
        height, width = self._size
        in_proportion = max(round(columns * height / max(width, 1)), 1)
        self._set_wanted(in_proportion if self.proportion_box.isChecked() else self.wanted[0], columns)

    def _on_proportion_box_toggled(self, is_on: bool) -> None:
        if is_on:
            self._on_rows_box_value_changed(self.rows_box.value())

    def _on_resize_button_clicked(self) -> None:
        self.resize_wanted.emit(*self.wanted, self.method_box.currentData())
