"""Convolution of signals, which are pictures one pixel high, and its gradients."""

from typing import TypedDict

import numpy.typing as npt

from filterlab.engine.arrays import FloatArray, as_floats, as_numbers, check_axes, check_shape, common_float
from filterlab.engine.conv import conv2d, conv2d_backward
from filterlab.engine.geometry import Axis, AxisPadding, Padding, Pair, resolve_axis
from filterlab.engine.memory import check_countable, check_fits
from filterlab.engine.plan import plan_conv

_LESS = "Use less padding, a larger stride, fewer filters or signals at a time, or a part of the signal."
_FEWER = "Use fewer signals at a time, or a part of the signal."


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
    x, w = as_numbers(x, "x"), as_numbers(w, "w")
    rest, length = _flat(x.shape, w.shape, stride, padding, dilation, groups)
    results = {"y": (x.shape[0], w.shape[0], length.out), "a copy of w": w.shape}
    check_fits("conv1d", common_float(x, w), results, remedy=_LESS)
    check_countable((*x.shape[:2], length.padded))
    return conv2d(x[:, :, None], w[:, :, None], b, **rest)[:, :, 0]


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
    rest, length = _flat(x.shape, w.shape, stride, padding, dilation, groups)
    check_shape(dy.shape, "dy", (x.shape[0], w.shape[0], length.out), ("N", "O", "OL"))
    check_fits("conv1d_backward", x.dtype, {"dx": x.shape, "dw": w.shape}, remedy=_FEWER)
    check_countable((*x.shape[:2], length.padded))
    dx, dw, db = conv2d_backward(dy[:, :, None], x[:, :, None], w[:, :, None], **rest)
    return dx[:, :, 0], dw[:, :, 0], db


class _Settings(TypedDict):
    stride: Pair
    padding: Padding
    dilation: Pair
    groups: int


def _flat(
    x_shape: tuple[int, ...],
    w_shape: tuple[int, ...],
    stride: int,
    padding: AxisPadding,
    dilation: int,
    groups: int,
) -> tuple[_Settings, Axis]:
    """Check one-dimensional settings, so that messages speak of the length, and make them two-dimensional."""
    check_axes(x_shape, "x", ("N", "C", "L"))
    check_axes(w_shape, "w", ("O", "C // groups", "K"))
    (n, c, length), (o, c_of_group, kernel) = x_shape, w_shape
    axis = resolve_axis("length", length, kernel, stride=stride, padding=padding, dilation=dilation)
    settings: _Settings = {
        "stride": (1, stride),
        "padding": padding if isinstance(padding, str) else (0, padding),
        "dilation": (1, dilation),
        "groups": groups,
    }
    plan_conv((n, c, 1, length), (o, c_of_group, 1, kernel), **settings)
    return settings, axis
