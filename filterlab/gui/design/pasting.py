"""Read a filter from pasted text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from filterlab.data.filter_files import checked_weights
from filterlab.data.filter_text import parse_json, parse_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray


def read_weights(text: str, what: str) -> NDArray[np.float32]:
    """Read rows of numbers, or JSON, as the weights of one filter.

    Parameters
    ----------
    text : str
        Rows by newline; or nested lists in brackets.
    what : str
        The name of the thing in sentences about mistakes.

    Returns
    -------
    ndarray
        Shape (C, KH, KW), float32, C = 1 or 3 and 1 to 31 rows and columns, every value finite.

    Raises
    ------
    FilterLabError
        A cell is no number, rows differ in length, or the size is not that of a filter.
    """
    parse = parse_json if text.lstrip().startswith(("[", "{")) else parse_rows
    with np.errstate(over="ignore"):
        # What float32 cannot hold becomes infinite here and is refused below.
        weights = parse(text, what).astype(np.float32)
    return checked_weights(weights, what).astype(np.float32, copy=False)
