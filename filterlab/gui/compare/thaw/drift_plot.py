"""The way of every filter over the steps, and behind it that of the controls: mean and spread over the seeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QColor

from filterlab.gui.train.overlay_plot import OverlayPlot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from filterlab.gui.train.overlay_plot import Curve
    from filterlab.probes.experiments import Band

BAND_OPACITY = 50
# Of many filters over each other marks would hide the lines.
FEW = 10
DASHES = [5, 4]


class DriftPlot(OverlayPlot):
    """Draw lines, and dashed ones with bands; know nothing but arrays and colours."""

    few = FEW

    def __init__(self, name: str, x_title: str, parent: QWidget | None = None) -> None:
        """Start empty, under a translated accessible name."""
        super().__init__(name, x_title, parent)
        self._dashed: list[pg.PlotDataItem] = []

    @property
    def controls(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """The (x, y) of each dashed line."""
        return [curve.getOriginalDataset() for curve in self._dashed]

    def set_ways(self, curves: Sequence[Curve], bands: Sequence[tuple[QColor, Band]]) -> None:
        """Draw curves (colour, x, y), and behind them means with their spread."""
        self.set_curves(curves)
        self._dashed = []
        for colour, band in bands:
            shade = QColor(colour)
            shade.setAlpha(BAND_OPACITY)
            around = np.concatenate([band.steps, band.steps[::-1]])
            edge = np.concatenate([band.mean + band.spread, (band.mean - band.spread)[::-1]])
            area = pg.PlotCurveItem(around, edge, pen=None, brush=shade, fillLevel="enclosed")
            area.setZValue(-2)
            self._item.addItem(area)
            line = pg.PlotDataItem(band.steps, band.mean, pen=pg.mkPen(colour, width=2, dash=DASHES))
            line.setZValue(-1)
            self._item.addItem(line)
            self._dashed.append(line)
