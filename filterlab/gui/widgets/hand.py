"""What the user's hand is doing in a grid of numbers: drawing, selecting, or moving what is selected."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from filterlab.data.drawing import Selection, squared
from filterlab.gui.widgets.drawing_tool import Drag

if TYPE_CHECKING:
    from PySide6.QtCore import Qt

    from filterlab.data.drawing import Cell, Size


@dataclass
class Hand:
    """One gesture from its beginning to its end, by mouse or by keyboard.

    Attributes
    ----------
    kind : "draw", "select" or "move"
        What it does.
    button : Qt.MouseButton or None
        The button that is held, or None for the keyboard.
    start : (int, int)
        The cell where it began.
    selection : Selection or None
        What was selected when it began.
    erases : bool
        Whether it draws zeros.
    here : (int, int)
        The cell where it is now; may lie outside the grid.
    is_straight : bool
        Whether Shift is held.
    has_moved : bool
        Whether it has ever been at another cell than its start.
    """

    kind: Literal["draw", "select", "move"]
    button: Qt.MouseButton | None
    start: Cell
    selection: Selection | None = None
    erases: bool = False
    here: Cell = field(init=False)
    is_straight: bool = False
    has_moved: bool = False

    def __post_init__(self) -> None:
        """Be where it begins."""
        self.here = self.start

    def go_to(self, here: Cell, *, is_straight: bool) -> Drag | None:
        """Go to another cell; return the way there, or None when nothing has changed."""
        if (here, is_straight) == (self.here, self.is_straight):
            return None
        before, self.here, self.is_straight = self.here, here, is_straight
        self.has_moved |= here != self.start
        return Drag(self.start, before, here, self.erases, is_straight)

    @property
    def way(self) -> tuple[int, int]:
        """How many rows down and columns right it has gone."""
        return self.here[0] - self.start[0], self.here[1] - self.start[1]

    def selected(self, size: Size) -> Selection | None:
        """Return what is selected at this moment on a grid of (KH, KW) cells; it may hang over while it moves."""
        if self.kind == "select":
            end = squared(self.start, self.here) if self.is_straight else self.here
            return Selection.between(self.start, end).clipped(size)
        if self.kind == "move" and self.selection is not None:
            return self.selection.shifted(*self.way)
        return self.selection
