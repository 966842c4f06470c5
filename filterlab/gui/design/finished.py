"""From a place before pooling to the finished map, which is what the views show and what is pinned."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filterlab.engine import Axis
    from filterlab.probes import Pair, Places


def finished_place(places: Places, row: int, column: int) -> Pair | None:
    """Return the place of the finished map that a cell before pooling went into.

    Parameters
    ----------
    places : Places
        Where the filter and the pooling window go.
    row, column : int
        A cell of the map before pooling.

    Returns
    -------
    tuple of int or None
        Of overlapping windows the last that holds the cell; None if no window does.
    """
    if places.pool_rows is None or places.pool_columns is None:
        return row, column
    window_row, window_column = _window(places.pool_rows, row), _window(places.pool_columns, column)
    return None if window_row is None or window_column is None else (window_row, window_column)


def _window(axis: Axis, cell: int) -> int | None:
    window = min(cell // axis.stride, axis.out - 1)
    return window if cell < window * axis.stride + axis.kernel else None
