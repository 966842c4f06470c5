"""One number by a slider for the hand and a box for the exact value."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSlider, QWidget

from filterlab.gui.widgets.number_spin_box import NumberSpinBox

if TYPE_CHECKING:
    from collections.abc import Callable

NOTCHES = 200


class SliderBox(QWidget):
    """Choose a number between two ends; setters never emit.

    Signals
    -------
    value_chosen(value)
        The user chose another number.
    """

    value_chosen = Signal(float)

    def __init__(
        self,
        name: str,
        low: float,
        high: float,
        step: float,
        *,
        by_factors: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Start at the low end.

        Parameters
        ----------
        name : str
            Translated accessible name.
        low, high : float
            The ends.
        step : float
            What the arrows of the box add, and what the slider rounds to.
        by_factors : bool
            Whether equal ways of the slider multiply the number by equal factors; low must be above 0 then.
        parent : QWidget or None
            Owner.
        """
        super().__init__(parent)
        self._by_factors = by_factors
        self._value = low
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, NOTCHES)
        self.slider.setPageStep(NOTCHES // 10)
        self.slider.setMinimumWidth(48)
        self.box = NumberSpinBox()
        self.box.setFixedWidth(self.fontMetrics().horizontalAdvance("0000.0") + 30)
        for widget in (self.slider, self.box):
            widget.setAccessibleName(name)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.slider, 1)
        layout.addWidget(self.box)
        self.set_range(low, high, step)
        self.slider.valueChanged.connect(self._on_slider_value_changed)
        self.box.valueChanged.connect(self._on_box_value_changed)

    @property
    def value(self) -> float:
        """The number."""
        return self._value

    def set_value(self, value: float) -> None:
        """Show another number, moved between the ends."""
        self._value = min(max(value, self._low), self._high)
        self._show()

    def set_range(self, low: float, high: float, step: float) -> None:
        """Change the ends and the step; the number is moved between them."""
        self._low, self._high, self._step = low, high, step
        self._quietly(lambda: self.box.setRange(low, high))
        self.box.setSingleStep(step)
        self.set_value(self._value)

    def set_tip(self, tip: str) -> None:
        """Explain the number."""
        for widget in (self.slider, self.box):
            widget.setToolTip(tip)

    def _notch(self) -> int:
        if self._by_factors:
            share = log(self._value / self._low) / log(self._high / self._low)
        else:
            share = (self._value - self._low) / (self._high - self._low)
        return round(NOTCHES * share)

    def _show(self) -> None:
        self._quietly(lambda: self.slider.setValue(self._notch()))
        self._quietly(lambda: self.box.setValue(self._value))

    def _quietly(self, act: Callable[[], object]) -> None:
        for widget in (self.slider, self.box):
            widget.blockSignals(True)
        act()
        for widget in (self.slider, self.box):
            widget.blockSignals(False)

    def _on_slider_value_changed(self, notch: int) -> None:
        share = notch / NOTCHES
        if self._by_factors:
            value = self._low * (self._high / self._low) ** share
        else:
            value = self._low + (self._high - self._low) * share
        rung = round(value / self._step)
        if rung == round(self._value / self._step):
            # A notch may be less than a step; the arrow keys must get away from there.
            rung += (notch > self._notch()) - (notch < self._notch())
        # Through text: 3 * 0.1 is 0.30000000000000004.
        self._choose(float(f"{rung * self._step:.9g}"))

    def _on_box_value_changed(self, value: float) -> None:
        self._choose(value)

    def _choose(self, value: float) -> None:
        self.set_value(value)
        self.value_chosen.emit(self._value)
