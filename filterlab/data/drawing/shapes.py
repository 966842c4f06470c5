"""Which cells a drawing tool touches: brush, line, rectangle, ellipse.

Every function returns a mask of the whole grid. Corners and ends may lie outside it; what falls outside is
cut off. An outline is drawn by a brush that walks along it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from filterlab.data.drawing.cells import Cell, Mask, Size
from filterlab.errors import FilterLabError

MAX_BRUSH_SIZE = 15
"""The widest brush, in cells."""


Places = NDArray[np.int64]
"""Numbers of rows or of columns."""

Fill = Callable[[Places, Places, Cell, Cell], Mask]
"""Tells which places belong to a filled shape between two corner cells."""


@dataclass(frozen=True)
class Brush:
    """The tip that draws.

    Attributes
    ----------
    size : int
        Cells across, 1 to 15. The middle of an even size is the cell before the centre, as for kernels.
    form : "round" or "square"
        A round brush is the filled ellipse of its square.

    Raises
    ------
    FilterLabError
        The size is out of range.
    """

    size: int = 1
    form: Literal["round", "square"] = "round"

    def __post_init__(self) -> None:
        """Check the size."""
        if not 1 <= self.size <= MAX_BRUSH_SIZE:
            raise FilterLabError(
                f"A brush of {self.size} cells is not possible: choose a size from 1 to {MAX_BRUSH_SIZE}."
            )

    @property
    def footprint(self) -> Mask:
        """The cells under the brush, shape (size, size), bool."""
        cells = np.arange(self.size)
        fill = _box if self.form == "square" else _disc
        return fill(cells[:, None], cells[None, :], (0, 0), (self.size - 1, self.size - 1))


ONE_CELL = Brush()
"""The brush that touches the cell it is on, and no other."""


def dab(size: Size, cell: Cell, brush: Brush = ONE_CELL) -> Mask:
    """Touch the grid once with a brush.

    Parameters
    ----------
    size : (int, int)
        Rows and columns of the grid.
    cell : (int, int)
        Where the middle of the brush is.
    brush : Brush
        Its size and form.

    Returns
    -------
    ndarray
        Shape (KH, KW), bool.
    """
    return line(size, cell, cell, brush)


def line(size: Size, start: Cell, end: Cell, brush: Brush = ONE_CELL) -> Mask:
    """Draw a straight line with a brush, both ends included.

    Parameters
    ----------
    size : (int, int)
        Rows and columns of the grid.
    start, end : (int, int)
        The two ends, in either order.
    brush : Brush
        Its size is the thickness.

    Returns
    -------
    ndarray
        Shape (KH, KW), bool.
    """
    rows, columns = _walk(start, end)
    margin = brush.size
    mask = np.zeros((size[0] + 2 * margin, size[1] + 2 * margin), dtype=np.bool_)
    rows, columns = rows + margin, columns + margin
    inside = (rows >= 0) & (rows < mask.shape[0]) & (columns >= 0) & (columns < mask.shape[1])
    mask[rows[inside], columns[inside]] = True
    return _brushed(mask, brush, size)


def line_cells(start: Cell, end: Cell) -> list[Cell]:
    """List the cells of a thin straight line in order, both ends included.

    Each cell touches the next at a side or a corner, and is the nearest to the true line in its row or
    column, whichever the line crosses more of; a tie goes down or right. So both directions give the same
    cells.
    Source: J. E. Bresenham, Algorithm for computer control of a digital plotter (1965).

    Parameters
    ----------
    start, end : (int, int)
        The two ends; they may lie outside the grid.

    Returns
    -------
    list of (int, int)
        One more than the longer side of the way.
    """
    rows, columns = _walk(start, end)
    return list(zip(rows.tolist(), columns.tolist(), strict=True))


def rectangle(size: Size, start: Cell, end: Cell, brush: Brush = ONE_CELL, *, filled: bool = False) -> Mask:
    """Draw a rectangle between two opposite corners.

    Parameters
    ----------
    size : (int, int)
        Rows and columns of the grid.
    start, end : (int, int)
        Two opposite corner cells, in any order; both belong to the rectangle.
    brush : Brush
        What walks along the outline; a filled rectangle does not use it.
    filled : bool
        All cells of the rectangle instead of its outline.

    Returns
    -------
    ndarray
        Shape (KH, KW), bool.
    """
    return _drawn(_box, size, start, end, brush, filled=filled)


def ellipse(size: Size, start: Cell, end: Cell, brush: Brush = ONE_CELL, *, filled: bool = False) -> Mask:
    """Draw the ellipse that touches the four sides of a box.

    Its cells are those whose middle lies inside the true ellipse, and the middle rows and columns of the box,
    so that thin ellipses reach their ends: a box one cell wide gives a line. The corner cells of a box of
    3 × 3 or more never belong. The ellipse is symmetric in both directions.

    Parameters
    ----------
    size : (int, int)
        Rows and columns of the grid.
    start, end : (int, int)
        Two opposite corner cells of the box, in any order.
    brush : Brush
        What walks along the outline; a filled ellipse does not use it.
    filled : bool
        All cells of the ellipse instead of those at its rim.

    Returns
    -------
    ndarray
        Shape (KH, KW), bool.
    """
    return _drawn(_disc, size, start, end, brush, filled=filled)


def squared(start: Cell, end: Cell) -> Cell:
    """Move the second corner of a box so that the box is square, with the longer of its two sides."""
    rows, columns = end[0] - start[0], end[1] - start[1]
    side = max(abs(rows), abs(columns))
    return start[0] + (side if rows >= 0 else -side), start[1] + (side if columns >= 0 else -side)


def straightened(start: Cell, end: Cell) -> Cell:
    """Move the end of a line so that it runs flat, upright or at 45 degrees, whichever is nearest."""
    rows, columns = end[0] - start[0], end[1] - start[1]
    # The tangent of 22.5 degrees divides straight from slanted.
    if abs(rows) <= abs(columns) * (np.sqrt(2) - 1):
        return start[0], end[1]
    if abs(columns) <= abs(rows) * (np.sqrt(2) - 1):
        return end[0], start[1]
    return squared(start, end)


def _walk(start: Cell, end: Cell) -> tuple[Places, Places]:
    """Return rows and columns of the cells of a thin line, from start to end."""
    rows, columns = end[0] - start[0], end[1] - start[1]
    steps = max(abs(rows), abs(columns))
    step = np.arange(steps + 1, dtype=np.int64)
    # Half a step is added before the whole-number division so that the line is rounded, not cut.
    double = max(2 * steps, 1)
    return start[0] + (2 * rows * step + steps) // double, start[1] + (2 * columns * step + steps) // double


def _box(rows: Places, columns: Places, start: Cell, end: Cell) -> Mask:
    """Tell which places lie in the box between two corners; rows (H, 1) and columns (1, W) give (H, W)."""
    top, bottom = sorted((start[0], end[0]))
    left, right = sorted((start[1], end[1]))
    mask: Mask = (rows >= top) & (rows <= bottom) & (columns >= left) & (columns <= right)
    return mask


def _disc(rows: Places, columns: Places, start: Cell, end: Cell) -> Mask:
    """Tell which places belong to the ellipse in the box between two corners, see `ellipse`."""
    height, width = abs(end[0] - start[0]) + 1, abs(end[1] - start[1]) + 1
    # Twice the way from the centre, a whole number.
    down, right = np.abs(2 * rows - start[0] - end[0]), np.abs(2 * columns - start[1] - end[1])
    inside = (down / height) ** 2 + (right / width) ** 2 <= 1
    mask: Mask = inside | (down <= 1) | (right <= 1)
    if height > 2 and width > 2:
        mask &= (down < height - 1) | (right < width - 1)
    return mask & _box(rows, columns, start, end)


def _drawn(fill: Fill, size: Size, start: Cell, end: Cell, brush: Brush, *, filled: bool) -> Mask:
    """Draw a shape that is known by its filled form."""
    kh, kw = size
    if filled:
        return fill(np.arange(kh)[:, None], np.arange(kw)[None, :], start, end)
    # A thick outline just outside the grid reaches into it, and what is outline depends on the next cells.
    edge = brush.size + 1
    inner = fill(np.arange(-edge, kh + edge)[:, None], np.arange(-edge, kw + edge)[None, :], start, end)
    surrounded = inner[:-2, 1:-1] & inner[2:, 1:-1] & inner[1:-1, :-2] & inner[1:-1, 2:]
    return _brushed(inner[1:-1, 1:-1] & ~surrounded, brush, size)


def _brushed(path: Mask, brush: Brush, size: Size) -> Mask:
    """Touch the grid with a brush at every cell of a path.

    Parameters
    ----------
    path : ndarray
        Shape (KH + 2 * brush.size, KW + 2 * brush.size): the grid with a margin as wide as the brush.
    brush : Brush
        The tip.
    size : (int, int)
        Rows and columns of the grid.
    """
    kh, kw = size
    before, after = (brush.size - 1) // 2, brush.size // 2
    margin = brush.size
    # A cell is touched when the path has a cell under the brush turned by 180 degrees and laid on it.
    near = path[margin - after : margin + kh + before, margin - after : margin + kw + before]
    windows = np.lib.stride_tricks.sliding_window_view(near, (brush.size, brush.size))
    touched: Mask = np.logical_or.reduce(windows & brush.footprint[::-1, ::-1], axis=(2, 3))
    return touched
