"""A filter as JSON."""

import json
import math

import numpy as np

from filterlab.data.filter_text.cells import check_finite
from filterlab.data.filter_text.layout import nested
from filterlab.data.filter_text.stacking import array_of_lists, shown
from filterlab.errors import FilterLabError


def parse_json(text: str, what: str) -> np.ndarray:
    """Read weights from nested lists, alone or under the key "weights".

    Parameters
    ----------
    text : str
        JSON: (KH, KW), (C, KH, KW) or (1, C, KH, KW) nested lists of numbers.
    what : str
        The name of the thing in sentences about mistakes.

    Returns
    -------
    ndarray
        (C, KH, KW), float64. The size is not checked, but for more numbers than any filter has.

    Raises
    ------
    FilterLabError
        It is not JSON, holds something else, or rows differ in length.
    """
    try:
        # Python reads whole numbers without limit, and refuses those of more than 4300 digits.
        content = json.loads(text, parse_int=float)
    except ValueError as error:
        raise FilterLabError(f"{what} is not valid JSON ({error}): save it again or mend it.") from error
    except RecursionError as error:
        raise FilterLabError(
            f"{what} is no filter, its lists are nested too deep: give rows as lists, as in [[0, 1], [1, 0]]."
        ) from error
    if isinstance(content, dict):
        if "weights" not in content:
            raise FilterLabError(f'{what} has no "weights": give the rows as lists under that key, or alone.')
        content = content["weights"]
    return array_of_lists(content, what, _number)


def format_json(weights: np.ndarray) -> str:
    """Write weights (C, KH, KW) as JSON under the key "weights", one row a line."""
    _c, _kh, _kw = weights.shape
    return f'{{\n  "weights": {nested(weights, indent=2, step=2)}\n}}\n'


def _number(cell: object, where: str) -> float:
    if not isinstance(cell, float):
        advice = "give it without quotes" if isinstance(cell, str) else "give 0 if the pixel shall not count"
        raise FilterLabError(f"{where} is {shown(cell)}, not a number: {advice}.")
    check_finite(cell, "NaN" if math.isnan(cell) else "infinite or too large", where)
    return cell
