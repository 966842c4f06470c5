"""The painted kernel: cells to draw over, to select, to step by wheel and to type into."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent

from filterlab.data.drawing import Selection
from filterlab.gui.widgets.cell_editor import CellEditor
from filterlab.gui.widgets.drawing_tool import WITH_TWO_POINTS
from filterlab.gui.widgets.hand_grid import SHIFT, HandGrid
from filterlab.gui.widgets.kernel_keys import action_of, holds_numbers
from filterlab.gui.widgets.steps import handy_step, stepped

if TYPE_CHECKING:
    from numpy.typing import ArrayLike
    from PySide6.QtGui import QMouseEvent, QWheelEvent
    from PySide6.QtWidgets import QWidget

    from filterlab.data.drawing import Cell
    from filterlab.gui.widgets.kernel_keys import KeyAction

NOTCH = 120


class KernelGrid(HandGrid):
    """Show the weights of a filter and let the user ask for others, by mouse, wheel and keyboard.

    The grid never changes its array by itself: it says what the user asks for, and shows what it is given by
    ``set_weights``. Setters never emit.

    Strokes are drags, the turns of the wheel over one cell, single values, and what the space bar begins:
    tools with two points take the first press for the first point and the second for the second one.

    Signals
    -------
    cell_painted(row, column, value)
        Within a stroke, the user wants this value there.
    edit_wanted(str)
        "copy", "cut", "paste" or "clear" what is selected.
    tool_wanted(str)
        The key of another tool was pressed.
    message_raised(sentence)
        What was typed is no number.
    """

    cell_painted = Signal(int, int, float)
    edit_wanted = Signal(str)
    tool_wanted = Signal(str)
    message_raised = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with 3 × 3 zeros and a brush of 1."""
        super().__init__(parent)
        self._brush = 1.0
        self._step: float | None = None
        self._wheeled: Cell | None = None
        self._wheel_rest = 0
        self._editor = CellEditor(self)
        self._editor.value_typed.connect(self._on_editor_value_typed)
        self._editor.refused.connect(self.message_raised)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.set_title(self.tr("Kernel"))
        self.set_weights(self._weights)

    @property
    def brush(self) -> float:
        """The value that is painted; steps are measured by it where all weights are 0."""
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

    def set_weights(self, weights: ArrayLike) -> None:
        """Show an array of shape (KH, KW); a new shape ends a stroke and closes the editor."""
        if np.shape(weights) != self._weights.shape:
            self.end_stroke()
        super().set_weights(weights)
        if self._selection is not None and self._hand is None:
            self._selection = self._selection.clipped(self._size)

    def end_stroke(self) -> None:
        """Forget a stroke without a word, because the array has become another one."""
        super().end_stroke()
        self._wheeled = None
        self._editor.close_editor()

    def set_brush(self, value: float) -> None:
        """Set the value that is painted."""
        self._brush = float(value)

    def set_step(self, step: float | None) -> None:
        """Set what one notch of the wheel adds; None takes a handy part of the largest weight."""
        self._step = step

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take what was typed before something else begins."""
        if not self.is_in_drag and self._cell_under(event.position()) is not None:
            self._editor.leave()
        super().mousePressEvent(event)

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
            count = 10 * notches if modifiers & SHIFT else notches
            self._paint_cell(cell, stepped(float(self._weights[cell]), count, self.step))

    def event(self, event: QEvent) -> bool:
        """Claim the keys of the grid before the window's shortcuts get them."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            action = action_of(event)
            if action is not None and self._claims(action):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, draw, select, erase, step or type."""
        action, is_straight = action_of(event), bool(event.modifiers() & SHIFT)
        if self._hand is not None and event.key() == Qt.Key.Key_Shift:
            self._go_on(self._hand.here, is_straight=True)
            return
        is_meant = action is not None and (not self.is_in_drag or action.kind == "escape")
        if action is None or not is_meant or not (self._continue(action, is_straight) or self._act(action)):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Let lines and boxes be free again when Shift goes up."""
        if self._hand is not None and event.key() == Qt.Key.Key_Shift:
            self._go_on(self._hand.here, is_straight=False)
        super().keyReleaseEvent(event)

    def _claims(self, action: KeyAction) -> bool:
        """Whether a key is for the grid: Escape while there is something to leave, paste while it holds numbers.

        Spreadsheets put a picture of the numbers beside them, which the window would take.
        """
        if action.kind == "escape":
            return self._hand is not None or self._selection is not None
        return action.kind != "paste" or holds_numbers(QGuiApplication.clipboard().text())

    def _continue(self, action: KeyAction, is_straight: bool) -> bool:
        """Begin a stroke by keyboard, or go on with it; return whether the key meant that."""
        hand = self._hand
        match action.kind:
            case "move":
                self._go_by_key(action, is_straight=is_straight)
            case "draw" if hand is not None and hand.kind != "move":
                self._go_on(hand.here, is_straight=is_straight)
                self._finish_stroke()
            case "draw":
                self._finish_stroke()
                self._begin(self._current, None)
                if self._tool not in WITH_TWO_POINTS:
                    self._finish_stroke()
            case "nudge" if self._selection is not None:
                if hand is None or hand.kind != "move":
                    self._finish_stroke()
                    self._begin_moving()
                self._go_by_key(action, is_straight=False)
            case "escape" if hand is not None:
                self._cancel_stroke()
            case _:
                return False
        return True

    def _go_by_key(self, action: KeyAction, *, is_straight: bool) -> None:
        """Move the current cell, and with it what the keyboard has begun; a plain arrow lets go what is moved."""
        if self._hand is not None and (self._hand.kind == "move") == (action.kind == "nudge"):
            row, column = self._hand.here
            there = row + action.rows, column + action.columns
            if self._hand.kind != "move":
                there = self._geometry.clamped(there)
            self._go_on(there, is_straight=is_straight)
            return
        self._finish_stroke()
        row, column = self._current
        self._move_to(self._geometry.clamped((row + action.rows, column + action.columns)))

    def _act(self, action: KeyAction) -> bool:
        """Do what is done at once; return whether it meant something."""
        self._finish_stroke()
        cell, value = self._current, float(self._weights[self._current])
        match action.kind:
            case "nudge" if action.rows:
                self._paint_once(cell, stepped(value, -action.rows * action.times, self.step))
            case "erase" if self._selection is None:
                self._paint_once(cell, 0.0)
            case "erase":
                self.edit_wanted.emit("clear")
            case "pick":
                self.value_picked.emit(value)
            case "edit":
                name = self.tr("Value of row {row}, column {column}")
                self._editor.setAccessibleName(name.format(row=cell[0], column=cell[1]))
                self._editor.open_over(self._geometry.rect(cell), value, action.text)
            case "tool":
                self.tool_wanted.emit(action.tool)
            case "select all":
                self.select(Selection.everything(self._size))
            case "escape" if self._selection is not None:
                self.select(None)
            case "copy" | "cut" | "paste":
                self.edit_wanted.emit(action.kind)
            case _:
                return False
        return True

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
        super()._finish_stroke()
        if self._wheeled is not None:
            self._wheeled = None
            self.stroke_finished.emit()

    def _on_editor_value_typed(self, value: float, rows: int, columns: int) -> None:
        """Paint what was typed and go on, from the end of a row to the start of the next."""
        self._paint_once(self._current, value)
        height, width = self._weights.shape
        place = self._current[0] * width + self._current[1] + columns
        row, column = divmod(min(max(place, 0), height * width - 1), width)
        self._move_to(self._geometry.clamped((row + rows, column)))
