"""A rectangle of cells: copy it, cut it out, paste it, move it."""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from filterlab.data.drawing.cells import Cell, Channel, Mask, Size, Weights, channel_slice
from filterlab.data.drawing.results import as_weights
from filterlab.errors import FilterLabError


@dataclass(frozen=True)
class Selection:
    """A rectangle of cells; it may hang over the edge of the grid while it is moved.

    Attributes
    ----------
    top, left : int
        Row and column of its first cell.
    height, width : int
        How many rows and columns, at least 1.

    Raises
    ------
    FilterLabError
        It holds no cell.
    """

    top: int
    left: int
    height: int
    width: int

    def __post_init__(self) -> None:
        """Check the size."""
        if self.height < 1 or self.width < 1:
            raise FilterLabError(
                f"A selection of {self.height} × {self.width} cells is empty: select at least one cell."
            )

    @classmethod
    def between(cls, start: Cell, end: Cell) -> Self:
        """Select from one corner cell to the opposite one, both included, in any order."""
        top, bottom = sorted((start[0], end[0]))
        left, right = sorted((start[1], end[1]))
        return cls(top, left, bottom - top + 1, right - left + 1)

    @classmethod
    def everything(cls, size: Size) -> Self:
        """Select the whole grid of (KH, KW) cells."""
        return cls(0, 0, *size)

    def shifted(self, rows: int, columns: int) -> Self:
        """Return the same rectangle further down and right; negative numbers go up and left."""
        return replace(self, top=self.top + rows, left=self.left + columns)

    def clipped(self, size: Size) -> Self | None:
        """Return the part inside a grid of (KH, KW) cells, or None if there is none."""
        kh, kw = size
        top, bottom = max(self.top, 0), min(self.top + self.height, kh)
        left, right = max(self.left, 0), min(self.left + self.width, kw)
        if top >= bottom or left >= right:
            return None
        return replace(self, top=top, left=left, height=bottom - top, width=right - left)

    def mask(self, size: Size) -> Mask:
        """Mark its cells on a grid of (KH, KW) cells: shape (KH, KW), bool."""
        mask = np.zeros(size, dtype=np.bool_)
        part = self.clipped(size)
        if part is not None:
            mask[part.rows, part.columns] = True
        return mask

    @property
    def rows(self) -> slice:
        """Its rows, for a selection inside the grid."""
        return slice(self.top, self.top + self.height)

    @property
    def columns(self) -> slice:
        """Its columns, for a selection inside the grid."""
        return slice(self.left, self.left + self.width)


def copied(weights: Weights, selection: Selection, channel: Channel = None) -> Weights:
    """Copy the selected cells out.

    Parameters
    ----------
    weights : ndarray
        Shape (C, KH, KW).
    selection : Selection
        Which cells; those outside the grid are copied as 0.
    channel : int or None
        One channel, or None for all.

    Returns
    -------
    ndarray
        The block, shape (1 or C, height, width), float32.

    Raises
    ------
    FilterLabError
        There is no such channel.
    """
    c, kh, kw = weights.shape
    source = weights[channel_slice(channel, c)]
    block = np.zeros((len(source), selection.height, selection.width), dtype=np.float32)
    part = selection.clipped((kh, kw))
    if part is not None:
        inside = part.shifted(-selection.top, -selection.left)
        block[:, inside.rows, inside.columns] = source[:, part.rows, part.columns]
    return as_weights(block, "Copying")


def cut(weights: Weights, selection: Selection, channel: Channel = None) -> tuple[Weights, Weights]:
    """Cut the selected cells out and leave 0 behind.

    Parameters
    ----------
    weights : ndarray
        Shape (C, KH, KW).
    selection : Selection
        Which cells.
    channel : int or None
        One channel, or None for all.

    Returns
    -------
    block : ndarray
        What was cut out, shape (1 or C, height, width), float32.
    rest : ndarray
        What is left, shape (C, KH, KW), float32.

    Raises
    ------
    FilterLabError
        There is no such channel.
    """
    c, kh, kw = weights.shape
    rest = weights.copy()
    rest[channel_slice(channel, c), selection.mask((kh, kw))] = 0
    return copied(weights, selection, channel), as_weights(rest, "Cutting")


def pasted(weights: Weights, block: Weights, top: int, left: int, channel: Channel = None) -> Weights:
    """Put a block of weights at a place; what hangs over the edge is cut off.

    One channel goes into the chosen channel, or the same into all. Three channels go into the three; if one
    channel is chosen, it takes its own of them. A filter of one channel takes the mean of three.

    Parameters
    ----------
    weights : ndarray
        Shape (C, KH, KW).
    block : ndarray
        Shape (B, height, width), B 1 or 3.
    top, left : int
        Where the block's first cell goes; may be negative.
    channel : int or None
        One channel, or None for all.

    Returns
    -------
    ndarray
        Shape (C, KH, KW), float32: a new array.

    Raises
    ------
    FilterLabError
        There is no such channel, or the block has another number of channels.
    """
    c, kh, kw = weights.shape
    _, height, width = block.shape
    chosen = channel_slice(channel, c)
    result = weights.astype(np.float64)
    fitting = _fitting(block, c, channel)
    whole = Selection(top, left, height, width)
    part = whole.clipped((kh, kw))
    if part is not None:
        inside = part.shifted(-top, -left)
        result[chosen, part.rows, part.columns] = fitting[:, inside.rows, inside.columns]
    return as_weights(result, "Pasting")


def moved(
    weights: Weights, selection: Selection, rows: int, columns: int, channel: Channel = None
) -> Weights:
    """Move the selected cells: cut them out, leave 0, and paste them elsewhere.

    While a selection is dragged, move it from the weights before the drag each time; what it hangs over or
    covers on the way is not lost then.

    Parameters
    ----------
    weights : ndarray
        Shape (C, KH, KW).
    selection : Selection
        Which cells.
    rows, columns : int
        How far down and right; negative numbers go up and left.
    channel : int or None
        One channel, or None for all.

    Returns
    -------
    ndarray
        Shape (C, KH, KW), float32: a new array.

    Raises
    ------
    FilterLabError
        There is no such channel.
    """
    _, kh, kw = weights.shape
    part = selection.clipped((kh, kw))
    if part is None:
        return as_weights(weights, "Moving")
    block, rest = cut(weights, part, channel)
    target = part.shifted(rows, columns)
    return pasted(rest, block, target.top, target.left, channel)


def _fitting(block: Weights, count: int, channel: Channel) -> Weights:
    """Give a block (B, h, w) the channels that are pasted into a filter of `count` channels."""
    b, _, _ = block.shape
    wanted = count if channel is None else 1
    if b in (1, wanted):
        return block
    if b != 3:
        raise FilterLabError(f"What is pasted has {b} channels: give 1 or 3.")
    if channel is not None and count == 3:
        return block[channel : channel + 1]
    return as_weights(block.mean(axis=0, dtype=np.float64, keepdims=True), "Pasting")
