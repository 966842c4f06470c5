"""Filling: the area of equal weights around a cell, and values that change from one cell to another."""

import numpy as np
from numpy.typing import NDArray

from filterlab.data.drawing.cells import Cell, Mask, Size, Weights
from filterlab.data.drawing.results import as_weights, checked_number
from filterlab.errors import FilterLabError


def flood(weights: Weights, cell: Cell, tolerance: float = 0.0) -> Mask:
    """Find the area of equal weights around a cell: the cells that one reaches side by side.

    Parameters
    ----------
    weights : ndarray
        Shape (C, KH, KW): the channels that are looked at; a cell must be equal in all of them.
    cell : (int, int)
        Where to begin; outside the grid nothing is found.
    tolerance : float
        How far a weight may differ from that of the first cell and still be called equal, 0 or more.

    Returns
    -------
    ndarray
        Shape (KH, KW), bool.

    Raises
    ------
    FilterLabError
        The tolerance is negative or not finite.
    """
    _, kh, kw = weights.shape
    if checked_number(tolerance, "The tolerance") < 0:
        raise FilterLabError(f"The tolerance is {tolerance:g}: give 0 or a number above it.")
    row, column = cell
    found = np.zeros((kh, kw), dtype=np.bool_)
    if not (0 <= row < kh and 0 <= column < kw):
        return found
    values = weights.astype(np.float64)
    near = np.abs(values - values[:, row, column, None, None]) <= tolerance
    equal: Mask = np.logical_and.reduce(near, axis=0)
    waiting = [cell]
    while waiting:
        row, column = waiting.pop()
        if 0 <= row < kh and 0 <= column < kw and equal[row, column] and not found[row, column]:
            found[row, column] = True
            waiting += [(row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)]
    return found


def linear_gradient(size: Size, start: Cell, end: Cell, first: float, last: float) -> Weights:
    """Let the value change evenly along a line, and stay the same across it.

    Parameters
    ----------
    size : (int, int)
        Rows and columns of the grid.
    start, end : (int, int)
        The cells with the first and the last value; beyond them the value stays. If they are the same, every
        cell has the first value.
    first, last : float
        The two values, exactly reached.

    Returns
    -------
    ndarray
        Shape (KH, KW), float32: what `painted` takes as its value.

    Raises
    ------
    FilterLabError
        A value is not finite, or too large for 32 bits.
    """
    down, right = end[0] - start[0], end[1] - start[1]
    rows, columns = _from_cell(size, start)
    share = (rows * down + columns * right) / max(down**2 + right**2, 1)
    return _between(share, first, last)


def radial_gradient(size: Size, centre: Cell, rim: Cell, first: float, last: float) -> Weights:
    """Let the value change evenly from a cell outwards, the same in all directions.

    Parameters
    ----------
    size : (int, int)
        Rows and columns of the grid.
    centre, rim : (int, int)
        The cell with the first value, and one with the last; farther away the value stays. If they are the
        same, only that cell has the first value.
    first, last : float
        The two values, exactly reached.

    Returns
    -------
    ndarray
        Shape (KH, KW), float32: what `painted` takes as its value.

    Raises
    ------
    FilterLabError
        A value is not finite, or too large for 32 bits.
    """
    radius = np.hypot(rim[0] - centre[0], rim[1] - centre[1])
    rows, columns = _from_cell(size, centre)
    # No cell but the centre is nearer than 1, so a radius of 1 gives every other cell the last value.
    return _between(np.hypot(rows, columns) / max(radius, 1.0), first, last)


def _from_cell(size: Size, cell: Cell) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return how far each row (KH, 1) and column (1, KW) lies below and right of a cell."""
    kh, kw = size
    return np.arange(kh)[:, None] - cell[0], np.arange(kw)[None, :] - cell[1]


def _between(share: NDArray[np.float64], first: float, last: float) -> Weights:
    """Mix two values: the first at a share of 0 and below, the last at 1 and above."""
    first, last = checked_number(first, "The first value"), checked_number(last, "The last value")
    part = np.clip(share, 0, 1)
    mixed = first * (1 - part) + last * part
    # Rounding could make a mixture of equal values differ from them.
    return as_weights(np.clip(mixed, min(first, last), max(first, last)), "The gradient")
