"""How nested lists are laid out as text: one row of the filter a line."""

import numpy as np

from filterlab.data.filter_text.cells import digits


def nested(array: np.ndarray, *, indent: int, step: int, trailing: str = "") -> str:
    """Write an array as nested lists, valid in JSON and in Python.

    Parameters
    ----------
    array : ndarray
        One axis or more.
    indent : int
        By how many blanks the line is indented on which the text begins.
    step : int
        How many blanks each level adds.
    trailing : str
        What follows the last part of a list that spans several lines: "," in Python, nothing in JSON.

    Returns
    -------
    str
        From the first bracket to the last; the first line is not indented.
    """
    if array.ndim == 1:
        return f"[{', '.join(map(digits, array))}]"
    inner = indent + step
    parts = [nested(part, indent=inner, step=step, trailing=trailing) for part in array]
    blanks = " " * inner
    body = f",\n{blanks}".join(parts)
    return f"[\n{blanks}{body}{trailing}\n{' ' * indent}]"
