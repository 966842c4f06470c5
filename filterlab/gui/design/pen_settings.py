"""What a drawing pad's pen is like: radius, ink, softness, or an eraser."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QWidget

from filterlab.data import Pen
from filterlab.data.pad import MAX_RADIUS, MIN_RADIUS
from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.number_spin_box import fineness
from filterlab.gui.widgets.slider_box import SliderBox
from filterlab.project import Scale

RADIUS_STEP = 0.1
# What one press of a bracket multiplies the radius by.
FACTOR = 1.15


class PenSettings(QWidget):
    """Choose a pen; setters never emit.

    Signals
    -------
    pen_chosen()
        The user chose another pen.
    """

    pen_chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with a thin white pen."""
        super().__init__(parent)
        self._ink = 1.0
        self._scale = Scale(0, 1)
        self.radius = SliderBox(self.tr("Pen radius"), MIN_RADIUS, MAX_RADIUS, RADIUS_STEP, by_factors=True)
        self.radius.set_tip(self.tr("Half the width of a line in pixels; [ and ] change it while drawing"))
        self.ink = SliderBox(self.tr("Ink"), 0, 1, 0.01)
        self.ink.set_tip(
            self.tr("The grey a line leaves, from 0 (black) to white, in the units of the picture")
        )
        self.softness = SliderBox(self.tr("Softness"), 0, 100, 1)
        self.softness.set_tip(
            self.tr("0 %: an edge as sharp as pixels allow; 100 %: it fades from the middle of the line on")
        )
        self.eraser = QCheckBox(self.tr("Eraser"))
        self.eraser.setToolTip(self.tr("Bring back what was there before anything was drawn"))
        self.radius.set_value(1.4)
        self.softness.set_value(30)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(4)
        grid.setColumnStretch(1, 1)
        for row, (text, widget) in enumerate(
            (
                (self.tr("Radius, px"), self.radius),
                (self.tr("Ink"), self.ink),
                (self.tr("Softness, %"), self.softness),
            )
        ):
            label = dressed(QLabel(text), "muted")
            label.setBuddy(widget.box)
            grid.addWidget(label, row, 0)
            grid.addWidget(widget, row, 1)
        grid.addWidget(self.eraser, 3, 1)
        self.radius.value_chosen.connect(self.pen_chosen)
        self.softness.value_chosen.connect(self.pen_chosen)
        self.ink.value_chosen.connect(self._on_ink_value_chosen)
        self.eraser.toggled.connect(self._on_eraser_toggled)

    @property
    def pen(self) -> Pen:
        """The pen as it is chosen."""
        ink = None if self.eraser.isChecked() else self._ink
        return Pen(self.radius.value, ink, self.softness.value / 100)

    def set_scale(self, scale: Scale) -> None:
        """Show the ink as what it counts as."""
        self._scale = scale
        _decimals, step = fineness(scale.span)
        self.ink.set_range(scale.black, scale.white, step)
        self.ink.set_value(scale.number(self._ink))

    def set_pen(self, pen: Pen) -> None:
        """Show another pen; an eraser keeps the ink."""
        self.eraser.blockSignals(True)
        self.eraser.setChecked(pen.ink is None)
        self.eraser.blockSignals(False)
        self.ink.setEnabled(pen.ink is not None)
        if pen.ink is not None:
            self._ink = pen.ink
            self.ink.set_value(self._scale.number(pen.ink))
        self.radius.set_value(pen.radius)
        self.softness.set_value(100 * pen.softness)

    def step_radius(self, steps: int) -> None:
        """Enlarge or shrink the pen as the user has asked for by a key."""
        wanted = self.radius.value * FACTOR**steps
        rung = round(wanted / RADIUS_STEP)
        if rung == round(self.radius.value / RADIUS_STEP):
            rung += 1 if steps > 0 else -1
        self.radius.set_value(float(f"{rung * RADIUS_STEP:.9g}"))
        self.pen_chosen.emit()

    def _on_ink_value_chosen(self, value: float) -> None:
        # Rounding must not take the ink out of 0 to 1.
        self._ink = min(max(self._scale.value(value), 0.0), 1.0)
        self.pen_chosen.emit()

    def _on_eraser_toggled(self, is_on: bool) -> None:
        self.ink.setEnabled(not is_on)
        self.pen_chosen.emit()
