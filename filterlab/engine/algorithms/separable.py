"""Convolution by rows, then by columns, for kernels that are a sum of few products of a column and a row.

The singular value decomposition writes a kernel as such a sum: a Gaussian needs one term, the curve detector three.
Each term costs a kernel's height and width, instead of height times width. A strip of the picture whose result is not
finite is computed directly, because what NaN and infinity become depends on the order of the sums.

Source: Treitel and Shanks, The Design of Multistage Separable Planar Filters (1971).
"""

from dataclasses import replace
from typing import Any

import numpy as np

from filterlab.engine.algorithms import dense
from filterlab.engine.arrays import FloatArray
from filterlab.engine.geometry import Axis
from filterlab.engine.plan import ConvPlan

# Output pixels of a strip; its intermediate results stay in memory together.
_STRIP_PIXELS = 2**17


def serves(plan: ConvPlan, dtype: np.dtype[np.floating]) -> bool:
    """Tell whether this algorithm can compute the convolution: with stride 1 it can."""
    del dtype
    return plan.rows.stride == plan.columns.stride == 1


def scratch_bytes(plan: ConvPlan, dtype: np.dtype[np.floating]) -> int:
    """Count the memory for a strip after its rows, for one term of each kernel."""
    lines = max(_STRIP_PIXELS // plan.columns.out, 1) + plan.rows.span
    return lines * plan.columns.out * plan.o * (plan.c // plan.groups) * dtype.itemsize


def rank(w: FloatArray) -> int:
    """Count the products of a column and a row that the kernels (O, C // groups, KH, KW) are sums of.

    The most that any needs. Terms so small that leaving them out changes the kernel less than rounding its
    numbers does are not counted. A kernel that is not finite has no such terms; it counts as if it had them
    all.
    """
    if not np.isfinite(w).all():
        return int(min(w.shape[2:]))
    strengths = np.linalg.svd(w.astype(np.float64), compute_uv=False)
    return max(int(_significant(strengths, w.dtype).max(initial=1)), 1)


def forward(plan: ConvPlan, x: FloatArray, w: FloatArray, b: FloatArray | None) -> FloatArray:
    """Cross-correlate ``x`` (N, C, H, W) with ``w`` (O, C // groups, KH, KW) and add ``b`` (O,)."""
    if not np.isfinite(w).all():
        return dense.forward(plan, x, w, b)
    y = np.empty(plan.y_shape, x.dtype)
    if not y.size:
        return y
    across, down = _terms(w)
    height = max(_STRIP_PIXELS // plan.columns.out, 1)
    for image in range(plan.n):
        for first in range(0, plan.rows.out, height):
            outputs = slice(first, min(first + height, plan.rows.out))
            strip, axis = _strip(plan.rows, x[image], outputs)
            part = replace(plan, n=1, rows=axis)
            found = _by_terms(part, strip[None], across, down, b)
            if not np.isfinite(found).all():
                found = dense.forward(part, strip[None], w, b)
            y[image, :, outputs] = found[0]
    return y


def _significant(strengths: np.ndarray[Any, Any], dtype: np.dtype[np.floating]) -> np.ndarray[Any, Any]:
    """Count the singular values (…, K), largest first, that are more than rounding errors."""
    negligible = strengths[..., :1] * np.finfo(dtype).eps / 2
    count: np.ndarray[Any, Any] = (strengths > negligible).sum(axis=-1)
    return count


def _terms(w: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Split kernels into rows (O, C // groups, terms, KW) and columns (O, C // groups, terms, KH)."""
    columns, strengths, lines = np.linalg.svd(w.astype(np.float64), full_matrices=False)
    count = max(int(_significant(strengths, w.dtype).max(initial=1)), 1)
    columns = columns * strengths[..., None, :]
    return lines[:, :, :count].astype(w.dtype), columns.swapaxes(2, 3)[:, :, :count].astype(w.dtype)


def _strip(axis: Axis, picture: FloatArray, outputs: slice) -> tuple[FloatArray, Axis]:
    """Cut out the lines (C, lines, W) that some output rows look at, as a picture of its own."""
    start = outputs.start - axis.before
    stop = outputs.stop - 1 + axis.span - axis.before
    top, bottom = min(max(start, 0), axis.size), min(max(stop, 0), axis.size)
    part = replace(
        axis,
        size=max(bottom - top, 0),
        before=top - start,
        after=stop - bottom,
        out=outputs.stop - outputs.start,
    )
    return np.ascontiguousarray(picture[:, top:bottom]), part


def _by_terms(
    plan: ConvPlan, x: FloatArray, across: FloatArray, down: FloatArray, b: FloatArray | None
) -> FloatArray:
    """Compute one strip: every term along the rows, then all terms along the columns and added up."""
    o, c_of_group, terms, _ = across.shape
    g, og = plan.groups, o // plan.groups
    h = plan.rows.size
    # Each channel of a group is seen by all terms of all filters of the group.
    lines = across.reshape(g, og, c_of_group, terms, 1, -1).swapaxes(1, 2)
    lines = lines.reshape(plan.c * og * terms, 1, 1, -1)
    flat_rows = Axis(h, 1, 1, 1, 0, 0, out=h)
    first = ConvPlan(plan.n, plan.c, plan.c * og * terms, plan.c, flat_rows, plan.columns)
    seen = dense.forward(first, x, lines, None)
    w_out = plan.columns.out
    seen = seen.reshape(plan.n, g, c_of_group, og, terms, h, w_out).swapaxes(2, 3)
    seen = np.ascontiguousarray(seen.reshape(plan.n, o * c_of_group * terms, h, w_out))
    flat_columns = Axis(w_out, 1, 1, 1, 0, 0, out=w_out)
    second = ConvPlan(plan.n, o * c_of_group * terms, o, o, plan.rows, flat_columns)
    columns = down.reshape(o, c_of_group * terms, -1, 1)
    return dense.forward(second, seen, columns, b)
