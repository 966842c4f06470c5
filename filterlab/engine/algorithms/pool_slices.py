"""Pooling by NumPy: a few passes over whole slices.

Whatever the window, there is one pass for each of its cells, over all the pixels that this cell meets. The
arrays have been checked and fit the plan.
"""

from collections.abc import Iterator
from itertools import product
from types import EllipsisType
from typing import TypeAlias

import numpy as np

from filterlab.engine.arrays import FloatArray, IntArray, NumberArray, keep
from filterlab.engine.geometry import inside
from filterlab.engine.pool_plan import PoolPlan

# Output rows are taken in blocks of about this size, which the passes over the window's cells find in the cache.
_BLOCK_BYTES = 2**20

_Index: TypeAlias = tuple[EllipsisType, slice, slice]


def maxima(plan: PoolPlan, x: FloatArray, *, relu: bool) -> FloatArray:
    """Find the largest number of each window, or 0 for ``relu`` if that is not positive."""
    y = _maxima(plan, x)
    return np.maximum(y, 0, out=y) if relu else y


def _maxima(plan: PoolPlan, x: FloatArray) -> FloatArray:
    y = np.full(plan.output_shape, -np.inf, dtype=x.dtype)
    for block in _blocks(plan, y):
        for _, outputs, pixels in _cells(plan, block):
            best = y[:, :, block][outputs]
            np.maximum(best, x[pixels], out=best)
    return y


def maxima_with_winners(plan: PoolPlan, x: FloatArray, *, relu: bool) -> tuple[FloatArray, IntArray]:
    """Find the largest number of each window and the cell it is in; for ``relu`` 0 and none, if not positive."""
    y = _maxima(plan, x)
    some_nan = bool(np.isnan(y).any())
    count = plan.cells
    # A cell that misses the maximum is numbered from ``count`` on, so the smallest number is the first hit.
    winners = np.full(y.shape, 2 * count, dtype=plan.winners_type)
    for block in _blocks(plan, y):
        for cell, outputs, pixels in _cells(plan, block):
            values = x[pixels]
            misses = values != y[:, :, block][outputs]
            if some_nan:
                misses &= ~np.isnan(values)
            numbers = np.multiply(misses, winners.dtype.type(count))
            numbers += winners.dtype.type(cell)
            best = winners[:, :, block][outputs]
            np.minimum(best, numbers, out=best)
    if relu:
        winners[y <= 0] = count
        np.maximum(y, 0, out=y)
    return y, winners


def scatter(plan: PoolPlan, dy: FloatArray, winners: IntArray) -> FloatArray:
    """Give each window's number to the pixel that won it; a pixel that won several gets the sum."""
    dx = np.zeros(plan.input_shape, dtype=dy.dtype)
    overlap = plan.rows.stride < plan.rows.kernel or plan.columns.stride < plan.columns.kernel
    for block in _blocks(plan, dy):
        for cell, outputs, pixels in _cells(plan, block):
            won = keep(dy[:, :, block][outputs], winners[:, :, block][outputs] == cell)
            if overlap:
                dx[pixels] += won
            else:
                dx[pixels] = won
    return dx


def sums(plan: PoolPlan, x: FloatArray) -> FloatArray:
    """Add up each window."""
    y = np.zeros(plan.output_shape, dtype=x.dtype)
    for block in _blocks(plan, y):
        for _, outputs, pixels in _cells(plan, block):
            y[:, :, block][outputs] += x[pixels]
    return y


def spread(plan: PoolPlan, dy: FloatArray) -> FloatArray:
    """Give each window's number to all its pixels."""
    dx = np.zeros(plan.input_shape, dtype=dy.dtype)
    for block in _blocks(plan, dy):
        for _, outputs, pixels in _cells(plan, block):
            dx[pixels] += dy[:, :, block][outputs]
    return dx


def _blocks(plan: PoolPlan, y: NumberArray) -> Iterator[slice]:
    """Cut the output rows into blocks of about ``_BLOCK_BYTES``."""
    row_bytes = plan.n * plan.c * plan.columns.out * y.itemsize
    height = max(_BLOCK_BYTES // max(row_bytes, 1), 1)
    for top in range(0, plan.rows.out, height):
        yield slice(top, min(top + height, plan.rows.out))


def _cells(plan: PoolPlan, block: slice) -> Iterator[tuple[int, _Index, _Index]]:
    """Yield each cell's number, the block's outputs whose cell lies on a pixel, and those pixels."""
    top = plan.rows.stride * block.start - plan.rows.before
    for cell, (i, j) in enumerate(product(range(plan.rows.kernel), range(plan.columns.kernel))):
        outputs, lines = inside(top + i, plan.rows.stride, block.stop - block.start, plan.rows.size)
        across, columns = inside(
            j - plan.columns.before, plan.columns.stride, plan.columns.out, plan.columns.size
        )
        yield cell, (..., outputs, across), (..., lines, columns)
