"""Where the cells of a map lie on the picture it was computed from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF


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

    def cell_at(self, x: float, y: float) -> tuple[int, int]:
        """Return (row, column) of the cell under a point of the picture; may lie outside the array."""
        return int(np.floor((y - self.top) / self.step_y)), int(np.floor((x - self.left) / self.step_x))
