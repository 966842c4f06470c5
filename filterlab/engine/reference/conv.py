"""The definition of two-dimensional convolution (cross-correlation) and of its gradients."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from filterlab.engine.arrays import FloatArray, as_floats, quiet
from filterlab.engine.geometry import Padding, Pair
from filterlab.engine.plan import ConvPlan, plan_conv


class Meeting(NamedTuple):
    """One cell of a filter lying on one pixel of a picture: where this adds to the output, and from where."""

    output: tuple[int, int, int, int]
    weight: tuple[int, int, int, int]
    pixel: tuple[int, int, int, int]


def meetings(plan: ConvPlan) -> Iterator[Meeting]:
    """Yield every meeting of a filter's cell and a pixel, those in the padding around the picture too."""
    rows, columns = plan.rows, plan.columns
    channels_in_group = plan.c // plan.groups
    filters_in_group = plan.o // plan.groups
    for n in range(plan.n):
        for o in range(plan.o):
            group = o // filters_in_group
            for r in range(rows.out):
                for q in range(columns.out):
                    for c in range(channels_in_group):
                        for i in range(rows.kernel):
                            for j in range(columns.kernel):
                                channel = group * channels_in_group + c
                                row = r * rows.stride + i * rows.dilation - rows.before
                                column = q * columns.stride + j * columns.dilation - columns.before
                                yield Meeting((n, o, r, q), (o, c, i, j), (n, channel, row, column))


def _in_picture(plan: ConvPlan, pixel: tuple[int, int, int, int]) -> bool:
    _, _, row, column = pixel
    return 0 <= row < plan.rows.size and 0 <= column < plan.columns.size


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
    """Add up, for each output, its filter's bias and every weight times the pixel under it (0 outside)."""
    x, w, bias = as_floats(x=x, w=w, b=False if b is None else b)
    plan = plan_conv(x.shape, w.shape, stride=stride, padding=padding, dilation=dilation, groups=groups)
    y = np.zeros(plan.y_shape)
    if b is not None:
        for output in np.ndindex(plan.y_shape):
            y[output] = bias[output[1]]
    for output, weight, pixel in meetings(plan):
        value = x[pixel] if _in_picture(plan, pixel) else 0.0
        y[output] += float(w[weight]) * float(value)
    return y.astype(x.dtype)


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
    """Add up, for each weight, every pixel it lay on times the gradient of the output this went into."""
    dy, x = as_floats(dy=dy, x=x)
    plan = plan_conv(x.shape, w_shape, stride=stride, padding=padding, dilation=dilation, groups=groups)
    dw = np.zeros(plan.w_shape)
    for output, weight, pixel in meetings(plan):
        value = x[pixel] if _in_picture(plan, pixel) else 0.0
        dw[weight] += float(dy[output]) * float(value)
    return dw.astype(x.dtype)


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
    """Add up, for each pixel, every weight that lay on it times the gradient of the output this went into."""
    dy, w = as_floats(dy=dy, w=w)
    plan = plan_conv(x_shape, w.shape, stride=stride, padding=padding, dilation=dilation, groups=groups)
    dx = np.zeros(plan.x_shape)
    for output, weight, pixel in meetings(plan):
        if _in_picture(plan, pixel):
            dx[pixel] += float(dy[output]) * float(w[weight])
    return dx.astype(w.dtype)


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
    """Return the gradients of input, weights and bias; a bias gets the sum of its channel's gradients."""
    dy, x, w = as_floats(dy=dy, x=x, w=w)
    n, c, h, width = x.shape
    dx = conv2d_input_gradient(
        dy, w, (n, c, h, width), stride=stride, padding=padding, dilation=dilation, groups=groups
    )
    o, c_of_group, kh, kw = w.shape
    dw = conv2d_weight_gradient(
        dy, x, (o, c_of_group, kh, kw), stride=stride, padding=padding, dilation=dilation, groups=groups
    )
    db = np.zeros(o)
    for output in np.ndindex(dy.shape):
        db[output[1]] += dy[output]
    return dx, dw, db.astype(dy.dtype)
