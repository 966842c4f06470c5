"""A convolution worked out before any number is multiplied: which sizes, which windows, which outputs."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import prod

from filterlab.engine.arrays import check_axes
from filterlab.engine.errors import ShapeError, shown
from filterlab.engine.geometry import (
    Axis,
    Padding,
    Pair,
    are_plain,
    at_least,
    padding_pair,
    pair,
    resolve_axis,
    steps_within,
)


@dataclass(frozen=True)
class ConvPlan:
    """Everything about a two-dimensional convolution except the numbers in its arrays.

    Attributes
    ----------
    n
        Pictures in the batch; may be 0.
    c, o
        Channels of the input and of the output.
    groups
        Parts the channels are split into; part k of the input makes part k of the output.
    rows, columns
        The window along the height and along the width.
    """

    n: int
    c: int
    o: int
    groups: int
    rows: Axis
    columns: Axis

    @property
    def x_shape(self) -> tuple[int, int, int, int]:
        """Shape of the input: (N, C, H, W)."""
        return self.n, self.c, self.rows.size, self.columns.size

    @property
    def w_shape(self) -> tuple[int, int, int, int]:
        """Shape of the weights: (O, C // groups, KH, KW)."""
        return self.o, self.c // self.groups, self.rows.kernel, self.columns.kernel

    @property
    def y_shape(self) -> tuple[int, int, int, int]:
        """Shape of the output: (N, O, OH, OW)."""
        return self.n, self.o, self.rows.out, self.columns.out

    @property
    def taps(self) -> int:
        """Products that are added up for one output number."""
        return self.c // self.groups * self.rows.kernel * self.columns.kernel

    @cached_property
    def products(self) -> int:
        """Multiplications of the convolution as it is defined."""
        return prod(self.y_shape) * self.taps


def plan_conv(
    x_shape: tuple[int, ...],
    w_shape: tuple[int, ...],
    *,
    stride: Pair = 1,
    padding: Padding = 0,
    dilation: Pair = 1,
    groups: int = 1,
) -> ConvPlan:
    """Work out a convolution from the shapes of its input (N, C, H, W) and weights (O, C // groups, KH, KW).

    Raises
    ------
    ShapeError
        If the two cannot work together; the message names the axis, what was given and what was expected.
    """
    if are_plain(stride, padding, dilation, groups):
        return _plan_known(x_shape, w_shape, stride, padding, dilation, groups)
    return _plan(x_shape, w_shape, stride, padding, dilation, groups)


def _plan(
    x_shape: tuple[int, ...],
    w_shape: tuple[int, ...],
    stride: Pair,
    padding: Padding,
    dilation: Pair,
    groups: int,
) -> ConvPlan:
    check_axes(x_shape, "x", ("N", "C", "H", "W"))
    check_axes(w_shape, "w", ("O", "C // groups", "KH", "KW"))
    n, c, h, w = x_shape
    o, c_of_group, kh, kw = w_shape
    groups = at_least(1, groups, "The number of groups")
    _check_channels(x_shape, o, c_of_group, groups)
    strides, paddings, dilations = pair(stride, "stride"), padding_pair(padding), pair(dilation, "dilation")
    rows = resolve_axis("height", h, kh, stride=strides[0], padding=paddings[0], dilation=dilations[0])
    columns = resolve_axis("width", w, kw, stride=strides[1], padding=paddings[1], dilation=dilations[1])
    return ConvPlan(n, c, o, groups, steps_within(rows), steps_within(columns))


# Training and painting make the same plans again and again.
_plan_known = lru_cache(maxsize=256)(_plan)


def _check_channels(x_shape: tuple[int, ...], o: int, c_of_group: int, groups: int) -> None:
    c, expected = x_shape[1], c_of_group * groups
    # Pictures from files and from TensorFlow have their channels last.
    last = " x looks like (N, H, W, C): give x.transpose(0, 3, 1, 2)." if x_shape[3] == expected != c else ""
    for channels, side, axis in ((c, "input", "axis C of x"), (o, "output", "axis O of w")):
        if channels < 1 or channels % groups:
            there = "is 1" if channels == 1 else f"are {channels}"
            raise ShapeError(
                f"There {there} {side} channel{'s' * (channels != 1)} ({axis}) in {_number_of_groups(groups)}; "
                f"expected a positive multiple of {shown(groups)}.{last}"
            )
    if expected != c:
        raise ShapeError(
            f"w takes {c_of_group} input channels along its axis 1, but x has {c} along its axis C "
            f"in {_number_of_groups(groups)}: expected {c // groups}.{last}"
        )


def _number_of_groups(groups: int) -> str:
    return "1 group" if groups == 1 else f"{shown(groups)} groups"
