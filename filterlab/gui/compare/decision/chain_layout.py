"""Where the picture, the maps and the numbers of all layers stand side by side, from cause to effect."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QRectF

from filterlab.gui.compare.decision.deciding import page_shape

if TYPE_CHECKING:
    from collections.abc import Sequence

ColumnKind = Literal["picture", "maps", "bars", "cells", "scores"]

GAP, MAP_GAP, COLUMN_GAP = 4.0, 3.0, 14.0
# How small maps may be, from the size one would like; where not all layers fit side by side anyway, they are larger.
LEAST_MAPS, SCROLLED_MAP, MOST_MAP = (40.0, 30.0, 24.0, 20.0, 17.0, 15.0), 22.0, 120.0
LEAST_BAR, MOST_BAR = 3.0, 14.0
BAR_WIDTH, NARROW_BAR, SCORE_WIDTH = 44.0, 12.0, 140.0
MOST_BARS, MOST_SCORES = 512, 40
LEAST_SCORE, MOST_SCORE = 15.0, 20.0


@dataclass(frozen=True, slots=True)
class Spot:
    """One cell of the chain.

    Attributes
    ----------
    layer : str or None
        The layer; None is the picture.
    channel, row, column : int
        Which map or number, and where on it.
    """

    layer: str | None
    channel: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What a column shows, before it is known where.

    Attributes
    ----------
    layer : str or None
        The layer; None is the picture.
    kind : str
        How its numbers are drawn.
    shape : (int, int, int)
        Maps or numbers, and height and width of each.
    """

    layer: str | None
    kind: ColumnKind
    shape: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Column:
    """One layer in its place.

    Attributes
    ----------
    plan : Plan
        What it shows.
    area : QRectF
        Where all of it stands, without the lines of text above.
    size : (float, float)
        Width and height of one map or one number.
    across : int
        How many of them stand in a row; bars run down first, maps across.
    """

    plan: Plan
    area: QRectF
    size: tuple[float, float]
    across: int

    def box(self, channel: int) -> QRectF:
        """Return where a map or a number stands."""
        width, height = self.size
        if self.plan.kind in ("bars", "scores"):
            column, row = divmod(channel, self._down())
            return QRectF(
                self.area.left() + column * (width + MAP_GAP), self.area.top() + row * height, width, height
            )
        row, column = divmod(channel, self.across)
        gap = 0.0 if self.plan.kind == "cells" else MAP_GAP
        return QRectF(
            self.area.left() + column * (width + gap), self.area.top() + row * (height + gap), width, height
        )

    def cell(self, spot: Spot) -> QRectF:
        """Return where one cell stands."""
        box = self.box(0 if self.plan.kind == "picture" else spot.channel)
        _channels, height, width = self.plan.shape
        across, down = box.width() / width, box.height() / height
        return QRectF(box.left() + spot.column * across, box.top() + spot.row * down, across, down)

    def spot_at(self, x: float, y: float) -> Spot | None:
        """Return the cell under a point; None between them."""
        channels, height, width = self.plan.shape
        for channel in range(1 if self.plan.kind == "picture" else channels):
            box = self.box(channel)
            if box.left() <= x < box.right() and box.top() <= y < box.bottom():
                row = min(int((y - box.top()) / box.height() * height), height - 1)
                column = min(int((x - box.left()) / box.width() * width), width - 1)
                return Spot(self.plan.layer, channel, row, column)
        return None

    def _down(self) -> int:
        return ceil(self.plan.shape[0] / self.across)


def plan_chain(
    shapes: Sequence[tuple[str | None, tuple[int, int, int]]], *, has_maps: Sequence[bool]
) -> list[Plan]:
    """Say how each layer is drawn.

    Parameters
    ----------
    shapes : sequence of (str or None, (int, int, int))
        The picture, then every layer: its name and (channels, height, width).
    has_maps : sequence of bool
        Of each, whether it has maps rather than numbers in a row.
    """
    plans = []
    for place, ((layer, shape), is_maps) in enumerate(zip(shapes, has_maps, strict=True)):
        kind: ColumnKind = "maps"
        if layer is None:
            kind = "picture"
        elif not is_maps:
            kind = "bars" if shape[0] <= MOST_BARS else "cells"
            if place == len(shapes) - 1 and shape[0] <= MOST_SCORES:
                kind = "scores"
        plans.append(Plan(layer, kind, shape))
    return plans


def lay_out(
    plans: Sequence[Plan], top: float, height: float, widths: Sequence[float], room: float
) -> list[Column]:
    """Put the columns beside one another, their maps as large as lets all columns be seen at once, if that can be.

    Parameters
    ----------
    plans : sequence of Plan
        From the picture to the scores.
    top, height : float
        Where columns begin, and how high they may be.
    widths : sequence of float
        What the text above each needs.
    room : float
        How wide all of them may be without being scrolled.
    """
    for least in LEAST_MAPS:
        columns = _side_by_side(plans, top, height, widths, least)
        if total_width(columns, widths) <= room:
            return columns
    return _side_by_side(plans, top, height, widths, SCROLLED_MAP)


def total_width(columns: Sequence[Column], widths: Sequence[float]) -> float:
    """Return how wide columns are together, with the text above them."""
    ends = (
        column.area.left() + max(column.area.width(), width)
        for column, width in zip(columns, widths, strict=True)
    )
    return max(ends, default=0.0) + 2 * GAP


def _side_by_side(
    plans: Sequence[Plan], top: float, height: float, widths: Sequence[float], least_map: float
) -> list[Column]:
    columns: list[Column] = []
    left = GAP
    for plan, width in zip(plans, widths, strict=True):
        column = _place(plan, left, top, height, width, least_map)
        columns.append(column)
        left += max(column.area.width(), width) + COLUMN_GAP
    return columns


def _place(plan: Plan, left: float, top: float, room: float, width_above: float, least_map: float) -> Column:
    count, height, width = plan.shape
    match plan.kind:
        case "picture":
            side = min(room, 1.6 * MOST_MAP)
            return _grid(plan, left, top, (side * width / height, side), 1, 1)
        case "maps":
            across, down = _map_grid(plan.shape, room, width_above, least_map)
            side = min((room - (down - 1) * MAP_GAP) / down, MOST_MAP)
            return _grid(plan, left, top, (side * width / height, side), across, down)
        case "cells":
            rows, across = page_shape(count)
            side = room / rows
            return Column(plan, QRectF(left, top, side * across, room), (side, side), across)
        case "scores":
            return _in_columns(plan, left, top, room, SCORE_WIDTH, (LEAST_SCORE, MOST_SCORE))
        case "bars":
            is_one = count * LEAST_BAR <= room
            return _in_columns(
                plan, left, top, room, BAR_WIDTH if is_one else NARROW_BAR, (LEAST_BAR, MOST_BAR)
            )


def _in_columns(
    plan: Plan, left: float, top: float, room: float, width: float, sides: tuple[float, float]
) -> Column:
    """Put numbers below one another, and on in another column where they would become too low to be told apart."""
    count, _height, _width = plan.shape
    least, most = sides
    across = ceil(count / max(int(room / least), 1))
    down = ceil(count / across)
    side = min(room / down, most)
    wide = across * (width + MAP_GAP) - MAP_GAP
    return Column(plan, QRectF(left, top, wide, side * down), (width, side), across)


def _map_grid(shape: tuple[int, int, int], room: float, width_above: float, least: float) -> tuple[int, int]:
    """Return how many maps stand beside and above one another: as large as the width they need lets them be."""
    count, height, width = shape

    def grid(down: int) -> tuple[int, int, float]:
        across = ceil(count / down)
        side = min((room - (down - 1) * MAP_GAP) / down, MOST_MAP)
        return across, ceil(count / across), across * (side * width / height + MAP_GAP) - MAP_GAP

    most = min(count, max(1, int((room + MAP_GAP) / (least + MAP_GAP))))
    allowed = max(width_above, grid(most)[-1])
    across, down, _wide = next(grid(down) for down in range(1, most + 1) if grid(down)[-1] <= allowed)
    return across, down


def _grid(plan: Plan, left: float, top: float, size: tuple[float, float], across: int, down: int) -> Column:
    width, height = size
    area = QRectF(left, top, across * (width + MAP_GAP) - MAP_GAP, down * (height + MAP_GAP) - MAP_GAP)
    return Column(plan, area, size, across)
