"""Convolution through the Fourier transform: what it costs hardly depends on the size of the kernel.

The picture is cut into overlapping tiles. In a tile's spectrum a cross-correlation is a plain product with the
conjugate of the kernel's spectrum. Rounding errors of a transform spread over its tile: they are small against
the largest response of the tile, not against each. A NaN or an infinity would spread as well, so a tile whose
result is not finite is computed directly instead.

References
----------
Stockham, High-Speed Convolution and Correlation (1966); overlap-save: Oppenheim and Schafer, Discrete-Time Signal
Processing, section 8.7.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from filterlab.engine.algorithms import dense
from filterlab.engine.arrays import FloatArray
from filterlab.engine.geometry import Axis
from filterlab.engine.plan import ConvPlan
from filterlab.engine.positions import Positions
from filterlab.engine.threads import share, units_of

Spectrum = npt.NDArray[np.complexfloating[Any]]

# A tile is at most so many times as long as what an output looks at, or so long: with more, less is lost to the
# overlap, more leaves the processor's cache.
_SPANS = 4
_USUAL = 320
# A number so many times as large as the mean of its tile is an outlier.
_OUTLIER = 1000


def serves(plan: ConvPlan, dtype: np.dtype[np.floating]) -> bool:
    """Tell whether this algorithm can compute the convolution: it can compute any, forward."""
    del plan, dtype
    return True


def scratch_bytes(plan: ConvPlan, dtype: np.dtype[np.floating]) -> int:
    """Count the memory for a tile, its spectrum and the kernels' spectra."""
    numbers = tile_length(plan.rows) * tile_length(plan.columns)
    return numbers * (2 * (plan.c + plan.o) + plan.o * plan.c // plan.groups) * dtype.itemsize


def forward(plan: ConvPlan, x: FloatArray, w: FloatArray, b: FloatArray | None) -> FloatArray:
    """Cross-correlate ``x`` (N, C, H, W) with ``w`` (O, C // groups, KH, KW) and add ``b`` (O,)."""
    if not np.isfinite(w).all():
        return dense.forward(plan, x, w, b)
    y = np.empty(plan.y_shape, x.dtype)
    if not y.size:
        return y
    rows, columns = tile_length(plan.rows), tile_length(plan.columns)
    spectrum = _kernel_spectrum(plan, w, (rows, columns))
    tiles = list(product(range(plan.n), _parts(plan.rows, rows), _parts(plan.columns, columns)))

    def work(turns: Positions, thread: int) -> None:
        for unit in units_of(turns, thread):
            image, down, right = tiles[unit]
            pixels = np.zeros((plan.c, rows, columns), x.dtype)
            pixels[:, down.inside, right.inside] = x[image, :, down.seen, right.seen]
            found = None if _has_outliers(pixels) else _tile(plan, pixels, spectrum, b, down, right)
            if found is None or not np.isfinite(found).all():
                part = replace(
                    plan, n=1, rows=_axis(plan.rows, rows, down), columns=_axis(plan.columns, columns, right)
                )
                found = dense.forward(part, pixels[None], w, b)[0]
            y[image, :, down.outputs, right.outputs] = found

    share(work, len(tiles), y.size * plan.c // plan.groups * 64)
    return y


def _has_outliers(pixels: FloatArray) -> bool:
    """Tell whether a tile's largest number is so large that its rounding errors could drown others' responses."""
    sizes = np.abs(pixels)
    return bool(sizes.max() > _OUTLIER * sizes.mean())


def tile_length(axis: Axis) -> int:
    """Choose the length of the tiles along an axis: fast to transform."""
    from scipy.fft import next_fast_len

    usual = max(_SPANS * axis.span, _USUAL)
    whole = axis.stride * (axis.out - 1) + axis.span
    # One tile a little larger is better than two that overlap; several are as long as each other.
    tiles = 1 if 2 * whole <= 3 * usual else -(-axis.out // ((usual - axis.span) // axis.stride + 1))
    outputs = -(-axis.out // tiles)
    return int(next_fast_len(axis.stride * (outputs - 1) + axis.span, real=True))


@dataclass(frozen=True)
class _Part:
    """A tile along one axis: which outputs it makes, which pixels it sees, and where they lie inside it."""

    outputs: slice
    seen: slice
    inside: slice


def _parts(axis: Axis, length: int) -> Iterator[_Part]:
    count = (length - axis.span) // axis.stride + 1
    for first in range(0, axis.out, count):
        start = first * axis.stride - axis.before
        seen = slice(min(max(start, 0), axis.size), max(min(start + length, axis.size), 0))
        inside = slice(seen.start - start, seen.start - start + max(seen.stop - seen.start, 0))
        yield _Part(slice(first, min(first + count, axis.out)), seen, inside)


def _axis(axis: Axis, length: int, part: _Part) -> Axis:
    """Describe the axis of a tile as if it were a picture of its own."""
    return replace(axis, size=length, before=0, after=0, out=part.outputs.stop - part.outputs.start)


def _kernel_spectrum(plan: ConvPlan, w: FloatArray, shape: tuple[int, int]) -> Spectrum:
    """Transform the kernels (O, C // groups, …), with zeros between and around their taps."""
    from scipy import fft

    o, c_of_group, _, _ = w.shape
    spread = np.zeros((o, c_of_group, *shape), w.dtype)
    down, right = plan.rows, plan.columns
    spread[:, :, : down.span : down.dilation, : right.span : right.dilation] = w
    spectrum: Spectrum = fft.rfft2(spread, workers=1)
    return np.conjugate(spectrum, out=spectrum)


def _tile(
    plan: ConvPlan, pixels: FloatArray, kernels: Spectrum, b: FloatArray | None, down: _Part, right: _Part
) -> FloatArray:
    """Compute a tile's outputs (O, rows, columns)."""
    from scipy import fft

    g, (rows, columns) = plan.groups, pixels.shape[1:]
    seen: Spectrum = fft.rfft2(pixels, workers=1)
    channels = seen.reshape(g, 1, plan.c // g, *seen.shape[1:])
    grouped = kernels.reshape(g, plan.o // g, plan.c // g, *seen.shape[1:])
    total = channels[:, :, 0] * grouped[:, :, 0]
    for channel in range(1, plan.c // g):
        total += channels[:, :, channel] * grouped[:, :, channel]
    found = fft.irfft2(total.reshape(plan.o, *seen.shape[1:]), s=(rows, columns), workers=1, overwrite_x=True)
    outputs: FloatArray = found[:, :: plan.rows.stride, :: plan.columns.stride][
        :, : down.outputs.stop - down.outputs.start, : right.outputs.stop - right.outputs.start
    ]
    return outputs if b is None else outputs + b[:, None, None]
