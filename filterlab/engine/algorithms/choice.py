"""Which algorithm computes a convolution: a small model of what each costs on one core, and the cheapest wins.

Costs are counted in vector steps: one multiplication and addition of 8 numbers (4 in float64), the unit of the
compiled kernels. The numbers below were fitted to the times of `benchmarks/scaling.py`; they need to be right
to a third.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import log2
from types import MappingProxyType

import numpy as np

from filterlab.engine import kernels
from filterlab.engine.algorithms import col2im, direct, fourier, lowering, rows, separable
from filterlab.engine.algorithms.ways import input_phases, input_walk
from filterlab.engine.arrays import FloatArray
from filterlab.engine.plan import ConvPlan
from filterlab.engine.walk import VECTOR_BYTES

Forward = Callable[[ConvPlan, FloatArray, FloatArray, FloatArray | None], FloatArray]
Gradient = Callable[[ConvPlan, FloatArray, FloatArray], FloatArray]

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
_BUTTERFLY, _SPECTRAL = 3.0, 4
# Adding a vector of products to the pixels of a window, and putting eight of those pixels into their planes.
_FOLD_EXTRA, _FOLD_PUT = 12, 12
# Putting a pixel whose neighbours meet other taps beside them.
_PHASE_PUT = 7
# What is added up for a picture should stay in the second cache: bytes.
_MOST_FOLDED = 2**20
# A tile's share of Python.
_TILE_EXTRA = 300_000
# The NumPy algorithms copy the picture once for each column of the kernel.
_LOWERED_COPY, _MATRIX_STEP = 6, 1.3
# Where padding or dilation goes so far that a band with its zeros is this large, NumPy computes without them: bytes.
_MOST_SCRATCH = 2**25
# Below so many products the choice is not worth looking at the kernel's numbers.
_WORTH_A_LOOK = 2**24
# Looking for products of a column and a row is worth while for kernels at least so high and wide.
_LEAST_SEPARABLE = 9


@dataclass(frozen=True)
class Algorithm:
    """A way to compute a convolution; the arrays it is given share one type and fit the plan.

    Attributes
    ----------
    name
        What it is called.
    summary
        How it works, in a few words.
    compiled
        Whether it needs the compiled kernels.
    serves
        ``serves(plan, dtype)``: whether it can compute such a convolution.
    scratch
        ``scratch(plan, dtype)``: about how many bytes each thread needs beside input and output.
    forward
        ``forward(plan, x, w, b)``: the output (N, O, OH, OW).
    weight_gradient
        ``weight_gradient(plan, dy, x)``: the gradient (O, C // groups, KH, KW); None if it has no way of its own.
    """

    name: str
    summary: str
    compiled: bool
    serves: Callable[[ConvPlan, np.dtype[np.floating]], bool]
    scratch: Callable[[ConvPlan, np.dtype[np.floating]], int]
    forward: Forward
    weight_gradient: Gradient | None = None


@dataclass(frozen=True)
class Choice:
    """An algorithm, and why it was chosen.

    Attributes
    ----------
    algorithm
        The one chosen.
    steps
        Estimated vector steps of every algorithm that could be taken, by name, the cheapest first.
    rank
        Products of a column and a row that the kernel is a sum of; 0 if nobody looked.
    """

    algorithm: Algorithm
    steps: Mapping[str, float]
    rank: int = 0


ALGORITHMS: Mapping[str, Algorithm] = MappingProxyType(
    {
        algorithm.name: algorithm
        for algorithm in (
            Algorithm(
                "rows",
                "vectors of neighbouring outputs, up to four filters at once",
                True,
                rows.serves,
                rows.scratch_bytes,
                rows.forward,
            ),
            Algorithm(
                "direct",
                "tiles of many filters by six outputs, summed over all taps in registers",
                True,
                direct.serves,
                direct.scratch_bytes,
                direct.forward,
                direct.weight_gradient,
            ),
            Algorithm(
                "separable",
                "along the rows, then along the columns, once for each term of the kernel",
                True,
                separable.serves,
                separable.scratch_bytes,
                separable.forward,
            ),
            Algorithm(
                "fourier",
                "products of spectra, tile by tile",
                True,
                fourier.serves,
                fourier.scratch_bytes,
                fourier.forward,
            ),
            Algorithm(
                "lowering",
                "matrix products over rows of the picture, copied once for each column of the kernel",
                False,
                lowering.serves,
                lowering.scratch_bytes,
                lowering.forward,
                lowering.weight_gradient,
            ),
        )
    }
)

INPUT_GRADIENTS: Mapping[str, Gradient] = MappingProxyType(
    {
        "rows": rows.input_gradient,
        "direct": direct.input_gradient,
        "col2im": col2im.input_gradient,
        "lowering": lowering.input_gradient,
    }
)
"""The ways to the gradient (N, C, H, W) of the input: ``(plan, dy, w)``."""


def choose(plan: ConvPlan, w: FloatArray) -> Choice:
    """Choose how to compute the output, for these weights."""
    choice = _choose(plan, w.dtype, compiled=_compiled(plan))
    products = plan.products
    if not choice.algorithm.compiled or products < _WORTH_A_LOOK:
        return choice
    steps = dict(choice.steps)
    steps["fourier"] = _fourier_steps(plan, w.dtype)
    rank = 0
    if separable.serves(plan, w.dtype) and min(w.shape[2:]) >= _LEAST_SEPARABLE and w.size * 16 < products:
        rank = separable.rank(w)
        steps["separable"] = _separable_steps(plan, w.dtype, rank)
    return _cheapest(steps, rank)


def choose_input_gradient(plan: ConvPlan, dtype: np.dtype[np.floating]) -> Gradient:
    """Choose how to compute the gradient of the input."""
    return _choose_input_gradient(plan, dtype, compiled=_compiled(plan))


def choose_weight_gradient(plan: ConvPlan, dtype: np.dtype[np.floating]) -> Gradient:
    """Choose how to compute the gradient of the weights."""
    tight = direct.scratch_bytes(plan, dtype) <= _MOST_SCRATCH
    return direct.weight_gradient if tight and _compiled(plan) else lowering.weight_gradient


def _compiled(plan: ConvPlan) -> bool:
    """Tell whether compiled kernels can answer; if nobody asked for them yet, do so, unless the work is tiny."""
    if kernels.ready():
        return True
    if plan.products >= _WORTH_A_LOOK:
        kernels.prepare()
    return False


@lru_cache(maxsize=256)
def _choose(plan: ConvPlan, dtype: np.dtype[np.floating], *, compiled: bool) -> Choice:
    steps: dict[str, float] = {}
    if compiled and direct.scratch_bytes(plan, dtype) <= _MOST_SCRATCH:
        steps["direct"] = _direct_steps(plan, dtype)
    if compiled and rows.serves(plan, dtype) and rows.scratch_bytes(plan, dtype) <= _MOST_SCRATCH:
        steps["rows"] = _rows_steps(plan, dtype)
    return _cheapest(steps or {"lowering": _lowering_steps(plan, dtype)})


@lru_cache(maxsize=256)
def _choose_input_gradient(plan: ConvPlan, dtype: np.dtype[np.floating], *, compiled: bool) -> Gradient:
    phases = tuple(input_phases(plan))
    if not compiled or any(
        input_walk(plan, phase).scratch * dtype.itemsize > _MOST_SCRATCH for phase in phases
    ):
        return lowering.input_gradient
    g, og, cg = plan.groups, plan.o // plan.groups, plan.c // plan.groups
    by_direct = by_rows = 0.0
    for phase in phases:
        down, right = phase.down.line, phase.right.line
        taps = og * len(down.offsets) * len(right.offsets)
        by_direct += _direct_cost(plan.n * g * down.count * right.count, cg, taps, dtype)
        vectors = plan.n * g * _row_vectors(down.count, right.count, dtype)
        by_rows += _rows_cost(vectors, cg, og, taps)
    if len(phases) > 1:
        apart = plan.n * plan.c * plan.rows.size * plan.columns.size * _PHASE_PUT
        by_direct, by_rows = by_direct + apart, by_rows + apart
    steps = {"direct": by_direct, "rows": by_rows}
    if col2im.scratch_bytes(plan, dtype) <= _MOST_FOLDED:
        steps["col2im"] = _fold_steps(plan, dtype)
    return INPUT_GRADIENTS[min(steps, key=steps.__getitem__)]


def _cheapest(steps: Mapping[str, float], rank: int = 0) -> Choice:
    ordered = dict(sorted(steps.items(), key=lambda item: item[1]))
    return Choice(ALGORITHMS[next(iter(ordered))], MappingProxyType(ordered), rank)


def _lanes(dtype: np.dtype[np.floating]) -> int:
    return VECTOR_BYTES // dtype.itemsize


def _direct_steps(plan: ConvPlan, dtype: np.dtype[np.floating]) -> float:
    pixels = plan.n * plan.groups * plan.rows.out * plan.columns.out
    return _direct_cost(pixels, plan.o // plan.groups, plan.taps, dtype)


def _direct_cost(pixels: int, outputs: int, taps: int, dtype: np.dtype[np.floating]) -> float:
    lanes = _lanes(dtype)
    if outputs <= lanes:
        return pixels * (_NARROW * taps + _DIRECT_EXTRA)
    return pixels * 2 * -(-outputs // (2 * lanes)) * (taps + _DIRECT_EXTRA)


def _fold_steps(plan: ConvPlan, dtype: np.dtype[np.floating]) -> float:
    lanes, block = _lanes(dtype), direct.block_of(plan.taps, dtype)
    vectors = -(-plan.taps // block) * block // lanes
    windows = plan.n * plan.groups * plan.rows.out * plan.columns.out
    pixels = plan.n * plan.c * plan.rows.size * plan.columns.size
    return windows * vectors * (plan.o // plan.groups + _FOLD_EXTRA) + pixels / lanes * _FOLD_PUT


def _rows_steps(plan: ConvPlan, dtype: np.dtype[np.floating]) -> float:
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


def _separable_steps(plan: ConvPlan, dtype: np.dtype[np.floating], rank: int) -> float:
    vectors = plan.n * plan.rows.out * plan.columns.out / _lanes(dtype)
    terms = plan.o * (plan.c // plan.groups) * rank
    return vectors * terms * (plan.rows.kernel + plan.columns.kernel + 2 * _TERM_EXTRA)


def _fourier_steps(plan: ConvPlan, dtype: np.dtype[np.floating]) -> float:
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


def _lowering_steps(plan: ConvPlan, dtype: np.dtype[np.floating]) -> float:
    copies = plan.n * plan.c * plan.rows.size * plan.columns.out * plan.columns.kernel
    return _MATRIX_STEP * plan.products / _lanes(dtype) + _LOWERED_COPY * copies / _lanes(dtype)
