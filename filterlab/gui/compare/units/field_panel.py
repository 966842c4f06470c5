"""The receptive field: which pixels a unit can see, and which of them it listens to."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from filterlab.figures import short_number
from filterlab.gui.compare.units.unit_panel import UnitPanel
from filterlab.gui.theme import current_theme
from filterlab.gui.widgets.array_view import ArrayView
from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.tooltip import in_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from filterlab.probes.units import EffectiveField, GaussianFit

DEVIATIONS = 2.0
POINTS = 97
ROW_HEIGHT = 22


class FieldPanel(UnitPanel):
    """Show the pixels' influence as a map with the theoretical field and the bell, and the fields of all layers."""

    key = "field"

    def title(self) -> str:
        """Return the name on the tab."""
        return self.tr("Receptive field")

    def purpose(self) -> str:
        """Return what the panel is for, in a line."""
        return self.tr("Which pixels a unit can see through the net, and which of them it listens to")

    def extras(self) -> Sequence[QWidget]:
        """Return nothing else, but let the place be chosen."""
        self.bar.show_place()
        return ()

    def start_text(self) -> str:
        """Return the word on the button."""
        return self.tr("Measure again")

    def build_content(self) -> QWidget:
        """Return map, words and table."""
        self.map = ArrayView(self.tr("Influence of each pixel"))
        self.map.setToolTip(
            in_lines(
                self.tr(
                    "How much the answer changes with a pixel: the mean size of its gradient, in answer per unit of "
                    "pixel value. The box is all it can see, the curve the bell that fits, at two deviations"
                )
            )
        )
        self.map.cell_hovered.connect(self._on_map_cell_hovered)
        self.map.hover_left.connect(partial(self.value_hovered.emit, ""))
        self._bell = pg.PlotCurveItem()
        self._bell.setZValue(10)
        self.map.view_box.addItem(self._bell, ignoreBounds=True)
        self.words = QLabel("", wordWrap=True)
        self.table = QTableWidget(0, 4)
        self._set_up_table()
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.words)
        column.addWidget(dressed(QLabel(self.tr("Fields through the net")), "title"))
        column.addWidget(self.table, 1)
        body = QSplitter(childrenCollapsible=False)
        for pane in (self.map, side):
            body.addWidget(pane)
            body.setStretchFactor(body.count() - 1, 1)
        body.setSizes([500, 500])
        body.setHandleWidth(8)
        self._apply_theme()
        return body

    def _set_up_table(self) -> None:
        table = self.table
        table.setAccessibleName(self.tr("Fields through the net"))
        table.setHorizontalHeaderLabels(
            [
                self.tr("layer"),
                self.tr("sees (pixels)"),
                self.tr("jump (pixels)"),
                self.tr("row, column"),
            ]
        )
        table.setToolTip(
            in_lines(
                self.tr(
                    "Of the unit in the middle of each map, in the unit's own of that at its place. Jump: how far "
                    "fields of neighbours lie apart. Row, column: where it begins; below 0 it reaches into the "
                    "padding"
                )
            )
        )
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)

    def show_field(self, found: EffectiveField, caption: str, words: str) -> None:
        """Show the influence so far, with what is known of it."""
        box = found.field.box
        self.map.set_array(found.strength.astype(np.float32), "activation")
        self.map.set_field((box.top, box.left, box.height, box.width))
        self.map.set_caption(caption)
        self.words.setText(words)
        if found.bell is None:
            self._bell.setData([], [])
        else:
            self._bell.setData(*_outline(found.bell))

    def set_fields(self, rows: Sequence[Sequence[str]], chosen: int) -> None:
        """List the fields of all layers, one of them that of the unit's layer."""
        table = self.table
        table.setRowCount(len(rows))
        for row, texts in enumerate(rows):
            for column, text in enumerate(texts):
                table.setItem(row, column, QTableWidgetItem(text))
        table.selectRow(chosen)
        table.scrollTo(table.model().index(chosen, 0))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._apply_theme()

    def _apply_theme(self) -> None:
        self._bell.setPen(pg.mkPen("#ffffff", width=2))
        self._bell.setShadowPen(pg.mkPen(current_theme().halo, width=4))

    def _on_map_cell_hovered(self, row: int, column: int) -> None:
        values = self.map.values
        if values is not None and values.shape == self.map.cells.shape:
            words = self.tr(
                "row {row}, column {column}: the answer changes by {value} per unit of pixel value"
            )
            value = values[row // self.map.cells.rows.step, column // self.map.cells.columns.step]
            self.value_hovered.emit(words.format(row=row, column=column, value=short_number(float(value), 4)))


def _outline(bell: GaussianFit) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the ellipse at two deviations, (x, y) in picture coordinates."""
    turns = np.linspace(0, 2 * np.pi, POINTS)
    along, across = DEVIATIONS * bell.major * np.cos(turns), DEVIATIONS * bell.minor * np.sin(turns)
    lean = np.deg2rad(bell.angle)
    # The middle of a pixel lies half a pixel from its corner, and rows are counted downwards.
    x = bell.column + 0.5 + along * np.cos(lean) - across * np.sin(lean)
    y = bell.row + 0.5 - along * np.sin(lean) - across * np.cos(lean)
    return x, y
