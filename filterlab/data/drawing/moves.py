"""Edits that move cells and keep their values: turn by quarters, flip, transpose, shift, resize.

All take weights of shape (C, KH, KW), or one channel (KH, KW), and return a new float32 array.
"""

from typing import Literal

import numpy as np

from filterlab.data.drawing.cells import Weights
from filterlab.data.drawing.results import as_weights
from filterlab.data.preset_filters.formulas import MAX_KERNEL_SIZE
from filterlab.errors import FilterLabError

Anchor = Literal[
    "top left", "top", "top right", "left", "middle", "right", "bottom left", "bottom", "bottom right"
]
"""Which part of the filter stays where it is when the size changes."""


def turned(weights: Weights, quarters: int = 1) -> Weights:
    """Turn a filter by whole quarters, counterclockwise as on paper; negative numbers turn clockwise.

    Parameters
    ----------
    weights : ndarray
        Shape (…, KH, KW).
    quarters : int
        How many times 90 degrees.

    Returns
    -------
    ndarray
        Shape (…, KW, KH) after an odd number of quarters, else (…, KH, KW); float32.
    """
    return as_weights(np.rot90(weights, quarters, axes=(-2, -1)), "Turning")


def turned_left(weights: Weights) -> Weights:
    """Turn a filter (…, KH, KW) by 90 degrees counterclockwise; the result is (…, KW, KH)."""
    return turned(weights, 1)


def turned_right(weights: Weights) -> Weights:
    """Turn a filter (…, KH, KW) by 90 degrees clockwise; the result is (…, KW, KH)."""
    return turned(weights, -1)


def flipped_sideways(weights: Weights) -> Weights:
    """Swap left and right of a filter of shape (…, KH, KW)."""
    return as_weights(weights[..., ::-1], "Flipping")


def flipped_upside_down(weights: Weights) -> Weights:
    """Swap top and bottom of a filter of shape (…, KH, KW)."""
    return as_weights(weights[..., ::-1, :], "Flipping")


def transposed(weights: Weights) -> Weights:
    """Swap rows and columns of a filter (…, KH, KW): mirror it at its diagonal; the result is (…, KW, KH)."""
    return as_weights(weights.swapaxes(-2, -1), "Transposing")


def shifted(weights: Weights, rows: int, columns: int, *, wrap: bool = False) -> Weights:
    """Shift a filter by whole cells within its size.

    Parameters
    ----------
    weights : ndarray
        Shape (…, KH, KW).
    rows, columns : int
        How far down and right; negative numbers go up and left.
    wrap : bool
        Let what leaves on one side come in on the other; otherwise it is lost and 0 comes in.

    Returns
    -------
    ndarray
        Shape (…, KH, KW), float32.
    """
    *_, kh, kw = weights.shape
    if wrap:
        return as_weights(np.roll(weights, (rows, columns), axis=(-2, -1)), "Shifting")
    result = np.zeros_like(weights)
    new_rows, old_rows = _overlap(kh, kh, rows)
    new_columns, old_columns = _overlap(kw, kw, columns)
    result[..., new_rows, new_columns] = weights[..., old_rows, old_columns]
    return as_weights(result, "Shifting")


def resized(weights: Weights, height: int, width: int, anchor: Anchor = "middle") -> Weights:
    """Give a filter another size: new cells are 0, cells outside are dropped, no value changes.

    The middle of an even size is the cell before the centre, as for the padding "same": a filter that grows
    around its middle does not shift its response.

    Parameters
    ----------
    weights : ndarray
        Shape (…, KH, KW).
    height, width : int
        The new size, 1 to 31 each.
    anchor : str
        Which part stays where it is: "top left" adds and drops rows below and columns on the right, "top"
        rows below and columns on both sides, and so on.

    Returns
    -------
    ndarray
        Shape (…, height, width), float32.

    Raises
    ------
    FilterLabError
        A filter cannot have that size.
    """
    *outer, kh, kw = weights.shape
    check_size(height, width)
    new_rows, old_rows = _overlap(kh, height, _shift(kh, height, anchor, "top", "bottom"))
    new_columns, old_columns = _overlap(kw, width, _shift(kw, width, anchor, "left", "right"))
    result = np.zeros((*outer, height, width), dtype=np.float32)
    result[..., new_rows, new_columns] = weights[..., old_rows, old_columns]
    return as_weights(result, "Resizing")


def check_size(height: int, width: int) -> None:
    """Refuse a size that no filter has.

    Raises
    ------
    FilterLabError
        A side is below 1 or above 31.
    """
    if not (1 <= height <= MAX_KERNEL_SIZE and 1 <= width <= MAX_KERNEL_SIZE):
        raise FilterLabError(
            f"A filter of {height} × {width} cells is not possible: give 1 to {MAX_KERNEL_SIZE} of each."
        )


def _shift(old: int, new: int, anchor: Anchor, first: str, last: str) -> int:
    """Return how far the old cells move along one axis whose ends are called `first` and `last`."""
    words = anchor.split()
    if first in words:
        return 0
    return new - old if last in words else (new - 1) // 2 - (old - 1) // 2


def _overlap(old: int, new: int, shift: int) -> tuple[slice, slice]:
    """Return which cells of the new axis take which cells of the old one."""
    start = min(max(0, shift), new)
    stop = max(min(new, old + shift), start)
    return slice(start, stop), slice(start - shift, stop - shift) if stop > start else slice(0, 0)
