"""What a handful of seeds says about the mean: how far chance may have moved it."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import mean, stdev
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_CONFIDENCE = 0.95


@dataclass(frozen=True)
class Quantity:
    """A figure of one arm, over its seeds.

    Attributes
    ----------
    arm, name, unit : str
        Of which arm, what is measured ("steps to 5 % training error") and in what ("steps", "s", "%").
    values : tuple of float
        One for each seed that has one.
    missing : int
        How many seeds have none: the target was never reached.
    """

    arm: str
    name: str
    unit: str
    values: tuple[float, ...]
    missing: int = 0

    @property
    def mean(self) -> float | None:
        """The mean; None without a value."""
        return mean(self.values) if self.values else None

    @property
    def spread(self) -> float:
        """The standard deviation over the seeds; 0 with fewer than two."""
        return stdev(self.values) if len(self.values) > 1 else 0.0

    def written(self, value: float) -> str:
        """Write a value of this quantity without its unit, such as ``1,210`` or ``2.25``."""
        return f"{value:,.{0 if self.unit == 'steps' else 2}f}"

    @property
    def figures(self) -> str:
        """Mean and standard deviation without the unit: ``210 ± 12``; "never" without a value."""
        if self.mean is None:
            return "never"
        spread = f" ± {self.written(self.spread)}" if len(self.values) > 1 else ""
        return f"{self.written(self.mean)}{spread}"

    def __str__(self) -> str:
        """Write the figure as people do: ``210 ± 12 steps``, the standard deviation behind the mean."""
        return self.figures if self.mean is None else f"{self.figures} {self.unit}"


@dataclass(frozen=True)
class Estimate:
    """A mean over seeds, and between which bounds the mean over very many seeds would lie.

    Attributes
    ----------
    value : float
        The mean.
    low, high : float or None
        The bounds of the 95 % confidence interval; None with a single seed, which says nothing about chance.
    """

    value: float
    low: float | None
    high: float | None

    def may_be(self, value: float) -> bool:
        """Whether chance alone could make the difference to a value; with a single seed it could make any."""
        return self.low is None or self.high is None or self.low <= value <= self.high


def estimate_mean(values: Sequence[float]) -> Estimate:
    """Estimate a mean from one value for each seed, by Student's t distribution.

    Parameters
    ----------
    values : sequence of float
        At least one.

    References
    ----------
    Student, The Probable Error of a Mean (1908).
    """
    if len(values) < 2:
        return Estimate(values[0], None, None)
    # Loaded where it is needed: it takes a tenth of a second.
    from scipy.special import stdtrit

    middle = mean(values)
    reach = float(stdtrit(len(values) - 1, (1 + _CONFIDENCE) / 2)) * stdev(values) / sqrt(len(values))
    return Estimate(middle, middle - reach, middle + reach)


def estimate_factor(values: Sequence[float]) -> Estimate:
    """Estimate a factor from one for each seed, all above 0: the mean of their logarithms, taken back.

    Half and double lie equally far from 1, so it does not matter which arm is divided by which.
    """
    found = estimate_mean([log(value) for value in values])
    bounds = (None if bound is None else exp(bound) for bound in (found.low, found.high))
    return Estimate(exp(found.value), *bounds)
