"""Max and average pooling over sliding windows, overlapping or not, and their gradients.

Pictures are (N, C, H, W), outputs (N, C, OH, OW) with ``OH = output_size(H, …)``. ``size``, ``stride``
and ``padding`` are a whole number or a pair (height, width); without a stride the windows lie side by
side. The padding is at most half the window, so every window holds a pixel of the picture. Whatever the
window, the work is a few passes over whole slices: one for each cell of the window, over all the pixels
that this cell meets.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from types import EllipsisType
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from filterlab.engine.arrays import FloatArray, IntArray, as_floats, check_axes, check_shape, keep, quiet
from filterlab.engine.errors import DTypeError, ShapeError
from filterlab.engine.geometry import Axis, Pair, inside, pair, resolve_axis

_AXES = ("N", "C", "H", "W")
_OUTPUT_AXES = ("N", "C", "OH", "OW")
# Output rows are taken in blocks of about this size, which the passes over the window's cells find in the
# cache.
_BLOCK_BYTES = 2**20

_Index: TypeAlias = tuple[EllipsisType, slice, slice]


@quiet
def max_pool2d(x: npt.ArrayLike, size: Pair, *, stride: Pair | None = None, padding: Pair = 0) -> FloatArray:
    """Keep the largest value of each window.

    Parameters
    ----------
    x
        (N, C, H, W).
    size, stride, padding
        The window; see the module. The padding never wins: it counts as minus infinity.

    Returns
    -------
    array
        (N, C, OH, OW). NaN where the window holds a NaN.

    Raises
    ------
    ShapeError
        If the window does not fit or its padding is more than half of it.
    """
    (x,) = as_floats(x=x)
    return _maxima(x, _Windows.over(x.shape, size, stride, padding))


@quiet
def max_pool2d_with_winners(
    x: npt.ArrayLike, size: Pair, *, stride: Pair | None = None, padding: Pair = 0
) -> tuple[FloatArray, IntArray]:
    """Keep the largest value of each window, and say which cell of the window it came from.

    Returns
    -------
    y, winners
        Both (N, C, OH, OW). A winner is a number within its window, row by row: ``i * width + j`` for row
        i and column j. Of equal values the first wins, and the first NaN wins over everything. The
        numbers are unsigned, of the smallest type that serves: turn them into ``int`` before computing
        pixel positions.
    """
    (x,) = as_floats(x=x)
    windows = _Windows.over(x.shape, size, stride, padding)
    y = _maxima(x, windows)
    some_nan = bool(np.isnan(y).any())
    count = windows.rows.kernel * windows.columns.kernel
    # A cell that misses the maximum is numbered from ``count`` on, so the smallest number is the first hit.
    winners = np.full(y.shape, 2 * count, dtype=np.min_scalar_type(2 * count))
    for block in windows.blocks(y):
        for cell, outputs, pixels in windows.cells(block):
            values = x[pixels]
            misses = values != y[:, :, block][outputs]
            if some_nan:
                misses &= ~np.isnan(values)
            numbers = np.multiply(misses, winners.dtype.type(count))
            numbers += winners.dtype.type(cell)
            best = winners[:, :, block][outputs]
            np.minimum(best, numbers, out=best)
    return y, winners


@quiet
def max_pool2d_backward(
    dy: npt.ArrayLike,
    winners: npt.ArrayLike,
    input_shape: tuple[int, int, int, int],
    size: Pair,
    *,
    stride: Pair | None = None,
    padding: Pair = 0,
) -> FloatArray:
    """Send the gradient of each window to the pixel that won it; a pixel that won several gets the sum.

    Parameters
    ----------
    dy
        (N, C, OH, OW), the gradient of the output.
    winners
        (N, C, OH, OW), as ``max_pool2d_with_winners`` gave them.
    input_shape
        (N, C, H, W) of the input.
    size, stride, padding
        As in the forward pass.

    Returns
    -------
    array
        The gradient of the input, (N, C, H, W).

    Raises
    ------
    ShapeError
        If the shapes do not belong to this pooling.
    """
    (dy,) = as_floats(dy=dy)
    winners = np.asarray(winners)
    if winners.dtype.kind not in "iu":
        raise DTypeError(f"winners have the element type {winners.dtype}; expected whole numbers.")
    windows = _Windows.over(input_shape, size, stride, padding)
    check_shape(dy.shape, "dy", windows.output_shape, _OUTPUT_AXES)
    check_shape(winners.shape, "winners", windows.output_shape, _OUTPUT_AXES)
    dx = np.zeros(input_shape, dtype=dy.dtype)
    for block in windows.blocks(dy):
        for cell, outputs, pixels in windows.cells(block):
            won = keep(dy[:, :, block][outputs], winners[:, :, block][outputs] == cell)
            if windows.overlap:
                dx[pixels] += won
            else:
                dx[pixels] = won
    return dx


@quiet
def avg_pool2d(x: npt.ArrayLike, size: Pair, *, stride: Pair | None = None, padding: Pair = 0) -> FloatArray:
    """Average each window. The zeros of the padding count: every sum is divided by the cells of the window.

    (PyTorch's ``count_include_pad=True``, its default.)

    Parameters
    ----------
    x
        (N, C, H, W).
    size, stride, padding
        The window; see the module.

    Returns
    -------
    array
        (N, C, OH, OW).

    Raises
    ------
    ShapeError
        If the window does not fit or its padding is more than half of it.
    """
    (x,) = as_floats(x=x)
    windows = _Windows.over(x.shape, size, stride, padding)
    y = np.zeros(windows.output_shape, dtype=x.dtype)
    for block in windows.blocks(y):
        sums = y[:, :, block]
        for _, outputs, pixels in windows.cells(block):
            sums[outputs] += x[pixels]
        sums /= windows.rows.kernel * windows.columns.kernel
    return y


@quiet
def avg_pool2d_backward(
    dy: npt.ArrayLike,
    input_shape: tuple[int, int, int, int],
    size: Pair,
    *,
    stride: Pair | None = None,
    padding: Pair = 0,
) -> FloatArray:
    """Share the gradient of each window equally among its pixels.

    Parameters
    ----------
    dy
        (N, C, OH, OW), the gradient of the output.
    input_shape
        (N, C, H, W) of the input.
    size, stride, padding
        As in the forward pass.

    Returns
    -------
    array
        The gradient of the input, (N, C, H, W).

    Raises
    ------
    ShapeError
        If the shapes do not belong to this pooling.
    """
    (dy,) = as_floats(dy=dy)
    windows = _Windows.over(input_shape, size, stride, padding)
    check_shape(dy.shape, "dy", windows.output_shape, _OUTPUT_AXES)
    dx = np.zeros(input_shape, dtype=dy.dtype)
    for block in windows.blocks(dy):
        share = dy[:, :, block] / (windows.rows.kernel * windows.columns.kernel)
        for _, outputs, pixels in windows.cells(block):
            dx[pixels] += share[outputs]
    return dx


def _maxima(x: FloatArray, windows: "_Windows") -> FloatArray:
    y = np.full(windows.output_shape, -np.inf, dtype=x.dtype)
    for block in windows.blocks(y):
        for _, outputs, pixels in windows.cells(block):
            best = y[:, :, block][outputs]
            np.maximum(best, x[pixels], out=best)
    return y


@dataclass(frozen=True)
class _Windows:
    """All the windows of one pooling."""

    n: int
    c: int
    rows: Axis
    columns: Axis

    @classmethod
    def over(cls, shape: tuple[int, ...], size: Pair, stride: Pair | None, padding: Pair) -> "_Windows":
        check_axes(shape, "x", _AXES)
        n, c, h, w = shape
        kernels = pair(size, "pooling size")
        strides = kernels if stride is None else pair(stride, "stride")
        paddings = pair(padding, "padding")
        rows = _pooled_axis("height", h, kernels[0], strides[0], paddings[0])
        columns = _pooled_axis("width", w, kernels[1], strides[1], paddings[1])
        return cls(n, c, rows, columns)

    @property
    def output_shape(self) -> tuple[int, int, int, int]:
        return self.n, self.c, self.rows.out, self.columns.out

    @property
    def overlap(self) -> bool:
        return self.rows.stride < self.rows.kernel or self.columns.stride < self.columns.kernel

    def blocks(self, y: npt.NDArray[Any]) -> Iterator[slice]:
        """Cut the output rows into blocks of about ``_BLOCK_BYTES``."""
        row_bytes = self.n * self.c * self.columns.out * y.itemsize
        height = max(_BLOCK_BYTES // max(row_bytes, 1), 1)
        for top in range(0, self.rows.out, height):
            yield slice(top, min(top + height, self.rows.out))

    def cells(self, block: slice) -> Iterator[tuple[int, _Index, _Index]]:
        """Yield each cell's number, the block's outputs whose cell lies on a pixel, and those pixels."""
        top = self.rows.stride * block.start - self.rows.before
        for cell, (i, j) in enumerate(product(range(self.rows.kernel), range(self.columns.kernel))):
            outputs, rows = inside(top + i, self.rows.stride, block.stop - block.start, self.rows.size)
            across, columns = inside(
                j - self.columns.before, self.columns.stride, self.columns.out, self.columns.size
            )
            yield cell, (..., outputs, across), (..., rows, columns)


def _pooled_axis(name: str, n: int, kernel: int, stride: int, padding: int) -> Axis:
    axis = resolve_axis(name, n, kernel, stride=stride, padding=padding)
    if axis.before > kernel // 2:
        raise ShapeError(
            f"The padding along the {name} is {padding}, expected at most {kernel // 2}: with more than half "
            f"of its {kernel} cells a pooling window could lie wholly outside the picture."
        )
    return axis
