"""The definition of one-dimensional convolution (cross-correlation) and of its gradients."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from filterlab.engine.arrays import FloatArray, as_floats, quiet
from filterlab.engine.geometry import Axis, AxisPadding, resolve_axis


@quiet
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
    """Add up, for each output, its filter's bias and every weight times the sample under it (0 outside)."""
    x, w, bias = as_floats(x=x, w=w, b=False if b is None else b)
    (n, _, length), (o, channels, kernel) = x.shape, w.shape
    axis = resolve_axis("length", length, kernel, stride=stride, padding=padding, dilation=dilation)
    y = np.zeros((n, o, axis.out))
    for image, filter_, place in np.ndindex(n, o, axis.out):
        total = 0.0 if b is None else float(bias[filter_])
        first_channel = filter_ // (o // groups) * channels
        for k, sample in _cells(axis, place):
            for c in range(channels):
                value = x[image, first_channel + c, sample] if 0 <= sample < length else 0.0
                total += float(w[filter_, c, k]) * float(value)
        y[image, filter_, place] = total
    return y.astype(x.dtype)


@quiet
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
    """Share each output's gradient among the samples, the weights and the bias it was made of."""
    dy, x, w = as_floats(dy=dy, x=x, w=w)
    (n, _, length), (o, channels, kernel) = x.shape, w.shape
    axis = resolve_axis("length", length, kernel, stride=stride, padding=padding, dilation=dilation)
    dx, dw, db = np.zeros(x.shape), np.zeros(w.shape), np.zeros(o)
    for image, filter_, place in np.ndindex(n, o, axis.out):
        gradient = float(dy[image, filter_, place])
        db[filter_] += gradient
        first_channel = filter_ // (o // groups) * channels
        for k, sample in _cells(axis, place):
            for c in range(channels):
                inside = 0 <= sample < length
                value = x[image, first_channel + c, sample] if inside else 0.0
                dw[filter_, c, k] += gradient * float(value)
                if inside:
                    dx[image, first_channel + c, sample] += gradient * float(w[filter_, c, k])
    return dx.astype(x.dtype), dw.astype(x.dtype), db.astype(x.dtype)


def _cells(axis: Axis, place: int) -> Iterator[tuple[int, int]]:
    """Yield each cell of the filter at the given place, and the sample it lies on (maybe in the padding)."""
    for k in range(axis.kernel):
        yield k, place * axis.stride + k * axis.dilation - axis.before
