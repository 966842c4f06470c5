"""Painting: what a tool does to the weights of the cells it touches."""

from dataclasses import dataclass, replace
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray

from filterlab.data.drawing.cells import Channel, Mask, Weights, channel_slice
from filterlab.data.drawing.results import as_weights, checked_number

Mode = Literal["replace", "add", "erase", "smooth"]
"""Set the value, add it, set 0, or take the mean with the cells around."""


def painted(
    weights: Weights,
    mask: Mask,
    value: float | Weights = 0.0,
    mode: Mode = "replace",
    channel: Channel = None,
) -> Weights:
    """Apply a tool once to every touched cell.

    Parameters
    ----------
    weights : ndarray
        Shape (C, KH, KW): the weights before.
    mask : ndarray
        Shape (KH, KW), bool: the touched cells.
    value : float or ndarray
        What is set or added: one number, or one a cell, shape (KH, KW), as the gradients give.
    mode : "replace", "add", "erase" or "smooth"
        Set the value; add it; set 0; take the mean of the cell and the up to eight cells around it.
    channel : int or None
        The channel that is painted; None paints the same in every channel.

    Returns
    -------
    ndarray
        Shape (C, KH, KW), float32: a new array.

    Raises
    ------
    FilterLabError
        The value is not finite, a result is too large for 32 bits, or there is no such channel.
    """
    c, _, _ = weights.shape
    chosen = channel_slice(channel, c)
    result = weights.astype(np.float64)
    # Slicing gives a view: what is written here is written into the result.
    part = result[chosen]
    part[:, mask] = _changed(part, value, mode)[:, mask]
    doing = "Adding" if mode == "add" else "Painting"
    return as_weights(result, doing if isinstance(value, np.ndarray) else f"{doing} {value:g}")


@dataclass(frozen=True)
class Paint:
    """What a stroke does to the cells it touches.

    Attributes
    ----------
    value : float
        What is set or added.
    mode : "replace", "add", "erase" or "smooth"
        See `painted`.
    channel : int or None
        The channel that is painted; None paints the same in every channel.

    Raises
    ------
    FilterLabError
        The value is not finite.
    """

    value: float = 1.0
    mode: Mode = "replace"
    channel: Channel = None

    def __post_init__(self) -> None:
        """Check the value."""
        checked_number(self.value, "The value to paint")


@dataclass(frozen=True, eq=False)
class Stroke:
    """A stroke that is being drawn: the weights before it, and the cells it has touched so far.

    The weights after it always come from those before, so passing a cell twice changes it once: "add" adds
    once, "smooth" does not smear along the way.

    Attributes
    ----------
    before : ndarray
        Shape (C, KH, KW), float32: the weights when the stroke began.
    paint : Paint
        What it does.
    touched : ndarray
        Shape (KH, KW), bool.
    """

    before: Weights
    paint: Paint
    touched: Mask

    @classmethod
    def begin(cls, before: Weights, paint: Paint) -> Self:
        """Start a stroke on weights (C, KH, KW) that has touched nothing yet."""
        _, kh, kw = before.shape
        return cls(before, paint, np.zeros((kh, kw), dtype=np.bool_))

    def touching(self, mask: Mask) -> Self:
        """Go on: the same stroke with the cells of a mask (KH, KW) touched as well."""
        return replace(self, touched=self.touched | mask)

    def covering(self, mask: Mask) -> Self:
        """Touch exactly the cells of a mask (KH, KW), as a shape does that is still being pulled out."""
        return replace(self, touched=mask.copy())

    def after(self) -> Weights:
        """Return the weights with the stroke applied, shape (C, KH, KW).

        Raises
        ------
        FilterLabError
            As `painted`.
        """
        return painted(self.before, self.touched, self.paint.value, self.paint.mode, self.paint.channel)


def _changed(part: NDArray[np.float64], value: float | Weights, mode: Mode) -> NDArray[np.float64]:
    """Return all weights (C, KH, KW) as they were if every cell was touched."""
    match mode:
        case "erase":
            return np.zeros_like(part)
        case "smooth":
            return _smoothed(part)
        case "replace" | "add":
            numbers = np.asarray(value, dtype=np.float64)
            checked_number(float(np.abs(numbers).max()), "The value to paint")
            return np.broadcast_to(numbers, part.shape) if mode == "replace" else part + numbers


def _smoothed(part: NDArray[np.float64]) -> NDArray[np.float64]:
    """Take the mean of each cell and its neighbours inside the grid, in every channel of (C, KH, KW)."""
    _, kh, kw = part.shape
    padded = np.pad(part, ((0, 0), (1, 1), (1, 1)))
    present = np.pad(np.ones((kh, kw)), 1)
    around = [(slice(r, r + kh), slice(k, k + kw)) for r in range(3) for k in range(3)]
    total = sum((padded[:, rows, columns] for rows, columns in around), np.zeros_like(part))
    count = sum((present[rows, columns] for rows, columns in around), np.zeros((kh, kw)))
    return total / count
