"""The tools that draw into a grid of numbers, and what a hand does with one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from filterlab.data.drawing import Cell

DrawingTool = Literal["brush", "line", "rectangle", "ellipse", "flood", "gradient", "select"]
"""What the left button and the space bar do to the grid."""

DRAWING_TOOLS: tuple[DrawingTool, ...] = get_args(DrawingTool)

LETTERS: dict[DrawingTool, str] = {
    "brush": "B",
    "line": "L",
    "rectangle": "R",
    "ellipse": "E",
    "flood": "F",
    "gradient": "G",
    "select": "S",
}
"""The key of each tool while the grid has the focus."""

WITH_TWO_POINTS: frozenset[DrawingTool] = frozenset({"line", "rectangle", "ellipse", "gradient", "select"})
"""Tools that go from a first point to a second one."""

WITH_TIP: frozenset[DrawingTool] = frozenset({"brush", "line", "rectangle", "ellipse"})
"""Tools whose mark is as wide as the brush."""


@dataclass(frozen=True)
class Drag:
    """A stroke that is being drawn, at one moment; all cells may lie outside the grid.

    Attributes
    ----------
    start : (int, int)
        Where it began.
    before : (int, int)
        Where the hand was a moment ago; at first the start.
    here : (int, int)
        Where it is now.
    erases : bool
        Whether it is drawn with the right button, which sets 0.
    is_straight : bool
        Whether Shift holds lines straight and boxes square.
    """

    start: Cell
    before: Cell
    here: Cell
    erases: bool = False
    is_straight: bool = False
