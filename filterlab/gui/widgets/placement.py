"""Where the cells of a map lie on the picture it was computed from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF, QSize

# Cells of an array that is drawn as a whole even where only a part is in sight.
SMALL = 2**18


@dataclass(frozen=True)
class Placement:
    """Where an array's cells lie in the coordinates of the picture it was computed from.

    A response is smaller than its picture; placing it by its receptive-field centres lets picture and
    response share pan and zoom.

    Attributes
    ----------
    top, left : float
        Picture coordinates of the outer corner of cell (0, 0).
    step_y, step_x : float
        Height and width of one cell in picture pixels (the jump of the stages).
    """

    top: float = 0.0
    left: float = 0.0
    step_y: float = 1.0
    step_x: float = 1.0

    def rect(self, height: int, width: int) -> QRectF:
        """Return the rectangle that an array of this size covers."""
        return QRectF(self.left, self.top, width * self.step_x, height * self.step_y)

    def part(self, rows: range, columns: range) -> QRectF:
        """Return the rectangle that some rows and columns cover; every s-th is drawn s cells wide."""
        return QRectF(
            self.left + columns.start * self.step_x,
            self.top + rows.start * self.step_y,
            len(columns) * columns.step * self.step_x,
            len(rows) * rows.step * self.step_y,
        )

    def cell_at(self, x: float, y: float) -> tuple[int, int]:
        """Return (row, column) of the cell under a point of the picture; may lie outside the array."""
        return int(np.floor((y - self.top) / self.step_y)), int(np.floor((x - self.left) / self.step_x))


def visible_cells(
    sight: QRectF, placement: Placement, shape: tuple[int, int], points: QSize, *, spare: float = 0.2
) -> tuple[range, range]:
    """Return the rows and columns of an array that are worth drawing.

    Parameters
    ----------
    sight : QRectF
        What is in sight, in picture coordinates.
    placement : Placement
        Where the array lies there.
    shape : (int, int)
        Height and width of the array in cells.
    points : QSize
        How many points the screen has for what is in sight.
    spare : float
        How much more on each side, as a part of what is in sight. A small array is given as a whole.

    Returns
    -------
    (range, range)
        Rows and columns: all of them in sight, or every s-th where the screen has no points for more. They
        begin at a multiple of s, so that a pan moves them and does not pick others.
    """
    height, width = shape
    rows = _visible(
        sight.top() - placement.top, sight.height(), placement.step_y, height, points.height(), spare
    )
    columns = _visible(
        sight.left() - placement.left, sight.width(), placement.step_x, width, points.width(), spare
    )
    if spare and (height // rows.step) * (width // columns.step) <= SMALL:
        return range(0, height, rows.step), range(0, width, columns.step)
    return rows, columns


def _visible(start: float, length: float, step: float, count: int, points: int, spare: float) -> range:
    first, cells = start / step, length / step
    apart = max(int(cells / max(points, 1)), 1)
    low = min(max(int(np.floor(first - spare * cells)), 0), count - 1) // apart * apart
    high = max(min(int(np.ceil(first + cells + spare * cells)), count), low + 1)
    return range(low, high, apart)
