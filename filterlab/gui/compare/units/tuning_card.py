"""One tuning curve with its title and what it tells: around a circle, or over an axis that may go by doublings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from filterlab.gui.compare.units.polar_plot import PolarPlot, Tuned
from filterlab.gui.theme import current_theme
from filterlab.gui.train.overlay_plot import OverlayPlot
from filterlab.gui.widgets.dressed import dressed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from filterlab.gui.compare.units.polar_plot import Floats

LINES = 3


class TuningCard(QWidget):
    """Show the curves of several units over each other, and in words what the first one tells."""

    def __init__(self, title: str, tip: str, view: QWidget, parent: QWidget | None = None) -> None:
        """Put title and words around a view."""
        super().__init__(parent)
        self.note = dressed(QLabel("", wordWrap=True), "muted")
        # Words that come later must not push the plots about.
        self.note.setMinimumHeight(LINES * self.note.fontMetrics().height())
        self.note.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        heading = dressed(QLabel(title), "title")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.setSpacing(2)
        layout.addWidget(heading)
        layout.addWidget(view, 1)
        layout.addWidget(self.note)
        self.setToolTip(tip)

    def set_curves(self, curves: Sequence[Tuned]) -> None:
        """Draw these curves; none empties the card."""
        raise NotImplementedError


class PolarCard(TuningCard):
    """Curves of angles."""

    def __init__(self, title: str, tip: str, *, half_turn: bool, parent: QWidget | None = None) -> None:
        """Start empty."""
        self.plot = PolarPlot(title, half_turn=half_turn)
        super().__init__(title, tip, self.plot, parent)

    def set_curves(self, curves: Sequence[Tuned]) -> None:
        """Draw these curves around the circle."""
        self.plot.set_curves(curves)


class AxisCard(TuningCard):
    """Curves of anything else."""

    def __init__(
        self, title: str, tip: str, unit: str, *, by_doublings: bool, parent: QWidget | None = None
    ) -> None:
        """Start empty; ``unit`` stands below the axis."""
        self.plot = OverlayPlot(title, unit)
        self._by_doublings = by_doublings
        self._curves: tuple[Tuned, ...] = ()
        super().__init__(title, tip, self.plot, parent)

    def set_curves(self, curves: Sequence[Tuned]) -> None:
        """Draw these curves over the axis, each with a line down from its top."""
        self._curves = tuple(curves)
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def _draw(self) -> None:
        colours = current_theme().curves
        lines = []
        for curve in self._curves:
            colour = colours[curve.colour]
            lines.append((colour, self._along(curve.values), curve.answers))
            if curve.preferred is not None:
                at = self._along(np.full(2, curve.preferred))
                lines.append((colour, at, np.array([0.0, curve.height])))
        self.plot.set_curves(lines)
        if self._by_doublings and self._curves:
            powers = self._along(self._curves[0].values)
            ticks = range(int(np.ceil(powers[0])), int(np.floor(powers[-1])) + 1)
            step = -(-len(ticks) // 5)
            # Decimals of halves are too long for a narrow card.
            named = [(power, f"{2**power}" if power >= 0 else f"1/{2**-power}") for power in ticks[::step]]
            self.plot.canvas.getPlotItem().getAxis("bottom").setTicks([named])

    def _along(self, values: Floats) -> Floats:
        along: Floats = np.log2(values) if self._by_doublings else values
        return along
