"""How alike filters are by chance: the line below which a match says nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from filterlab.probes.matching.pairing import best_assignment
from filterlab.probes.matching.similarity import similarities
from filterlab.probes.matching.transforms import Invariances

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from filterlab.probes.matching.canvases import Bank

    Floats = NDArray[np.floating[Any]]

Shapes: TypeAlias = tuple[tuple[int, ...], ...]

# Filters of chance that are looked at: enough for a line that is right to about a hundredth.
_ENOUGH = 600
_LEAST_DRAWS = 3
_CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class ChanceLevel:
    """What random filters reach.

    Attributes
    ----------
    mean : float
        Their mean similarity.
    high : float
        What 95 % of them stay below.
    """

    mean: float
    high: float


@dataclass(frozen=True, slots=True)
class ChanceLine:
    """How alike the filters of two banks of random numbers are.

    Attributes
    ----------
    nearest : ChanceLevel
        Each filter of the first bank with the one of the second that is most like it.
    paired : ChanceLevel
        The pairs that `pair_up` makes of the two.
    """

    nearest: ChanceLevel
    paired: ChanceLevel


def chance_line(
    first: Bank,
    second: Bank,
    invariances: Invariances | None = None,
    *,
    seed: int = 0,
) -> ChanceLine:
    """Measure how alike filters of these banks' sizes are if all their weights are drawn by chance.

    The weights are independent normal numbers. All random filters are equally strong, so where strength counts the
    line is rather too high than too low.

    Parameters
    ----------
    first, second : sequence of ndarray
        Two banks; their numbers and shapes count alone. Filters of zeros are left out.
    invariances : Invariances, optional
        What does not count as a difference; by default sign and strength.
    seed : int
        Where the random filters come from; the same seed gives the same line.

    Returns
    -------
    ChanceLine
        Remembered: asked again for the same sizes it costs nothing. All 0 where a bank has no filter but zeros.

    Raises
    ------
    FilterLabError
        If a filter cannot be compared.
    """
    shapes, others = (_shapes(bank) for bank in (first, second))
    return _line(shapes, others, invariances or Invariances(), seed)


def _shapes(bank: Bank) -> Shapes:
    return tuple(np.shape(weights) for weights in bank if np.any(weights))


@lru_cache(maxsize=64)
def _line(first: Shapes, second: Shapes, invariances: Invariances, seed: int) -> ChanceLine:
    if not first or not second:
        nothing = ChanceLevel(0.0, 0.0)
        return ChanceLine(nothing, nothing)
    rng = np.random.default_rng(seed)
    nearest: list[NDArray[np.float64]] = []
    paired: list[NDArray[np.float64]] = []
    for _ in range(max(_LEAST_DRAWS, ceil(_ENOUGH / min(len(first), len(second))))):
        found = similarities(_drawn(first, rng), _drawn(second, rng), invariances)
        nearest.append(found.values.max(axis=1))
        paired.append(found.values[best_assignment(found)])
    return ChanceLine(_level(nearest), _level(paired))


def _drawn(shapes: Shapes, rng: np.random.Generator) -> list[Floats]:
    drawn = [rng.standard_normal(shape) for shape in shapes]
    return [weights / np.linalg.norm(weights) for weights in drawn]


def _level(values: Sequence[NDArray[np.float64]]) -> ChanceLevel:
    together = np.concatenate(values)
    return ChanceLevel(float(together.mean()), float(np.quantile(together, _CONFIDENCE)))
