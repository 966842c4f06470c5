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

GAP, MAP_GAP, COLUMN_GAP = 4.0, 3.0, 16.0
LEAST_MAP, MOST_MAP = 30.0, 120.0
LEAST_BAR, MOST_BAR = 3.0, 14.0
BAR_WIDTH, SCORES_WIDTH = 44.0, 170.0
MOST_BARS = 512
LEAST_SCORE, MOST_SCORE = 13.0, 20.0


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
        if self.plan.kind == "bars":
            column, row = divmod(channel, self._down())
            return QRectF(
                self.area.left() + column * (width + MAP_GAP), self.area.top() + row * height, width, height
            )
        row, column = divmod(channel, self.across)
        gap = 0.0 if self.plan.kind in ("cells", "scores") else MAP_GAP
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
            if place == len(shapes) - 1 and kind == "bars":
                kind = "scores"
        plans.append(Plan(layer, kind, shape))
    return plans


def lay_out(plans: Sequence[Plan], top: float, height: float, widths: Sequence[float]) -> list[Column]:
    """Put the columns beside one another.

    Parameters
    ----------
    plans : sequence of Plan
        From the picture to the scores.
    top, height : float
        Where columns begin, and how high they may be.
    widths : sequence of float
        What the text above each needs.
    """
    columns: list[Column] = []
    left = GAP
    for plan, least in zip(plans, widths, strict=True):
        column = _place(plan, left, top, height)
        columns.append(column)
        left += max(column.area.width(), least) + COLUMN_GAP
    return columns


def _place(plan: Plan, left: float, top: float, room: float) -> Column:
    count, height, width = plan.shape
    match plan.kind:
        case "picture":
            side = min(room, 1.6 * MOST_MAP)
            return _grid(plan, left, top, (side * width / height, side), 1, 1)
        case "maps":
            down = _rows_of_maps(count, room)
            across = ceil(count / down)
            down = ceil(count / across)
            side = min((room - (down - 1) * MAP_GAP) / down, MOST_MAP)
            return _grid(plan, left, top, (side * width / height, side), across, down)
        case "cells":
            rows, across = page_shape(count)
            side = room / rows
            return Column(plan, QRectF(left, top, side * across, room), (side, side), across)
        case "scores":
            side = min(max(room / count, 2.0), MOST_SCORE)
            return Column(plan, QRectF(left, top, SCORES_WIDTH, side * count), (SCORES_WIDTH, side), 1)
        case "bars":
            across = ceil(count / max(int(room / LEAST_BAR), 1))
            side = min(room / ceil(count / across), MOST_BAR)
            wide = across * (BAR_WIDTH + MAP_GAP) - MAP_GAP
            return Column(
                plan, QRectF(left, top, wide, side * ceil(count / across)), (BAR_WIDTH, side), across
            )


def _rows_of_maps(count: int, room: float) -> int:
    """Return how many maps stand above one another: as many as can be told apart, as large as that leaves them."""
    most = max(1, int((room + MAP_GAP) / (LEAST_MAP + MAP_GAP)))
    return min(count, most)


def _grid(plan: Plan, left: float, top: float, size: tuple[float, float], across: int, down: int) -> Column:
    width, height = size
    area = QRectF(left, top, across * (width + MAP_GAP) - MAP_GAP, down * (height + MAP_GAP) - MAP_GAP)
    return Column(plan, area, size, across)
