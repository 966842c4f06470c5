"""Why a map has the size it has: (n + 2p − d(k − 1) − 1)/s + 1 with the numbers put in, and what it costs."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from filterlab.engine import Axis
from filterlab.errors import FilterLabError
from filterlab.probes.places import find_places
from filterlab.probes.stages import Pair, Stages


@dataclass(frozen=True, slots=True)
class AxisSum:
    """The size formula along one axis, with its numbers: (n + before + after − span)/stride + 1, rounded down.

    Attributes
    ----------
    size : int
        n: pixels of the picture, or cells of the map that is pooled.
    kernel, stride, dilation : int
        k, s and d of the filter, or of the pooling window.
    before, after : int
        Zeros put before and behind; ``padding`` is p where they are equal. Words are resolved to numbers.
    span : int
        d(k − 1) + 1: from the window's first cell to its last.
    room : int
        n + before + after − span: how far the window can move.
    steps : int
        ``room`` divided by the stride, rounded down.
    left_over : int
        What the division leaves: rows or columns of the padded picture behind the last window, which no window
        reaches.
    out : int
        ``steps + 1``: the size of the map.
    """

    size: int
    kernel: int
    stride: int
    dilation: int
    before: int
    after: int
    span: int
    room: int
    steps: int
    left_over: int
    out: int

    @property
    def padding(self) -> int | None:
        """p, the zeros on each side; None if the sides differ, as they do for an odd number under "same"."""
        return self.before if self.before == self.after else None

    @property
    def floor_bites(self) -> bool:
        """Whether the division has a remainder, so that something is left over behind the last window."""
        return self.left_over > 0

    @property
    def left_over_rows(self) -> range:
        """Rows (or columns) of the picture itself behind the last window; empty if only padding is left over."""
        return range(min(max(self.size + self.after - self.left_over, 0), self.size), self.size)

    @property
    def left_over_padding(self) -> int:
        """How many of those left over are zeros of the padding."""
        return self.left_over - len(self.left_over_rows)

    def unseen(self) -> NDArray[np.bool_]:
        """Return which rows (or columns) of the picture no cell of the window ever lies on: shape (size,), bool.

        Those left over at the end, and with a stride wider than the window or a common divisor of stride and
        dilation also rows in between.
        """
        first = np.arange(self.out)[:, np.newaxis] * self.stride - self.before
        seen = (first + np.arange(self.kernel) * self.dilation).ravel()
        unseen = np.ones(self.size, bool)
        unseen[seen[(seen >= 0) & (seen < self.size)]] = False
        return unseen


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """All numbers of the size of a response, and what it costs.

    Attributes
    ----------
    rows, columns : AxisSum
        The filter on the picture.
    pool_rows, pool_columns : AxisSum or None
        The pooling window on the map; None without pooling.
    padding : {"same", "valid"} or None
        The word the padding was given by; None for numbers.
    channels : int
        Of the filter.
    """

    rows: AxisSum
    columns: AxisSum
    pool_rows: AxisSum | None
    pool_columns: AxisSum | None
    padding: Literal["same", "valid"] | None
    channels: int

    @property
    def map_shape(self) -> Pair:
        """Height and width before pooling."""
        return self.rows.out, self.columns.out

    @property
    def final_shape(self) -> Pair:
        """Height and width of the finished map."""
        if self.pool_rows is None or self.pool_columns is None:
            return self.map_shape
        return self.pool_rows.out, self.pool_columns.out

    @property
    def weights(self) -> int:
        """C · KH · KW."""
        return self.channels * self.rows.kernel * self.columns.kernel

    @property
    def parameters(self) -> int:
        """C · KH · KW + 1: the weights and the bias. Neither activation nor pooling adds any."""
        return self.weights + 1

    @property
    def multiplications(self) -> int:
        """One for each weight at each place of the map before pooling, those with padding counted."""
        return self.weights * self.rows.out * self.columns.out

    @property
    def pooled_cells(self) -> int:
        """Cells the pooling windows look at, those of overlapping windows counted again; 0 without pooling."""
        if self.pool_rows is None or self.pool_columns is None:
            return 0
        height, width = self.final_shape
        return height * width * self.pool_rows.kernel * self.pool_columns.kernel

    @property
    def multiplications_per_number(self) -> float:
        """Multiplications for one number of the finished map, on the average."""
        height, width = self.final_shape
        return self.multiplications / (height * width)


def work_out(picture_size: Pair, weights_shape: tuple[int, int, int], stages: Stages) -> Arithmetic:
    """Put the numbers into the formula of the output size.

    Parameters
    ----------
    picture_size : tuple of int
        (height, width) in pixels.
    weights_shape : tuple of int
        (C, KH, KW) of the filter.
    stages : Stages
        Stride, padding, dilation and pooling.

    Returns
    -------
    Arithmetic
        The terms along each axis, also of the pooling, and the counts.

    Raises
    ------
    FilterLabError
        If the filter has no channel, or something does not fit (a ``ShapeError``).

    References
    ----------
    Dumoulin and Visin, A guide to convolution arithmetic for deep learning (2016).
    """
    channels, kernel_height, kernel_width = weights_shape
    if channels < 1:
        raise FilterLabError(f"The filter has {channels} channels; give it at least 1.")
    places = find_places(picture_size, (kernel_height, kernel_width), stages)
    return Arithmetic(
        rows=_terms(places.rows),
        columns=_terms(places.columns),
        pool_rows=_terms(places.pool_rows) if places.pool_rows is not None else None,
        pool_columns=_terms(places.pool_columns) if places.pool_columns is not None else None,
        padding=stages.padding if isinstance(stages.padding, str) else None,
        channels=channels,
    )


def _terms(axis: Axis) -> AxisSum:
    room = axis.padded - axis.span
    steps, left_over = divmod(room, axis.stride)
    return AxisSum(
        size=axis.size,
        kernel=axis.kernel,
        stride=axis.stride,
        dilation=axis.dilation,
        before=axis.before,
        after=axis.after,
        span=axis.span,
        room=room,
        steps=steps,
        left_over=left_over,
        out=axis.out,
    )
