"""What the tool row does to a filter: arrays in, arrays out, no widget."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication

from filterlab.errors import FilterLabError

if TYPE_CHECKING:
    from numpy.typing import NDArray


def _tr(text: str) -> str:
    return QCoreApplication.translate("kernel_edits", text)


def resized(weights: NDArray[np.float32], height: int, width: int) -> NDArray[np.float32]:
    """Give a filter another size around its middle: new cells are 0, cells outside are dropped.

    The middle of an even size is the cell before the centre, as for the padding "same": a filter that grows
    does not shift its response.

    Parameters
    ----------
    weights : ndarray
        Shape (C, KH, KW).
    height, width : int
        The new size, at least 1 each.

    Returns
    -------
    ndarray
        Shape (C, height, width), float32.
    """
    channels, old_height, old_width = weights.shape
    result = np.zeros((channels, height, width), dtype=np.float32)
    new_rows, old_rows = _overlap(old_height, height)
    new_columns, old_columns = _overlap(old_width, width)
    result[:, new_rows, new_columns] = weights[:, old_rows, old_columns]
    return result


def _overlap(old: int, new: int) -> tuple[slice, slice]:
    """Return which cells of the new axis take which cells of the old one."""
    shift = (new - 1) // 2 - (old - 1) // 2
    first, last = max(0, shift), min(new, old + shift)
    return slice(first, last), slice(first - shift, last - shift)


def turned(weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """Turn a filter of shape (C, KH, KW) by 90° clockwise; the result is (C, KW, KH)."""
    return weights.transpose(0, 2, 1)[:, :, ::-1]


def flipped_sideways(weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """Swap left and right of a filter of shape (C, KH, KW)."""
    return weights[:, :, ::-1]


def flipped_upside_down(weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """Swap top and bottom of a filter of shape (C, KH, KW)."""
    return weights[:, ::-1, :]


def negated(weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """Change every sign of an array of any shape; a 0 stays a plain 0."""
    return np.where(weights == 0, np.float32(0), -weights)


def with_zero_sum(weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """Subtract the mean from an array of any shape, so that a flat patch gives no response."""
    values = weights.astype(np.float64)
    return weights.copy() if _sums_to_zero(values) else (values - values.mean()).astype(np.float32)


def with_unit_sum(weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """Divide an array of any shape by its sum, so that a flat patch keeps its brightness.

    Raises
    ------
    FilterLabError
        The weights sum to 0, so no factor can make the sum 1.
    """
    values = weights.astype(np.float64)
    if _sums_to_zero(values):
        raise FilterLabError(
            _tr("The weights sum to 0, so no factor makes the sum 1; change a weight first.")
        )
    total = float(values.sum())
    return (values / total).astype(np.float32)


def _sums_to_zero(values: NDArray[np.float64]) -> bool:
    """Whether the sum is 0 but for the rounding of float32."""
    return bool(abs(values.sum()) <= 1e-6 * np.abs(values).sum())


def cleared(weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return zeros of the same shape."""
    return np.zeros_like(weights)


def figures_of(weights: NDArray[np.float32]) -> tuple[float, float, float]:
    """Return sum, mean and L2 norm of an array of any shape; a sum that is 0 but for rounding is 0."""
    values = weights.astype(np.float64)
    total = 0.0 if _sums_to_zero(values) else float(values.sum())
    return total, total / values.size, float(np.linalg.norm(values))


def suggested_brush(weights: NDArray[np.float32]) -> float:
    """Return a brush for a filter of any shape: its largest magnitude in two digits, or 1 if that is 0."""
    largest = float(np.abs(weights).max())
    return largest if largest.is_integer() and largest > 0 else float(f"{largest:.2g}") or 1.0
