"""The sums a convolution and its gradients are defined by, product by product: what IEEE says about each.

SciPy cannot tell, because its kernels are drawn apart with zeros, and 0 times NaN is NaN. Here every window
holds the pixels it looks at and no others. Compared with the slow `engine.reference` in `test_not_finite`.
"""

import numpy as np
from numpy.lib.stride_tricks import as_strided

from filterlab.engine.plan import ConvPlan


def convolution(plan: ConvPlan, x: np.ndarray, w: np.ndarray, b: np.ndarray | None) -> np.ndarray:
    """Every product of a weight and what lies under it, added up."""
    g = plan.groups
    kernels = w.astype(np.float64).reshape(g, plan.o // g, *plan.w_shape[1:])
    y = np.einsum("ngcrqij,gocij->ngorq", windows(plan, x), kernels).reshape(plan.y_shape)
    return y if b is None else y + b.astype(np.float64)[:, None, None]


def weight_gradient(plan: ConvPlan, dy: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Every product of an output's gradient and what the weight lay on, added up."""
    return np.einsum("ngorq,ngcrqij->gocij", _given(plan, dy), windows(plan, x)).reshape(plan.w_shape)


def input_gradient(plan: ConvPlan, dy: np.ndarray, w: np.ndarray) -> np.ndarray:
    """Every product of an output's gradient and the weight that lay on the pixel, added up."""
    g = plan.groups
    rows, columns = plan.rows, plan.columns
    kernels = w.astype(np.float64).reshape(g, plan.o // g, *plan.w_shape[1:])
    shares = np.einsum("ngorq,gocij->ngcrqij", _given(plan, dy), kernels)
    padded = np.zeros((plan.n, plan.c, rows.padded, columns.padded))
    places = _windows(plan, padded)
    for i, j in np.ndindex(rows.kernel, columns.kernel):
        places[..., i, j] += shares[..., i, j]
    top, left = rows.before, columns.before
    return padded[:, :, top : top + rows.size, left : left + columns.size]


def windows(plan: ConvPlan, x: np.ndarray, *, outside: float = 0.0) -> np.ndarray:
    """What each window sees: (picture, group, channel, output row, output column, kernel row, column)."""
    margins = [(axis.before, axis.after) for axis in (plan.rows, plan.columns)]
    padded = np.pad(x.astype(np.float64), [(0, 0), (0, 0), *margins], constant_values=outside)
    return _windows(plan, padded)


def _given(plan: ConvPlan, dy: np.ndarray) -> np.ndarray:
    n, o, oh, ow = plan.y_shape
    return dy.astype(np.float64).reshape(n, plan.groups, o // plan.groups, oh, ow)


def _windows(plan: ConvPlan, padded: np.ndarray) -> np.ndarray:
    n, c, _, _ = padded.shape
    rows, columns = plan.rows, plan.columns
    by_n, by_c, by_h, by_w = padded.strides
    channels = c // plan.groups
    return as_strided(
        padded,
        (n, plan.groups, channels, rows.out, columns.out, rows.kernel, columns.kernel),
        (
            by_n, channels * by_c, by_c,
            by_h * rows.stride, by_w * columns.stride, by_h * rows.dilation, by_w * columns.dilation,
        ),
    )  # fmt: skip
