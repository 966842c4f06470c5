"""A grid of numbers that a hand draws in: by mouse here, by keyboard in what is built on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from filterlab.data.drawing import Brush, Selection, Symmetry
from filterlab.gui.widgets import grid_overlays
from filterlab.gui.widgets.cells_view import CellsView
from filterlab.gui.widgets.drawing_tool import WITH_TIP, Drag, DrawingTool
from filterlab.gui.widgets.hand import Hand
from filterlab.gui.widgets.spoken_cell import selection_in_words

if TYPE_CHECKING:
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QFocusEvent, QMouseEvent, QPainter
    from PySide6.QtWidgets import QWidget

    from filterlab.data.drawing import Cell, Size
    from filterlab.gui.widgets.cell_geometry import CellGeometry

SHIFT = Qt.KeyboardModifier.ShiftModifier
LEFT, RIGHT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton


class HandGrid(CellsView):
    """Say what the user's hand does with a tool; which cells that touches is not the grid's business.

    Setters never emit.

    Signals
    -------
    stroke_started(), stroke_finished()
        Around one stroke.
    stroke_cancelled()
        In place of ``stroke_finished``: the user wants back what was there before.
    drawn(Drag)
        Within a stroke, the hand draws with the tool.
    selection_moved(selection, rows, columns)
        Within a stroke, the user wants what was selected at its start this far down and right.
    selection_changed()
        The user selected something else, or nothing.
    value_picked(value)
        The user wants this cell's value as the brush.
    """

    stroke_started = Signal()
    stroke_finished = Signal()
    stroke_cancelled = Signal()
    drawn = Signal(object)
    selection_moved = Signal(object, int, int)
    selection_changed = Signal()
    value_picked = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with a brush of one cell and nothing selected."""
        super().__init__(parent)
        self._tool: DrawingTool = "brush"
        self._tip = Brush()
        self._symmetry = Symmetry()
        self._selection: Selection | None = None
        self._hand: Hand | None = None
        self.setCursor(Qt.CursorShape.CrossCursor)

    @property
    def tool(self) -> DrawingTool:
        """What the left button and the space bar do."""
        return self._tool

    @property
    def selection(self) -> Selection | None:
        """What is selected; while it is moved it may hang over the edge."""
        return self._selection

    @property
    def is_in_drag(self) -> bool:
        """Whether the user holds a button at this moment."""
        return self._hand is not None and self._hand.button is not None

    def set_tool(self, tool: DrawingTool, tip: Brush) -> None:
        """Take a tool into the hand; the outline of the tip follows the mouse where the tool has one."""
        tip = tip if tool in WITH_TIP else Brush()
        if tip != self._tip:
            hovered = self._hovered
            self._hover(None)
            self._tip = tip
            self._hover(hovered)
        if tool != self._tool:
            self._tool = tool
            self.setCursor(Qt.CursorShape.CrossCursor)

    def set_symmetry(self, symmetry: Symmetry) -> None:
        """Draw the axes of another symmetry."""
        if symmetry != self._symmetry:
            self._symmetry = symmetry
            self.update()

    def set_selection(self, selection: Selection | None) -> None:
        """Select other cells, or none."""
        if selection != self._selection:
            for one in (self._selection, selection):
                if one is not None:
                    self._update_area(grid_overlays.area_of(one, self._geometry))
            self._selection = selection

    def select(self, selection: Selection | None) -> None:
        """Select other cells, or none, because the user wants it: a signal follows, and a screen reader hears it."""
        if selection != self._selection:
            self.set_selection(selection)
            self.say(selection_in_words(selection))
            self.selection_changed.emit()

    def end_stroke(self) -> None:
        """Forget a stroke without a word, because the array has become another one."""
        self._hand = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a stroke or a selection, or pick a cell's value."""
        cell, button = self._cell_under(event.position()), event.button()
        if cell is None or self.is_in_drag:
            event.ignore()
            return
        self._finish_stroke()
        wants_value = button == LEFT and event.modifiers() & Qt.KeyboardModifier.AltModifier
        if button == MIDDLE or wants_value:
            self._move_to(cell)
            self.value_picked.emit(float(self._weights[cell]))
        elif button in (LEFT, RIGHT):
            self._begin(cell, button)
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with what was begun; follow the mouse with a thin ring."""
        self._hover(self._cell_under(event.position()))
        if self.is_in_drag:
            here = self._geometry.cell_at(event.position())
            self._go_on(here, is_straight=bool(event.modifiers() & SHIFT))
        elif self._tool == "select":
            is_movable = self._is_selected(self._hovered)
            self.setCursor(Qt.CursorShape.SizeAllCursor if is_movable else Qt.CursorShape.CrossCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the stroke that this button began."""
        if self._hand is not None and event.button() == self._hand.button:
            self._finish_stroke()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """End a stroke where the focus goes."""
        super().focusOutEvent(event)
        self._finish_stroke()

    @property
    def _size(self) -> Size:
        rows, columns = self._weights.shape
        return rows, columns

    def _is_selected(self, cell: Cell | None) -> bool:
        if cell is None or self._selection is None:
            return False
        return bool(self._selection.mask(self._size)[cell])

    def _begin(self, cell: Cell, button: Qt.MouseButton | None) -> None:
        """Begin what the tool does at a cell: with a button of the mouse, or by keyboard."""
        if self._tool == "select" and button != RIGHT:
            can_move = button is not None and self._is_selected(cell)
            hand = Hand("move" if can_move else "select", button, cell, self._selection)
        else:
            hand = Hand("draw", button, cell, self._selection, erases=button == RIGHT)
        self._hand = hand
        self._move_to(cell)
        if hand.kind == "select":
            self.select(hand.selected(self._size))
            return
        self.stroke_started.emit()
        if hand.kind == "draw" and self._hand is hand:
            self.drawn.emit(Drag(cell, cell, cell, hand.erases))

    def _begin_moving(self) -> None:
        """Begin to move what is selected by keyboard."""
        self._hand = Hand("move", None, self._current, self._selection)
        self.stroke_started.emit()

    def _go_on(self, here: Cell, *, is_straight: bool) -> None:
        """Go on with what was begun, to another cell, with or without Shift."""
        hand = self._hand
        drag = hand.go_to(here, is_straight=is_straight) if hand is not None else None
        if hand is None or drag is None:
            return
        self._move_to(self._geometry.clamped(here))
        if hand.kind == "draw":
            self.drawn.emit(drag)
            return
        self.select(hand.selected(self._size))
        if hand.kind == "move" and hand.selection is not None:
            self.selection_moved.emit(hand.selection, *hand.way)

    def _finish_stroke(self) -> None:
        """End what the hand does; what was moved over the edge is no longer selected."""
        hand, self._hand = self._hand, None
        if hand is None:
            return
        if hand.kind == "move":
            was_clicked = hand.button is not None and not hand.has_moved
            moved = Selection.between(hand.start, hand.start) if was_clicked else hand.selected(self._size)
            self.select(moved.clipped(self._size) if moved is not None else None)
        if hand.kind != "select":
            self.stroke_finished.emit()

    def _cancel_stroke(self) -> None:
        """Give up what the hand does."""
        hand, self._hand = self._hand, None
        if hand is None:
            return
        self.select(hand.selection)
        if hand.kind != "select":
            self.stroke_cancelled.emit()

    def _paint_over(self, painter: QPainter, geometry: CellGeometry) -> None:
        grid_overlays.paint_axes(painter, geometry, self._symmetry)
        if self._selection is not None:
            grid_overlays.paint_selection(painter, geometry, self._selection)

    def _paint_hover(self, painter: QPainter, geometry: CellGeometry, cell: Cell) -> None:
        if self._tip.size > 1:
            grid_overlays.paint_tip(painter, geometry, cell, self._tip)
        else:
            super()._paint_hover(painter, geometry, cell)

    def _hover_area(self, cell: Cell) -> QRectF:
        return grid_overlays.tip_area(self._geometry, cell, self._tip).adjusted(-2, -2, 2, 2)
