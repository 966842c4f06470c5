"""Edits that mix neighbouring cells: rotation by any angle, and another size with the same picture.

Both take weights of shape (C, KH, KW), or one channel (KH, KW), and return a new float32 array.
"""

from typing import Literal

import numpy as np

from filterlab.data.drawing.cells import Weights
from filterlab.data.drawing.moves import check_size
from filterlab.data.drawing.results import as_weights, checked_number
from filterlab.data.drawing.turning import Floats, cos_sin, from_centre, nearest_index

Sampling = Literal["bilinear", "nearest"]
"""Mix the four cells around a place, or take the one nearest to it."""


def rotated(weights: Weights, degrees: float, sampling: Sampling = "bilinear") -> Weights:
    """Rotate a filter about its centre, counterclockwise as on paper, within its size.

    Each new cell looks up where it was before; outside the old filter there is 0. Half turns are exact,
    and so are quarter turns on square grids, and on others whose sides differ by an even number; what does
    not fit is cut off. (`turned` turns by quarters and swaps the sides.)

    Parameters
    ----------
    weights : ndarray
        Shape (…, KH, KW).
    degrees : float
        The angle; 45 makes a flat line rise to the right.
    sampling : "bilinear" or "nearest"
        How a place between cells is read: as the mean of the four cells around it, nearer ones counting more;
        or as the nearest cell, which brings in no new values.

    Returns
    -------
    ndarray
        Shape (…, KH, KW), float32.

    Raises
    ------
    FilterLabError
        The angle is not finite.
    """
    *_, kh, kw = weights.shape
    cos, sin = cos_sin(checked_number(degrees, "The angle"))
    down, right = from_centre(kh)[:, None], from_centre(kw)[None, :]
    rows, columns = right * sin + down * cos, right * cos - down * sin
    if sampling == "nearest":
        return as_weights(_nearest(weights, rows, columns), "Rotating")
    return as_weights(_mixed(weights, rows, columns), "Rotating")


def resampled(weights: Weights, height: int, width: int) -> Weights:
    """Draw a filter larger or smaller, as a picture is scaled; values stay alike, so the sum does not.

    Bilinear: a new cell is a mean of the old cells around its place, each counting less the farther it is,
    out to one old cell when growing, or to one new cell when shrinking, so that every old cell counts. Both
    grids cover the same area. The same size gives the same filter.

    Parameters
    ----------
    weights : ndarray
        Shape (…, KH, KW).
    height, width : int
        The new size, 1 to 31 each.

    Returns
    -------
    ndarray
        Shape (…, height, width), float32.

    Raises
    ------
    FilterLabError
        A filter cannot have that size.
    """
    *_, kh, kw = weights.shape
    check_size(height, width)
    values = weights.astype(np.float64)
    return as_weights(_shares(kh, height) @ values @ _shares(kw, width).T, "Resampling")


def _nearest(weights: Weights, rows: Floats, columns: Floats) -> Weights:
    """Read a filter at places measured from its centre, each from the nearest cell."""
    *_, kh, kw = weights.shape
    row, column = nearest_index(rows, kh), nearest_index(columns, kw)
    inside = (row >= 0) & (row < kh) & (column >= 0) & (column < kw)
    read = weights[..., row.clip(0, kh - 1), column.clip(0, kw - 1)]
    return np.where(inside, read, np.float32(0))


def _mixed(weights: Weights, rows: Floats, columns: Floats) -> Floats:
    """Read a filter at places measured from its centre, each from the four cells around it."""
    *outer, kh, kw = weights.shape
    # A frame of zeros stands for everything outside.
    framed = np.zeros((*outer, kh + 2, kw + 2))
    framed[..., 1:-1, 1:-1] = weights
    y = (rows + (kh + 1) / 2).clip(0, kh + 1)
    x = (columns + (kw + 1) / 2).clip(0, kw + 1)
    top, left = np.floor(y).clip(max=kh).astype(np.intp), np.floor(x).clip(max=kw).astype(np.intp)
    below, beside = y - top, x - left
    upper = framed[..., top, left] * (1 - beside) + framed[..., top, left + 1] * beside
    lower = framed[..., top + 1, left] * (1 - beside) + framed[..., top + 1, left + 1] * beside
    mixed: Floats = upper * (1 - below) + lower * below
    return mixed


def _shares(old: int, new: int) -> Floats:
    """Return how much each old cell counts in each new one: shape (new, old), rows summing to 1."""
    step = old / new
    places = (np.arange(new) + 0.5) * step
    distance = np.abs(np.arange(old) + 0.5 - places[:, None]) / max(step, 1.0)
    shares = np.maximum(1 - distance, 0)
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))
