"""The kernel on the drawing table: draw it, size it, change it as a whole, paste it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QLabel,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from filterlab.data.drawing import suggested_brush
from filterlab.data.drawing.cells import channel_slice
from filterlab.figures import limits_of
from filterlab.gui.afterwards import Afterwards
from filterlab.gui.design.brush_bar import BrushBar
from filterlab.gui.design.changing import Changing
from filterlab.gui.design.easel import Easel
from filterlab.gui.design.editing import Editing
from filterlab.gui.design.kernel_drawing import KernelDrawing
from filterlab.gui.design.kernel_header import KernelHeader
from filterlab.gui.design.kernel_tools import KernelTools
from filterlab.gui.design.kernel_words import figures_in_words, selection_in_brief
from filterlab.gui.design.painting import Pencil
from filterlab.gui.design.resizing import Resizing
from filterlab.gui.design.tool_options import ToolOptions
from filterlab.gui.design.tool_palette import ToolPalette
from filterlab.gui.listening import listen
from filterlab.gui.widgets.card import Card
from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.elided_label import ElidedLabel
from filterlab.gui.widgets.kernel_grid import KernelGrid

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QUndoStack

    from filterlab.data.drawing import Channel
    from filterlab.data.filter_text import Notation
    from filterlab.gui.widgets.drawing_tool import DrawingTool
    from filterlab.project import Document, Filter

MIN_WIDTH = 248


class KernelPanel(Card):
    """Show the current filter's weights and turn what the user does to them into steps that can be undone.

    A filter of three channels shows one of them, or the mean of all; drawing into the mean does the same in all
    channels.

    Signals
    -------
    message_raised(sentence)
        Something the user asked for cannot be done.

    Attributes
    ----------
    grid : KernelGrid
        The painted cells.
    header, drawing_tools, brush_bar, options, tools : QWidget
        Size and channel, the drawing tools, what drawing does, the options of the tool, and changes of the whole
        filter.
    changing : Changing
        Where those changes are made.
    """

    message_raised = Signal(str)

    def __init__(self, document: Document, undo_stack: QUndoStack, parent: QWidget | None = None) -> None:
        """Show the document's current filter."""
        super().__init__(parent)
        self._document = document
        self._editing = Editing(document, undo_stack)
        self._resizing = Resizing()
        self._brushes: dict[str, float] = {}
        self._shown_id = ""
        self._shown_shape = (0, 0, 0)
        # Sums and the name follow what is painted.
        self._words = Afterwards(self)
        self._words.came.connect(self._show_words)
        self.header = KernelHeader()
        self.drawing_tools = ToolPalette()
        self.grid = KernelGrid()
        self.brush_bar = BrushBar()
        self.options = ToolOptions()
        self.tools = KernelTools()
        self._figures = ElidedLabel("")
        self._stack = QStackedLayout()
        self.header.title.setBuddy(self.grid)
        self.changing = Changing(document, self._editing, self._shown_channel, self)
        self.drawing = KernelDrawing(
            document,
            self._editing,
            undo_stack,
            self.grid,
            pencil=self._pencil,
            channel=self._shown_channel,
        )
        self._build()
        self._connect()
        self._show_current()

    def _build(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(Easel(self.drawing_tools, self.grid), 1)
        for bar in (self.brush_bar, self.options, self.tools, self._figures):
            column.addWidget(bar)
        empty = dressed(QLabel(wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter), "muted")
        empty.setText(
            self.tr("No filter is chosen. Add one to the bank with New, or paste rows of numbers (Ctrl+V).")
        )
        self._stack.addWidget(body)
        self._stack.addWidget(empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 8)
        layout.setSpacing(4)
        layout.addWidget(self.header)
        layout.addLayout(self._stack, 1)
        for here, there in pairwise(self._tab_order()):
            self.setTabOrder(here, there)

    def _tab_order(self) -> list[QWidget]:
        """List what the keyboard goes through, from top to bottom."""
        return [
            self.header.height_box,
            self.header.width_box,
            self.header.channel_box,
            *self.drawing_tools.buttons.values(),
            self.drawing_tools.symmetry,
            self.grid,
            *self.brush_bar.tab_order(),
            *self.options.tab_order(),
            *self.tools.buttons.values(),
            self.tools.menu_button,
        ]

    def _connect(self) -> None:
        self.grid.value_picked.connect(self._on_grid_value_picked)
        self.grid.tool_wanted.connect(self._on_tool_chosen)
        self.grid.selection_changed.connect(self._on_grid_selection_changed)
        self.grid.message_raised.connect(self.message_raised)
        self.drawing.message_raised.connect(self.message_raised)
        self.changing.message_raised.connect(self.message_raised)
        self.drawing_tools.tool_chosen.connect(self._on_tool_chosen)
        self.drawing_tools.symmetry.symmetry_chosen.connect(self._on_symmetry_chosen)
        self.brush_bar.value_chosen.connect(self._on_brush_bar_value_chosen)
        self.options.options_chosen.connect(self._on_options_chosen)
        self.header.size_chosen.connect(self._on_header_size_chosen)
        self.header.channel_chosen.connect(self._show_current)
        self.tools.change_chosen.connect(self.changing.apply)
        self.tools.dialog_wanted.connect(self.changing.ask)
        listen(self, self._document.filter_changed, self._on_document_filter_changed)
        listen(self, self._document.filter_renamed, self._on_document_filter_renamed)
        listen(self, self._document.current_filter_changed, self._on_document_current_filter_changed)

    def sizeHint(self) -> QSize:
        """Ask for room for a 7 × 7 with numbers and everything around it."""
        return QSize(310, 440)

    def minimumSizeHint(self) -> QSize:
        """Keep all tools in one row."""
        return super().minimumSizeHint().expandedTo(QSize(MIN_WIDTH, 0))

    def paste_rows(self, text: str) -> bool:
        """Put numbers where something is selected, or replace the kernel by them; see `KernelDrawing.paste`."""
        return self.drawing.paste(text)

    def copy_as(self, notation: Notation) -> None:
        """Put what is selected, or the whole filter, onto the clipboard; see `KernelDrawing.copy`."""
        self.drawing.copy(notation)

    def _shown_channel(self) -> Channel:
        """Return the number of the channel that is shown and painted, or None for all of them."""
        item = self._document.current_filter
        return self.header.channel if item is not None and item.weights.shape[0] > 1 else None

    def _pencil(self) -> Pencil:
        """Return what is drawn with, as it is chosen in the bars."""
        return Pencil(
            tool=self.drawing_tools.tool,
            mode=self.brush_bar.mode,
            value=self.grid.brush,
            tip=self.options.tip,
            is_filled=self.options.filled_box.isChecked(),
            tolerance=self.options.tolerance_box.value(),
            is_radial=self.options.is_radial,
            end_value=self.options.end_box.value(),
            symmetry=self.drawing_tools.symmetry.symmetry,
        )

    def _show_current(self) -> None:
        """Show the current filter, or the sentence in its place."""
        item = self._document.current_filter
        self._stack.setCurrentIndex(0 if item is not None else 1)
        if item is None:
            self._shown_id = ""
            self.header.show_nothing()
            return
        if item.id != self._shown_id:
            self._shown_id = item.id
            self.grid.end_stroke()
            self.grid.set_selection(None)
            self.header.reset_channel()
            self._set_brush(self._brushes.get(item.id, suggested_brush(item.weights)))
        self._show_weights(item)
        self._show_words()

    def _show_words(self) -> None:
        """Show the filter's name, size and sums."""
        self._words.stop()
        item = self._document.current_filter
        if item is not None:
            self.header.show_filter(f"{item.name} · {item.origin}", item.weights)
            self._figures.setText(figures_in_words(item.weights, self._shown_channel()))

    def _show_weights(self, item: Filter) -> None:
        self._shown_shape = channels, height, width = item.weights.shape
        has_new_size = (height, width) != self.grid.weights.shape
        shown = item.weights[channel_slice(self._shown_channel(), channels)]
        self.grid.set_limits(limits_of(item.weights, "signed"))
        self.grid.set_weights(shown[0] if len(shown) == 1 else _mean_of(shown))
        self.brush_bar.set_largest(max(1.0, 2.0 * float(np.abs(item.weights).max())))
        self.tools.menu.set_channels(channels)
        if has_new_size:
            self.drawing_tools.symmetry.set_square(is_square=height == width)
            self._show_symmetry()
        self._show_selection()

    def _show_symmetry(self) -> None:
        height, width = self.grid.weights.shape
        self.grid.set_symmetry(self._pencil().on_grid((height, width)).symmetry)

    def _show_selection(self) -> None:
        self.options.show_selected(selection_in_brief(self.grid.selection))

    def _set_brush(self, value: float) -> None:
        self.grid.set_brush(value)
        self.brush_bar.set_value(value)

    def _on_grid_value_picked(self, value: float) -> None:
        self._brushes[self._shown_id] = value
        self._set_brush(value)

    def _on_grid_selection_changed(self) -> None:
        self._show_selection()

    def _on_brush_bar_value_chosen(self, value: float) -> None:
        self._brushes[self._shown_id] = value
        self.grid.set_brush(value)

    def _on_tool_chosen(self, tool: DrawingTool) -> None:
        self.drawing_tools.set_tool(tool)
        self.brush_bar.set_needs_value(needs_value=tool == "gradient")
        self.options.show_tool(tool)
        self.grid.set_tool(tool, self.options.tip)
        self.grid.say(self.drawing_tools.name_of(tool))

    def _on_options_chosen(self) -> None:
        self.grid.set_tool(self.drawing_tools.tool, self.options.tip)

    def _on_symmetry_chosen(self, _symmetry: object) -> None:
        self._show_symmetry()

    def _on_header_size_chosen(self, height: int, width: int) -> None:
        item = self._document.current_filter
        if item is not None:
            self._resizing.begin(item, self._editing.new_stroke())
            weights = self._resizing.weights(height, width)
            self._editing.change(item, weights, self.tr("Resize"), self._resizing.stroke)
            self._resizing.done(self._document.filter(item.id))

    def _on_document_filter_changed(self, filter_id: str) -> None:
        item = self._document.current_filter
        if item is None or filter_id != self._shown_id:
            return
        if item.weights.shape == self._shown_shape:
            self._show_weights(item)
            self._words.start()
        else:
            self._show_current()

    def _on_document_filter_renamed(self, _filter_id: str) -> None:
        self._show_words()

    def _on_document_current_filter_changed(self, _filter_id: str) -> None:
        self._show_current()


def _mean_of(channels: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the mean of the channels; the sum of three may be more than 32 bits hold."""
    mean: NDArray[np.float32] = channels.mean(axis=0, dtype=np.float64).astype(np.float32)
    return mean
