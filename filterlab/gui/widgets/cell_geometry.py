"""Where the cells of a painted grid lie: plain arithmetic, no widget."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF

if TYPE_CHECKING:
    from filterlab.data.drawing import Cell


@dataclass(frozen=True)
class CellGeometry:
    """Square cells, as large as fits, their edges on whole pixels of the screen.

    Attributes
    ----------
    rows, columns : int
        How many cells.
    left, top : float
        Outer corner of cell (0, 0), in the widget's coordinates.
    side : float
        Side of a cell in the widget's coordinates; a whole number of screen pixels.
    """

    rows: int
    columns: int
    left: float
    top: float
    side: float

    @classmethod
    def fitted(cls, rows: int, columns: int, area: QRectF, pixel_ratio: float) -> CellGeometry:
        """Centre rows × columns square cells in an area.

        Parameters
        ----------
        rows, columns : int
            How many cells, at least 1 each.
        area : QRectF
            The room there is.
        pixel_ratio : float
            Screen pixels per unit of the widget's coordinates.

        Returns
        -------
        CellGeometry
            Cells of at least one screen pixel.
        """
        room = min(area.width() / columns, area.height() / rows)
        side = max(1, floor(room * pixel_ratio)) / pixel_ratio
        left = round((area.left() + (area.width() - side * columns) / 2) * pixel_ratio) / pixel_ratio
        top = round((area.top() + (area.height() - side * rows) / 2) * pixel_ratio) / pixel_ratio
        return cls(rows, columns, left, top, side)

    @property
    def area(self) -> QRectF:
        """The rectangle that all cells cover."""
        return QRectF(self.left, self.top, self.side * self.columns, self.side * self.rows)

    def rect(self, cell: Cell) -> QRectF:
        """Return the rectangle of one cell."""
        row, column = cell
        return QRectF(self.left + column * self.side, self.top + row * self.side, self.side, self.side)

    def cell_at(self, point: QPointF) -> Cell:
        """Return the cell under a point; it lies outside the grid where the point does."""
        return floor((point.y() - self.top) / self.side), floor((point.x() - self.left) / self.side)

    def rect_of(self, first: Cell, last: Cell) -> QRectF:
        """Return the rectangle from one cell to another, both included; they may lie outside the grid."""
        return self.rect(first).united(self.rect(last))

    def contains(self, cell: Cell) -> bool:
        """Whether the grid has this cell."""
        row, column = cell
        return 0 <= row < self.rows and 0 <= column < self.columns

    def clamped(self, cell: Cell) -> Cell:
        """Return the cell of the grid that is nearest to this one."""
        row, column = cell
        return min(max(row, 0), self.rows - 1), min(max(column, 0), self.columns - 1)
