"""How every edit ends: numbers checked on the way in, plain float32 on the way out."""

import math

import numpy as np
from numpy.typing import NDArray

from filterlab.data.drawing.cells import Weights
from filterlab.errors import FilterLabError


def as_weights(values: NDArray[np.floating], action: str) -> Weights:
    """Bring the result of an edit to float32: a fresh array, never -0.0, never infinite.

    Parameters
    ----------
    values : ndarray
        Any shape; calculated in float64 so that nothing overflows on the way.
    action : str
        What was done, as the beginning of a sentence: "Scaling by 1e+30".

    Raises
    ------
    FilterLabError
        A weight is too large for float32.
    """
    with np.errstate(over="ignore"):
        result = np.array(values, dtype=np.float32, order="C")
    if not np.isfinite(result).all():
        largest = float(np.finfo(np.float32).max)
        raise FilterLabError(
            f"{action} makes a weight larger than {largest:.2g}, the most that 32 bits hold: "
            "use smaller numbers."
        )
    # A 0 with a minus sign would show as "-0" and differ from 0 in files.
    result += np.float32(0)
    return result


def checked_number(value: float, what: str) -> float:
    """Return a number if one can calculate with it.

    Raises
    ------
    FilterLabError
        It is NaN or infinite; the sentence calls it `what`.
    """
    if not math.isfinite(value):
        raise FilterLabError(f"{what} is {value}: give a finite number.")
    return float(value)
