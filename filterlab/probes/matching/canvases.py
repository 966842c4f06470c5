"""Filters of any sizes and channels brought onto one canvas, so that their cells can be compared one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from filterlab.errors import FilterLabError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]
    Doubles = NDArray[np.float64]
    Bank: TypeAlias = Sequence[Floats] | Floats


@dataclass(frozen=True, eq=False)
class Canvases:
    """The filters of a bank on canvases of one size.

    Attributes
    ----------
    filters : tuple of ndarray
        Shape (C, S, T) each, float64, read-only, divided by its strength; one of zeros alone stays so. Channels may
        differ.
    strengths : ndarray
        Shape (N,): the root of the sum of squares of each filter.
    sizes : tuple of (int, int)
        Rows and columns that each filter has by itself.
    """

    filters: tuple[Doubles, ...]
    strengths: Doubles
    sizes: tuple[tuple[int, int], ...]

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns of the canvas."""
        _channels, height, width = self.filters[0].shape
        return height, width

    def frame(self, number: int) -> tuple[slice, slice]:
        """Return the rows and columns of the canvas that are a filter's own."""
        (top, left), (height, width) = _corner(self.sizes[number], self.size), self.sizes[number]
        return slice(top, top + height), slice(left, left + width)

    def by_channels(self) -> dict[int, NDArray[np.intp]]:
        """Return the numbers of the filters of each channel count."""
        counts = np.array([len(one) for one in self.filters])
        return {int(count): np.flatnonzero(counts == count) for count in np.unique(counts)}

    def stacked(self, numbers: NDArray[np.intp]) -> Doubles:
        """Return some filters of one channel count as one array (K, C, S, T)."""
        return np.stack([self.filters[number] for number in numbers])


def lay_out(
    first: Bank,
    second: Bank,
    *,
    square: bool = False,
    labels: tuple[Sequence[str], Sequence[str]] | None = None,
) -> tuple[Canvases, Canvases]:
    """Lay the filters of two banks centre on centre on a canvas that holds them all, with zeros around them.

    Where even and odd sizes meet, the even ones lie half a cell towards the top left.

    Parameters
    ----------
    first, second : sequence of ndarray
        Shapes (C, KH, KW) or (KH, KW), or one array with an axis more; at least one filter in each.
    square : bool
        Whether the canvas has to be as wide as it is high, so that it can be turned.
    labels : tuple of sequence of str, optional
        What each filter of both banks is called in errors.

    Raises
    ------
    FilterLabError
        If a bank is empty, or a filter is empty, of another number of axes, or holds NaN or infinity.
    """
    if len(first) == 0 or len(second) == 0:
        raise FilterLabError("There is no filter to compare with; put at least one filter in the bank.")
    names = labels or tuple(
        [f"filter {number} of the {which} bank" for number in range(len(bank))]
        for which, bank in (("first", first), ("second", second))
    )
    banks = [
        [_checked(weights, name) for weights, name in zip(bank, own, strict=True)]
        for bank, own in zip((first, second), names, strict=True)
    ]
    shapes = [weights.shape[1:] for bank in banks for weights in bank]
    heights, widths = ({shape[axis] for shape in shapes} for axis in (0, 1))
    if square:
        heights = widths = heights | widths
    size = _side(heights), _side(widths)
    ours, theirs = (_on_canvas(bank, size) for bank in banks)
    return ours, theirs


def with_same_channels(first: Doubles, second: Doubles) -> tuple[Doubles, Doubles]:
    """Give two stacks of filters (K, C, S, T) of strength 1 the same channels, and strength 1 again.

    Those of one channel are repeated for each channel of the others; two other counts that differ are compared by
    the means of their channels.
    """
    channels, others = first.shape[1], second.shape[1]
    if channels == others:
        return first, second
    if channels == 1:
        return np.repeat(first, others, axis=1) / np.sqrt(others), second
    if others == 1:
        return first, np.repeat(second, channels, axis=1) / np.sqrt(channels)
    return _unit(first.mean(axis=1, keepdims=True))[0], _unit(second.mean(axis=1, keepdims=True))[0]


def lay_out_in_words(first: Canvases, second: Canvases) -> str:
    """Say in sentences what was done to filters of several sizes and channels; empty if nothing was."""
    height, width = first.size
    is_padded = any(size != first.size for bank in (first, second) for size in bank.sizes)
    sentences = (
        f"All filters are laid centre on centre on {height} × {width} cells." if is_padded else "",
        _channels_in_words({len(one) for bank in (first, second) for one in bank.filters}),
    )
    return " ".join(sentence for sentence in sentences if sentence)


def _channels_in_words(counts: set[int]) -> str:
    if len(counts) == 1:
        return ""
    repeated = (
        f"Filters of one channel stand for each of {' or '.join(map(str, sorted(counts - {1})))} channels"
    )
    means = "filters with other numbers of channels are compared by the means of their channels"
    if len(counts - {1}) == 1:
        return f"{repeated}."
    return f"{repeated}; {means}." if 1 in counts else f"{means[0].upper()}{means[1:]}."


def _checked(weights: Floats, name: str) -> Doubles:
    """Return a filter as finite float64 (C, KH, KW)."""
    array = np.asarray(weights, np.float64)
    if array.ndim == 2:
        array = array[np.newaxis]
    if array.ndim != 3 or array.size == 0:
        raise FilterLabError(
            f"The {name} has the shape {np.shape(weights)}; give (channels, height, width), none of them 0."
        )
    if not np.isfinite(array).all():
        raise FilterLabError(f"The {name} holds values that are not finite numbers; correct them first.")
    return array


def _side(sizes: set[int]) -> int:
    """Return the side of a canvas for these sizes: odd if some are, so that who lies where does not hang on it."""
    largest = max(sizes)
    return largest + 1 if largest % 2 == 0 and any(size % 2 for size in sizes) else largest


def _on_canvas(bank: Sequence[Doubles], size: tuple[int, int]) -> Canvases:
    height, width = size
    filters, strengths = [], np.zeros(len(bank))
    for number, weights in enumerate(bank):
        channels, kernel_height, kernel_width = weights.shape
        top, left = _corner((kernel_height, kernel_width), size)
        peak = float(np.abs(weights).max())
        canvas = np.zeros((1, channels, height, width))
        # Squares of numbers near 1 neither overflow nor vanish.
        canvas[0, :, top : top + kernel_height, left : left + kernel_width] = weights / (peak or 1)
        canvas, length = _unit(canvas)
        canvas.flags.writeable = False
        filters.append(canvas[0])
        with np.errstate(over="ignore"):
            strengths[number] = length[0] * peak
    sizes = tuple((weights.shape[1], weights.shape[2]) for weights in bank)
    return Canvases(tuple(filters), strengths, sizes)


def _corner(size: tuple[int, int], canvas: tuple[int, int]) -> tuple[int, int]:
    """Return where the top left cell of a filter comes to lie."""
    return (canvas[0] - size[0]) // 2, (canvas[1] - size[1]) // 2


def _unit(stack: Doubles) -> tuple[Doubles, Doubles]:
    """Divide filters (K, C, S, T) by their lengths (K,), and return both; zeros stay zeros."""
    lengths = np.sqrt((stack**2).sum(axis=(1, 2, 3)))
    return stack / np.where(lengths > 0, lengths, 1.0)[:, np.newaxis, np.newaxis, np.newaxis], lengths
