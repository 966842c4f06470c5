"""A place that is pointed at in one view and shown in all: a pixel of the picture, or a cell of a filter."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True, slots=True)
class MapGrid:
    """Where on the picture the numbers of a map look, by the middles of what they see.

    Attributes
    ----------
    top, left : float
        Where the first one looks, in pixels of the picture; half ones for filters of even sides.
    down, right : float
        Pixels from one to the next, above 0.
    """

    top: float
    left: float
    down: float = 1.0
    right: float = 1.0

    @classmethod
    def of_filter(cls, kernel: tuple[int, int]) -> MapGrid:
        """Return that of a filter of so many rows and columns which goes over the picture itself."""
        height, width = kernel
        return cls((height - 1) / 2, (width - 1) / 2)


@dataclass(frozen=True, slots=True)
class MapPlace:
    """A place on the picture, by the middle of what a filter sees there.

    Attributes
    ----------
    row, column : float
        In pixels of the picture.
    """

    row: float
    column: float

    @classmethod
    def of_cell(cls, row: int, column: int, grid: MapGrid, cells: int = 1) -> MapPlace:
        """Return where on the picture a number of a map looks.

        ``cells`` is the side of the block of numbers that is drawn as one.
        """
        middle = (cells - 1) / 2
        return cls(
            grid.top + (row * cells + middle) * grid.down, grid.left + (column * cells + middle) * grid.right
        )

    def cell_of(self, grid: MapGrid, shape: tuple[int, int], cells: int = 1) -> tuple[int, int] | None:
        """Return the number of a map (row, column) that looks there, or nearest to it; None beside the map.

        Parameters
        ----------
        grid : MapGrid
            Where the map's numbers look.
        shape : (int, int)
            Rows and columns of the map as it is drawn.
        cells : int
            Side of the block of numbers that is drawn as one.
        """
        # Halfway between two numbers the upper and left one answers.
        row = ceil((self.row - grid.top) / grid.down - 0.5) // cells
        column = ceil((self.column - grid.left) / grid.right - 0.5) // cells
        height, width = shape
        return (row, column) if 0 <= row < height and 0 <= column < width else None


@dataclass(frozen=True, slots=True)
class CellPlace:
    """A cell of a filter, by its way from the filter's middle, so that it means the same for filters of other sizes.

    Attributes
    ----------
    channel : int
        The channel, from 0.
    down, right : float
        Cells from the middle of the filter.
    """

    channel: int
    down: float
    right: float

    @classmethod
    def of_cell(cls, channel: int, row: int, column: int, kernel: tuple[int, int]) -> CellPlace:
        """Return the place of a cell of a filter of that size."""
        height, width = kernel
        return cls(channel, row - (height - 1) / 2, column - (width - 1) / 2)

    def cell_of(self, shape: tuple[int, int, int]) -> tuple[int, int, int] | None:
        """Return the same cell of another filter (channels, rows, columns), or None if it has none there."""
        channels, height, width = shape
        # Of an even side the middle lies between two cells; the upper and left one answers for it.
        row = int((self.down + (height - 1) / 2) // 1)
        column = int((self.right + (width - 1) / 2) // 1)
        is_inside = self.channel < channels and 0 <= row < height and 0 <= column < width
        return (self.channel, row, column) if is_inside else None
