"""Where tiles, and the filter and the map on each of them, lie in a scrolling view."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil

from PySide6.QtCore import QRectF

GAP = 8.0
PAD = 8.0
LEADING = 3
NOTE_GAP = 2
LEAST_WIDTH = 216
LEAST_KERNEL, MOST_KERNEL = 56.0, 132.0
KERNEL_SHARE = 0.36
MOST_MAP_HEIGHT = 230.0


@dataclass(frozen=True, slots=True)
class TileBoxes:
    """The parts of one tile, in view coordinates before scrolling.

    Attributes
    ----------
    outer : QRectF
        The whole tile.
    title, kernel, kernel_note, response, response_note, note, figure : QRectF
        The headline; the filter and the line below it; the map and the line below it; the last lines.
    """

    outer: QRectF
    title: QRectF
    kernel: QRectF
    kernel_note: QRectF
    response: QRectF
    response_note: QRectF
    note: QRectF
    figure: QRectF


@dataclass(frozen=True, slots=True)
class TileGrid:
    """The arrangement of all tiles; every tile is as large as the others.

    Attributes
    ----------
    count : int
        Number of tiles.
    columns : int
        Tiles side by side.
    width : int
        Width of the view in pixels.
    line : int
        Height of a line of text in pixels.
    proportion : float
        Height of a map by its width.
    note_lines : int
        How many last lines a tile has: 0, 1 or 2.
    """

    count: int
    columns: int
    width: int
    line: int
    proportion: float
    note_lines: int

    @property
    def tile_width(self) -> float:
        """Width of a tile in pixels."""
        return (self.width - (self.columns - 1) * GAP) / self.columns

    @property
    def kernel_side(self) -> float:
        """Side of the square box of a filter."""
        return min(MOST_KERNEL, max(LEAST_KERNEL, KERNEL_SHARE * (self.tile_width - 2 * PAD - GAP)))

    @property
    def map_width(self) -> float:
        """Width of the box of a map."""
        return max(40.0, self.tile_width - 2 * PAD - GAP - self.kernel_side)

    @property
    def map_height(self) -> float:
        """Height of the box of a map."""
        return min(MOST_MAP_HEIGHT, max(40.0, self.map_width * self.proportion))

    @property
    def tile_height(self) -> float:
        """Height of a tile in pixels."""
        lines = 2 + self.note_lines
        body = max(self.kernel_side, self.map_height) + NOTE_GAP
        return 2 * PAD + body + lines * (self.line + LEADING)

    @property
    def height(self) -> int:
        """Height of all tiles together."""
        rows = ceil(self.count / self.columns)
        return int(rows * self.tile_height + max(0, rows - 1) * GAP)

    def boxes(self, index: int) -> TileBoxes:
        """Return where the parts of one tile lie."""
        row, column = divmod(index, self.columns)
        left, top = column * (self.tile_width + GAP), row * (self.tile_height + GAP)
        outer = QRectF(left, top, self.tile_width, self.tile_height)
        x, y, line = left + PAD, top + PAD, self.line + LEADING
        inner = self.tile_width - 2 * PAD
        body = y + line
        side, map_left = self.kernel_side, x + self.kernel_side + GAP
        notes = [
            QRectF(x, outer.bottom() - PAD - count * line, inner, line)
            for count in range(self.note_lines, 0, -1)
        ]
        notes += [QRectF(), QRectF()]
        return TileBoxes(
            outer=outer,
            title=QRectF(x, y, inner, line),
            kernel=QRectF(x, body, side, side),
            kernel_note=QRectF(x, body + side + NOTE_GAP, side, line),
            response=QRectF(map_left, body, self.map_width, self.map_height),
            response_note=QRectF(map_left, body + self.map_height + NOTE_GAP, self.map_width, line),
            note=notes[0],
            figure=notes[1] if self.note_lines == 2 else QRectF(),
        )

    def index_at(self, x: float, y: float) -> int:
        """Return the tile under a point, or -1 between and beside tiles."""
        column, row = int(x // (self.tile_width + GAP)), int(y // (self.tile_height + GAP))
        index = row * self.columns + column
        if x < 0 or y < 0 or column >= self.columns or not 0 <= index < self.count:
            return -1
        return index if self.boxes(index).outer.contains(x, y) else -1

    def visible(self, top: float, height: float) -> range:
        """Return the tiles that a view of this height shows when scrolled to ``top``."""
        step = self.tile_height + GAP
        first, last = int(max(0.0, top) // step), int((top + height) // step)
        return range(min(self.count, first * self.columns), min(self.count, (last + 1) * self.columns))


def arranged(grid: TileGrid, height: int) -> TileGrid:
    """Return the arrangement with the largest tiles that a view of this height shows at once.

    Where no arrangement fits, the one with the most columns is scrolled the least.
    """
    most = max(1, min(max(1, grid.count), int((grid.width + GAP) // (LEAST_WIDTH + GAP))))
    choices = [replace(grid, columns=columns) for columns in range(1, most + 1)]
    return next((choice for choice in choices if choice.height <= height), choices[-1])
