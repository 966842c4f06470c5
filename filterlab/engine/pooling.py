"""Max and average pooling over sliding windows, overlapping or not, and their gradients.

Pictures are (N, C, H, W), outputs (N, C, OH, OW) with ``OH = output_size(H, …)``. ``size``, ``stride``
and ``padding`` are a whole number or a pair (height, width); without a stride the windows lie side by
side. The padding is at most half the window, so every window holds a pixel of the picture.
"""

from typing import Protocol

import numpy.typing as npt

from filterlab.engine import kernels
from filterlab.engine.algorithms import pool_compiled, pool_slices
from filterlab.engine.arrays import (
    FloatArray,
    IntArray,
    as_array,
    as_floats,
    as_numbers,
    check_shape,
    common_float,
    quiet,
    to_float,
)
from filterlab.engine.errors import DTypeError
from filterlab.engine.geometry import Pair, sizes
from filterlab.engine.memory import check_fits
from filterlab.engine.pool_plan import AXES, PoolPlan

_OUTPUT_AXES = ("N", "C", "OH", "OW")
_LESS = "Use a larger stride, fewer pictures at a time, or a part of the picture."
_FEWER = "Use fewer pictures at a time, or a part of the picture."


@quiet
def max_pool2d(
    x: npt.ArrayLike, size: Pair, *, stride: Pair | None = None, padding: Pair = 0, relu: bool = False
) -> FloatArray:
    """Keep the largest value of each window.

    Parameters
    ----------
    x
        (N, C, H, W).
    size, stride, padding
        The window; see the module. The padding never wins: it counts as minus infinity.
    relu
        Whether to turn what is not positive into 0 besides: the same as ``relu`` before or after, for less work.

    Returns
    -------
    array
        (N, C, OH, OW). NaN where the window holds a NaN.

    Raises
    ------
    ShapeError
        If the window does not fit or its padding is more than half of it.
    """
    x, plan = _prepared("max_pool2d", x, size, stride, padding)
    return _way(plan).maxima(plan, x, relu=relu)


@quiet
def max_pool2d_with_winners(
    x: npt.ArrayLike, size: Pair, *, stride: Pair | None = None, padding: Pair = 0, relu: bool = False
) -> tuple[FloatArray, IntArray]:
    """Keep the largest value of each window, and say which cell of the window it came from.

    The parameters are those of `max_pool2d`.

    Returns
    -------
    y, winners
        Both (N, C, OH, OW). A winner is a number within its window, row by row: ``i * width + j`` for row
        i and column j. Of equal values the first wins, and the first NaN wins over everything. The
        numbers are unsigned, of the smallest type that serves: turn them into ``int`` before computing
        pixel positions. With ``relu``, a window without a positive value has no winner, which is written as the
        number of its cells: no gradient goes back there.
    """
    x, plan = _prepared("max_pool2d_with_winners", x, size, stride, padding)
    check_fits("max_pool2d_with_winners", plan.winners_type, {"winners": plan.output_shape}, remedy=_LESS)
    return _way(plan).maxima_with_winners(plan, x, relu=relu)


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
    winners = as_array(winners, "winners")
    if winners.dtype.kind not in "iu":
        raise DTypeError(
            f"winners have the element type {winners.dtype}; expected whole numbers, "
            f"as max_pool2d_with_winners returns them."
        )
    plan = _backward_plan("max_pool2d_backward", dy, input_shape, size, stride, padding)
    check_shape(winners.shape, "winners", plan.output_shape, _OUTPUT_AXES)
    way: _Way = _way(plan) if winners.dtype == plan.winners_type else pool_slices
    return way.scatter(plan, dy, winners)


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
    x, plan = _prepared("avg_pool2d", x, size, stride, padding)
    y = _way(plan).sums(plan, x)
    y /= plan.cells
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
    plan = _backward_plan("avg_pool2d_backward", dy, input_shape, size, stride, padding)
    dx = _way(plan).spread(plan, dy)
    dx /= plan.cells
    return dx


class _Way(Protocol):
    """A way to compute poolings that have been checked and planned."""

    def maxima(self, plan: PoolPlan, x: FloatArray, *, relu: bool) -> FloatArray: ...
    def maxima_with_winners(
        self, plan: PoolPlan, x: FloatArray, *, relu: bool
    ) -> tuple[FloatArray, IntArray]: ...
    def scatter(self, plan: PoolPlan, dy: FloatArray, winners: IntArray) -> FloatArray: ...
    def sums(self, plan: PoolPlan, x: FloatArray) -> FloatArray: ...
    def spread(self, plan: PoolPlan, dy: FloatArray) -> FloatArray: ...


def _way(plan: PoolPlan) -> _Way:
    """Choose how to compute."""
    return pool_compiled if kernels.ready() and pool_compiled.serves(plan) else pool_slices


def _prepared(
    operation: str, x: npt.ArrayLike, size: Pair, stride: Pair | None, padding: Pair
) -> tuple[FloatArray, PoolPlan]:
    """Check a picture and lay the windows over it; refuse before anything is made what would not fit."""
    numbers = as_numbers(x, "x")
    dtype = common_float(numbers)
    plan = PoolPlan.over(numbers.shape, size, stride, padding)
    check_fits(operation, dtype, {"y": plan.output_shape}, remedy=_LESS)
    return to_float(numbers, dtype, "x"), plan


def _backward_plan(
    operation: str, dy: FloatArray, input_shape: object, size: Pair, stride: Pair | None, padding: Pair
) -> PoolPlan:
    """Lay the windows over the input the gradient belongs to."""
    whole = sizes(input_shape, "input_shape", AXES)
    plan = PoolPlan.over(whole, size, stride, padding)
    check_shape(dy.shape, "dy", plan.output_shape, _OUTPUT_AXES)
    check_fits(operation, dy.dtype, {"dx": whole}, remedy=_FEWER)
    return plan
