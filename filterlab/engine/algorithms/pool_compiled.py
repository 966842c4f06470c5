"""Pooling by compiled kernels: one pass over the windows, shared among threads plane by plane.

The arrays have been checked and fit the plan.
"""

from functools import lru_cache

import numpy as np

from filterlab.engine.arrays import FloatArray, IntArray, flat
from filterlab.engine.kernel_sizes import VECTOR_BYTES
from filterlab.engine.pool_plan import PoolPlan
from filterlab.engine.positions import Positions, frozen
from filterlab.engine.threads import Work, share

# Looking at a pixel takes about as long as so many products of a convolution.
_PIXEL_PRODUCTS = 32
_MOST_WINDOWS = 2**16


def serves(plan: PoolPlan) -> bool:
    """Tell whether no window is padded, and the kernels' small numbers tell the cells of a window apart."""
    padded = plan.rows.before or plan.columns.before
    # A huge plane has as huge lists of windows; slices need none.
    return not padded and plan.winners_type == np.uint8 and plan.rows.out * plan.columns.out <= _MOST_WINDOWS


def maxima(plan: PoolPlan, x: FloatArray, *, relu: bool) -> FloatArray:
    """Find the largest number of each window, or 0 for ``relu`` if that is not positive."""
    return maxima_with_winners(plan, x, relu=relu)[0]


def maxima_with_winners(plan: PoolPlan, x: FloatArray, *, relu: bool) -> tuple[FloatArray, IntArray]:
    """Find the largest number of each window and the cell it is in; for ``relu`` 0 and none, if not positive."""
    from filterlab.engine.compiled import pooling as kernels

    y = np.empty(plan.output_shape, x.dtype)
    winners = np.empty(plan.output_shape, np.uint8)
    given, (bases, offsets), plane = flat(x), _positions(plan), _plane(plan)
    in_row = _in_row(plan, x.dtype)
    _share(
        plan,
        lambda turns, thread: kernels.maxima(
            given, bases, offsets, plane, in_row, relu, flat(y), winners.reshape(-1), turns, thread
        ),
    )
    return y, winners


def scatter(plan: PoolPlan, dy: FloatArray, winners: IntArray) -> FloatArray:
    """Give each window's number to the pixel that won it; a pixel that won several gets the sum."""
    from filterlab.engine.compiled import pooling as kernels

    dx = np.empty(plan.input_shape, dy.dtype)
    given, (bases, offsets), plane = flat(dy), _positions(plan), _plane(plan)
    cells = np.ascontiguousarray(winners, np.uint8).reshape(-1)
    by_pairs = (plan.rows.kernel, plan.columns.kernel) == (2, 2) and plan.rows.stride >= 2
    in_row = _in_row(plan, dy.dtype) if by_pairs else 0
    _share(
        plan,
        lambda turns, thread: kernels.scatter(
            given, cells, bases, offsets, plane, in_row, flat(dx), turns, thread
        ),
    )
    return dx


def sums(plan: PoolPlan, x: FloatArray) -> FloatArray:
    """Add up each window."""
    from filterlab.engine.compiled import pooling as kernels

    y = np.empty(plan.output_shape, x.dtype)
    given, (bases, offsets), plane = flat(x), _positions(plan), _plane(plan)
    _share(plan, lambda turns, thread: kernels.sums(given, bases, offsets, plane, flat(y), turns, thread))
    return y


def spread(plan: PoolPlan, dy: FloatArray) -> FloatArray:
    """Give each window's number to all its pixels."""
    from filterlab.engine.compiled import pooling as kernels

    dx = np.empty(plan.input_shape, dy.dtype)
    given, (bases, offsets), plane = flat(dy), _positions(plan), _plane(plan)
    _share(plan, lambda turns, thread: kernels.spread(given, bases, offsets, plane, flat(dx), turns, thread))
    return dx


def _in_row(plan: PoolPlan, dtype: np.dtype[np.floating]) -> int:
    """Count the windows of a row, if they fill a vector and each is two pixels from the one before; else 0."""
    columns = plan.columns
    return columns.out if columns.stride == 2 and columns.out * dtype.itemsize >= VECTOR_BYTES else 0


def _plane(plan: PoolPlan) -> int:
    return plan.rows.size * plan.columns.size


def _share(plan: PoolPlan, work: Work) -> None:
    planes = plan.n * plan.c
    pixels = planes * plan.rows.out * plan.columns.out * plan.cells
    share(work, planes, pixels * _PIXEL_PRODUCTS)


@lru_cache(maxsize=64)
def _positions(plan: PoolPlan) -> tuple[Positions, Positions]:
    """Where each window of a plane begins, row by row, and where its cells lie from there; no window is padded."""
    width = plan.columns.size
    rows = np.arange(plan.rows.out, dtype=np.intp) * (plan.rows.stride * width)
    columns = np.arange(plan.columns.out, dtype=np.intp) * plan.columns.stride
    down = np.arange(plan.rows.kernel, dtype=np.intp) * width
    return frozen(rows[:, None] + columns), frozen(down[:, None] + np.arange(plan.columns.kernel))
