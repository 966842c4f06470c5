"""Curves of several runs over each other, each in its own colour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from filterlab.gui.theme import current_theme
from filterlab.gui.train.curve_plot import AXIS_WIDTH, LEAST, ShortAxis
from filterlab.gui.widgets.still_label import StillLabel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from PySide6.QtGui import QResizeEvent

    Curve = tuple[QColor, NDArray[Any], NDArray[Any]]

FEW = 40


class OverlayPlot(QWidget):
    """Draw curves; know nothing but arrays and colours.

    Attributes
    ----------
    few : int
        Curves of so many points at most have each of them marked.
    """

    few = FEW

    def __init__(self, name: str, x_title: str, parent: QWidget | None = None) -> None:
        """Start empty, under a translated accessible name."""
        super().__init__(parent)
        self.canvas = pg.PlotWidget(enableMenu=False, axisItems={"left": ShortAxis("left")})
        self.canvas.setAccessibleName(name)
        self.canvas.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.canvas.setMinimumSize(*LEAST)
        self._item = self.canvas.getPlotItem()
        self._item.getAxis("bottom").setLabel(x_title)
        self._item.getAxis("left").setWidth(AXIS_WIDTH)
        for side in ("bottom", "left"):
            self._item.getAxis(side).enableAutoSIPrefix(False)
        self._item.showGrid(x=False, y=True, alpha=0.15)
        self._message = StillLabel("", self.canvas)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.canvas)
        self._apply_theme()

    @property
    def curves(self) -> list[tuple[NDArray[Any], NDArray[Any]]]:
        """The (x, y) of each curve drawn."""
        return [curve.getOriginalDataset() for curve in self._item.listDataItems()]

    @property
    def message(self) -> str:
        """The sentence in place of the curves, empty when there are curves."""
        return "" if self._message.isHidden() else self._message.text()

    def show_message(self, sentence: str) -> None:
        """Say in place of the curves why there are none."""
        self._item.clear()
        self._message.setText(sentence)
        self._message.show()

    @property
    def y_title(self) -> str:
        """What stands beside the plot."""
        return str(self._item.getAxis("left").labelText)

    def set_y_title(self, title: str) -> None:
        """Say beside the plot what is drawn, with its unit."""
        self._item.getAxis("left").setLabel(title)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the message in the middle."""
        super().resizeEvent(event)
        self._message.setGeometry(self.canvas.rect().adjusted(AXIS_WIDTH, 4, -8, -40))

    def set_curves(self, curves: Sequence[Curve]) -> None:
        """Draw curves (colour, x, y); few points are marked one by one."""
        self._message.hide()
        self._item.clear()
        for colour, x, y in curves:
            marks = {"symbol": "o", "symbolSize": 6, "symbolBrush": colour, "symbolPen": None}
            self._item.plot(x, y, pen=pg.mkPen(colour, width=2), **(marks if len(x) <= self.few else {}))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._apply_theme()

    def _apply_theme(self) -> None:
        theme = current_theme()
        self.canvas.setBackground(theme.card)
        for side in ("bottom", "left"):
            axis = self._item.getAxis(side)
            axis.setPen(QPen(QColor(theme.border), 1))
            axis.setTextPen(QPen(QApplication.palette().color(self.foregroundRole())))
