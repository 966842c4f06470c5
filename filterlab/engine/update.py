"""Bringing a response up to date after a few cells of its filter have changed."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from filterlab.engine import kernels
from filterlab.engine.algorithms.ways import forward_walk
from filterlab.engine.arrays import FloatArray, as_floats, check_shape, flat, quiet
from filterlab.engine.geometry import Axis, Padding, Pair
from filterlab.engine.plan import ConvPlan, plan_conv
from filterlab.engine.positions import Positions
from filterlab.engine.sampling import conv2d_at, plan_at
from filterlab.engine.threads import share

# The change is worth computing alone if the cells that changed lie in at most this part of the kernel.
_WORTH_IT = 0.5
# Reading and writing a pixel takes about as long as so many products.
_ROW = 32


@quiet
def update_conv2d(
    y: npt.ArrayLike,
    x: npt.ArrayLike,
    before: npt.ArrayLike,
    after: npt.ArrayLike,
    b: npt.ArrayLike | None = None,
    *,
    rows: range | None = None,
    columns: range | None = None,
    stride: Pair = 1,
    padding: Padding = 0,
    dilation: Pair = 1,
    groups: int = 1,
) -> FloatArray:
    """Return the response to a filter that has changed a little, from the response before.

    The response is linear in the kernel: what is added to it is the response to the change alone, and a change of
    one cell costs one multiplication a pixel however large the kernel is. Each update adds a rounding error, so
    after a stroke of the brush the whole response should be computed anew.

    Parameters
    ----------
    y
        (N, O, OH, OW), what ``conv2d`` gave for the weights before, or ``conv2d_at``; it is not changed.
    x, stride, padding, dilation, groups
        As they were given to ``conv2d``.
    rows, columns
        If y has only some of the output's places, which ones: as they were given to ``conv2d_at``.
    before, after
        Weights (O, C // groups, KH, KW), old and new.
    b
        The bias, which is in ``y`` already; asked for only because it may be all computed anew.

    Returns
    -------
    array
        (N, O, OH, OW). Where numbers are not finite, which sums do not forget, all is computed anew, and likewise
        where the change is not small.

    Raises
    ------
    ShapeError, DTypeError
        As ``conv2d``; also if the weights differ in shape, or y has not the output's.
    """
    y, x, before, after = as_floats(y=y, x=x, before=before, after=after)
    check_shape(before.shape, "before", after.shape, ("O", "C // groups", "KH", "KW"))
    plan = plan_conv(x.shape, after.shape, stride=stride, padding=padding, dilation=dilation, groups=groups)
    down = range(plan.rows.out) if rows is None else rows
    right = range(plan.columns.out) if columns is None else columns
    plan = plan_at(plan, down, right)
    check_shape(y.shape, "y", plan.y_shape, ("N", "O", "OH", "OW"))
    lines, cells = _changed(before, after)
    size = len(lines) * len(cells)
    if not (size and y.size):
        return y.copy()
    change = after[:, :, lines.start : lines.stop, cells.start : cells.stop]
    change = change - before[:, :, lines.start : lines.stop, cells.start : cells.stop]
    if kernels.ready() and size <= _WORTH_IT * after.shape[2] * after.shape[3] and np.isfinite(change).all():
        part = replace(plan, rows=_part(plan.rows, lines), columns=_part(plan.columns, cells))
        found = _added(part, y, x, change)
        if found is not None:
            return found
    return conv2d_at(
        x,
        after,
        b,
        rows=down,
        columns=right,
        stride=stride,
        padding=padding,
        dilation=dilation,
        groups=groups,
    )


def _added(plan: ConvPlan, y: FloatArray, x: FloatArray, change: FloatArray) -> FloatArray | None:
    """Add the response to a change; None if a number is not finite then."""
    from filterlab.engine.compiled.update import add_change

    way = forward_walk(plan)
    updated = np.empty_like(y, order="C")
    astray = np.zeros(plan.n * plan.o * plan.rows.out, np.uint8)
    down, right = (np.array(line.offsets, np.intp) for line in (way.down, way.right))
    before, pixels, taps, after = flat(y), flat(x), flat(change), flat(updated)

    def work(turns: Positions, thread: int) -> None:
        add_change(before, pixels, taps, down, right, after, astray, way.walk, turns, thread)

    share(work, astray.size, _ROW * y.size)
    return None if astray.any() else updated


def _changed(before: FloatArray, after: FloatArray) -> tuple[range, range]:
    """Tell which rows and columns of the kernels the changed cells lie in."""
    differs = ((before != after) & ~(np.isnan(before) & np.isnan(after))).any(axis=(0, 1))
    return _extent(differs.any(axis=1)), _extent(differs.any(axis=0))


def _extent(marked: npt.NDArray[np.bool_]) -> range:
    places = np.flatnonzero(marked)
    return range(int(places[0]), int(places[-1]) + 1) if places.size else range(0)


def _part(axis: Axis, cells: range) -> Axis:
    """Describe an axis on which only some cells of the kernel are left; the outputs are the same."""
    before = axis.before - cells.start * axis.dilation
    span = (len(cells) - 1) * axis.dilation + 1
    after = (axis.out - 1) * axis.stride + span - before - axis.size
    return replace(axis, kernel=len(cells), before=before, after=after)
