"""How the layers of a net fare while it learns: sizes of weights and gradients, and units that died."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QSplitter,
    QStackedLayout,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from filterlab.gui.desk_panel import DeskPanel
from filterlab.gui.train.curve_plot import CurvePlot
from filterlab.gui.train.legend import Series
from filterlab.gui.train.run_chooser import run_box
from filterlab.gui.widgets.elided_label import ElidedLabel
from filterlab.gui.widgets.still_label import StillLabel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

ROW_HEIGHT = 22
# All five columns.
TABLE_WIDTH = 270


@dataclass(frozen=True)
class LayerRow:
    """What is told of a layer.

    Attributes
    ----------
    name, weight, gradient, ratio, dead : str
        The texts of the columns; empty where there is nothing to tell.
    """

    name: str
    weight: str = ""
    gradient: str = ""
    ratio: str = ""
    dead: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """What stands in each column."""
        return self.name, self.weight, self.gradient, self.ratio, self.dead


class LayersPanel(DeskPanel):
    """Show a row for each layer, and of the chosen one how its numbers went.

    Signals
    -------
    layer_chosen(name)
        The user wants to see how this layer fared.
    """

    layer_chosen = Signal(str)
    key = "layers"
    group = "live"

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with nothing to show."""
        super().__init__(parent)
        self.runs = run_box(self.tr("Run"))
        self.headline = ElidedLabel("")
        self.table = QTableWidget()
        step = self.tr("Step")
        self.weights = CurvePlot(
            (self.tr("Weights"), step, self.tr("Euclidean norm")), (Series(self.tr("now"), 0, "line"),)
        )
        self.gradients = CurvePlot(
            (self.tr("Gradient"), step, self.tr("Euclidean norm")), (Series(self.tr("now"), 1, "line"),)
        )
        self.gradients.link_x_to(self.weights)
        self._message = StillLabel()
        self._names: list[str] = []
        self._set_up_table()
        body = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        for share, widget in ((4, self.table), (3, self.weights), (3, self.gradients)):
            body.addWidget(widget)
            body.setStretchFactor(body.count() - 1, share)
        body.setSizes([400, 320, 320])
        body.setHandleWidth(8)
        top = QHBoxLayout()
        top.addWidget(self.runs)
        top.addWidget(self.headline, 1)
        self._stack = QStackedLayout()
        self._stack.addWidget(self._message)
        self._stack.addWidget(body)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 4, 10, 6)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addLayout(self._stack, 1)
        self.table.currentCellChanged.connect(self._on_table_current_cell_changed)

    def _set_up_table(self) -> None:
        columns = (
            (self.tr("Layer"), self.tr("The layer's name")),
            (self.tr("Weights"), self.tr("Euclidean norm of all weights and biases of the layer")),
            (
                self.tr("Gradient"),
                self.tr("Euclidean norm of the loss's gradient by them, on the batch of the step"),
            ),
            (
                self.tr("Ratio"),
                self.tr(
                    "Gradient by weights: times the learning rate it is about how far a step moves the layer"
                ),
            ),
            (
                self.tr("Dead"),
                self.tr("Share of the units of a ReLU that stayed at 0 for all test pictures"),
            ),
        )
        self.table.setColumnCount(len(columns))
        for index, (name, tip) in enumerate(columns):
            item = QTableWidgetItem(name)
            item.setToolTip(tip)
            side = Qt.AlignmentFlag.AlignLeft if index == 0 else Qt.AlignmentFlag.AlignRight
            item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            self.table.setHorizontalHeaderItem(index, item)
        self.table.setAccessibleName(self.tr("Layers: sizes of weights and gradients, dead units"))
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.table.setShowGrid(False)
        self.table.setAlternatingRowColors(True)
        self.table.setTabKeyNavigation(False)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setFrameShape(QFrame.Shape.NoFrame)
        self.table.setMinimumWidth(TABLE_WIDTH)
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)

    def title(self) -> str:
        """Return the name on the tab."""
        return self.tr("&Layers")

    def purpose(self) -> str:
        """Return what the panel is for, in a line."""
        return self.tr("How large weights and gradients of each layer are, and which units have died")

    @property
    def message(self) -> str:
        """The sentence in place of everything, empty when there is something to see."""
        return self._message.text() if self._stack.currentIndex() == 0 else ""

    @property
    def layer(self) -> str:
        """The layer whose numbers are drawn, empty for none."""
        item = self.table.item(self.table.currentRow(), 0)
        return item.text() if item is not None else ""

    def show_message(self, sentence: str) -> None:
        """Say what will be seen here, or why nothing is."""
        self.headline.setText("")
        self._message.setText(sentence)
        self._stack.setCurrentIndex(0)

    def set_rows(self, rows: Sequence[LayerRow], headline: str) -> None:
        """Show a row for each layer, and a line above; the layer that is chosen stays chosen."""
        self.headline.setText(headline)
        self.table.blockSignals(True)
        names = [row.name for row in rows]
        if names != self._names:
            self._names = names
            self.table.setRowCount(0)
            self.table.setRowCount(len(rows))
        for number, row in enumerate(rows):
            for column, text in enumerate(row.texts):
                self._write(number, column, text)
        if rows and self.table.currentRow() < 0:
            self.table.setCurrentCell(0, 0)
        self.table.blockSignals(False)
        self._stack.setCurrentIndex(1)

    def set_curves(
        self, steps: NDArray[Any], weights: NDArray[Any], gradients: NDArray[Any], newest: tuple[str, str]
    ) -> None:
        """Draw how the norms of the chosen layer went, (N,) each; gradients may be NaN where there were none."""
        self.weights.set_points([(steps, weights)], [newest[0]])
        self.gradients.set_points([(steps, gradients)], [newest[1]])

    def show_no_curves(self, sentence: str) -> None:
        """Say in place of the curves why there are none."""
        self.weights.show_message(sentence)
        self.gradients.show_message(sentence)

    def _write(self, row: int, column: int, text: str) -> None:
        item = self.table.item(row, column)
        if item is None:
            item = QTableWidgetItem(text)
            side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
            item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            self.table.setItem(row, column, item)
        elif item.text() != text:
            item.setText(text)

    def _on_table_current_cell_changed(self, row: int, *_others: int) -> None:
        item = self.table.item(row, 0)
        if item is not None:
            self.layer_chosen.emit(item.text())
