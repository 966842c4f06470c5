"""Convolving a large picture that is not floats side by side, without turning the whole of it into floats.

A picture of 8-bit integers would take four times its memory as float32, and a picture seen through another
array (every other row, turned round, one pixel repeated) perhaps far more. So the *output* is cut into
bands; what a band's windows see is copied as floats, convolved like a small picture of its own and the
result laid in its place. Whole pictures first, then rows, then columns. Only bands at the picture's edges
have padding, as the picture has.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, TypeAlias

import numpy as np

from filterlab.engine.algorithms import Algorithm, choose
from filterlab.engine.arrays import FloatArray, NumberArray
from filterlab.engine.geometry import Axis
from filterlab.engine.plan import ConvPlan

# What one band copies of the input and makes of the output, at most. Measured on 25 megapixels of 8-bit
# integers: with less, calling the algorithm so often begins to cost; with four times as much, bands fall out of
# the cache.
BAND_BYTES = 6 * 2**20
# No algorithm likes bands narrower than its vectors.
_NARROW = 16

_Index: TypeAlias = tuple[slice, slice, slice, slice]


def forward(
    algorithm: Algorithm, plan: ConvPlan, x: NumberArray, w: FloatArray, b: FloatArray | None
) -> FloatArray:
    """Let ``algorithm`` convolve ``x`` as it is if it lies in memory as it should, else as floats made band by band.

    Parameters
    ----------
    algorithm
        The one chosen for the whole convolution. Should it not serve a band (one that is too narrow for its
        vectors), that band is computed by another. The input they are given is of the type of ``w``, aligned
        and contiguous.
    plan
        The whole convolution.
    x
        Input (N, C, H, W) of any type and layout in memory.
    w, b
        Weights and bias in the type to compute in.

    Returns
    -------
    array
        (N, O, OH, OW). The same bits as uncut if the algorithm adds up each output in an order that does not
        depend on the size of the picture; by matrix products (BLAS) or spectra the last bits may differ.
    """
    dtype = w.dtype
    if x.dtype == dtype and x.flags.c_contiguous and x.flags.aligned:
        return algorithm.forward(plan, x, w, b)
    if 2 * x.size * dtype.itemsize <= BAND_BYTES:
        return algorithm.forward(plan, _floats(x, dtype), w, b)
    y = np.empty(plan.y_shape, dtype)
    for band in _cut(plan, dtype.itemsize):
        y[band.outputs] = band.forward(algorithm, x, w, b)
    return y


def forward_of(
    plan: ConvPlan, rows: range, columns: range, x: NumberArray, w: FloatArray, b: FloatArray | None
) -> FloatArray:
    """Compute some neighbouring rows and columns of a convolution's outputs, from the pixels they see alone.

    Parameters
    ----------
    plan
        The whole convolution. Its outputs may begin and end anywhere: ``before`` and ``after`` may be below 0.
    rows, columns
        Which outputs, one after the other.
    x, w, b
        As for `forward`.

    Returns
    -------
    array
        (N, O, rows, columns).
    """
    band = _band(plan, range(plan.n), rows, columns)
    if band.pixels is not None:
        return forward(choose(band.plan, w).algorithm, band.plan, x[band.pixels], w, b)
    y = np.empty((plan.n, plan.o, len(rows), len(columns)), w.dtype)
    y[:] = band.forward(choose(band.plan, w).algorithm, x, w, b)
    return y


def _floats(x: NumberArray, dtype: np.dtype[np.floating[Any]]) -> FloatArray:
    return np.require(x, dtype, ["C", "A"])


@dataclass(frozen=True)
class _Band:
    """A part of the output and the convolution that makes it.

    Attributes
    ----------
    plan
        The convolution of the pixels the band sees.
    outputs
        Where its result belongs.
    pixels
        What it sees of the input; None if its windows lie wholly in the padding. Then all its outputs are
        alike and the plan makes just one of them, from zeros.
    """

    plan: ConvPlan
    outputs: _Index
    pixels: _Index | None

    def forward(
        self, algorithm: Algorithm, x: NumberArray, w: FloatArray, b: FloatArray | None
    ) -> FloatArray:
        """Compute the outputs, by the algorithm if it serves so small a part."""
        dtype = w.dtype
        seen = np.zeros(self.plan.x_shape, dtype) if self.pixels is None else _floats(x[self.pixels], dtype)
        serving = algorithm if algorithm.serves(self.plan, dtype) else choose(self.plan, w).algorithm
        return serving.forward(self.plan, seen, w, b)


def _cut(plan: ConvPlan, itemsize: int) -> Iterator[_Band]:
    """Cut a convolution into bands of about ``BAND_BYTES``."""
    pictures, rows, columns = _band_size(plan, itemsize)
    for batch, down, right in product(
        _pieces(plan.n, pictures), _pieces(plan.rows.out, rows), _pieces(plan.columns.out, columns)
    ):
        yield _band(plan, batch, down, right)


def _band_size(plan: ConvPlan, itemsize: int) -> tuple[int, int, int]:
    """Choose how many pictures, rows and columns of outputs make a band: what is too much is halved."""
    pictures, rows, columns = plan.n, plan.rows.out, plan.columns.out
    few_rows, few_columns = _few(plan.rows), _few(plan.columns)

    def size() -> int:
        seen = plan.c * _seen(plan.rows, rows) * _seen(plan.columns, columns)
        return itemsize * pictures * (seen + plan.o * rows * columns)

    while size() > BAND_BYTES:
        if pictures > 1:
            pictures = _half(pictures)
        elif rows > few_rows:
            rows = max(_half(rows), few_rows)
        elif columns > few_columns:
            columns = max(_half(columns), few_columns)
        elif rows > 1:
            rows = _half(rows)
        elif columns > 1:
            columns = _half(columns)
        else:
            break
    return pictures, rows, columns


def _seen(axis: Axis, outputs: int) -> int:
    """Count the samples that so many neighbouring outputs see at most."""
    return min((outputs - 1) * axis.stride + axis.span, axis.size)


def _few(axis: Axis) -> int:
    """Count the outputs of a band four windows long: below that it sees mostly what its neighbours see too."""
    return min(max(3 * axis.span // axis.stride, _NARROW), axis.out)


def _half(count: int) -> int:
    return -(-count // 2)


def _pieces(count: int, length: int) -> list[range]:
    """Cut a number of outputs into pieces of about the same length, at most the one given."""
    pieces = -(-count // length)
    return [range(k * count // pieces, (k + 1) * count // pieces) for k in range(pieces)]


def _band(plan: ConvPlan, pictures: range, rows: range, columns: range) -> _Band:
    outputs = (_slice(pictures), slice(None), _slice(rows), _slice(columns))
    down, right = _samples(plan.rows, rows), _samples(plan.columns, columns)
    if not down or not right:
        return _Band(
            replace(plan, n=1, rows=_in_padding(plan.rows), columns=_in_padding(plan.columns)), outputs, None
        )
    part = replace(
        plan,
        n=len(pictures),
        rows=_part(plan.rows, rows, down),
        columns=_part(plan.columns, columns, right),
    )
    return _Band(part, outputs, (_slice(pictures), slice(None), _slice(down), _slice(right)))


def _slice(places: range) -> slice:
    return slice(places.start, places.stop)


def _reach(axis: Axis, outputs: range) -> range:
    """Give the places on the axis from the first output's window to the last one's, padding included."""
    first = outputs.start * axis.stride - axis.before
    return range(first, first + (len(outputs) - 1) * axis.stride + axis.span)


def _samples(axis: Axis, outputs: range) -> range:
    """Give the samples the outputs see."""
    reach = _reach(axis, outputs)
    return range(max(reach.start, 0), min(reach.stop, axis.size))


def _part(axis: Axis, outputs: range, samples: range) -> Axis:
    """Work out the axis that has these samples alone and makes these outputs of them."""
    reach = _reach(axis, outputs)
    return replace(
        axis,
        size=len(samples),
        before=samples.start - reach.start,
        after=reach.stop - samples.stop,
        out=len(outputs),
    )


def _in_padding(axis: Axis) -> Axis:
    """Work out the axis of one window over zeros alone, its cells moved together."""
    return Axis(size=axis.kernel, kernel=axis.kernel, stride=1, dilation=1, before=0, after=0, out=1)
