"""A convolution at some of its places: what a screen shows of a picture that is larger than the screen."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from filterlab.engine import bands, kernels
from filterlab.engine.algorithms import direct
from filterlab.engine.arrays import (
    FloatArray,
    NumberArray,
    as_numbers,
    check_shape,
    common_float,
    quiet,
    to_float,
)
from filterlab.engine.errors import ShapeError, shown
from filterlab.engine.geometry import Axis, Padding, Pair
from filterlab.engine.memory import check_fits
from filterlab.engine.plan import ConvPlan, plan_conv

# Up to so many times as many outputs as wanted, computing all of them side by side is faster than those alone.
_DENSE = 6


@quiet
def conv2d_at(
    x: npt.ArrayLike,
    w: npt.ArrayLike,
    b: npt.ArrayLike | None = None,
    *,
    rows: range,
    columns: range,
    stride: Pair = 1,
    padding: Padding = 0,
    dilation: Pair = 1,
    groups: int = 1,
) -> FloatArray:
    """Compute what ``conv2d`` gives at some rows and columns of its output, and nothing else.

    The cost goes with the number of places asked for, not with the size of the picture, of which only what those
    places see is read.

    Parameters
    ----------
    x, w, b, stride, padding, dilation, groups
        As for ``conv2d``.
    rows, columns
        Which rows and columns of the output, counted from 0, with a step of at least 1; they may be empty.

    Returns
    -------
    array
        (N, O, len(rows), len(columns)): ``conv2d(…)[:, :, rows][:, :, :, columns]`` up to the rounding of sums.

    Raises
    ------
    ShapeError
        If a row or column is not in the output, or for the reasons ``conv2d`` has.
    DTypeError
        As ``conv2d``.
    """
    x, w, b = as_numbers(x, "x"), as_numbers(w, "w"), None if b is None else as_numbers(b, "b")
    plan = plan_conv(x.shape, w.shape, stride=stride, padding=padding, dilation=dilation, groups=groups)
    if b is not None:
        check_shape(b.shape, "b", (plan.o,), ("O",))
    picked = plan_at(plan, rows, columns)
    dtype = common_float(x, w, b)
    check_fits("conv2d_at", dtype, {"y": picked.y_shape}, remedy="Ask for fewer rows and columns.")
    w, b = to_float(w, dtype, "w"), None if b is None else to_float(b, dtype, "b")
    y = np.empty(picked.y_shape, dtype)
    if not y.size:
        return y
    if rows.step * columns.step <= _DENSE:
        down, right = _closed(rows), _closed(columns)
        return np.ascontiguousarray(
            bands.forward_of(plan, down, right, x, w, b)[:, :, :: rows.step, :: columns.step]
        )
    for down in _split(picked.rows):
        for right in _split(picked.columns):
            here = (slice(None), slice(None), _slice(down), _slice(right))
            y[here] = _forward(picked, down, right, x, w, b)
    return y


def plan_at(plan: ConvPlan, rows: range, columns: range) -> ConvPlan:
    """Describe the same convolution with some of its outputs alone; what they see may begin and end anywhere.

    Raises
    ------
    ShapeError
        If an output is not there.
    """
    return replace(
        plan,
        rows=_axis_at(plan.rows, rows, "row"),
        columns=_axis_at(plan.columns, columns, "column"),
    )


def _axis_at(axis: Axis, outputs: range, name: str) -> Axis:
    if outputs.step < 1 or (outputs and not (outputs[0] >= 0 and outputs[-1] < axis.out)):
        raise ShapeError(
            f"The {name}s asked for, {shown(outputs)}, are not all in the output, which has {shown(axis.out)}; "
            f"ask for {name}s from 0 to {shown(axis.out - 1)} in rising order."
        )
    before = axis.before - outputs.start * axis.stride
    stride = axis.stride * outputs.step
    after = (len(outputs) - 1) * stride + axis.span - before - axis.size
    return replace(axis, stride=stride, before=before, after=after, out=len(outputs))


def _closed(places: range) -> range:
    """Fill the gaps between the places."""
    return range(places[0], places[-1] + 1)


def _slice(places: range) -> slice:
    return slice(places.start, places.stop)


def _split(axis: Axis) -> Iterator[range]:
    """Cut the outputs into those that look before the samples, those that do not, and those that look behind."""
    first = min(max(-(-axis.before // axis.stride), 0), axis.out)
    inside = (axis.size - axis.span + axis.before) // axis.stride + 1
    last = min(max(inside, first), axis.out)
    yield from (places for places in (range(first), range(first, last), range(last, axis.out)) if places)


def _forward(
    plan: ConvPlan, rows: range, columns: range, x: NumberArray, w: FloatArray, b: FloatArray | None
) -> FloatArray:
    """Compute some outputs: where the picture lies, or from a copy of what they see where that has padding."""
    part = plan_at(plan, rows, columns)
    inside = max(part.rows.before, part.rows.after, part.columns.before, part.columns.after) <= 0
    in_place = x.dtype == w.dtype and x.flags.c_contiguous and x.flags.aligned
    if inside and in_place and kernels.ready():
        return direct.forward(part, x, w, b)
    return bands.forward_of(plan, rows, columns, x, w, b)
