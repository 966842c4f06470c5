"""Convolution in one and two dimensions, and its gradients: the arrays are checked here, then computed.

As everywhere in neural networks, "convolution" means cross-correlation: the kernel is not turned round.
"""

from typing import TypedDict

import numpy.typing as npt

from filterlab.engine.algorithms import algorithm_for
from filterlab.engine.arrays import FloatArray, as_floats, check_axes, check_shape, quiet
from filterlab.engine.geometry import AxisPadding, Padding, Pair, resolve_axis
from filterlab.engine.plan import plan_conv

_Y_AXES = ("N", "O", "OH", "OW")


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
        If the shapes cannot work together.
    DTypeError
        If an array is neither float32, float64, integer nor boolean.

    References
    ----------
    Dumoulin and Visin, A guide to convolution arithmetic for deep learning (2016).
    """
    if b is None:
        x, w = as_floats(x=x, w=w)
    else:
        x, w, b = as_floats(x=x, w=w, b=b)
    plan = plan_conv(x.shape, w.shape, stride=stride, padding=padding, dilation=dilation, groups=groups)
    if b is not None:
        check_shape(b.shape, "b", (plan.o,), ("O",))
    return algorithm_for(plan).forward(plan, x, w, b)


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
    algorithm = algorithm_for(plan)
    dx = algorithm.input_gradient(plan, dy, w)
    dw = algorithm.weight_gradient(plan, dy, x)
    return dx, dw, dy.sum(axis=(0, 2, 3))


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
    plan = plan_conv(x_shape, w.shape, stride=stride, padding=padding, dilation=dilation, groups=groups)
    check_shape(dy.shape, "dy", plan.y_shape, _Y_AXES)
    return algorithm_for(plan).input_gradient(plan, dy, w)


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
    plan = plan_conv(x.shape, w_shape, stride=stride, padding=padding, dilation=dilation, groups=groups)
    check_shape(dy.shape, "dy", plan.y_shape, _Y_AXES)
    return algorithm_for(plan).weight_gradient(plan, dy, x)


def conv1d(
    x: npt.ArrayLike,
    w: npt.ArrayLike,
    b: npt.ArrayLike | None = None,
    *,
    stride: int = 1,
    padding: AxisPadding = 0,
    dilation: int = 1,
    groups: int = 1,
) -> FloatArray:
    """Slide each filter along the signals: `conv2d` of pictures one pixel high.

    Parameters
    ----------
    x
        Signals (N, C, L).
    w
        Filters (O, C // groups, K).
    b
        One number (O,) added to each output channel; none means 0.
    stride, padding, dilation, groups
        As for ``conv2d``, each a single number (or a word, for the padding).

    Returns
    -------
    array
        (N, O, OL) with ``OL = output_size(L, K, …)``.

    Raises
    ------
    ShapeError, DTypeError
        As ``conv2d``.
    """
    if b is None:
        x, w = as_floats(x=x, w=w)
    else:
        x, w, b = as_floats(x=x, w=w, b=b)
    rest = _flat(x.shape, w.shape, stride, padding, dilation)
    return conv2d(x[:, :, None], w[:, :, None], b, groups=groups, **rest)[:, :, 0]


def conv1d_backward(
    dy: npt.ArrayLike,
    x: npt.ArrayLike,
    w: npt.ArrayLike,
    *,
    stride: int = 1,
    padding: AxisPadding = 0,
    dilation: int = 1,
    groups: int = 1,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Carry the gradient of the output of ``conv1d`` back to its input, its weights and its bias.

    Parameters
    ----------
    dy
        (N, O, OL), the gradient of the loss with respect to the output.
    x, w, stride, padding, dilation, groups
        As they were given to ``conv1d``.

    Returns
    -------
    dx, dw, db
        Gradients (N, C, L), (O, C // groups, K) and (O,).

    Raises
    ------
    ShapeError, DTypeError
        As ``conv2d_backward``.
    """
    dy, x, w = as_floats(dy=dy, x=x, w=w)
    check_axes(dy.shape, "dy", ("N", "O", "OL"))
    rest = _flat(x.shape, w.shape, stride, padding, dilation)
    dx, dw, db = conv2d_backward(dy[:, :, None], x[:, :, None], w[:, :, None], groups=groups, **rest)
    return dx[:, :, 0], dw[:, :, 0], db


class _Settings(TypedDict):
    stride: Pair
    padding: Padding
    dilation: Pair


def _flat(
    x_shape: tuple[int, ...], w_shape: tuple[int, ...], stride: int, padding: AxisPadding, dilation: int
) -> _Settings:
    """Check one-dimensional settings, so that messages speak of the length, and make them two-dimensional."""
    check_axes(x_shape, "x", ("N", "C", "L"))
    check_axes(w_shape, "w", ("O", "C // groups", "K"))
    resolve_axis("length", x_shape[2], w_shape[2], stride=stride, padding=padding, dilation=dilation)
    return {
        "stride": (1, stride),
        "padding": padding if isinstance(padding, str) else (0, padding),
        "dilation": (1, dilation),
    }
