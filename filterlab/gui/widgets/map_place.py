"""A place that is pointed at in one view and shown in all: a pixel of the picture, or a cell of a filter."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MapPlace:
    """A place on the picture, by the middle of what a filter sees there.

    Attributes
    ----------
    row, column : float
        In pixels of the picture; half ones for filters of even sides.
    """

    row: float
    column: float

    @classmethod
    def of_cell(cls, row: int, column: int, kernel: tuple[int, int], cells: int = 1) -> MapPlace:
        """Return where on the picture a filter of that size looks for a number of its map.

        ``cells`` is the side of the block of numbers that is drawn as one.
        """
        height, width = kernel
        return cls(
            row * cells + (cells - 1) / 2 + (height - 1) / 2,
            column * cells + (cells - 1) / 2 + (width - 1) / 2,
        )

    def cell_of(
        self, kernel: tuple[int, int], shape: tuple[int, int], cells: int = 1
    ) -> tuple[int, int] | None:
        """Return the number of another filter's map (row, column) that looks there; None beside the map.

        Parameters
        ----------
        kernel : (int, int)
            Rows and columns of the other filter.
        shape : (int, int)
            Rows and columns of its map as it is drawn.
        cells : int
            Side of the block of numbers that is drawn as one.
        """
        row, column = (
            int((at - (size - 1) / 2) // cells)
            for at, size in zip((self.row, self.column), kernel, strict=True)
        )
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
