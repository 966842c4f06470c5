"""Curves over several seeds: their mean, a band as wide as their spread, and the seed under way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QColor

from filterlab.gui.theme import current_theme
from filterlab.gui.train.curve_plot import CurvePlot
from filterlab.gui.train.legend import Series

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from filterlab.gui.train.curve_plot import Points

BAND_OPACITY = 55


class SpreadPlot(CurvePlot):
    """Draw the mean curves of several ways to train a net, with their spread; know nothing but arrays."""

    def __init__(
        self, titles: tuple[str, str, str], names: Sequence[str], *, level: float | None = None
    ) -> None:
        """Start with empty curves.

        Parameters
        ----------
        titles : tuple of str
            Of the plot, its x axis and its y axis, with units.
        names : sequence of str
            Of the curves; as many as the theme has colours at most.
        level : float or None
            A value of the y axis to be marked by a line across.
        """
        # Before the base asks for their colours.
        self._bands: list[pg.FillBetweenItem] = []
        self._running: list[pg.PlotDataItem] = []
        self._level: pg.InfiniteLine | None = None
        series = [Series(name, index, "line") for index, name in enumerate(names)]
        super().__init__(titles, series, highest=100.0)
        for _ in series:
            # With None for a pen it would have no shape to fill.
            edges = [pg.PlotDataItem(pen=pg.mkPen(None)) for _ in range(2)]
            band = pg.FillBetweenItem(*edges)
            running = self._item.plot()
            for item in (*edges, band):
                self._item.addItem(item)
            band.setZValue(-1)
            self._bands.append(band)
            self._running.append(running)
        if level is not None:
            self._level = pg.InfiniteLine(level, angle=0)
            self._item.addItem(self._level, ignoreBounds=True)
        self._apply_theme()

    def band_edges(self, index: int) -> tuple[Points, Points]:
        """Return the (x, y) arrays of a band's lower and upper edge."""
        low, high = self._bands[index].curves
        return low.getOriginalDataset(), high.getOriginalDataset()

    def running_points(self, index: int) -> Points:
        """Return the (x, y) arrays of the seed under way, empty ones if it is another curve's."""
        x, y = self._running[index].getOriginalDataset()
        return ((), ()) if x is None else (x, y)  # type: ignore[return-value]

    def running_colour(self, index: int) -> QColor:
        """Return the colour of the seed under way."""
        return QColor(self._running[index].opts["pen"].color())

    def set_spreads(
        self,
        means: Sequence[Points],
        spreads: Sequence[NDArray[np.float64]],
        running: Sequence[Points],
        size: tuple[float, float],
    ) -> None:
        """Draw everything anew.

        Parameters
        ----------
        means : sequence of (x, y)
            The mean curve of each way; empty arrays where no seed is over.
        spreads : sequence of arrays
            For each of them, how far the band reaches above and below.
        running : sequence of (x, y)
            The curve of the seed under way.
        size : (float, float)
            The highest x and the highest y to be shown.
        """
        self.set_points(means, [""] * len(means))
        for (x, y), spread, band in zip(means, spreads, self._bands, strict=True):
            for edge, sign in zip(band.curves, (-1, 1), strict=True):
                edge.setData(x, np.asarray(y) + sign * np.asarray(spread))
        for (x, y), curve in zip(running, self._running, strict=True):
            curve.setData(x, y)
        width, height = size
        self._item.setRange(xRange=(0, width), yRange=(0, height), padding=0)

    def show_message(self, message: str) -> None:
        """Empty the curves and show a sentence."""
        super().show_message(message)
        for band, curve in zip(self._bands, self._running, strict=True):
            for edge in band.curves:
                edge.setData([], [])
            curve.setData([], [])

    def _apply_theme(self) -> None:
        super()._apply_theme()
        theme = current_theme()
        for band, curve, series in zip(self._bands, self._running, self._series, strict=False):
            shade = QColor(series.shade())
            shade.setAlpha(BAND_OPACITY)
            band.setBrush(shade)
            # Paler, the first way's colour would be taken for that of the fourth.
            curve.setPen(pg.mkPen(QColor(series.shade()), width=1))
        if self._level is not None:
            self._level.setPen(pg.mkPen(theme.muted, width=1, dash=[4, 4]))
