"""What drawing does to cells: a mode, and its value by a slider for the eye and a box for the exact number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QSlider, QWidget

from filterlab.gui.widgets.number_spin_box import NumberSpinBox
from filterlab.gui.widgets.steps import handy_step

if TYPE_CHECKING:
    from filterlab.data.drawing import Mode

SLIDER_STEPS = 50
WITH_VALUE = ("replace", "add")


class BrushBar(QWidget):
    """Choose the brush; setters never emit.

    Signals
    -------
    value_chosen(value)
        The user chose another brush.
    mode_chosen(str)
        The user chose what the brush does.
    """

    value_chosen = Signal(float)
    mode_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with a brush that sets 1."""
        super().__init__(parent)
        self._value = 1.0
        self._step = 1.0
        self._largest = 1.0
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setMinimumWidth(48)
        self.slider.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.box = NumberSpinBox()
        self.box.setFixedWidth(self._box_width())
        self.mode_box = QComboBox()
        for mode, text in (
            ("replace", self.tr("Set")),
            ("add", self.tr("Add")),
            ("erase", self.tr("Erase")),
            ("smooth", self.tr("Smooth")),
        ):
            self.mode_box.addItem(text, mode)
        self.mode_box.setAccessibleName(self.tr("What drawing does"))
        self.mode_box.setToolTip(
            self.tr(
                "What drawing does to a cell: set the value, add it, set 0, or take the mean with the cells around"
            )
        )
        tip = self.tr(
            "The value that drawing sets or adds; the middle button, Alt and a click, or P take it from a cell"
        )
        for widget, name in ((self.slider, self.tr("Brush, coarse")), (self.box, self.tr("Brush"))):
            widget.setAccessibleName(name)
            widget.setToolTip(tip)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.mode_box)
        layout.addWidget(self.slider, 1)
        layout.addWidget(self.box)
        self.mode_box.activated.connect(self._on_mode_box_activated)
        self.slider.valueChanged.connect(self._on_slider_value_changed)
        self.box.valueChanged.connect(self._on_box_value_changed)
        self._show()

    @property
    def value(self) -> float:
        """The brush, exactly as it was given or chosen."""
        return self._value

    def tab_order(self) -> tuple[QWidget, ...]:
        """Return mode, slider and box, as they stand in the line."""
        return self.mode_box, self.slider, self.box

    @property
    def mode(self) -> Mode:
        """What drawing does to the cells it touches."""
        mode: Mode = self.mode_box.currentData()
        return mode

    def set_mode(self, mode: Mode) -> None:
        """Show another mode."""
        self.mode_box.setCurrentIndex(self.mode_box.findData(mode))
        self._enable()

    def set_needs_value(self, *, needs_value: bool) -> None:
        """Offer the modes without a value or not; where they are not offered, one that was chosen becomes "set"."""
        model = self.mode_box.model()
        for index in range(self.mode_box.count()):
            if isinstance(model, QStandardItemModel) and self.mode_box.itemData(index) not in WITH_VALUE:
                model.item(index).setEnabled(not needs_value)
        if needs_value and self.mode not in WITH_VALUE:
            self.set_mode("replace")

    def set_value(self, value: float) -> None:
        """Show another brush."""
        self._value = float(value)
        self._show()

    def set_largest(self, largest: float) -> None:
        """Let the slider reach from −largest to largest; the box always reaches a million."""
        if largest != self._largest:
            self._largest = largest
            self._show()

    def _box_width(self) -> int:
        """Return a width for a sign, a point, six digits and the arrows."""
        return self.fontMetrics().horizontalAdvance("−0.00000") + 30

    def _show(self) -> None:
        reach = max(self._largest, abs(self._value))
        self._step = handy_step(reach, SLIDER_STEPS)
        count = max(1, round(reach / self._step))
        for widget in (self.slider, self.box):
            widget.blockSignals(True)
        self.slider.setRange(-count, count)
        self.slider.setPageStep(max(1, count // 10))
        self.slider.setValue(round(self._value / self._step))
        self.box.setSingleStep(self._step)
        self.box.setValue(self._value)
        for widget in (self.slider, self.box):
            widget.blockSignals(False)

    def _enable(self) -> None:
        for widget in (self.slider, self.box):
            widget.setEnabled(self.mode in WITH_VALUE)

    def sizeHint(self) -> QSize:
        """Ask for little; the slider takes what there is."""
        return self.minimumSizeHint()

    def _on_mode_box_activated(self, _index: int) -> None:
        self._enable()
        self.mode_chosen.emit(self.mode)

    def _on_slider_value_changed(self, position: int) -> None:
        # Through text: 3 * 0.1 is 0.30000000000000004.
        self._choose(float(f"{position * self._step:.9g}"))

    def _on_box_value_changed(self, value: float) -> None:
        self._choose(value)

    def _choose(self, value: float) -> None:
        self._value = value
        self._show()
        self.value_chosen.emit(value)
