"""Turning about the centre of a grid: exact at quarter turns, and the same on all sides elsewhere.

The centre of a grid is the middle of its middle cell, or the corner between its four middle cells.
"""

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def cos_sin(degrees: float) -> tuple[float, float]:
    """Return cosine and sine of an angle in degrees; multiples of 90 give exact 0, 1 and -1."""
    quarters, rest = divmod(degrees % 360.0, 90.0)
    c, s = (math.cos(math.radians(rest)), math.sin(math.radians(rest))) if rest else (1.0, 0.0)
    return ((c, s), (-s, c), (-c, -s), (s, -c))[int(quarters) % 4]


def from_centre(count: int) -> Floats:
    """Return how far each of `count` cells in a row lies from their centre, in cells: shape (count,)."""
    return np.arange(count, dtype=np.float64) - (count - 1) / 2


def nearest_index(offsets: Floats, count: int, lean: int = 1) -> NDArray[np.intp]:
    """Return the number of the cell nearest to each place; it may lie outside the grid.

    A place exactly between two cells belongs to the one farther from the centre, so that mirrored places get
    mirrored cells. One exactly on the centre line of an even count is as near to either middle cell.

    Parameters
    ----------
    offsets : ndarray
        Places measured from the centre, in cells, any shape. Differences below 1e-9 are taken for rounding.
    count : int
        How many cells there are along this axis.
    lean : int
        1 takes the later of the two middle cells where both are as near, -1 the earlier.

    Returns
    -------
    ndarray
        Same shape, from 0 to count - 1 for cells of the grid.
    """
    places = np.round(offsets, 9)
    side = np.where(places == 0, lean, np.sign(places))
    away = np.floor(np.abs(places) + 0.5) if count % 2 else np.floor(np.abs(places)) + 0.5
    return ((count - 1) / 2 + side * away).astype(np.intp)
