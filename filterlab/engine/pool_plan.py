"""A pooling worked out before any number is looked at: which windows, which outputs."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from filterlab.engine.arrays import check_axes
from filterlab.engine.errors import ShapeError, shown
from filterlab.engine.geometry import Axis, Pair, are_plain, pair, resolve_axis, steps_within
from filterlab.engine.memory import check_countable

AXES = ("N", "C", "H", "W")


@dataclass(frozen=True)
class PoolPlan:
    """Everything about a pooling except the numbers in its arrays.

    Attributes
    ----------
    n, c
        Pictures, and channels of each.
    rows, columns
        The window along the height and along the width.
    """

    n: int
    c: int
    rows: Axis
    columns: Axis

    @staticmethod
    def over(shape: tuple[int, ...], size: Pair, stride: Pair | None, padding: Pair) -> "PoolPlan":
        """Lay windows over pictures (N, C, H, W).

        Raises
        ------
        ShapeError
            If the window does not fit, or its padding is more than half of it.
        """
        strides = size if stride is None else stride
        if are_plain(size, strides, padding):
            return _plan_known(shape, size, strides, padding)
        return _plan(shape, size, strides, padding)

    @property
    def output_shape(self) -> tuple[int, int, int, int]:
        """Shape of the output: (N, C, OH, OW)."""
        return self.n, self.c, self.rows.out, self.columns.out

    @property
    def input_shape(self) -> tuple[int, int, int, int]:
        """Shape of the input: (N, C, H, W)."""
        return self.n, self.c, self.rows.size, self.columns.size

    @cached_property
    def winners_type(self) -> np.dtype[np.unsignedinteger]:
        """The smallest type that tells the cells of a window apart, with as many numbers to spare."""
        return np.min_scalar_type(2 * self.cells)

    @property
    def cells(self) -> int:
        """Cells of a window."""
        return self.rows.kernel * self.columns.kernel


def _plan(shape: tuple[int, ...], size: Pair, stride: Pair, padding: Pair) -> PoolPlan:
    check_axes(shape, "x", AXES)
    n, c, h, w = shape
    kernels, strides = pair(size, "pooling size"), pair(stride, "stride")
    paddings = pair(padding, "padding")
    rows = _pooled_axis("height", h, kernels[0], strides[0], paddings[0])
    columns = _pooled_axis("width", w, kernels[1], strides[1], paddings[1])
    check_countable((n, c, rows.padded, columns.padded))
    return PoolPlan(n, c, rows, columns)


# Training pools the same again and again.
_plan_known = lru_cache(maxsize=256)(_plan)


def _pooled_axis(name: str, n: int, kernel: int, stride: int, padding: int) -> Axis:
    axis = resolve_axis(name, n, kernel, stride=stride, padding=padding)
    if axis.before > kernel // 2:
        raise ShapeError(
            f"The padding along the {name} is {shown(padding)}, expected at most {shown(kernel // 2)}: with more "
            f"than half of its {shown(kernel)} cells a pooling window could lie wholly outside the picture."
        )
    return steps_within(axis)
