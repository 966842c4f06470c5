"""Where the tiles of a stage lie in their column: one for each filter, with its sheets above the map it makes."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QRectF

GAP = 6.0
PAD = 6.0
SHEET = 26.0
LEAST_SHEET = 11.0
SHEET_GAP = 3.0
LEAST_TILE = 104.0
LEAST_MAP = 64.0


@dataclass(frozen=True, slots=True)
class TileParts:
    """The parts of one tile, in the column's coordinates before scrolling.

    Attributes
    ----------
    outer, name, note, map : QRectF
        The whole tile; its headline; the line of numbers; the map.
    sheets : QRectF
        The room for the filter's sheets of weights, side by side.
    """

    outer: QRectF
    name: QRectF
    note: QRectF
    sheets: QRectF
    map: QRectF

    def sheet(self, index: int, count: int) -> QRectF | None:
        """Return the box of one of so many sheets; None where it would be too small to be seen."""
        side = min(self.sheets.height(), (self.sheets.width() + SHEET_GAP) / count - SHEET_GAP)
        if side < LEAST_SHEET:
            side = LEAST_SHEET
        left = self.sheets.left() + index * (side + SHEET_GAP)
        if left + side > self.sheets.right() + 1:
            return None
        return QRectF(left, self.sheets.top() + (self.sheets.height() - side) / 2, side, side)

    def sheet_at(self, x: float, y: float, count: int) -> int | None:
        """Return which of so many sheets lies under a point; None beside them."""
        boxes = (self.sheet(index, count) for index in range(count))
        return next((i for i, box in enumerate(boxes) if box is not None and box.contains(x, y)), None)


@dataclass(frozen=True, slots=True)
class TileLayout:
    """The arrangement of all tiles of a stage, each as large as the others.

    Attributes
    ----------
    count, columns : int
        How many tiles, and how many of them side by side.
    width : float
        Width of the view.
    map_width, map_height : float
        Size of a map.
    line : float
        Height of a line of text.
    is_single : bool
        Whether a filter has one sheet, which then stands left of the words.
    """

    count: int
    columns: int
    width: float
    map_width: float
    map_height: float
    line: float
    is_single: bool

    @property
    def tile_width(self) -> float:
        """Width of a tile."""
        return (self.width - (self.columns - 1) * GAP) / self.columns

    @property
    def tile_height(self) -> float:
        """Height of a tile."""
        return head_height(self.line, is_single=self.is_single) + self.map_height + PAD

    @property
    def height(self) -> float:
        """Height of all tiles together."""
        rows = ceil(self.count / self.columns)
        return rows * self.tile_height + max(0, rows - 1) * GAP

    def parts(self, index: int) -> TileParts:
        """Return where the parts of one tile lie."""
        row, column = divmod(index, self.columns)
        left, top = column * (self.tile_width + GAP), row * (self.tile_height + GAP)
        inner, line = self.tile_width - 2 * PAD, self.line
        x, y = left + PAD, top + PAD
        words = x + SHEET + PAD if self.is_single else x
        room = max(0.0, left + self.tile_width - PAD - words)
        name = QRectF(words, y, room, line)
        if self.is_single:
            sheets, note = QRectF(x, y + line - SHEET / 2, SHEET, SHEET), QRectF(words, y + line, room, line)
        else:
            sheets = QRectF(x, y + line + 2, inner, SHEET)
            note = QRectF(x, y + line + SHEET + 4, inner, line)
        bottom = top + head_height(line, is_single=self.is_single)
        place = QRectF(x + (inner - self.map_width) / 2, bottom, self.map_width, self.map_height)
        return TileParts(QRectF(left, top, self.tile_width, self.tile_height), name, note, sheets, place)

    def index_at(self, x: float, y: float) -> int:
        """Return the tile under a point, or -1 between and beside tiles."""
        for index in range(self.count):
            if self.parts(index).outer.contains(x, y):
                return index
        return -1


def head_height(line: float, *, is_single: bool) -> float:
    """Return the height of what stands above a map."""
    return PAD + 2 * line + 4 + (0 if is_single else SHEET + 4)


def arranged(
    count: int, width: float, height: float, proportion: float, line: float, *, is_single: bool
) -> TileLayout:
    """Return the arrangement with the largest maps that a view of this size shows at once.

    Where that would make them too small to be seen, they get a usual size and the view is scrolled.

    Parameters
    ----------
    count : int
        How many tiles.
    width, height : float
        Size of the view.
    proportion : float
        Height of a map by its width.
    line : float
        Height of a line of text.
    is_single : bool
        Whether a filter has one sheet.
    """
    head = head_height(line, is_single=is_single) + PAD
    best: tuple[float, int] = (0.0, -1)
    most = max(1, min(max(count, 1), int((width + GAP) // (LEAST_TILE + GAP))))
    for columns in range(1, most + 1):
        rows = ceil(max(count, 1) / columns)
        inner = (width - (columns - 1) * GAP) / columns - 2 * PAD
        room = (height - (rows - 1) * GAP) / rows - head
        # Of two arrangements with maps of one size, that with fewer columns leaves more room for names.
        best = max(best, (float(int(min(inner, room / proportion))), -columns))
    map_width, columns = best[0], -best[1]
    if map_width * max(1.0, proportion) < LEAST_MAP:
        columns = most if count > 1 else 1
        map_width = max(LEAST_MAP / 2, (width - (columns - 1) * GAP) / columns - 2 * PAD)
    return TileLayout(
        count, columns, width, float(int(map_width)), float(int(map_width * proportion)), line, is_single
    )
