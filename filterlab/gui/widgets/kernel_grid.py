"""The painted kernel: cells to drag over, to step by wheel and to type into."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, Qt, Signal

from filterlab.gui.widgets.cell_editor import CellEditor
from filterlab.gui.widgets.cell_geometry import Cell, cells_between
from filterlab.gui.widgets.cells_view import CellsView
from filterlab.gui.widgets.kernel_keys import action_of
from filterlab.gui.widgets.steps import handy_step, stepped

if TYPE_CHECKING:
    from numpy.typing import ArrayLike
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent
    from PySide6.QtWidgets import QWidget

NOTCH = 120


class KernelGrid(CellsView):
    """Show the weights of a filter and let the user ask for others.

    The grid never changes its array by itself: it says what the user asks for, and shows what it is given by
    ``set_weights``. Setters never emit.

    Signals
    -------
    stroke_started(), stroke_finished()
        Around the cells of one stroke: a drag, the turns of the wheel over one cell, one typed value.
    cell_painted(row, column, value)
        The user wants this value there.
    value_picked(value)
        The user wants this cell's value as the brush (middle button, Alt and click, or P).
    message_raised(sentence)
        What was typed is no number.
    """

    stroke_started = Signal()
    cell_painted = Signal(int, int, float)
    stroke_finished = Signal()
    value_picked = Signal(float)
    message_raised = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with 3 × 3 zeros and a brush of 1."""
        super().__init__(parent)
        self._brush = 1.0
        self._step: float | None = None
        self._drag: tuple[Qt.MouseButton, Cell] | None = None
        self._wheeled: Cell | None = None
        self._wheel_rest = 0
        self._editor = CellEditor(self)
        self._editor.value_typed.connect(self._on_editor_value_typed)
        self._editor.refused.connect(self.message_raised)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.set_title(self.tr("Kernel"))
        self.set_weights(self._weights)

    @property
    def brush(self) -> float:
        """The value that the left button paints."""
        return self._brush

    @property
    def step(self) -> float:
        """What one notch of the wheel adds: as set, or a handy part of the largest weight."""
        if self._step is not None:
            return self._step
        return handy_step(float(np.abs(self._weights).max()) or abs(self._brush))

    @property
    def editor(self) -> CellEditor:
        """The line in which a value is typed."""
        return self._editor

    @property
    def is_in_drag(self) -> bool:
        """Whether the user is drawing a stroke at this moment."""
        return self._drag is not None

    def set_weights(self, weights: ArrayLike) -> None:
        """Show an array of shape (KH, KW); a new shape ends a stroke and closes the editor."""
        if np.shape(weights) != self._weights.shape:
            self.end_stroke()
        super().set_weights(weights)

    def end_stroke(self) -> None:
        """Forget a stroke without a word, because the array has become another one."""
        self._drag = self._wheeled = None
        self._editor.close_editor()

    def set_brush(self, value: float) -> None:
        """Set the value that the left button paints."""
        self._brush = float(value)

    def set_step(self, step: float | None) -> None:
        """Set what one notch of the wheel adds; None takes a handy part of the largest weight."""
        self._step = step

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a stroke, or pick a cell's value."""
        cell = self._cell_under(event.position())
        if cell is None or self.is_in_drag:
            event.ignore()
            return
        self._editor.leave()
        self._finish_stroke()
        button = event.button()
        wants_value = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if button == Qt.MouseButton.MiddleButton or (button == Qt.MouseButton.LeftButton and wants_value):
            self._move_to(cell)
            self.value_picked.emit(float(self._weights[cell]))
        elif button in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            self._drag = (button, cell)
            self.stroke_started.emit()
            self._paint_cell(cell, self._value_of(button))
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Paint every cell between the last place and this one; follow the mouse with a thin ring."""
        self._hover(self._cell_under(event.position()))
        if self._drag is None:
            return
        button, last = self._drag
        geometry = self._geometry
        here = geometry.cell_at(event.position())
        for cell in cells_between(last, here):
            # Whoever listens may show an array of another shape, which ends the stroke.
            if self.is_in_drag and geometry.contains(cell):
                self._paint_cell(cell, self._value_of(button))
        if self.is_in_drag:
            self._drag = (button, here)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the stroke that this button began."""
        if self._drag is not None and event.button() == self._drag[0]:
            self._finish_stroke()

    def leaveEvent(self, event: QEvent) -> None:
        """Close what the wheel did here."""
        super().leaveEvent(event)
        if self._wheeled is not None:
            self._finish_stroke()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step the value of the cell under the mouse; Shift makes ten steps, Ctrl is left to zooming."""
        cell = self._cell_under(event.position())
        modifiers = event.modifiers()
        if cell is None or self.is_in_drag or modifiers & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        event.accept()
        if cell != self._wheeled:
            self._finish_stroke()
            self._wheeled, self._wheel_rest = cell, 0
            self.stroke_started.emit()
        # With Alt or Shift some systems turn the wheel sideways; fine wheels send parts of a notch.
        self._wheel_rest += event.angleDelta().y() or event.angleDelta().x()
        notches = int(self._wheel_rest / NOTCH)
        self._wheel_rest -= notches * NOTCH
        if notches:
            count = 10 * notches if modifiers & Qt.KeyboardModifier.ShiftModifier else notches
            self._paint_cell(cell, stepped(float(self._weights[cell]), count, self.step))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, paint, erase, step or type."""
        action = action_of(event)
        if action is None or self.is_in_drag:
            super().keyPressEvent(event)
            return
        cell, value = self._current, float(self._weights[self._current])
        match action.kind:
            case "move":
                self._move_to(self._geometry.clamped((cell[0] + action.rows, cell[1] + action.columns)))
            case "step":
                self._paint_once(cell, stepped(value, action.rows, self.step))
            case "paint":
                self._paint_once(cell, self._brush)
            case "erase":
                self._paint_once(cell, 0.0)
            case "pick":
                self.value_picked.emit(value)
            case "edit":
                name = self.tr("Value of row {row}, column {column}")
                self._editor.setAccessibleName(name.format(row=cell[0], column=cell[1]))
                self._editor.open_over(self._geometry.rect(cell), value, action.text)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """End a stroke where the focus goes."""
        super().focusOutEvent(event)
        self._finish_stroke()

    def _value_of(self, button: Qt.MouseButton) -> float:
        return self._brush if button == Qt.MouseButton.LeftButton else 0.0

    def _paint_cell(self, cell: Cell, value: float) -> None:
        self._move_to(cell)
        self.cell_painted.emit(*cell, value)

    def _paint_once(self, cell: Cell, value: float) -> None:
        """Make a stroke of one cell."""
        self._finish_stroke()
        self.stroke_started.emit()
        self._paint_cell(cell, value)
        self.stroke_finished.emit()

    def _finish_stroke(self) -> None:
        if self._drag is not None or self._wheeled is not None:
            self._drag = self._wheeled = None
            self.stroke_finished.emit()

    def _on_editor_value_typed(self, value: float, rows: int, columns: int) -> None:
        """Paint what was typed and go on, from the end of a row to the start of the next."""
        self._paint_once(self._current, value)
        height, width = self._weights.shape
        place = self._current[0] * width + self._current[1] + columns
        row, column = divmod(min(max(place, 0), height * width - 1), width)
        self._move_to(self._geometry.clamped((row + rows, column)))
