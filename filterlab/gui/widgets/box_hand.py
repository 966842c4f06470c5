"""Choose a rectangle of whole pixels on a view: drag it out, take it by its edges, or move it by keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF, Qt, Signal

from filterlab.gui.widgets.box_moves import Grip, grip_at, moved, spanned, stretched
from filterlab.gui.widgets.box_outline import BoxOutline
from filterlab.gui.widgets.canvas_mouse import ARROWS
from filterlab.probes import Box

if TYPE_CHECKING:
    from PySide6.QtGui import QCursor, QKeyEvent

    from filterlab.gui.widgets.array_view import ArrayView
    from filterlab.probes import Pair

# Points of the screen: how near an edge is on it, and how far a mouse moves that means to drag.
REACH, STILL = 6.0, 3.0
# What the first arrow key chooses: the largest filter there can be.
FIRST = 31
FAR = 10
CURSORS = {
    (-1, -1): Qt.CursorShape.SizeFDiagCursor,
    (1, 1): Qt.CursorShape.SizeFDiagCursor,
    (-1, 1): Qt.CursorShape.SizeBDiagCursor,
    (1, -1): Qt.CursorShape.SizeBDiagCursor,
    (-1, 0): Qt.CursorShape.SizeVerCursor,
    (1, 0): Qt.CursorShape.SizeVerCursor,
    (0, -1): Qt.CursorShape.SizeHorCursor,
    (0, 1): Qt.CursorShape.SizeHorCursor,
    (0, 0): Qt.CursorShape.SizeAllCursor,
}


class BoxHand(QObject):
    """A hand that chooses a rectangle (`ArrayView.set_hand`); what is chosen stays when it gives the button back.

    Arrow keys move the rectangle, with Shift they change its size, with Ctrl in steps of ten pixels; Delete drops
    it, Escape takes a drag back or puts the hand away. Setters never emit.

    Signals
    -------
    box_changed(Box or None)
        The user has chosen another rectangle, or dropped it.
    put_away()
        The user wants to choose no more.
    """

    box_changed = Signal(object)
    put_away = Signal()

    def __init__(self, view: ArrayView, parent: QObject | None = None) -> None:
        """Work on a view, without a picture yet."""
        super().__init__(parent)
        self._view = view
        self.outline = BoxOutline(view.view_box)
        self._size: Pair = (0, 0)
        self._box: Box | None = None
        self._is_shown = True
        self._start: tuple[float, float] | None = None
        self._before: Box | None = None
        self._grip: Grip | None = None
        self._hovered: Grip | None = None
        self._has_moved = False

    @property
    def box(self) -> Box | None:
        """The rectangle chosen, all of it on the picture, or None."""
        return self._box

    def set_size(self, size: Pair) -> None:
        """Work on a picture of another size: what is chosen stays if it lies on that, and is dropped if not."""
        if size == self._size:
            return
        self._size, self._start = size, None
        if self._box is not None and self._box.within(size) != self._box:
            self._box = None
        self._before = self._box
        self._draw()

    def set_box(self, box: Box | None) -> None:
        """Choose the part of a rectangle that lies on the picture; None, or no such part, chooses nothing."""
        inside = box.within(self._size) if box is not None else None
        self._box = inside if inside is not None and inside.height and inside.width else None
        self._draw()

    def set_shown(self, is_shown: bool) -> None:
        """Show or hide the outline."""
        self._is_shown = is_shown
        self._draw()

    @property
    def cursor(self) -> QCursor | Qt.CursorShape:
        """Arrows over what can be taken hold of, a cross elsewhere."""
        grip = self._grip if self._start is not None else self._hovered
        return CURSORS[grip.vertical, grip.horizontal] if grip is not None else Qt.CursorShape.CrossCursor

    def press(self, x: float, y: float) -> None:
        """Take hold of the rectangle, or of a pixel where a new one begins."""
        self._start, self._before, self._has_moved = (x, y), self._box, False
        self._grip = self._grip_at(x, y)

    def drag(self, x: float, y: float) -> None:
        """Let the rectangle follow."""
        if self._start is None:
            return
        columns, rows = x - self._start[0], y - self._start[1]
        down, across = self._points(STILL)
        self._has_moved |= abs(rows) >= down or abs(columns) >= across
        if not self._has_moved:
            return
        if self._grip is None or self._before is None:
            self._choose(spanned(self._start, (x, y), self._size))
        elif self._grip.is_inside:
            self._choose(moved(self._before, round(rows), round(columns), self._size))
        else:
            self._choose(stretched(self._before, self._grip, round(rows), round(columns), self._size))

    def release(self, x: float, y: float) -> None:
        """Let go; a mere click changes nothing."""
        self.drag(x, y)
        self._start = None
        self.hover(x, y)

    def cancel(self) -> None:
        """Go back to what was chosen before the button went down."""
        self._start = None
        self._choose(self._before)

    def hover(self, x: float, y: float) -> None:
        """Find out what the button would take hold of."""
        self._hovered = self._grip_at(x, y)

    def leave(self) -> None:
        """Hold nothing."""
        self._hovered = None

    def press_key(self, event: QKeyEvent) -> bool:
        """Move by arrows, change the size with Shift, drop by Delete; return whether the key was one of those."""
        if event.key() == Qt.Key.Key_Escape:
            self.put_away.emit()
            return True
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._box is not None:
            self._choose(None)
            return True
        arrow = ARROWS.get(Qt.Key(event.key()))
        if arrow is None or not all(self._size):
            return False
        held = event.modifiers()
        steps = FAR if held & Qt.KeyboardModifier.ControlModifier else 1
        rows, columns = arrow[0] * steps, arrow[1] * steps
        if self._box is None:
            self._choose(self._first_box())
        elif held & Qt.KeyboardModifier.ShiftModifier:
            self._choose(stretched(self._box, Grip(1, 1), rows, columns, self._size))
        else:
            self._choose(moved(self._box, rows, columns, self._size))
        return True

    def _first_box(self) -> Box:
        """Return a rectangle in the middle of what is in sight."""
        height, width = self._size
        sight: QRectF = self._view.view_box.viewRect().intersected(self._view.array_rect)
        middle = (sight if not sight.isEmpty() else QRectF(0, 0, width, height)).center()
        rows, columns = min(FIRST, height), min(FIRST, width)
        corner = Box(int(middle.y() - rows / 2), int(middle.x() - columns / 2), rows, columns)
        return moved(corner, 0, 0, self._size)

    def _choose(self, box: Box | None) -> None:
        if box != self._box:
            self._box = box
            self._draw()
            self.box_changed.emit(box)

    def _grip_at(self, x: float, y: float) -> Grip | None:
        return grip_at(self._box, x, y, self._points(REACH)) if self._box is not None else None

    def _points(self, count: float) -> tuple[float, float]:
        """Return how many pixels of the picture, down and across, so many points of the screen cover."""
        across, down = self._view.view_box.viewPixelSize()
        return count * down, count * across

    def _draw(self) -> None:
        box = self._box if self._is_shown else None
        text = (
            self.tr("{rows} × {columns}").format(rows=box.height, columns=box.width)
            if box is not None
            else ""
        )
        self.outline.set_box(box, text)
