"""Filters from formulas with sliders: the filter on the table is painted anew while a slider moves."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from filterlab.data.preset_filters.parametric import parametric
from filterlab.gui.design.new_filter_menu import thumbnail_icon
from filterlab.gui.design.tool import DesignTool
from filterlab.gui.widgets.calm_text import CalmText
from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.number_spin_box import NumberSpinBox

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from filterlab.data.preset_filters.parameters import Parameter, ParametricPreset

THUMBNAIL = 56


class ParameterRow(QWidget):
    """One setting: a slider and a box, or a tick for a switch.

    Signals
    -------
    changed(value)
        The user chose another value.
    held(is_held)
        The user took the slider, or let it go.
    """

    changed = Signal(float)
    held = Signal(bool)

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        """Show the default."""
        super().__init__(parent)
        self._parameter = parameter
        self._value = float(parameter.default)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.box = NumberSpinBox()
        self.tick = QCheckBox(parameter.title)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        if parameter.kind == "switch":
            layout.addWidget(self.tick)
            self.tick.setChecked(bool(parameter.default))
            self.tick.toggled.connect(lambda is_on: self._take(float(is_on)))
            return
        self.slider.setRange(0, round((parameter.high - parameter.low) / parameter.step))
        self.slider.setAccessibleName(parameter.title)
        self.box.setRange(parameter.low, parameter.high)
        self.box.setSingleStep(parameter.step)
        self.box.setAccessibleName(parameter.title)
        layout.addWidget(self.slider, 1)
        layout.addWidget(self.box)
        self._show()
        self.slider.valueChanged.connect(self._on_slider_value_changed)
        self.slider.sliderPressed.connect(lambda: self.held.emit(True))
        self.slider.sliderReleased.connect(lambda: self.held.emit(False))
        self.box.valueChanged.connect(self._on_box_value_changed)

    @property
    def value(self) -> float:
        """The present value."""
        return self._value

    def _show(self) -> None:
        for widget in (self.slider, self.box):
            widget.blockSignals(True)
        self.slider.setValue(round((self._value - self._parameter.low) / self._parameter.step))
        self.box.setValue(self._value)
        for widget in (self.slider, self.box):
            widget.blockSignals(False)

    def _take(self, value: float) -> None:
        if value != self._value:
            self._value = value
            if self._parameter.kind != "switch":
                self._show()
            self.changed.emit(value)

    def _on_slider_value_changed(self, place: int) -> None:
        parameter = self._parameter
        self._take(min(parameter.low + place * parameter.step, parameter.high))

    def _on_box_value_changed(self, value: float) -> None:
        parameter = self._parameter
        if parameter.kind in ("whole", "size"):
            value = parameter.low + round((value - parameter.low) / parameter.step) * parameter.step
        self._take(min(max(value, parameter.low), parameter.high))
        self._show()


class FormulaPanel(DesignTool):
    """Choose a formula, move its sliders, see the filter and the response follow."""

    key = "formula"
    group = "make"

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show the first formula with its defaults."""
        super().__init__(parent)
        self.chooser = QComboBox()
        self.live = QCheckBox(self.tr("Sliders repaint the kernel"))
        self.add_button = QPushButton(self.tr("Add to bank"))
        self.rows: dict[str, ParameterRow] = {}
        self._picture = QLabel()
        self._explanation = CalmText()
        self._grid = QGridLayout()
        self._gestures = itertools.count(1)
        self._gesture = 0
        self._is_held = False
        self._build()
        self._choose(0)
        self.chooser.activated.connect(self._choose)
        self.add_button.clicked.connect(self._on_add_button_clicked)

    def _build(self) -> None:
        for preset in parametric.values():
            weights = preset.weights()
            self.chooser.addItem(thumbnail_icon(weights, self.devicePixelRatioF()), preset.title, preset.name)
        self.chooser.setAccessibleName(self.tr("Formula"))
        self.chooser.setMinimumContentsLength(8)
        self.live.setChecked(True)
        self.live.setToolTip(
            self.tr("While a slider moves, the filter on the table takes its weights; one step to undo")
        )
        self._picture.setFixedSize(QSize(THUMBNAIL, THUMBNAIL))
        self._picture.setAccessibleName(self.tr("The filter of the formula"))
        self._grid.setSpacing(4)
        self._grid.setColumnStretch(1, 1)
        words = QVBoxLayout()
        words.addWidget(self.chooser)
        words.addWidget(self._explanation)
        head = QHBoxLayout()
        head.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.live, 1)
        foot.addWidget(self.add_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 8)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addLayout(self._grid)
        layout.addLayout(foot)
        layout.addStretch(1)

    def title(self) -> str:
        """Return the name on the tab."""
        return self.tr("Formula")

    def purpose(self) -> str:
        """Return what the panel is for, in a line."""
        return self.tr("Filters from formulas with sliders: Gaussian, Gabor, curve …")

    @property
    def preset(self) -> ParametricPreset:
        """The formula that is chosen."""
        return parametric[self.chooser.currentData()]

    def weights(self) -> NDArray[np.float32]:
        """Return the filter of the present settings, (1, KH, KW)."""
        return self.preset.weights(**{name: row.value for name, row in self.rows.items()})

    def _choose(self, _index: int) -> None:
        """Offer the settings of the chosen formula; nothing is painted before one of them is changed."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.rows = {}
        self._explanation.set_text(self.preset.explanation)
        for number, parameter in enumerate(self.preset.parameters):
            row = ParameterRow(parameter)
            row.changed.connect(self._on_row_changed)
            row.held.connect(self._on_row_held)
            if parameter.kind == "switch":
                self._grid.addWidget(row, number, 0, 1, 2)
            else:
                words = f"{parameter.title}, {parameter.unit}" if parameter.unit else parameter.title
                label = QLabel(words, wordWrap=True)
                label.setBuddy(row.box)
                self._grid.addWidget(dressed(label, "muted"), number, 0)
                self._grid.addWidget(row, number, 1)
            self.rows[parameter.name] = row
        self._draw()

    def _draw(self) -> None:
        icon = thumbnail_icon(self.weights(), self.devicePixelRatioF())
        self._picture.setPixmap(icon.pixmap(QSize(THUMBNAIL, THUMBNAIL)))

    def _on_row_held(self, is_held: bool) -> None:
        self._is_held = is_held
        self._gesture = next(self._gestures)

    def _on_row_changed(self, _value: float) -> None:
        if not self._is_held:
            self._gesture = next(self._gestures)
        self._draw()
        scene = self._scene
        if self.live.isChecked() and scene is not None:
            weights = self.weights()
            channels = scene.weights.shape[0]
            self.weights_tried.emit(np.repeat(weights, channels, axis=0), self.preset.title, self._gesture)

    def _on_add_button_clicked(self) -> None:
        settings = ", ".join(f"{name} {row.value:g}" for name, row in self.rows.items())
        self.filter_offered.emit(self.preset.title, self.weights(), f"{self.preset.name}: {settings}")
