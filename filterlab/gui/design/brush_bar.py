"""The value that painting puts into cells: a slider for the eye, a box for the exact number."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QSlider, QWidget

from filterlab.gui.widgets.number_spin_box import NumberSpinBox
from filterlab.gui.widgets.steps import handy_step

SLIDER_STEPS = 50


class BrushBar(QWidget):
    """Choose the brush; setters never emit.

    Signals
    -------
    value_chosen(value)
        The user chose another brush.
    """

    value_chosen = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with a brush of 1."""
        super().__init__(parent)
        self._value = 1.0
        self._step = 1.0
        self._largest = 1.0
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setMinimumWidth(60)
        self.slider.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.box = NumberSpinBox()
        self.box.setFixedWidth(self._box_width())
        label = QLabel(self.tr("Brush"))
        label.setBuddy(self.box)
        tip = self.tr(
            "The value that dragging paints; the middle button, Alt and a click, or P take it from a cell"
        )
        for widget, name in ((self.slider, self.tr("Brush, coarse")), (self.box, self.tr("Brush"))):
            widget.setAccessibleName(name)
            widget.setToolTip(tip)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(label)
        layout.addWidget(self.slider, 1)
        layout.addWidget(self.box)
        self.slider.valueChanged.connect(self._on_slider_value_changed)
        self.box.valueChanged.connect(self._on_box_value_changed)
        self._show()

    @property
    def value(self) -> float:
        """The brush, exactly as it was given or chosen."""
        return self._value

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

    def sizeHint(self) -> QSize:
        """Ask for little; the slider takes what there is."""
        return self.minimumSizeHint()

    def _on_slider_value_changed(self, position: int) -> None:
        # Through text: 3 * 0.1 is 0.30000000000000004.
        self._choose(float(f"{position * self._step:.9g}"))

    def _on_box_value_changed(self, value: float) -> None:
        self._choose(value)

    def _choose(self, value: float) -> None:
        self._value = value
        self._show()
        self.value_chosen.emit(value)
