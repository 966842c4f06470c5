"""The kernel on the drawing table: paint it, size it, change it as a whole, paste it."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from filterlab.data import MAX_KERNEL_SIZE
from filterlab.errors import FilterLabError
from filterlab.figures import limits_of, short_number
from filterlab.gui.commands import AddFilter, SetWeights
from filterlab.gui.design.brush_bar import BrushBar
from filterlab.gui.design.kernel_edits import figures_of, resized, suggested_brush
from filterlab.gui.design.kernel_tools import KernelTools
from filterlab.gui.design.pasting import read_weights
from filterlab.gui.design.resizing import Resizing
from filterlab.gui.listening import listen
from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.elided_label import ElidedLabel
from filterlab.gui.widgets.kernel_grid import KernelGrid

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QUndoStack

    from filterlab.gui.design.kernel_tools import Tool
    from filterlab.project import Document, Filter

ALL = slice(None)
MIN_WIDTH = 248


class KernelPanel(QFrame):
    """Show the current filter's weights and turn what the user does to them into steps that can be undone.

    A filter of three channels shows one of them, or the mean of all; painting the mean sets the value in all
    channels.

    Signals
    -------
    message_raised(sentence)
        Something the user asked for cannot be done.

    Attributes
    ----------
    grid : KernelGrid
        The painted cells.
    """

    message_raised = Signal(str)

    def __init__(self, document: Document, undo_stack: QUndoStack, parent: QWidget | None = None) -> None:
        """Show the document's current filter."""
        super().__init__(parent)
        dressed(self, "card")
        self._document = document
        self._undo_stack = undo_stack
        self._stroke_numbers = itertools.count(1)
        self._stroke = 0
        self._resizing = Resizing()
        self._brushes: dict[str, float] = {}
        self._shown_id = ""
        self.grid = KernelGrid()
        self.brush_bar = BrushBar()
        self.height_box = QSpinBox(minimum=1, maximum=MAX_KERNEL_SIZE)
        self.width_box = QSpinBox(minimum=1, maximum=MAX_KERNEL_SIZE)
        self.channel_box = QComboBox()
        self.tools = KernelTools()
        self._title = dressed(QLabel(), "title")
        self._name = dressed(ElidedLabel(""), "muted")
        self._figures = ElidedLabel("")
        self._stack = QStackedLayout()
        self._build()
        self._connect()
        self._show_current()

    def _build(self) -> None:
        self._title.setBuddy(self.grid)
        self.channel_box.addItems([self.tr("RGB"), self.tr("Red"), self.tr("Green"), self.tr("Blue")])
        self.channel_box.hide()
        self.channel_box.setAccessibleName(self.tr("Channel"))
        self.channel_box.setToolTip(
            self.tr("Which channel is shown and painted; RGB shows the mean and paints all three")
        )
        tip = self.tr("From 1 to {largest} cells, around the middle").format(largest=MAX_KERNEL_SIZE)
        for box, name in (
            (self.height_box, self.tr("Kernel height")),
            (self.width_box, self.tr("Kernel width")),
        ):
            box.setKeyboardTracking(False)
            box.setAccessibleName(name)
            box.setToolTip(f"{name}: {tip}")
        size = QLabel(self.tr("Si&ze"))
        size.setBuddy(self.height_box)
        sizes = QHBoxLayout()
        for widget in (size, self.height_box, QLabel("×"), self.width_box):
            sizes.addWidget(widget)
        sizes.addStretch(1)
        sizes.addWidget(self.channel_box)
        header = QHBoxLayout()
        header.addWidget(self._title)
        header.addWidget(self._name, 1)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.grid, 1)
        column.addWidget(self.brush_bar)
        column.addLayout(sizes)
        column.addWidget(self.tools)
        column.addWidget(self._figures)
        self._stack.addWidget(body)
        empty = dressed(QLabel(wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter), "muted")
        empty.setText(
            self.tr("No filter is chosen. Add one to the bank with New, or paste rows of numbers (Ctrl+V).")
        )
        self._stack.addWidget(empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 8)
        layout.setSpacing(4)
        layout.addLayout(header)
        layout.addLayout(self._stack, 1)

    def _connect(self) -> None:
        self.grid.stroke_started.connect(self._on_grid_stroke_started)
        self.grid.cell_painted.connect(self._on_grid_cell_painted)
        self.grid.value_picked.connect(self._on_grid_value_picked)
        self.grid.message_raised.connect(self.message_raised)
        self.brush_bar.value_chosen.connect(self._on_brush_bar_value_chosen)
        self.height_box.valueChanged.connect(self._on_size_value_changed)
        self.width_box.valueChanged.connect(self._on_size_value_changed)
        self.channel_box.activated.connect(self._on_channel_box_activated)
        self.tools.tool_chosen.connect(self._on_tools_tool_chosen)
        listen(self, self._document.filter_changed, self._on_document_filter_changed)
        listen(self, self._document.filter_renamed, self._on_document_filter_changed)
        listen(self, self._document.current_filter_changed, self._on_document_current_filter_changed)

    def sizeHint(self) -> QSize:
        """Ask for room for a 7 × 7 with numbers and everything below it."""
        return QSize(310, 440)

    def minimumSizeHint(self) -> QSize:
        """Keep all tools in one row."""
        return super().minimumSizeHint().expandedTo(QSize(MIN_WIDTH, 0))

    @property
    def channels(self) -> int | slice:
        """What is painted: the number of one channel, or all of them."""
        item = self._document.current_filter
        index = self.channel_box.currentIndex() if item is not None and item.weights.shape[0] > 1 else 0
        return index - 1 if index > 0 else ALL

    def paste_rows(self, text: str) -> bool:
        """Replace the kernel by rows of numbers.

        One channel pasted into a filter of three goes into the channel shown, or into all; the other channels
        take its size around their middle. Three channels replace all. In an empty bank the numbers become a
        new filter.

        Parameters
        ----------
        text : str
            Rows by newline, numbers by comma, semicolon, tab or blank; or JSON.

        Returns
        -------
        bool
            False when the text holds no number at all and so is meant for something else.

        Raises
        ------
        FilterLabError
            The rows are no filter; nothing has changed.
        """
        if not any(character.isdigit() for character in text):
            return False
        pasted = read_weights(text, self.tr("The pasted text"))
        item = self._document.current_filter
        if item is None:
            added = self._document.make_filter(self.tr("Pasted"), pasted, origin="pasted")
            self._undo_stack.push(AddFilter(self._document, added, self.tr("Paste filter")))
            return True
        weights = pasted
        if item.weights.shape[0] > pasted.shape[0]:
            weights = resized(item.weights, *pasted.shape[1:])
            weights[self.channels] = pasted[0]
        self._change(item, weights, self.tr("Paste numbers"))
        return True

    def _change(
        self, item: Filter, weights: NDArray[np.float32], text: str, stroke: int | None = None
    ) -> None:
        """Push a step unless it would change nothing."""
        if not np.array_equal(item.weights, weights):
            self._undo_stack.push(SetWeights(self._document, item.id, weights, text, stroke))

    def _show_current(self) -> None:
        """Show the current filter, or the sentence in its place."""
        item = self._document.current_filter
        self._stack.setCurrentIndex(0 if item is not None else 1)
        if item is None:
            self._shown_id = ""
            self._title.setText(self.tr("Kernel"))
            self._name.setText("")
            return
        if item.id != self._shown_id:
            self._shown_id = item.id
            self.grid.end_stroke()
            self.channel_box.setCurrentIndex(0)
            self._set_brush(self._brushes.get(item.id, suggested_brush(item.weights)))
        self._show_weights(item)
        self._show_words(item)

    def _show_weights(self, item: Filter) -> None:
        channels, height, width = item.weights.shape
        shown = item.weights[self.channels]
        self.grid.set_limits(limits_of(item.weights, "signed"))
        self.grid.set_weights(shown if shown.ndim == 2 else shown.mean(axis=0))
        self.brush_bar.set_largest(max(1.0, 2.0 * float(np.abs(item.weights).max())))
        self.channel_box.setVisible(channels > 1)
        for box, size in ((self.height_box, height), (self.width_box, width)):
            box.blockSignals(True)
            box.setValue(size)
            box.blockSignals(False)

    def _show_words(self, item: Filter) -> None:
        _, height, width = item.weights.shape
        self._title.setText(self.tr("&Kernel {height} × {width}").format(height=height, width=width))
        self._name.setText(f"{item.name} · {item.origin}")
        total, mean, norm = figures_of(item.weights[self.channels])
        self._figures.setText(
            self.tr("sum {sum} · mean {mean} · L2 {norm}").format(
                sum=short_number(total), mean=short_number(mean, 3), norm=short_number(norm, 3)
            )
        )

    def _set_brush(self, value: float) -> None:
        self.grid.set_brush(value)
        self.brush_bar.set_value(value)

    def _on_grid_stroke_started(self) -> None:
        self._stroke = next(self._stroke_numbers)

    def _on_grid_cell_painted(self, row: int, column: int, value: float) -> None:
        item = self._document.current_filter
        if item is not None:
            weights = item.weights.copy()
            weights[self.channels, row, column] = value
            self._change(item, weights, self.tr("Paint"), self._stroke)

    def _on_grid_value_picked(self, value: float) -> None:
        self._brushes[self._shown_id] = value
        self._set_brush(value)

    def _on_brush_bar_value_chosen(self, value: float) -> None:
        self._brushes[self._shown_id] = value
        self.grid.set_brush(value)

    def _on_size_value_changed(self, _size: int) -> None:
        item = self._document.current_filter
        if item is not None:
            self._resizing.begin(item, next(self._stroke_numbers))
            weights = self._resizing.weights(self.height_box.value(), self.width_box.value())
            self._change(item, weights, self.tr("Resize"), self._resizing.stroke)
            self._resizing.done(self._document.filter(item.id))

    def _on_channel_box_activated(self, _index: int) -> None:
        self._show_current()

    def _on_tools_tool_chosen(self, tool: Tool) -> None:
        item = self._document.current_filter
        if item is None:
            return
        channels = ALL if tool.moves_cells else self.channels
        try:
            edited = tool.edit(item.weights[channels])
        except FilterLabError as error:
            self.message_raised.emit(str(error))
            return
        weights = edited
        if channels != ALL:
            weights = item.weights.copy()
            weights[channels] = edited
        self._change(item, weights, tool.title)

    def _on_document_filter_changed(self, filter_id: str) -> None:
        if filter_id == self._shown_id:
            self._show_current()

    def _on_document_current_filter_changed(self, _filter_id: str) -> None:
        self._show_current()
