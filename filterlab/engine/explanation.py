"""Which algorithm computes a convolution, and why, in words and numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from types import MappingProxyType

import numpy.typing as npt

from filterlab.engine import kernels
from filterlab.engine.algorithms import Choice, choose
from filterlab.engine.arrays import as_numbers, check_shape, common_float, to_float
from filterlab.engine.geometry import Padding, Pair
from filterlab.engine.plan import ConvPlan, plan_conv
from filterlab.engine.threads import threads_for


@dataclass(frozen=True)
class Explanation:
    """How a convolution is computed, and why so.

    Attributes
    ----------
    algorithm
        Name of the algorithm: ``"rows"``, ``"direct"``, ``"separable"``, ``"fourier"`` or ``"lowering"``.
    summary
        How it works, in a few words.
    reason
        Why it was chosen, in a sentence.
    multiplications
        Of the convolution as it is defined: outputs times taps.
    estimates
        Estimated cost of every algorithm that could be taken, by name, the cheapest first. The unit is one
        multiplication and addition of a vector of 8 numbers (4 in float64) on one core.
    output_bytes
        Memory of the output.
    scratch_bytes
        Memory the algorithm needs beside input and output, about.
    threads
        Threads that share the work.
    rank
        Products of a column and a row that the kernel is a sum of; 0 if that was not looked at.
    """

    algorithm: str
    summary: str
    reason: str
    multiplications: int
    estimates: Mapping[str, float]
    output_bytes: int
    scratch_bytes: int
    threads: int
    rank: int = 0


def explain(
    x: npt.ArrayLike,
    w: npt.ArrayLike,
    b: npt.ArrayLike | None = None,
    *,
    stride: Pair = 1,
    padding: Padding = 0,
    dilation: Pair = 1,
    groups: int = 1,
) -> Explanation:
    """Tell how `conv2d` would compute its output for the same arguments, and why; nothing is computed.

    Parameters
    ----------
    x, w, b, stride, padding, dilation, groups
        As for ``conv2d``.

    Returns
    -------
    Explanation
        The algorithm, the reason, the operations and the memory.

    Raises
    ------
    ShapeError, DTypeError
        As ``conv2d``.
    """
    x, w, b = as_numbers(x, "x"), as_numbers(w, "w"), None if b is None else as_numbers(b, "b")
    plan = plan_conv(x.shape, w.shape, stride=stride, padding=padding, dilation=dilation, groups=groups)
    if b is not None:
        check_shape(b.shape, "b", (plan.o,), ("O",))
    dtype = common_float(x, w, b)
    choice = choose(plan, to_float(w, dtype, "w"))
    threads = threads_for(plan.products) if choice.algorithm.compiled else 1
    return Explanation(
        algorithm=choice.algorithm.name,
        summary=choice.algorithm.summary,
        reason=_reason(choice, plan),
        multiplications=plan.products,
        estimates=MappingProxyType(dict(choice.steps)),
        output_bytes=prod(plan.y_shape) * dtype.itemsize,
        scratch_bytes=choice.algorithm.scratch(plan, dtype) * threads,
        threads=threads,
        rank=choice.rank,
    )


def _reason(choice: Choice, plan: ConvPlan) -> str:
    name = choice.algorithm.name
    height, width = plan.rows.kernel, plan.columns.kernel
    size = f"{height} × {width}"
    if name == "lowering":
        return f"lowering, because NumPy answers: {kernels.status().reason}"
    if name == "separable":
        terms = "product" if choice.rank == 1 else f"sum of {choice.rank} products"
        return (
            f"separable, because the {size} kernel is a {terms} of a column and a row: "
            f"{choice.rank * (height + width)} multiplications a pixel instead of {height * width}"
        )
    if name == "fourier":
        return f"fourier, because {size} is large: the cost of spectra hardly grows with the kernel"
    if name == "rows" and plan.o // plan.groups < _MANY:
        few = f"{_count(plan.o, 'filter')} of {size}"
        return f"rows, because {plan.columns.out} columns fill whole vectors, for {few}"
    if name == "rows":
        return f"rows, because {plan.columns.out} columns with stride 1 fill whole vectors"
    if plan.columns.stride > 1:
        return f"direct, because with stride {plan.columns.stride} neighbouring outputs see distant pixels"
    many = f"{_count(plan.o, 'filter')} of {size} on {plan.columns.out} columns"
    return f"direct, because its tiles suit {many} best"


_MANY = 8


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + "s" * (number != 1)
