"""Lists of numbers become the array of one filter, if they are nested and filled as evenly as one."""

import json
from collections.abc import Callable

import numpy as np

from filterlab.data.filter_text.cells import check_count, in_channel
from filterlab.errors import FilterLabError

Rows = list[list[float]]

ReadCell = Callable[[object, str], float]
"""Turns a cell into its number; the second argument names the cell in sentences about mistakes."""


def array_of_lists(content: object, what: str, read: ReadCell) -> np.ndarray:
    """Turn nested lists into the array of one filter.

    Parameters
    ----------
    content : list
        Rows [[1, 2], [3, 4]], channels of rows, or, as PyTorch keeps weights, one filter of channels of rows.
    what : str
        The name of the thing in sentences about mistakes.
    read : callable
        Turns a cell, which may be anything, into its number or raises FilterLabError.

    Returns
    -------
    ndarray
        (C, KH, KW), float64. The size is not checked, but for more numbers than any filter has.

    Raises
    ------
    FilterLabError
        The lists are not nested evenly, hold several filters, no numbers or far too many.
    """
    if not isinstance(content, list) or not all(isinstance(part, list) for part in content):
        raise FilterLabError(f"{what} holds no rows of numbers: give rows as lists, as in [[0, 1], [1, 0]].")
    deep = any(isinstance(cell, list) for part in content for cell in part)
    if not deep:
        channels = [content]
    elif any(_is_nested(row) for part in content for row in part):
        if len(content) > 1:
            raise FilterLabError(f"{what} holds {len(content)} filters: give one of them.")
        channels = content[0]
    else:
        channels = content
    check_count(sum(map(_count, channels)), what)
    return stacked(
        [_rows_of(channel, what, number, read) for number, channel in enumerate(channels, 1)], what
    )


def shown(value: object) -> str:
    """Name something that stands where a number or a list should, in a few letters."""
    if isinstance(value, dict):
        # Writing it out could be endless.
        return "an object"
    if isinstance(value, float):
        return f"{value:g}"
    return json.dumps(value)[:40] if value is None or isinstance(value, bool | str) else "a list"


def stacked(channels: list[Rows], what: str) -> np.ndarray:
    """Make an array of the rows if all have the same length and all channels the same size."""
    if not any(row for rows in channels for row in rows):
        raise FilterLabError(f"{what} holds no numbers: give the rows of a filter.")
    if not all(rows and all(rows) for rows in channels):
        raise FilterLabError(f"{what} has an empty row: give all rows of a filter.")
    width, height = len(channels[0][0]), len(channels[0])
    for number, rows in enumerate(channels, 1):
        place = in_channel(number)
        for r, row in enumerate(rows, 1):
            if len(row) != width:
                numbers = "1 number" if len(row) == 1 else f"{len(row)} numbers"
                raise FilterLabError(
                    f"{what} is ragged, row {r}{place} has {numbers} and row 1 has {width}: make them equal."
                )
        if len(rows) != height:
            raise FilterLabError(
                f"{what} has {len(rows)} rows in channel {number} and {height} in channel 1: make them equal."
            )
    return np.array(channels, dtype=np.float64)


def _rows_of(channel: object, what: str, number: int, read: ReadCell) -> Rows:
    """Check one channel down to its numbers."""
    place = in_channel(number)
    if not isinstance(channel, list):
        raise FilterLabError(
            f"{what} holds {shown(channel)} where a channel's rows should be: nest the lists evenly."
        )
    rows: Rows = []
    for r, row in enumerate(channel, 1):
        if not isinstance(row, list):
            raise FilterLabError(f"{what}, row {r}{place} is {shown(row)}: give it as a list of numbers.")
        where = f"{what}, row {r}{place}"
        for k, cell in enumerate(row, 1):
            if isinstance(cell, list):
                raise FilterLabError(f"{where}, cell {k} is a list, not a number: nest the lists evenly.")
        rows.append([read(cell, f"{where}, cell {k}") for k, cell in enumerate(row, 1)])
    return rows


def _is_nested(row: object) -> bool:
    return isinstance(row, list) and any(isinstance(cell, list) for cell in row)


def _count(channel: object) -> int:
    """Count the cells of a channel, as far as it consists of lists."""
    if not isinstance(channel, list):
        return 0
    return sum(len(row) for row in channel if isinstance(row, list))
