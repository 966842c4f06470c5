"""Convolutions (cross-correlations) in one and two dimensions, and their gradients: checked, then computed."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from filterlab.engine.arrays import FloatArray, as_floats, check_axes, check_shape
from filterlab.engine.errors import ShapeError
from filterlab.engine.geometry import Axis, AxisPadding, Padding, Pair, padding_pair, pair, resolve_axis


@dataclass(frozen=True)
class ConvPlan:
    """Everything about a convolution but the numbers in its arrays."""

    n: int
    c: int
    o: int
    groups: int
    rows: Axis
    columns: Axis


def _plan(
    x_shape: tuple[int, ...],
    w_shape: tuple[int, ...],
    stride: Pair,
    padding: Padding,
    dilation: Pair,
    groups: int,
) -> ConvPlan:
    n, c, h, w = x_shape
    o, c_of_group, kh, kw = w_shape
    if groups < 1 or c % groups or o % groups:
        raise ShapeError(
            f"groups is {groups}; it must divide the {c} input channels and the {o} output channels."
        )
    if c_of_group * groups != c:
        raise ShapeError(
            f"x has {c} along the axis 'C', but w has {c_of_group} input channels in each of {groups} groups: "
            f"expected {c_of_group * groups}."
        )
    strides, pads, dilations = pair(stride, "stride"), padding_pair(padding), pair(dilation, "dilation")
    rows, columns = (
        resolve_axis(name, size, k, stride=s, padding=p, dilation=d)
        for name, size, k, s, p, d in zip(
            ("height", "width"), (h, w), (kh, kw), strides, pads, dilations, strict=True
        )
    )
    return ConvPlan(n, c, o, groups, rows, columns)


def _windows(plan: ConvPlan, x: FloatArray) -> FloatArray:
    r, q = plan.rows, plan.columns
    padded = np.pad(x, ((0, 0), (0, 0), (r.before, r.after), (q.before, q.after)))
    view = np.lib.stride_tricks.sliding_window_view(padded, (r.span, q.span), axis=(2, 3))
    return view[:, :, :: r.stride, :: q.stride, :: r.dilation, :: q.dilation]


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
    """Slide filters over pictures."""
    if b is None:
        x, w = as_floats(x=x, w=w)
    else:
        x, w, b = as_floats(x=x, w=w, b=b)
    check_axes(x, "x", ("N", "C", "H", "W"))
    check_axes(w, "w", ("O", "C // groups", "KH", "KW"))
    plan = _plan(x.shape, w.shape, stride, padding, dilation, groups)
    g, o = groups, plan.o
    win = _windows(plan, x)
    n, c, oh, ow, kh, kw = win.shape
    win = win.reshape(n, g, c // g, oh, ow, kh, kw)
    y = np.einsum("ngchwij,gocij->ngohw", win, w.reshape(g, o // g, c // g, kh, kw), optimize=True)
    y = np.ascontiguousarray(y.reshape(n, o, oh, ow))
    if b is not None:
        check_shape(b, "b", (o,), ("O",))
        y += b[:, None, None]
    return y


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
    """Return the gradients of ``conv2d``."""
    dy, x, w = as_floats(dy=dy, x=x, w=w)
    check_axes(x, "x", ("N", "C", "H", "W"))
    check_axes(w, "w", ("O", "C // groups", "KH", "KW"))
    plan = _plan(x.shape, w.shape, stride, padding, dilation, groups)
    g, o, r, q = groups, plan.o, plan.rows, plan.columns
    check_shape(dy, "dy", (plan.n, o, r.out, q.out), ("N", "O", "OH", "OW"))
    win = _windows(plan, x)
    n, c, oh, ow, kh, kw = win.shape
    win = win.reshape(n, g, c // g, oh, ow, kh, kw)
    dyg = dy.reshape(n, g, o // g, oh, ow)
    wg = w.reshape(g, o // g, c // g, kh, kw)
    dw = np.einsum("ngchwij,ngohw->gocij", win, dyg, optimize=True).reshape(w.shape)
    dx = np.zeros((n, g, c // g, r.padded, q.padded), dtype=x.dtype)
    for i in range(kh):
        for j in range(kw):
            top, left = i * r.dilation, j * q.dilation
            dx[
                ...,
                top : top + r.stride * (oh - 1) + 1 : r.stride,
                left : left + q.stride * (ow - 1) + 1 : q.stride,
            ] += np.einsum("ngohw,goc->ngchw", dyg, wg[..., i, j], optimize=True)
    dx = dx.reshape(n, c, r.padded, q.padded)[
        :, :, r.before : r.before + r.size, q.before : q.before + q.size
    ]
    return np.ascontiguousarray(dx), dw, dy.sum(axis=(0, 2, 3))


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
    """Slide filters along signals."""
    x, w = as_floats(x=x, w=w)
    check_axes(x, "x", ("N", "C", "L"))
    check_axes(w, "w", ("O", "C // groups", "K"))
    y = conv2d(
        x[:, :, None],
        w[:, :, None],
        b,
        stride=(1, stride),
        padding=padding if isinstance(padding, str) else (0, padding),
        dilation=(1, dilation),
        groups=groups,
    )
    return y[:, :, 0]


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
    """Return the gradients of ``conv1d``."""
    dy, x, w = as_floats(dy=dy, x=x, w=w)
    check_axes(dy, "dy", ("N", "O", "OL"))
    check_axes(x, "x", ("N", "C", "L"))
    check_axes(w, "w", ("O", "C // groups", "K"))
    dx, dw, db = conv2d_backward(
        dy[:, :, None],
        x[:, :, None],
        w[:, :, None],
        stride=(1, stride),
        padding=padding if isinstance(padding, str) else (0, padding),
        dilation=(1, dilation),
        groups=groups,
    )
    return dx[:, :, 0], dw[:, :, 0], db
