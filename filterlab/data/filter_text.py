"""The weights of one filter as text: rows of numbers, or JSON.

The functions that read take `what`, the name of the thing in sentences about mistakes: `'"blur.csv"'`.
"""

import json
import re

import numpy as np

from filterlab.errors import FilterLabError

_POINT = "write decimals with a point, as in 0.5"

Rows = list[list[float]]


def parse_rows(text: str, what: str) -> np.ndarray:
    """Read rows of numbers, as ImageJ and spreadsheets write them.

    A line is a row. Numbers are separated by commas, semicolons, tabs or blanks. An empty line begins the
    next channel; lines that begin with # are skipped.

    Parameters
    ----------
    text : str
        The file's text, or what was pasted.
    what : str
        The name of the thing in sentences about mistakes.

    Returns
    -------
    ndarray
        (C, KH, KW), float64. The size is not checked.

    Raises
    ------
    FilterLabError
        There are no numbers, a cell is not a number, or rows differ in length.
    """
    channels: list[Rows] = [[]]
    for line in text.splitlines():
        content = line.strip()
        if content.startswith("#"):
            continue
        if content:
            rows = channels[-1]
            rows.append(_numbers_of(content, f"{what}, row {len(rows) + 1}{_channel(len(channels))}"))
        elif channels[-1]:
            channels.append([])
    return _stacked([rows for rows in channels if rows], what)


def format_rows(weights: np.ndarray, separator: str) -> str:
    """Write weights (C, KH, KW) as rows of numbers, with an empty line between channels."""
    _c, _kh, _kw = weights.shape
    channels = ("".join(separator.join(map(_digits, row)) + "\n" for row in rows) for rows in weights)
    return "\n".join(channels)


def parse_json(text: str, what: str) -> np.ndarray:
    """Read weights from nested lists, alone or under the key "weights".

    Parameters
    ----------
    text : str
        JSON: (KH, KW) or (C, KH, KW) nested lists of numbers.
    what : str
        The name of the thing in sentences about mistakes.

    Returns
    -------
    ndarray
        (C, KH, KW), float64. The size is not checked.

    Raises
    ------
    FilterLabError
        It is not JSON, holds something else, or rows differ in length.
    """
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FilterLabError(f"{what} is not valid JSON ({error}): save it again or mend it.") from error
    if isinstance(content, dict):
        content = content.get("weights")
    if not isinstance(content, list) or not all(isinstance(part, list) for part in content):
        raise FilterLabError(
            f'{what} holds no weights: give rows as lists, [[0, 1], [1, 0]], alone or under "weights".'
        )
    deep = any(isinstance(cell, list) for part in content for cell in part)
    channels = content if deep else [content]
    return _stacked([_rows_of(channel, what, number) for number, channel in enumerate(channels, 1)], what)


def format_json(weights: np.ndarray) -> str:
    """Write weights (C, KH, KW) as JSON under the key "weights", one row a line."""
    _c, _kh, _kw = weights.shape
    channels = (
        ",\n".join(f"      [{', '.join(map(_digits, row))}]" for row in channel) for channel in weights
    )
    body = ",\n".join(f"    [\n{rows}\n    ]" for rows in channels)
    return f'{{\n  "weights": [\n{body}\n  ]\n}}\n'


def _numbers_of(line: str, where: str) -> list[float]:
    """Read the numbers of one line; `where` names the row."""
    if ";" in line:
        if "," in line:
            raise FilterLabError(f"{where} mixes commas and semicolons: {_POINT}.")
        cells = line.split(";")
    else:
        # "1, 2" is a comma with a blank; "0,5 1,5" is two numbers with decimal commas.
        tight = re.sub(r"\s*,\s*", ",", line)
        cells = tight.split()
        if "," in tight:
            if len(cells) > 1:
                raise FilterLabError(f"{where} mixes commas and blanks: {_POINT}.")
            cells = tight.split(",")
    return [_number(cell.strip(), f"{where}, cell {column}") for column, cell in enumerate(cells, 1)]


def _number(cell: str, where: str) -> float:
    if not cell:
        raise FilterLabError(f"{where} is empty: give a number, 0 if the pixel shall not count.")
    try:
        # float() would read 1_0 as 10.
        return float(cell.replace("_", "?"))
    except ValueError as error:
        raise FilterLabError(f'{where} is "{cell[:40]}", which is not a number: {_POINT}.') from error


def _rows_of(channel: object, what: str, number: int) -> Rows:
    """Check one channel of JSON down to its numbers."""
    place = _channel(number)
    if not isinstance(channel, list):
        raise FilterLabError(
            f"{what} holds {channel!r:.40} where a channel's rows should be: nest the lists evenly."
        )
    rows: Rows = []
    for r, row in enumerate(channel, 1):
        if not isinstance(row, list):
            raise FilterLabError(f"{what}, row {r}{place} is {row!r:.40}: give it as a list of numbers.")
        for k, cell in enumerate(row, 1):
            if isinstance(cell, bool) or not isinstance(cell, int | float):
                raise FilterLabError(
                    f"{what}, row {r}{place}, cell {k} is {json.dumps(cell):.40}, not a number."
                )
        try:
            rows.append([float(cell) for cell in row])
        except OverflowError as error:
            raise FilterLabError(
                f"{what}, row {r}{place} holds a number too large to calculate with."
            ) from error
    return rows


def _stacked(channels: list[Rows], what: str) -> np.ndarray:
    """Make an array of the rows if all have the same length and all channels the same size."""
    if not channels or not all(rows and all(rows) for rows in channels):
        raise FilterLabError(f"{what} holds no numbers, or an empty row: give all rows of a filter.")
    width, height = len(channels[0][0]), len(channels[0])
    for number, rows in enumerate(channels, 1):
        place = _channel(number)
        for r, row in enumerate(rows, 1):
            if len(row) != width:
                raise FilterLabError(
                    f"{what}, row {r}{place} has {len(row)} numbers and row 1 has {width}: make them equal."
                )
        if len(rows) != height:
            raise FilterLabError(
                f"{what} has {len(rows)} rows in channel {number} and {height} in channel 1: make them equal."
            )
    return np.array(channels, dtype=np.float64)


def _channel(number: int) -> str:
    return f" of channel {number}" if number > 1 else ""


def _digits(value: np.floating) -> str:
    """Write the shortest text that reads back as the same number."""
    text = str(value)
    return text[:-2] if text.endswith(".0") and text != "-0.0" else text
