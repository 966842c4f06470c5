"""Tie the painted grid to the document: what a hand does becomes steps that can be undone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from filterlab.data.drawing import Selection, copied, cut, moved
from filterlab.data.drawing.cells import channel_slice
from filterlab.data.filter_text import kernel_as_text, read_kernel_text
from filterlab.errors import FilterLabError
from filterlab.gui.commands import AddFilter
from filterlab.gui.design.painting import Painting
from filterlab.gui.design.pasting import with_pasted, with_pasted_at

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QUndoStack

    from filterlab.data.drawing import Channel, Weights
    from filterlab.data.filter_text import Notation
    from filterlab.gui.design.editing import Editing
    from filterlab.gui.design.painting import Pencil
    from filterlab.gui.widgets.drawing_tool import Drag
    from filterlab.gui.widgets.kernel_grid import KernelGrid
    from filterlab.project import Document, Filter


class KernelDrawing(QObject):
    """Draw into the filter on the table, move, copy and paste parts of it.

    Parameters
    ----------
    document, editing : Document, Editing
        What is changed, and how.
    undo_stack : QUndoStack
        Where a filter goes that is pasted into an empty bank.
    grid : KernelGrid
        Where the hand is.
    pencil, channel : callable
        What is drawn with, and the channel shown, at the moment they are asked.

    Signals
    -------
    message_raised(sentence)
        Something the user asked for cannot be done.
    """

    message_raised = Signal(str)

    def __init__(
        self,
        document: Document,
        editing: Editing,
        undo_stack: QUndoStack,
        grid: KernelGrid,
        *,
        pencil: Callable[[], Pencil],
        channel: Callable[[], Channel],
    ) -> None:
        """Listen to the grid for as long as it lives."""
        super().__init__(grid)
        self._document = document
        self._editing = editing
        self._undo_stack = undo_stack
        self._grid = grid
        self._pencil = pencil
        self._channel = channel
        self._stroke = 0
        self._before: Weights | None = None
        self._painting: Painting | None = None
        self._step_name = ""
        grid.stroke_started.connect(self._on_grid_stroke_started)
        grid.stroke_cancelled.connect(self._on_grid_stroke_cancelled)
        grid.drawn.connect(self._on_grid_drawn)
        grid.cell_painted.connect(self._on_grid_cell_painted)
        grid.selection_moved.connect(self._on_grid_selection_moved)
        grid.edit_wanted.connect(self._on_grid_edit_wanted)

    def copy(self, notation: Notation = "tabs") -> None:
        """Put what is selected, or the whole filter, onto the clipboard as text.

        Parameters
        ----------
        notation : str
            "tabs" for spreadsheets; see ``data.filter_text.kernel_as_text`` for the others.

        Raises
        ------
        FilterLabError
            It cannot be written in that way.
        """
        item = self._document.current_filter
        if item is not None:
            block = copied(item.weights, self._selected(item), self._channel())
            QGuiApplication.clipboard().setText(kernel_as_text(block, notation))

    def cut(self) -> None:
        """Put what is selected, or everything, onto the clipboard and leave zeros."""
        self.copy()
        self._clear(self.tr("Cut"))

    def clear(self) -> None:
        """Set what is selected, or everything, to 0."""
        self._clear(self.tr("Clear"))

    def paste(self, text: str) -> bool:
        """Put numbers where something is selected, or replace the whole filter by them.

        Parameters
        ----------
        text : str
            Rows of numbers, or any other notation of a filter.

        Returns
        -------
        bool
            False when the text holds no number at all and so is meant for something else.

        Raises
        ------
        FilterLabError
            The text is no filter; nothing has changed.
        """
        if re.search(r"\d", text) is None:
            return False
        block = read_kernel_text(text, self.tr("The pasted text"))
        item, selection = self._document.current_filter, self._grid.selection
        if item is None:
            added = self._document.make_filter(self.tr("Pasted"), block, origin="pasted")
            self._undo_stack.push(AddFilter(self._document, added, self.tr("Paste filter")))
            return True
        if selection is None:
            weights = with_pasted(item.weights, block, self._channel())
        else:
            weights, selection = with_pasted_at(item.weights, block, selection, self._channel())
        self._editing.change(item, weights, self.tr("Paste numbers"))
        self._grid.select(selection)
        return True

    def _selected(self, item: Filter) -> Selection:
        """Return what is selected, or everything."""
        _, height, width = item.weights.shape
        return self._grid.selection or Selection.everything((height, width))

    def _clear(self, text: str) -> None:
        item = self._document.current_filter
        if item is not None:
            _, rest = cut(item.weights, self._selected(item), self._channel())
            self._editing.change(item, rest, text)

    def _on_grid_stroke_started(self) -> None:
        item = self._document.current_filter
        self._stroke = self._editing.new_stroke()
        self._before = item.weights if item is not None else None
        self._painting = None

    def _on_grid_stroke_cancelled(self) -> None:
        self._editing.cancel(self._stroke)

    def _on_grid_drawn(self, drag: Drag) -> None:
        item = self._document.current_filter
        if item is None or self._before is None:
            return
        if self._painting is None:
            pencil = self._pencil()
            self._step_name = self._name_of(pencil, erases=drag.erases)
            self._painting = Painting(
                self._before, pencil, self._channel(), erases=drag.erases, area=self._grid.selection
            )
        try:
            weights = self._painting.after(drag)
        except FilterLabError as error:
            self._grid.end_stroke()
            self.message_raised.emit(str(error))
            return
        self._editing.change(item, weights, self._step_name, self._stroke)

    def _name_of(self, pencil: Pencil, *, erases: bool) -> str:
        """Name the step that a drag makes."""
        mode = "erase" if erases else pencil.mode
        shapes = {
            "line": self.tr("Line"),
            "rectangle": self.tr("Rectangle"),
            "ellipse": self.tr("Ellipse"),
            "flood": self.tr("Fill"),
        }
        if pencil.tool == "gradient" and not erases:
            return self.tr("Gradient")
        if mode in ("replace", "add"):
            return shapes.get(pencil.tool, self.tr("Paint"))
        return self.tr("Erase") if mode == "erase" else self.tr("Smooth")

    def _on_grid_cell_painted(self, row: int, column: int, value: float) -> None:
        item = self._document.current_filter
        if item is not None:
            weights = item.weights.copy()
            weights[channel_slice(self._channel(), len(weights)), row, column] = value
            self._editing.change(item, weights, self.tr("Paint"), self._stroke)

    def _on_grid_selection_moved(self, selection: Selection, rows: int, columns: int) -> None:
        item = self._document.current_filter
        if item is not None and self._before is not None:
            weights = moved(self._before, selection, rows, columns, self._channel())
            self._editing.change(item, weights, self.tr("Move"), self._stroke)

    def _on_grid_edit_wanted(self, edit: str) -> None:
        actions: dict[str, Callable[[], object]] = {
            "copy": self.copy,
            "cut": self.cut,
            "clear": self.clear,
            "paste": lambda: self.paste(QGuiApplication.clipboard().text()),
        }
        try:
            actions[edit]()
        except FilterLabError as error:
            self.message_raised.emit(str(error))
