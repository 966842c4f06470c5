"""A filter as rows of numbers, as people, spreadsheets and ImageJ write it."""

from itertools import chain

import numpy as np

from filterlab.data.filter_text.cells import POINT, check_count, digits, in_channel, number_of
from filterlab.data.filter_text.stacking import Rows, stacked
from filterlab.errors import FilterLabError


def parse_rows(text: str, what: str) -> np.ndarray:
    """Read rows of numbers, as ImageJ and spreadsheets write them.

    A line is a row. Numbers are separated by commas, semicolons, tabs or blanks. An empty line begins the
    next channel; what follows a # is skipped.

    Parameters
    ----------
    text : str
        The file's text, or what was pasted.
    what : str
        The name of the thing in sentences about mistakes.

    Returns
    -------
    ndarray
        (C, KH, KW), float64. The size is not checked, but for more numbers than any filter has.

    Raises
    ------
    FilterLabError
        There are no numbers or far too many, a cell is not a number, or rows differ in length.
    """
    channels: list[Rows] = [[]]
    count = 0
    for line in text.splitlines():
        content, mark, _remark = line.partition("#")
        content = content.strip()
        if mark and not content:
            continue
        rows = channels[-1]
        if content:
            where = f"{what}, row {len(rows) + 1}{in_channel(len(channels))}"
            cells = _cells_of(content, where)
            count += len(cells)
            check_count(count, what)
            rows.append([number_of(cell, f"{where}, cell {k}") for k, cell in enumerate(cells, 1)])
        elif rows:
            channels.append([])
    return stacked([rows for rows in channels if rows], what)


def format_rows(weights: np.ndarray, separator: str) -> str:
    """Write weights (C, KH, KW) as rows of numbers, with an empty line between channels."""
    _c, _kh, _kw = weights.shape
    channels = ("".join(separator.join(map(digits, row)) + "\n" for row in rows) for rows in weights)
    return "\n".join(channels)


def _cells_of(line: str, where: str) -> list[str]:
    """Cut one line into its cells; `where` names the row."""
    if ";" in line:
        if "," in line:
            raise FilterLabError(f"{where} mixes commas and semicolons: {POINT}.")
        return [cell.strip() for cell in line.split(";")]
    if "," in line:
        # "1, 2" is a comma with a blank; "0,5 1,5" is two numbers with decimal commas.
        cells = [cell.strip() for cell in line.split(",")]
        if any(map(_has_blanks, cells)):
            raise FilterLabError(f"{where} mixes commas and blanks: {POINT}.")
        return cells
    if "\t" in line:
        # Two tabs with nothing between them are an empty cell of a spreadsheet.
        cells = [cell.strip() for cell in line.split("\t")]
        return list(chain.from_iterable(cell.split() or [""] for cell in cells))
    return line.split()


def _has_blanks(cell: str) -> bool:
    return len(cell.split(maxsplit=1)) > 1
