"""What a drawing tool makes of the weights while it is dragged: no widget."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from filterlab.data.drawing import (
    Brush,
    Paint,
    Selection,
    Stroke,
    Symmetry,
    ellipse,
    flood,
    line,
    linear_gradient,
    painted,
    radial_gradient,
    rectangle,
    squared,
    straightened,
    symmetric,
)
from filterlab.data.drawing.cells import channel_slice

if TYPE_CHECKING:
    from filterlab.data.drawing import Cell, Channel, Mask, Mode, Size, Weights
    from filterlab.gui.widgets.drawing_tool import Drag, DrawingTool


@dataclass(frozen=True)
class Pencil:
    """All that the user has chosen to draw with.

    Attributes
    ----------
    tool : str
        Which tool.
    mode : "replace", "add", "erase" or "smooth"
        What it does to the cells it touches.
    value : float
        What is set or added; the first value of a gradient.
    tip : Brush
        Size and form of the brush that draws lines and outlines.
    is_filled : bool
        Rectangles and ellipses with their inside.
    tolerance : float
        How different neighbours may be that flood takes for equal.
    is_radial : bool
        A gradient from its first point outwards in all directions, instead of along a line.
    end_value : float
        The last value of a gradient.
    symmetry : Symmetry
        Where all that is drawn is repeated.
    """

    tool: DrawingTool = "brush"
    mode: Mode = "replace"
    value: float = 1.0
    tip: Brush = field(default_factory=Brush)
    is_filled: bool = False
    tolerance: float = 0.0
    is_radial: bool = False
    end_value: float = 0.0
    symmetry: Symmetry = field(default_factory=Symmetry)

    def on_grid(self, size: Size) -> Pencil:
        """Return the same pencil without the mirrors that a grid of (KH, KW) cells does not have."""
        kh, kw = size
        if kh == kw or not self.symmetry.needs_square:
            return self
        return replace(self, symmetry=replace(self.symmetry, falling=False, rising=False))


class Painting:
    """One drag of a tool: the weights after it always come from those before it.

    Parameters
    ----------
    before : ndarray
        Shape (C, KH, KW): the weights when the drag begins.
    pencil : Pencil
        What is drawn with; the right button erases, as a brush where the tool itself does not draw shapes.
    channel : int or None
        The channel that is painted, or None for the same in every channel.
    erases : bool
        Whether zeros are drawn.
    area : Selection or None
        The cells that a gradient fills; None fills all.
    """

    def __init__(
        self, before: Weights, pencil: Pencil, channel: Channel, *, erases: bool, area: Selection | None
    ) -> None:
        """Start with nothing touched."""
        _, kh, kw = before.shape
        self._size = (kh, kw)
        self._pencil = pencil.on_grid(self._size)
        self._channel = channel
        self._area = area or Selection.everything(self._size)
        self._tool = "brush" if erases and pencil.tool in ("gradient", "select") else pencil.tool
        self._stroke = Stroke.begin(before, Paint(pencil.value, "erase" if erases else pencil.mode, channel))

    def after(self, drag: Drag) -> Weights:
        """Return the weights at one moment of the drag, shape (C, KH, KW).

        Raises
        ------
        FilterLabError
            A weight has become too large for 32 bits.
        """
        if self._tool == "gradient":
            return self._with_gradient(drag)
        if self._tool == "brush":
            mask = line(self._size, drag.before, drag.here, self._pencil.tip)
            self._stroke = self._stroke.touching(symmetric(mask, self._pencil.symmetry))
        else:
            self._stroke = self._stroke.covering(symmetric(self._shape(drag), self._pencil.symmetry))
        return self._stroke.after()

    def _shape(self, drag: Drag) -> Mask:
        """Return the cells of a tool that is pulled out of its first point: (KH, KW)."""
        size, start, tip, filled = self._size, drag.start, self._pencil.tip, self._pencil.is_filled
        match self._tool:
            case "line":
                return line(size, start, _straight(drag), tip)
            case "rectangle":
                return rectangle(size, start, _square(drag), tip, filled=filled)
            case "ellipse":
                return ellipse(size, start, _square(drag), tip, filled=filled)
            case _:
                seen = self._stroke.before[channel_slice(self._channel, len(self._stroke.before))]
                return flood(seen, start, self._pencil.tolerance)

    def _with_gradient(self, drag: Drag) -> Weights:
        """Return the weights under a gradient; a click without a way makes none."""
        before, pencil = self._stroke.before, self._pencil
        if drag.here == drag.start:
            return before
        ends = pencil.value, pencil.end_value
        values = (
            radial_gradient(self._size, drag.start, drag.here, *ends)
            if pencil.is_radial
            else linear_gradient(self._size, drag.start, _straight(drag), *ends)
        )
        mode: Mode = "add" if pencil.mode == "add" else "replace"
        return painted(before, self._area.mask(self._size), values, mode, self._channel)


def _straight(drag: Drag) -> Cell:
    return straightened(drag.start, drag.here) if drag.is_straight else drag.here


def _square(drag: Drag) -> Cell:
    return squared(drag.start, drag.here) if drag.is_straight else drag.here
