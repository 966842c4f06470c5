"""One plot with its title, a legend beside the title, and axes that name their units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPen, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from filterlab.gui.theme import current_theme
from filterlab.gui.train.legend import Legend, Series
from filterlab.gui.widgets.dressed import dressed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Points = tuple[NDArray[Any], NDArray[Any]]

DOT_SIZE = 9
EMPTY_STEPS, EMPTY_LOSS = 100, 3.0
# Room beside the curves, as a share of their length.
X_PADDING = 0.03

AXIS_WIDTH = 66
LEAST = (120, 90)
NARROW, SPARSE = 150, 0.4
MOST_PLAIN = 10_000.0


def compact(value: float) -> str:
    """Write a very large number as short as can be, like "6e13"."""
    return f"{value:.2g}".replace("e+", "e")


def unit_of(title: str) -> str:
    """Return what the title of an axis has in brackets, "nats" of "Cross-entropy (nats)"; empty without any."""
    return title[title.find("(") + 1 : title.find(")")] if "(" in title else ""


class ShortAxis(pg.AxisItem):  # type: ignore[misc]
    """An axis whose numbers stay beside its title however large they are."""

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """Write ticks in full, or like "6e13" where they are too long for that."""
        if max((abs(value * scale) for value in values), default=0.0) < MOST_PLAIN:
            plain: list[str] = super().tickStrings(values, scale, spacing)
            return plain
        return [compact(value * scale) for value in values]


class CurvePlot(QWidget):
    """Draw curves over the steps of a run; know nothing but arrays.

    Signals
    -------
    step_hovered(float)
        The mouse is over this place of the x axis.
    hover_left()
        The mouse has left the plot.
    """

    step_hovered = Signal(float)
    hover_left = Signal()

    def __init__(
        self,
        titles: tuple[str, str, str],
        series: Sequence[Series],
        *,
        highest: float | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Start with empty curves.

        Parameters
        ----------
        titles : tuple of str
            Translated titles of the plot, its x axis and its y axis, with units.
        series : sequence of Series
            The curves, in drawing order.
        highest : float or None
            The largest y value there can be.
        parent : QWidget or None
            Owner.
        """
        super().__init__(parent)
        title, x_title, y_title = titles
        self._y_title = y_title
        self._series = tuple(series)
        self.legend = Legend(series)
        self.canvas = pg.PlotWidget(enableMenu=False, axisItems={"left": ShortAxis("left")})
        self.canvas.setAccessibleName(title)
        self.canvas.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.canvas.setMinimumSize(*LEAST)
        self._item = self.canvas.getPlotItem()
        self._curves = [self._item.plot(autoDownsampleFactor=1.0) for _ in self._series]
        self._message = QLabel("", self.canvas, alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._message.hide()
        self._is_linked = self._is_moved_by_hand = False
        self._set_up_axes(x_title, y_title, highest)
        header = QHBoxLayout()
        header.setSpacing(12)
        header.addWidget(dressed(QLabel(title), "title"))
        header.addWidget(self.legend, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(header)
        layout.addWidget(self.canvas, 1)
        self.canvas.scene().sigMouseMoved.connect(self._on_scene_mouse_moved)
        self.canvas.viewport().installEventFilter(self)
        self._apply_theme()

    def _set_up_axes(self, x_title: str, y_title: str, highest: float | None) -> None:
        for side, text in (("bottom", x_title), ("left", y_title)):
            axis = self._item.getAxis(side)
            axis.setLabel(text)
            axis.enableAutoSIPrefix(False)
        self._item.getAxis("left").setWidth(AXIS_WIDTH)
        self._item.showGrid(x=False, y=True, alpha=0.15)
        box = self._item.getViewBox()
        box.setLimits(xMin=0, yMin=0, yMax=None if highest is None else highest * 1.05)
        box.setDefaultPadding(X_PADDING)
        box.sigRangeChangedManually.connect(self._on_range_changed_manually)
        box.sigResized.connect(self._on_box_resized)
        self._item.hideButtons()
        self._empty_range = (0.0, EMPTY_LOSS if highest is None else highest)
        self._show_empty_range()

    def _show_empty_range(self) -> None:
        """Show axes as a run of a hundred steps would have them."""
        self._item.setRange(xRange=(0, EMPTY_STEPS), yRange=self._empty_range, padding=0)
        self._item.enableAutoRange(x=False, y=True)
        self._is_moved_by_hand = False

    @property
    def message(self) -> str:
        """The sentence in place of the curves, empty when there are curves."""
        return "" if self._message.isHidden() else self._message.text()

    def points(self, index: int) -> Points:
        """Return the (x, y) arrays of one curve, empty ones before there is data."""
        x, y = self._curves[index].getOriginalDataset()
        return ((), ()) if x is None else (x, y)  # type: ignore[return-value]

    def set_points(self, points: Sequence[Points], values: Sequence[str]) -> None:
        """Draw all curves anew.

        Parameters
        ----------
        points : sequence of (x, y)
            Two arrays of one length for each curve.
        values : sequence of str
            The newest value of each curve, for the legend.
        """
        self._message.hide()
        for curve, (x, y) in zip(self._curves, points, strict=True):
            curve.setData(x, y)
        self.legend.set_values(values)
        ends = [x[-1] for x, _y in points if len(x)]
        if ends and not self._is_linked and not self._is_moved_by_hand:
            # pyqtgraph's own range of x depends on the width of a pixel, and that on the range: at some sizes of the
            # window the two chase each other for ever.
            self._item.setXRange(0, max(ends), padding=X_PADDING)

    def show_message(self, message: str) -> None:
        """Empty the curves and show a sentence: what will be seen here, or why nothing is."""
        for curve in self._curves:
            curve.setData([], [])
        self._show_empty_range()
        self.legend.set_values([""] * len(self._series))
        self._message.setText(message)
        self._place_message()
        self._message.show()

    def set_x_title(self, title: str) -> None:
        """Say what the x axis counts."""
        self._item.getAxis("bottom").setLabel(title)

    def set_x_numbers(self, *, are_shown: bool) -> None:
        """Write the numbers of the x axis, or leave that to a plot below."""
        self._item.getAxis("bottom").setStyle(showValues=are_shown)

    def link_x_to(self, other: CurvePlot) -> None:
        """Share the range of the x axis with another plot.

        Not by pyqtgraph's own link, which also sees to it that the same number stands at the same pixel: where
        two plots differ by a pixel's width, they would adjust each other for ever.
        """
        self._is_linked = True
        self._item.enableAutoRange(x=False, y=True)
        other._item.getViewBox().sigXRangeChanged.connect(self._on_other_x_range_changed)
        self._on_other_x_range_changed(None, tuple(other._item.viewRange()[0]))

    def _on_box_resized(self, box: pg.ViewBox) -> None:
        """Write the title of the y axis whole where it has room, else its unit alone: cut off it tells nothing."""
        axis = self._item.getAxis("left")
        is_whole = QFontMetricsF(axis.label.font()).horizontalAdvance(self._y_title) <= box.height()
        title = self._y_title if is_whole else unit_of(self._y_title)
        if title != axis.labelText:
            axis.setLabel(title)
            # Without this it stays where the other title began.
            axis.resizeEvent()
        # As many numbers as usual would stand over each other.
        self._item.getAxis("bottom").setTickDensity(SPARSE if box.width() < NARROW else 1.0)

    def _on_range_changed_manually(self, _axes: object) -> None:
        self._is_moved_by_hand = True

    def _on_other_x_range_changed(self, _box: object, shown: tuple[float, float]) -> None:
        if tuple(self._item.viewRange()[0]) != tuple(shown):
            self._item.setXRange(*shown, padding=0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the message in the middle."""
        super().resizeEvent(event)
        self._place_message()

    def _place_message(self) -> None:
        self._message.setGeometry(self.canvas.rect().adjusted(AXIS_WIDTH + 12, 8, -14, -44))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._apply_theme()

    def _apply_theme(self) -> None:
        theme = current_theme()
        self.canvas.setBackground(theme.card)
        ink = QApplication.palette().color(self.foregroundRole())
        for side in ("bottom", "left"):
            axis = self._item.getAxis(side)
            axis.setPen(QPen(QColor(theme.border), 1))
            axis.setTextPen(QPen(ink))
        for curve, series in zip(self._curves, self._series, strict=True):
            self._style_curve(curve, series)
        self.legend.update()

    @staticmethod
    def _style_curve(curve: pg.PlotDataItem, series: Series) -> None:
        shade = series.shade()
        if series.style == "dots":
            curve.setPen(pg.mkPen(shade, width=1))
            curve.setSymbol("o")
            curve.setSymbolSize(DOT_SIZE)
            curve.setSymbolBrush(shade)
            curve.setSymbolPen(pg.mkPen(current_theme().card, width=1))
            return
        is_strong = series.style == "line"
        # One point a pixel, and no smoothing of the zigzag: ten redraws a second have to stay cheap.
        curve.opts["antialias"] = is_strong
        curve.setPen(pg.mkPen(shade, width=2 if is_strong else 1))
        curve.setDownsampling(auto=True, method="mean" if is_strong else "peak")
        curve.setClipToView(True)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice when the mouse leaves the plot."""
        if event.type() == QEvent.Type.Leave:
            self.hover_left.emit()
        return super().eventFilter(watched, event)

    def _on_scene_mouse_moved(self, position: QPointF) -> None:
        box = self._item.getViewBox()
        if box.sceneBoundingRect().contains(position):
            self.step_hovered.emit(float(box.mapSceneToView(position).x()))
        else:
            self.hover_left.emit()
