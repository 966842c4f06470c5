"""Which algorithm computes a convolution: the one that `costs` says takes the fewest steps."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

import numpy as np

from filterlab.engine import kernels
from filterlab.engine.algorithms import col2im, costs, direct, fourier, lowering, rows, separable
from filterlab.engine.algorithms.ways import input_phases, input_walk
from filterlab.engine.arrays import FloatArray
from filterlab.engine.plan import ConvPlan

Forward = Callable[[ConvPlan, FloatArray, FloatArray, FloatArray | None], FloatArray]
Gradient = Callable[[ConvPlan, FloatArray, FloatArray], FloatArray]

# What is added up for a picture should stay in the second cache: bytes.
_MOST_FOLDED = 2**20
# Where padding or dilation goes so far that a band with its zeros is this large, NumPy computes without them: bytes.
_MOST_SCRATCH = 2**25
# Below so many products spectra are not worth a thought, nor is looking at the kernel's numbers.
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
                rows.weight_gradient,
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
    large = min(w.shape[2:]) >= _LEAST_SEPARABLE and max(w.size * 16, _WORTH_A_LOOK) < plan.products
    if not large or not choice.algorithm.compiled or not separable.serves(plan, w.dtype):
        return choice
    rank = separable.rank(w)
    return _cheapest({**choice.steps, "separable": costs.separable_steps(plan, w.dtype, rank)}, rank)


def choose_input_gradient(plan: ConvPlan, dtype: np.dtype[np.floating]) -> Gradient:
    """Choose how to compute the gradient of the input."""
    return _choose_input_gradient(plan, dtype, compiled=_compiled(plan))


def choose_weight_gradient(plan: ConvPlan, dtype: np.dtype[np.floating]) -> Gradient:
    """Choose how to compute the gradient of the weights."""
    return _choose_weight_gradient(plan, dtype, compiled=_compiled(plan))


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
        steps["direct"] = costs.direct_steps(plan, dtype)
    if compiled and rows.serves(plan, dtype) and rows.scratch_bytes(plan, dtype) <= _MOST_SCRATCH:
        steps["rows"] = costs.rows_steps(plan, dtype)
    if compiled and plan.products >= _WORTH_A_LOOK:
        steps["fourier"] = costs.fourier_steps(plan, dtype)
    return _cheapest(steps or {"lowering": costs.lowering_steps(plan, dtype)})


@lru_cache(maxsize=256)
def _choose_input_gradient(plan: ConvPlan, dtype: np.dtype[np.floating], *, compiled: bool) -> Gradient:
    phases = tuple(input_phases(plan))
    if not compiled or any(
        input_walk(plan, phase).scratch * dtype.itemsize > _MOST_SCRATCH for phase in phases
    ):
        return lowering.input_gradient
    steps = costs.input_gradient_steps(plan, phases, dtype)
    if col2im.scratch_bytes(plan, dtype) <= _MOST_FOLDED:
        steps["col2im"] = costs.fold_steps(plan, dtype)
    return INPUT_GRADIENTS[min(steps, key=steps.__getitem__)]


@lru_cache(maxsize=256)
def _choose_weight_gradient(plan: ConvPlan, dtype: np.dtype[np.floating], *, compiled: bool) -> Gradient:
    if not compiled or direct.scratch_bytes(plan, dtype) > _MOST_SCRATCH:
        return lowering.weight_gradient
    if not rows.serves(plan, dtype) or rows.scratch_bytes(plan, dtype) > _MOST_SCRATCH:
        return direct.weight_gradient
    by_rows, by_direct = costs.weight_gradient_steps(plan, dtype)
    return rows.weight_gradient if by_rows < by_direct else direct.weight_gradient


def _cheapest(steps: Mapping[str, float], rank: int = 0) -> Choice:
    ordered = dict(sorted(steps.items(), key=lambda item: item[1]))
    return Choice(ALGORITHMS[next(iter(ordered))], MappingProxyType(ordered), rank)
