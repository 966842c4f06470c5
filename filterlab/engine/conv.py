"""Convolution in one and two dimensions, and its gradients: the arrays are checked here, then computed.

As everywhere in neural networks, "convolution" means cross-correlation: the kernel is not turned round.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from filterlab.engine import bands
from filterlab.engine.algorithms import channel_sums, choose, choose_input_gradient, choose_weight_gradient
from filterlab.engine.arrays import (
    FloatArray,
    as_floats,
    as_numbers,
    check_axes,
    check_shape,
    common_float,
    quiet,
    to_float,
)
from filterlab.engine.geometry import Padding, Pair, sizes
from filterlab.engine.memory import check_countable, check_fits
from filterlab.engine.plan import ConvPlan, plan_conv

_X_AXES = ("N", "C", "H", "W")
_W_AXES = ("O", "C // groups", "KH", "KW")
_Y_AXES = ("N", "O", "OH", "OW")
_FEWER = "Use fewer or smaller pictures or filters at a time."
_LESS = "Use less padding, a larger stride, fewer filters or pictures at a time, or a part of the picture."


@quiet
def conv2d(
    x: npt.ArrayLike,
    w: npt.ArrayLike,
    b: npt.ArrayLike | None = None,
    *,
    stride: Pair = 1,
    padding: Padding = 0,
    dilation: Pair = 1,
    groups: int = 1,
) -> FloatArray:
    """Slide each filter over the pictures; at each place multiply it with what lies under it and add up.

    A cross-correlation: ``y[n, o, r, q]`` is ``b[o]`` plus the sum over c, i and j of ``w[o, c, i, j]`` times
    ``x[n, c, r * stride + i * dilation - padding, q * stride + j * dilation - padding]``, with zeros for x
    outside the picture.

    Parameters
    ----------
    x
        Pictures (N, C, H, W); N may be 0. float32 and float64 are kept, integers and booleans become float32.
    w
        Filters (O, C // groups, KH, KW). If x and w differ in type, both are computed in the larger one.
    b
        One number (O,) added to each output channel; none means 0.
    stride, dilation
        Pixels from one place to the next, and from one cell of the filter to the next: a whole number of
        at least 1 or a pair (height, width).
    padding
        Zeros around the picture: a whole number or a pair (height, width); ``"valid"`` for none;
        ``"same"`` for an output of ``ceil(H / stride)`` by ``ceil(W / stride)``, where an odd zero goes
        below or to the right.
    groups
        Parts the channels are split into; part k of the filters sees part k of the input channels only.

    Returns
    -------
    array
        (N, O, OH, OW) with ``OH = output_size(H, KH, …)``, contiguous.

    Raises
    ------
    ShapeError
        If the shapes cannot work together, or the result would not fit into memory (said before it is made).
    DTypeError
        If an array is neither float32, float64, integer nor boolean.

    References
    ----------
    Dumoulin and Visin, A guide to convolution arithmetic for deep learning (2016).
    """
    x, w, b = as_numbers(x, "x"), as_numbers(w, "w"), None if b is None else as_numbers(b, "b")
    plan = plan_conv(x.shape, w.shape, stride=stride, padding=padding, dilation=dilation, groups=groups)
    if b is not None:
        check_shape(b.shape, "b", (plan.o,), ("O",))
    dtype = common_float(x, w, b)
    _check_size("conv2d", dtype, plan, {"y": plan.y_shape, "a copy of w": plan.w_shape}, _LESS)
    w, b = to_float(w, dtype, "w"), None if b is None else to_float(b, dtype, "b")
    return bands.forward(choose(plan, w).algorithm, plan, x, w, b)


@quiet
def conv2d_backward(
    dy: npt.ArrayLike,
    x: npt.ArrayLike,
    w: npt.ArrayLike,
    *,
    stride: Pair = 1,
    padding: Padding = 0,
    dilation: Pair = 1,
    groups: int = 1,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Carry the gradient of the output of ``conv2d`` back to its input, its weights and its bias.

    Parameters
    ----------
    dy
        (N, O, OH, OW), the gradient of the loss with respect to the output.
    x, w, stride, padding, dilation, groups
        As they were given to ``conv2d``.

    Returns
    -------
    dx, dw, db
        Gradients (N, C, H, W), (O, C // groups, KH, KW) and (O,), all in the common type of dy, x and w.

    Raises
    ------
    ShapeError, DTypeError
        As ``conv2d``; also if dy does not have the output's shape.
    """
    dy, x, w = as_floats(dy=dy, x=x, w=w)
    plan = plan_conv(x.shape, w.shape, stride=stride, padding=padding, dilation=dilation, groups=groups)
    check_shape(dy.shape, "dy", plan.y_shape, _Y_AXES)
    _check_size("conv2d_backward", x.dtype, plan, {"dx": plan.x_shape, "dw": plan.w_shape}, _FEWER)
    dx = choose_input_gradient(plan, dy.dtype)(plan, dy, w)
    dw = choose_weight_gradient(plan, x.dtype)(plan, dy, x)
    return dx, dw, conv2d_bias_gradient(dy)


@quiet
def conv2d_input_gradient(
    dy: npt.ArrayLike,
    w: npt.ArrayLike,
    x_shape: tuple[int, int, int, int],
    *,
    stride: Pair = 1,
    padding: Padding = 0,
    dilation: Pair = 1,
    groups: int = 1,
) -> FloatArray:
    """Return the input's gradient alone: the transpose (adjoint) of ``conv2d`` applied to ``dy``.

    Parameters
    ----------
    dy
        (N, O, OH, OW).
    w, stride, padding, dilation, groups
        As they were given to ``conv2d``.
    x_shape
        (N, C, H, W) of the input; several sizes may lead to the same output.

    Returns
    -------
    array
        (N, C, H, W).

    Raises
    ------
    ShapeError, DTypeError
        As ``conv2d_backward``.
    """
    dy, w = as_floats(dy=dy, w=w)
    whole = sizes(x_shape, "x_shape", _X_AXES)
    plan = plan_conv(whole, w.shape, stride=stride, padding=padding, dilation=dilation, groups=groups)
    check_shape(dy.shape, "dy", plan.y_shape, _Y_AXES)
    results = {"dx": plan.x_shape, "a copy of w": plan.w_shape}
    _check_size("conv2d_input_gradient", dy.dtype, plan, results, _FEWER)
    return choose_input_gradient(plan, dy.dtype)(plan, dy, w)


@quiet
def conv2d_weight_gradient(
    dy: npt.ArrayLike,
    x: npt.ArrayLike,
    w_shape: tuple[int, int, int, int],
    *,
    stride: Pair = 1,
    padding: Padding = 0,
    dilation: Pair = 1,
    groups: int = 1,
) -> FloatArray:
    """Return the weights' gradient alone: all a first layer needs, whose input is not trained.

    Parameters
    ----------
    dy
        (N, O, OH, OW).
    x, stride, padding, dilation, groups
        As they were given to ``conv2d``.
    w_shape
        (O, C // groups, KH, KW) of the weights.

    Returns
    -------
    array
        (O, C // groups, KH, KW).

    Raises
    ------
    ShapeError, DTypeError
        As ``conv2d_backward``.
    """
    dy, x = as_floats(dy=dy, x=x)
    whole = sizes(w_shape, "w_shape", _W_AXES)
    plan = plan_conv(x.shape, whole, stride=stride, padding=padding, dilation=dilation, groups=groups)
    check_shape(dy.shape, "dy", plan.y_shape, _Y_AXES)
    _check_size("conv2d_weight_gradient", x.dtype, plan, {"dw": plan.w_shape}, _FEWER)
    return choose_weight_gradient(plan, x.dtype)(plan, dy, x)


@quiet
def conv2d_bias_gradient(dy: npt.ArrayLike) -> FloatArray:
    """Return the bias's gradient alone: the sum of each output channel's gradient.

    Parameters
    ----------
    dy
        (N, O, OH, OW).

    Returns
    -------
    array
        (O,).

    Raises
    ------
    ShapeError, DTypeError
        If dy has not four axes, or is neither float32, float64, integer nor boolean.
    """
    (dy,) = as_floats(dy=dy)
    check_axes(dy.shape, "dy", _Y_AXES)
    return channel_sums(dy)


def _check_size(
    operation: str, dtype: np.dtype[Any], plan: ConvPlan, arrays: Mapping[str, tuple[int, ...]], remedy: str
) -> None:
    """Refuse, before anything is made, what memory cannot hold or numbers of places cannot count."""
    check_fits(operation, dtype, arrays, remedy=remedy)
    check_countable((plan.n, plan.c, plan.rows.padded, plan.columns.padded))
