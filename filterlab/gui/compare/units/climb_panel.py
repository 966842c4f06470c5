"""Activation maximisation: the pictures a unit or a class answers to most, and the climb to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QSplitter, QVBoxLayout, QWidget

from filterlab.figures import short_number
from filterlab.gui.compare.units.climb_form import MOST_ANSWERS, ClimbForm
from filterlab.gui.compare.units.unit_panel import UnitPanel
from filterlab.gui.theme import current_theme
from filterlab.gui.train.overlay_plot import OverlayPlot
from filterlab.gui.widgets.array_view import ArrayView
from filterlab.gui.widgets.dressed import dressed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]

COLUMNS = 3


class ClimbPanel(UnitPanel):
    """Settings on the left, pictures in the middle while they climb, how the answers grow on the right."""

    key = "climb"

    def title(self) -> str:
        """Return the name on the tab."""
        return self.tr("What it likes best")

    def purpose(self) -> str:
        """Return what the panel is for, in a line."""
        return self.tr(
            "Activation maximisation: pictures climb, step by step, to what a unit or a class answers to most"
        )

    def extras(self) -> Sequence[QWidget]:
        """Return nothing else, but let the place be chosen."""
        self.bar.show_place()
        return ()

    def start_text(self) -> str:
        """Return the word on the button."""
        return self.tr("Climb again")

    def lay_beside(self, stack: QWidget) -> QWidget:
        """Put the settings on the left of answers and sentences."""
        self.form = ClimbForm()
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self.form)
        # Narrower, the numbers would be cut off.
        area.setMinimumWidth(
            self.form.minimumSizeHint().width() + area.verticalScrollBar().sizeHint().width()
        )
        area.viewport().setAutoFillBackground(False)
        self.form.setAutoFillBackground(False)
        body = QSplitter(childrenCollapsible=False)
        for share, pane in ((0, area), (1, stack)):
            body.addWidget(pane)
            body.setStretchFactor(body.count() - 1, share)
        body.setSizes([280, 1000])
        body.setHandleWidth(8)
        return body

    def build_content(self) -> QWidget:
        """Return pictures and curves."""
        self.views = [ArrayView("", colour_bar=False) for _ in range(MOST_ANSWERS)]
        pictures = QWidget()
        self._grid = QGridLayout(pictures)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(4)
        for index, view in enumerate(self.views):
            self._grid.addWidget(view, index // COLUMNS, index % COLUMNS)
            view.setVisible(index == 0)
        self.plot = OverlayPlot(self.tr("How the answers grow"), self.tr("steps"))
        self._way: Floats | None = None
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        title = dressed(QLabel(self.tr("How the answers grow")), "title")
        title.setToolTip(
            self.tr("The unit's answer to each picture against the steps, in the units of its layer")
        )
        column.addWidget(title)
        column.addWidget(self.plot, 1)
        body = QSplitter(childrenCollapsible=False)
        for share, pane in ((3, pictures), (2, side)):
            body.addWidget(pane)
            body.setStretchFactor(body.count() - 1, share)
        body.setSizes([550, 350])
        body.setHandleWidth(8)
        return body

    def show_climb(self, pictures: Floats, way: Floats) -> None:
        """Show pictures (N, C, H, W) in [0, 1], and the answers (moments, N) on the way to them."""
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, int(column < len(pictures)))
        for index, view in enumerate(self.views):
            view.setVisible(index < len(pictures))
            if index >= len(pictures):
                continue
            picture = pictures[index]
            if len(picture) == 3:
                view.set_array(picture, "colour", limits=(0.0, 1.0))
            else:
                view.set_array(picture[0], "grey", limits=(0.0, 1.0))
            view.set_caption(self.tr("answer {value}").format(value=short_number(float(way[-1, index]), 4)))
        self._way = way
        self._draw_way()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw_way()

    def _draw_way(self) -> None:
        if self._way is None:
            return
        moments, count = self._way.shape
        colours = current_theme().curves
        steps = np.arange(moments)
        for index, view in enumerate(self.views[:count]):
            # The square says whose curve is whose; a screen reader says the number alone.
            view.set_title(f'<span style="color:{colours[index].name()}">■</span> {index + 1}')
            view.setAccessibleName(self.tr("picture {number}").format(number=index + 1))
        self.plot.set_curves([(colours[i], steps, self._way[:, i]) for i in range(count)])
