"""Max and average pooling over sliding windows, and their gradients."""

from itertools import product

import numpy as np
import numpy.typing as npt

from filterlab.engine.arrays import FloatArray, IntArray, as_floats, check_axes, check_shape
from filterlab.engine.errors import ShapeError
from filterlab.engine.geometry import Axis, Pair, pair, resolve_axis

_AXES = ("N", "C", "H", "W")


def _window_axes(shape: tuple[int, ...], size: Pair, stride: Pair | None, padding: Pair) -> tuple[Axis, Axis]:
    _, _, h, w = shape
    kernels = pair(size, "pooling size")
    strides = kernels if stride is None else pair(stride, "stride")
    pads = pair(padding, "padding")
    rows, columns = (
        resolve_axis(name, n, k, stride=s, padding=p)
        for name, n, k, s, p in zip(("height", "width"), (h, w), kernels, strides, pads, strict=True)
    )
    for name, axis in (("height", rows), ("width", columns)):
        if axis.before > axis.kernel // 2:
            raise ShapeError(
                f"The padding along the {name} is {axis.before}; a pooling window of {axis.kernel} "
                f"takes at most {axis.kernel // 2}, or it could lie wholly in the padding."
            )
    return rows, columns


def _padded(x: FloatArray, rows: Axis, columns: Axis, fill: float) -> FloatArray:
    if not (rows.before or columns.before):
        return x
    return np.pad(
        x, ((0, 0), (0, 0), (rows.before, rows.after), (columns.before, columns.after)), constant_values=fill
    )


def _places(first: int, axis: Axis) -> slice:
    return slice(first, first + axis.stride * (axis.out - 1) + 1, axis.stride)


def max_pool2d(x: npt.ArrayLike, size: Pair, *, stride: Pair | None = None, padding: Pair = 0) -> FloatArray:
    """Keep the largest value of each window."""
    return max_pool2d_with_winners(x, size, stride=stride, padding=padding)[0]


def max_pool2d_with_winners(
    x: npt.ArrayLike, size: Pair, *, stride: Pair | None = None, padding: Pair = 0
) -> tuple[FloatArray, IntArray]:
    """Keep the largest value of each window, and say which cell of the window it came from."""
    (x,) = as_floats(x=x)
    check_axes(x, "x", _AXES)
    rows, columns = _window_axes(x.shape, size, stride, padding)
    padded = _padded(x, rows, columns, -np.inf)
    y = padded[:, :, _places(0, rows), _places(0, columns)].copy()
    winners = np.zeros(y.shape, dtype=np.intp)
    for cell, (i, j) in enumerate(product(range(rows.kernel), range(columns.kernel))):
        if cell:
            candidate = padded[:, :, _places(i, rows), _places(j, columns)]
            better = (candidate > y) | (np.isnan(candidate) & ~np.isnan(y))
            np.copyto(y, candidate, where=better)
            np.copyto(winners, cell, where=better)
    return y, winners


def max_pool2d_backward(
    dy: npt.ArrayLike,
    winners: npt.ArrayLike,
    input_shape: tuple[int, int, int, int],
    size: Pair,
    *,
    stride: Pair | None = None,
    padding: Pair = 0,
) -> FloatArray:
    """Send each gradient to the cell that won its window."""
    (dy,) = as_floats(dy=dy)
    n, c, h, w = input_shape
    rows, columns = _window_axes(input_shape, size, stride, padding)
    check_shape(dy, "dy", (n, c, rows.out, columns.out), _AXES)
    winners = np.asarray(winners)
    dx = np.zeros((n, c, rows.padded, columns.padded), dtype=dy.dtype)
    for cell, (i, j) in enumerate(product(range(rows.kernel), range(columns.kernel))):
        dx[:, :, _places(i, rows), _places(j, columns)] += dy * (winners == cell)
    return dx[:, :, rows.before : rows.before + h, columns.before : columns.before + w]


def avg_pool2d(x: npt.ArrayLike, size: Pair, *, stride: Pair | None = None, padding: Pair = 0) -> FloatArray:
    """Average each window; zeros of the padding count."""
    (x,) = as_floats(x=x)
    check_axes(x, "x", _AXES)
    rows, columns = _window_axes(x.shape, size, stride, padding)
    padded = _padded(x, rows, columns, 0)
    y = np.zeros((*x.shape[:2], rows.out, columns.out), dtype=x.dtype)
    for i, j in product(range(rows.kernel), range(columns.kernel)):
        y += padded[:, :, _places(i, rows), _places(j, columns)]
    y /= rows.kernel * columns.kernel
    return y


def avg_pool2d_backward(
    dy: npt.ArrayLike,
    input_shape: tuple[int, int, int, int],
    size: Pair,
    *,
    stride: Pair | None = None,
    padding: Pair = 0,
) -> FloatArray:
    """Share each gradient equally among the cells of its window."""
    (dy,) = as_floats(dy=dy)
    n, c, h, w = input_shape
    rows, columns = _window_axes(input_shape, size, stride, padding)
    check_shape(dy, "dy", (n, c, rows.out, columns.out), _AXES)
    share = dy / (rows.kernel * columns.kernel)
    dx = np.zeros((n, c, rows.padded, columns.padded), dtype=dy.dtype)
    for i, j in product(range(rows.kernel), range(columns.kernel)):
        dx[:, :, _places(i, rows), _places(j, columns)] += share
    return dx[:, :, rows.before : rows.before + h, columns.before : columns.before + w]
