"""What stands in the columns, for files: the figure with its captions, and the numbers."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from filterlab.figures.columns import RESPONSE_SIDE, ColumnRow, columns_figure
from filterlab.gui.compare.maps import shrunk
from filterlab.probes.tables import table_csv

if TYPE_CHECKING:
    from collections.abc import Sequence

    from filterlab.figures import Look
    from filterlab.figures.plate import Plate
    from filterlab.gui.compare.column import BankColumn
    from filterlab.gui.widgets.tile import Tile


def draw_columns(columns: Sequence[BankColumn], subtitle: str, look: Look) -> Plate:
    """Draw all filters of all columns in their order, also those that are out of sight."""
    limits = next((column.view.limits[1] for column in columns), None)
    return columns_figure(
        [(column.title, [_row(tile) for tile in column.view.tiles]) for column in columns],
        subtitle,
        limits=limits,
        look=look,
    )


def columns_csv(columns: Sequence[BankColumn]) -> str:
    """Write a line for each filter of each column."""
    names = (
        "column",
        "bank",
        "filter",
        "height",
        "width",
        "norm",
        "strongest_response",
        "nearest",
        "similarity",
    )
    rows = [
        (
            number,
            column.title,
            tile.title,
            *tile.kernel,
            f"{norm:.6g}" if isfinite(norm) else "",
            f"{tile.reach:.6g}" if tile.response is not None else "",
            tile.note,
            tile.figure,
        )
        for number, column in enumerate(columns, start=1)
        for tile, norm in zip(column.view.tiles, _norms(column.view.tiles), strict=True)
    ]
    return table_csv(names, rows)


def _norms(tiles: Sequence[Tile]) -> list[float]:
    return [float(np.linalg.norm(tile.weights.astype(np.float64))) for tile in tiles]


def _row(tile: Tile) -> ColumnRow:
    response = shrunk(tile.response, RESPONSE_SIDE)[0] if tile.response is not None else None
    return ColumnRow(tile.headline, tile.last_line, tile.weights, response, tile.reach)
