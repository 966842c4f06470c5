"""What all drawing tools talk about: cells of a grid, masks over it, weights and their channels."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from filterlab.errors import FilterLabError

Cell = tuple[int, int]
"""(row, column), counted from the top left from 0; a tool may be dragged to cells outside the grid."""

Size = tuple[int, int]
"""(KH, KW): how many rows and columns a grid has."""

Mask = NDArray[np.bool_]
"""Which cells of a grid are meant, shape (KH, KW)."""

Weights = NDArray[np.float32]
"""The weights of a filter, shape (C, KH, KW), all finite."""

Channel = int | None
"""One channel by its number from 0, or None for the same in every channel."""


def mask_of(size: Size, cells: Iterable[Cell]) -> Mask:
    """Mark single cells; those outside the grid are left out.

    Parameters
    ----------
    size : (int, int)
        Rows and columns of the grid.
    cells : iterable of (int, int)
        (row, column) each, in any order.

    Returns
    -------
    ndarray
        Shape (KH, KW), bool.
    """
    kh, kw = size
    mask = np.zeros((kh, kw), dtype=np.bool_)
    for row, column in cells:
        if 0 <= row < kh and 0 <= column < kw:
            mask[row, column] = True
    return mask


def cells_of(mask: Mask) -> list[Cell]:
    """List the marked cells of a mask (KH, KW), row by row."""
    rows, columns = np.nonzero(mask)
    return list(zip(rows.tolist(), columns.tolist(), strict=True))


def everything(size: Size) -> Mask:
    """Mark every cell of a grid: shape (KH, KW), bool."""
    return np.ones(size, dtype=np.bool_)


def channel_slice(channel: Channel, count: int) -> slice:
    """Tell which channels of a filter are meant.

    Parameters
    ----------
    channel : int or None
        The channel's number from 0, or None for all.
    count : int
        How many channels the filter has.

    Raises
    ------
    FilterLabError
        The filter has no such channel.
    """
    if channel is None:
        return slice(None)
    if not 0 <= channel < count:
        have = "only one channel" if count == 1 else f"{count} channels"
        raise FilterLabError(f"The filter has {have}, so there is no channel {channel + 1}: choose another.")
    return slice(channel, channel + 1)
