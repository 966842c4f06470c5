"""What each way to compute a convolution costs on one core: a small model, so that the cheapest can be chosen.

Costs are counted in vector steps: one multiplication and addition of 8 numbers (4 in float64), the unit of the
compiled kernels, about 0.15 ns. The numbers below were fitted to measured times; they need to be right to a third.
"""

from collections.abc import Iterable
from math import log2

import numpy as np

from filterlab.engine.algorithms import direct, fourier
from filterlab.engine.algorithms.ways import InputPhase, forward_walk, input_walk
from filterlab.engine.kernel_sizes import GRADIENT_OUTPUTS, GRADIENT_TAPS, TILE_POINTS, VECTOR_BYTES
from filterlab.engine.plan import ConvPlan
from filterlab.engine.walk import Correlation

# Vector steps that a tile costs beside its sums, for each vector of outputs: filling, storing, turning round.
_DIRECT_EXTRA, _ROWS_EXTRA, _PAIRS_EXTRA = 34, 12, 14
# A tile of rows looks into another plane for each channel.
_ROWS_CHANNEL = 1.3
# A tile of one vector loads nearly as much as it multiplies.
_NARROW = 1.35
# Four filters take so many vectors at a time.
_ROWS_TILE = 3
# A single filter's two rows at a time.
_PAIRS = 1.1
# One pass of a term over the picture: memory, not arithmetic.
_TERM_EXTRA = 30
# One butterfly of a transform, and one complex product of spectra, for each number.
_BUTTERFLY, _SPECTRAL = 1.6, 8
# Adding a vector of products to the pixels of a window, and putting eight of those pixels into their planes.
_FOLD_EXTRA, _FOLD_PUT = 12, 12
# Putting a pixel whose neighbours meet other taps beside them.
_PHASE_PUT = 7
# The weights' gradient by rows: a vector's product, and as many vectors as it takes to take up a tile's sums again.
_ROWS_GRADIENT, _ROWS_TAKEN_UP = 1.2, 12
# The same by tiles of many outputs: a product, and turning a vector of the outputs' gradients round.
_GRADIENT_STEP, _TURNED, _TURNED_NARROW = 1.15, 8, 18
# A tile's share of Python.
_TILE_EXTRA = 300_000
# The NumPy algorithms copy the picture once for each column of the kernel.
_LOWERED_COPY, _MATRIX_STEP = 6, 1.3


def direct_steps(plan: ConvPlan, dtype: np.dtype[np.floating]) -> float:
    """Estimate tiles of many outputs."""
    pixels = plan.n * plan.groups * plan.rows.out * plan.columns.out
    return _direct_cost(pixels, forward_walk(plan), dtype)


def _direct_cost(pixels: int, way: Correlation, dtype: np.dtype[np.floating]) -> float:
    lanes = _lanes(dtype)
    if way.outputs <= lanes:
        return pixels * (_NARROW * way.taps + _DIRECT_EXTRA)
    return pixels * 2 * -(-way.outputs // (2 * lanes)) * (way.mean_taps + _DIRECT_EXTRA)


def fold_steps(plan: ConvPlan, dtype: np.dtype[np.floating]) -> float:
    """Estimate the input's gradient by windows that are folded back."""
    lanes, block = _lanes(dtype), direct.block_of(plan.taps, dtype)
    vectors = -(-plan.taps // block) * block // lanes
    windows = plan.n * plan.groups * plan.rows.out * plan.columns.out
    pixels = plan.n * plan.c * plan.rows.size * plan.columns.size
    return windows * vectors * (plan.o // plan.groups + _FOLD_EXTRA) + pixels / lanes * _FOLD_PUT


def rows_steps(plan: ConvPlan, dtype: np.dtype[np.floating]) -> float:
    """Estimate vectors of neighbouring outputs."""
    vectors = plan.n * plan.groups * _row_vectors(plan.rows.out, plan.columns.out, dtype)
    return _rows_cost(vectors, plan.o // plan.groups, plan.c // plan.groups, plan.taps)


def _row_vectors(rows: int, columns: int, dtype: np.dtype[np.floating]) -> int:
    """Count the vectors of a plane that are computed: whole tiles of them."""
    vectors = rows * -(-columns // _lanes(dtype))
    return -(-vectors // _ROWS_TILE) * _ROWS_TILE


def _rows_cost(vectors: int, outputs: int, channels: int, taps: int) -> float:
    single = outputs % 4 == 1
    many = vectors * (outputs - single) * (taps + _ROWS_CHANNEL * channels + _ROWS_EXTRA)
    return many + vectors * single * (_PAIRS * taps + _PAIRS_EXTRA)


def separable_steps(plan: ConvPlan, dtype: np.dtype[np.floating], rank: int) -> float:
    """Estimate passes along rows and columns, for a kernel of so many terms."""
    vectors = plan.n * plan.rows.out * plan.columns.out / _lanes(dtype)
    terms = plan.o * (plan.c // plan.groups) * rank
    return vectors * terms * (plan.rows.kernel + plan.columns.kernel + 2 * _TERM_EXTRA)


def fourier_steps(plan: ConvPlan, dtype: np.dtype[np.floating]) -> float:
    """Estimate products of spectra."""
    down, right = fourier.tile_length(plan.rows), fourier.tile_length(plan.columns)
    tiles = -(-plan.rows.out // ((down - plan.rows.span) // plan.rows.stride + 1))
    tiles *= -(-plan.columns.out // ((right - plan.columns.span) // plan.columns.stride + 1))
    numbers = plan.n * tiles * down * right
    transforms = (plan.c + plan.o) * _BUTTERFLY * log2(down * right)
    kernels_once = down * right * plan.o * plan.c // plan.groups * _BUTTERFLY * log2(down * right)
    spectra = plan.o * (plan.c // plan.groups) * _SPECTRAL
    return (numbers * (transforms + spectra) + kernels_once) * 8 / _lanes(
        dtype
    ) + plan.n * tiles * _TILE_EXTRA


def lowering_steps(plan: ConvPlan, dtype: np.dtype[np.floating]) -> float:
    """Estimate NumPy's matrix products."""
    copies = plan.n * plan.c * plan.rows.size * plan.columns.out * plan.columns.kernel
    return _MATRIX_STEP * plan.products / _lanes(dtype) + _LOWERED_COPY * copies / _lanes(dtype)


def input_gradient_steps(
    plan: ConvPlan, phases: Iterable[InputPhase], dtype: np.dtype[np.floating]
) -> dict[str, float]:
    """Estimate the input's gradient as a correlation, phase by phase: by tiles of many outputs, and by rows."""
    g, og, cg = plan.groups, plan.o // plan.groups, plan.c // plan.groups
    steps = {"direct": 0.0, "rows": 0.0}
    apart = 0.0
    for number, phase in enumerate(phases):
        down, right = phase.down.line, phase.right.line
        taps = og * len(down.offsets) * len(right.offsets)
        steps["direct"] += _direct_cost(plan.n * g * down.count * right.count, input_walk(plan, phase), dtype)
        vectors = plan.n * g * _row_vectors(down.count, right.count, dtype)
        steps["rows"] += _rows_cost(vectors, cg, og, taps)
        if number:
            apart = plan.n * plan.c * plan.rows.size * plan.columns.size * _PHASE_PUT
    return {name: value + apart for name, value in steps.items()}


def weight_gradient_steps(plan: ConvPlan, dtype: np.dtype[np.floating]) -> tuple[float, float]:
    """Estimate the weights' gradient by rows, and by tiles of many outputs."""
    lanes, og = _lanes(dtype), plan.o // plan.groups
    vectors = plan.rows.out * -(-plan.columns.out // lanes)
    sums = _whole(og, GRADIENT_OUTPUTS) * _whole(plan.taps, GRADIENT_TAPS)
    by_rows = plan.n * plan.groups * sums * (vectors + _ROWS_TAKEN_UP) * _ROWS_GRADIENT
    step, turned = (_NARROW, _TURNED_NARROW) if og <= lanes else (_GRADIENT_STEP, _TURNED)
    pixels = plan.n * plan.groups * plan.rows.out * plan.columns.out
    outputs = _whole(og, direct.block_of(og, dtype)) / lanes
    return by_rows, pixels * outputs * (step * _whole(plan.taps, TILE_POINTS) + turned)


def _whole(number: int, together: int) -> int:
    """Round up to a whole number of groups."""
    return -(-number // together) * together


def _lanes(dtype: np.dtype[np.floating]) -> int:
    return VECTOR_BYTES // dtype.itemsize
