"""Convolution with a 1 x 1 kernel: one matrix multiplies the channels of every pixel, wherever it lies."""

from collections.abc import Iterator

import numpy as np

from filterlab.engine.algorithms.tiles import SCRATCH_BYTES
from filterlab.engine.arrays import FloatArray
from filterlab.engine.plan import ConvPlan


def serves(plan: ConvPlan, dtype: np.dtype[np.floating] | None = None) -> bool:
    """Tell whether each output pixel looks at exactly the input pixel in its own place."""
    del dtype
    return all(
        axis.kernel == axis.stride == 1 and axis.before == axis.after == 0
        for axis in (plan.rows, plan.columns)
    )


def forward(plan: ConvPlan, x: FloatArray, w: FloatArray, b: FloatArray | None) -> FloatArray:
    """Multiply the channels of ``x`` (N, C, H, W) by ``w`` (O, C // groups, 1, 1) and add ``b`` (O,)."""
    y = np.empty(plan.y_shape, dtype=x.dtype)
    offsets = None if b is None else b.reshape(plan.groups, -1, 1)
    for given, found in zip(_pixels(plan, x), _pixels(plan, y), strict=True):
        np.matmul(_matrices(plan, w), given, out=found)
        if offsets is not None:
            np.add(found, offsets, out=found)
    return y


def weight_gradient(plan: ConvPlan, dy: FloatArray, x: FloatArray) -> FloatArray:
    """Return the gradient (O, C // groups, 1, 1) of the weights from that of the output (N, O, H, W)."""
    dw = np.zeros(plan.w_shape, dtype=x.dtype)
    matrices = _matrices(plan, dw)
    for given, seen in zip(_pixels(plan, dy), _pixels(plan, x), strict=True):
        for gradient, picture in zip(given, seen, strict=True):
            matrices += np.matmul(gradient, picture.swapaxes(1, 2))
    return dw


def input_gradient(plan: ConvPlan, dy: FloatArray, w: FloatArray) -> FloatArray:
    """Return the gradient (N, C, H, W) of the input from that of the output (N, O, H, W)."""
    dx = np.empty(plan.x_shape, dtype=dy.dtype)
    for given, found in zip(_pixels(plan, dy), _pixels(plan, dx), strict=True):
        np.matmul(_matrices(plan, w).swapaxes(1, 2), given, out=found)
    return dx


def _matrices(plan: ConvPlan, w: FloatArray) -> FloatArray:
    return w.reshape(plan.groups, plan.o // plan.groups, plan.c // plan.groups)


def _pixels(plan: ConvPlan, array: FloatArray) -> Iterator[FloatArray]:
    """Yield (N, C, H, W) in pieces (pictures, groups, C // groups, pixels), the same for input and output.

    A piece is a view wherever the pixels lie one behind the other in memory, so always of an array just made;
    of another one it is a copy no larger than a tile.
    """
    n, c, h, w = array.shape
    grouped = array.reshape(n, plan.groups, c // plan.groups, h, w)
    cells = max(SCRATCH_BYTES // (array.itemsize * (plan.c + plan.o)), 1)
    width = min(w, cells)
    # Parts of several rows would not lie one behind the other.
    height = min(h, cells // w) if width == w else 1
    pictures = max(cells // (h * w), 1)
    for image in range(0, n, pictures):
        for top in range(0, h, height):
            for left in range(0, w, width):
                piece = grouped[image : image + pictures, :, :, top : top + height, left : left + width]
                count, g, channels, rows, columns = piece.shape
                yield piece.reshape(count, g, channels, rows * columns)
