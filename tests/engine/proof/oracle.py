"""Convolutions and their gradients by other means: SciPy's, in float64."""

from collections.abc import Iterator

import numpy as np
from scipy import signal

from filterlab.engine.plan import ConvPlan

# The largest relative error of a proved result.
TOLERANCE = {np.dtype(np.float32): 1e-5, np.dtype(np.float64): 1e-12}


def relative_error(ours: np.ndarray, exact: np.ndarray, *, least: float = 0.0) -> float:
    """``max |ours - exact| / max(max |exact|, least)`` over all numbers of one result; 0 for one without numbers.

    The largest number of a result is what its errors are measured by. Sums of products err in proportion to
    the size of the products, not to the size of their sum, so a sum that cancels out has no small relative
    error of its own; but all sums of one convolution add products of the same size, and the largest of a
    few dozen sums of random numbers is of the size rounding works on (``sqrt(terms)`` times a product). The
    same holds for gradients: each weight's is a sum over the batch and all pixels, the error of which grows
    like ``sqrt(terms)`` as the sum itself does, so the largest entry is a fair measure there too, and a
    stricter one than the norms (``|dy| |x|`` grows like ``terms``). Only a result of very few numbers may
    cancel out as a whole: such cases have positive numbers alone, see `Case.numbers`.

    A number that is not finite is an error without bound. Where all exact numbers are 0, because the windows
    look at nothing but padding, ours must be 0 too, unless ``least`` says by what else they are measured.
    """
    if exact.size == 0:
        return 0.0
    difference = float(np.max(np.abs(ours.astype(np.float64) - exact)))
    scale = max(float(np.max(np.abs(exact))), least, np.finfo(np.float64).tiny)
    return difference / scale if np.isfinite(difference) else np.inf


def convolution(plan: ConvPlan, x: np.ndarray, w: np.ndarray, b: np.ndarray | None) -> np.ndarray:
    """SciPy's correlation with the kernel drawn apart by the dilation, then every so many of its places."""
    towers, apart = _padded(plan, x), _drawn_apart(plan, w)
    rows, columns = plan.rows, plan.columns
    places = np.add.outer(np.arange(plan.n) * rows.padded, np.arange(rows.out) * rows.stride)
    y = np.zeros(plan.y_shape)
    for o, c, channel in _meetings(plan):
        everywhere = signal.correlate2d(towers[channel], apart[o, c], "valid")
        y[:, o] += everywhere[places, :: columns.stride]
    return y if b is None else y + b.astype(np.float64)[:, None, None]


def weight_gradient(plan: ConvPlan, dy: np.ndarray, x: np.ndarray) -> np.ndarray:
    """SciPy's correlation of the pictures with the gradients of the output, drawn apart by the stride."""
    towers, apart = _padded(plan, x), _apart_like_pictures(plan, dy)
    rows, columns = plan.rows, plan.columns
    below, right = (
        rows.padded - rows.stride * (rows.out - 1),
        columns.padded - columns.stride * (columns.out - 1),
    )
    dw = np.zeros(plan.w_shape)
    for o, c, channel in _meetings(plan):
        given = apart[o, : len(apart[o]) - below + 1, : columns.padded - right + 1]
        everywhere = signal.correlate2d(towers[channel], given, "valid")
        dw[o, c] = everywhere[: rows.span : rows.dilation, : columns.span : columns.dilation]
    return dw


def input_gradient(plan: ConvPlan, dy: np.ndarray, w: np.ndarray) -> np.ndarray:
    """SciPy's convolution of the gradients of the output, drawn apart by the stride, with the kernel."""
    given, apart = _apart_like_pictures(plan, dy), _drawn_apart(plan, w)
    rows, columns = plan.rows, plan.columns
    towers = np.zeros((plan.c, plan.n * rows.padded, columns.padded))
    width = columns.stride * (columns.out - 1) + 1
    for o, c, channel in _meetings(plan):
        everywhere = signal.convolve2d(given[o, :, :width], apart[o, c], "full")
        towers[channel, :, : width + columns.span - 1] += everywhere[: plan.n * rows.padded]
    padded = towers.reshape(plan.c, plan.n, rows.padded, columns.padded).swapaxes(0, 1)
    top, left = rows.before, columns.before
    return padded[:, :, top : top + rows.size, left : left + columns.size]


def _meetings(plan: ConvPlan) -> Iterator[tuple[int, int, int]]:
    """Yield each output channel, the channels of a kernel it looks at, and which ones of the input these are."""
    channels, filters = plan.c // plan.groups, plan.o // plan.groups
    for o, c in np.ndindex(plan.o if plan.n else 0, channels):
        yield o, c, o // filters * channels + c


def _padded(plan: ConvPlan, x: np.ndarray) -> np.ndarray:
    """Each channel of all padded pictures, one above the other: so SciPy is asked once for a whole batch.

    (channels, pictures * padded rows, padded columns). No picture must meet what belongs to the next one.
    """
    margins = [(axis.before, axis.after) for axis in (plan.rows, plan.columns)]
    padded = np.pad(x.astype(np.float64), [(0, 0), (0, 0), *margins]).swapaxes(0, 1)
    return padded.reshape(plan.c, plan.n * plan.rows.padded, plan.columns.padded)


def _apart_like_pictures(plan: ConvPlan, dy: np.ndarray) -> np.ndarray:
    """The output's gradients one above the other too, each where the window over its pixels begins."""
    rows, columns = plan.rows, plan.columns
    apart = np.zeros((plan.o, plan.n, rows.padded, columns.padded))
    height, width = rows.stride * (rows.out - 1) + 1, columns.stride * (columns.out - 1) + 1
    apart[:, :, : height : rows.stride, : width : columns.stride] = dy.swapaxes(0, 1)
    return apart.reshape(plan.o, plan.n * rows.padded, columns.padded)


def _drawn_apart(plan: ConvPlan, w: np.ndarray) -> np.ndarray:
    o, channels, _, _ = plan.w_shape
    apart = np.zeros((o, channels, plan.rows.span, plan.columns.span))
    apart[:, :, :: plan.rows.dilation, :: plan.columns.dilation] = w
    return apart
