"""The definition of max and average pooling, and of their gradients."""

from collections.abc import Iterator
from math import isnan

import numpy as np
import numpy.typing as npt

from filterlab.engine.arrays import FloatArray, IntArray, as_floats
from filterlab.engine.geometry import Axis, Pair, pair, resolve_axis


def max_pool2d(x: npt.ArrayLike, size: Pair, *, stride: Pair | None = None, padding: Pair = 0) -> FloatArray:
    """Keep the largest pixel of each window; NaN if there is one."""
    return max_pool2d_with_winners(x, size, stride=stride, padding=padding)[0]


def max_pool2d_with_winners(
    x: npt.ArrayLike, size: Pair, *, stride: Pair | None = None, padding: Pair = 0
) -> tuple[FloatArray, IntArray]:
    """Keep the largest pixel of each window and the number of its cell; the first NaN beats everything."""
    (x,) = as_floats(x=x)
    n, c, _, _ = x.shape
    rows, columns = _axes(x.shape, size, stride, padding)
    y = np.zeros((n, c, rows.out, columns.out), dtype=x.dtype)
    winners = np.zeros(y.shape, dtype=np.intp)
    for image, channel, r, q in np.ndindex(y.shape):
        best, winner = None, 0
        for cell, row, column in _cells(rows, columns, r, q):
            value = float(x[image, channel, row, column])
            if best is None or value > best or (isnan(value) and not isnan(best)):
                best, winner = value, cell
        y[image, channel, r, q], winners[image, channel, r, q] = best, winner
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
    """Add each window's gradient to the pixel that won it."""
    (dy,) = as_floats(dy=dy)
    winners = np.asarray(winners)
    rows, columns = _axes(input_shape, size, stride, padding)
    dx = np.zeros(input_shape)
    for image, channel, r, q in np.ndindex(dy.shape):
        for cell, row, column in _cells(rows, columns, r, q):
            if cell == winners[image, channel, r, q]:
                dx[image, channel, row, column] += dy[image, channel, r, q]
    return dx.astype(dy.dtype)


def avg_pool2d(x: npt.ArrayLike, size: Pair, *, stride: Pair | None = None, padding: Pair = 0) -> FloatArray:
    """Add up the pixels of each window and divide by the number of its cells, padding included."""
    (x,) = as_floats(x=x)
    n, c, _, _ = x.shape
    rows, columns = _axes(x.shape, size, stride, padding)
    y = np.zeros((n, c, rows.out, columns.out))
    for image, channel, r, q in np.ndindex(y.shape):
        total = 0.0
        for _, row, column in _cells(rows, columns, r, q):
            total += float(x[image, channel, row, column])
        y[image, channel, r, q] = total / (rows.kernel * columns.kernel)
    return y.astype(x.dtype)


def avg_pool2d_backward(
    dy: npt.ArrayLike,
    input_shape: tuple[int, int, int, int],
    size: Pair,
    *,
    stride: Pair | None = None,
    padding: Pair = 0,
) -> FloatArray:
    """Add to each pixel of a window its share of the window's gradient."""
    (dy,) = as_floats(dy=dy)
    rows, columns = _axes(input_shape, size, stride, padding)
    dx = np.zeros(input_shape)
    for image, channel, r, q in np.ndindex(dy.shape):
        for _, row, column in _cells(rows, columns, r, q):
            dx[image, channel, row, column] += float(dy[image, channel, r, q]) / (
                rows.kernel * columns.kernel
            )
    return dx.astype(dy.dtype)


def _axes(shape: tuple[int, ...], size: Pair, stride: Pair | None, padding: Pair) -> tuple[Axis, Axis]:
    _, _, h, w = shape
    (kh, kw), (ph, pw) = pair(size, "pooling size"), pair(padding, "padding")
    sh, sw = pair(size if stride is None else stride, "stride")
    return (
        resolve_axis("height", h, kh, stride=sh, padding=ph),
        resolve_axis("width", w, kw, stride=sw, padding=pw),
    )


def _cells(rows: Axis, columns: Axis, r: int, q: int) -> Iterator[tuple[int, int, int]]:
    """Yield the number, row and column of each cell of the window (r, q) that lies in the picture."""
    for i in range(rows.kernel):
        for j in range(columns.kernel):
            row = r * rows.stride + i - rows.before
            column = q * columns.stride + j - columns.before
            if 0 <= row < rows.size and 0 <= column < columns.size:
                yield i * columns.kernel + j, row, column
