"""What can be done about a filter that answers brightness: zero mean, unit length, normalised cross-correlation."""

from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from filterlab.probes.ncc import correlations, zero_mean
from filterlab.probes.response import convolve, rounding_floor
from filterlab.probes.stages import Stages

Floats = NDArray[np.floating[Any]]
Doubles = NDArray[np.float64]

Cure = Literal["none", "zero_mean", "unit_length", "ncc"]

CURES: tuple[Cure, ...] = get_args(Cure)

# Correlations of equal patches at different places of a picture differ by less than this.
_SAME_CORRELATION = 1e-9


def unit_length(weights: Floats) -> Doubles:
    """Divide a filter by its length, the root of the sum of its squares; a filter of zeros stays as it is."""
    doubles = weights.astype(np.float64)
    length = float(np.linalg.norm(doubles))
    return doubles / length if length > 0 else doubles


@dataclass(frozen=True, slots=True, eq=False)
class Measure:
    """One way to measure patches.

    Attributes
    ----------
    cure : {"none", "zero_mean", "unit_length", "ncc"}
        What was done about the plain response.
    kernel : ndarray
        Shape (C, KH, KW), as it lies on the picture.
    bias : float
        Added to each response; 0 for correlations.
    rounding : float
        Values that differ by no more than this cannot be told apart.
    """

    cure: Cure
    kernel: Doubles
    bias: float
    rounding: float

    def at_each_place(self, pixels: Doubles, stages: Stages) -> Doubles:
        """Return the value (OH, OW) of each place of pixels (C, H, W) that are padded already."""
        if self.cure == "ncc":
            return correlations(pixels, self.kernel, stages)
        return np.asarray(convolve(pixels, self.kernel, replace(stages, padding=(0, 0), bias=self.bias)))

    def flat(self, level: float) -> float:
        """Return the value of a flat patch."""
        total = 0.0 if self.cure == "ncc" else level * float(self.kernel.sum())
        return self.bias + (total if abs(total) > self.rounding else 0.0)

    def best_patch(self, low: float, high: float) -> Doubles:
        """Return a patch (C, KH, KW) within the range that no other patch within it beats."""
        if self.cure != "ncc":
            return np.where(self.kernel > 0, high, low)
        least, most = float(self.kernel.min()), float(self.kernel.max())
        reach = most - least if most > least else 1.0
        return low + (self.kernel - least) * ((high - low) / reach)


def measures(kernel: Doubles, bias: float, largest: float) -> tuple[Measure, ...]:
    """Return one measure for each of ``CURES``, for a kernel as it lies on the picture.

    Parameters
    ----------
    kernel : ndarray
        Shape (C, KH, KW).
    bias : float
        Added to each response.
    largest : float
        The largest size of a pixel, in the units of the response.
    """
    brightest = np.full((1, 1, 1), largest)
    without_mean = zero_mean(kernel)
    return (
        Measure("none", kernel, bias, rounding_floor(brightest, kernel)),
        # What was subtracted has left its rounding behind.
        Measure("zero_mean", without_mean, bias, rounding_floor(brightest, kernel)),
        Measure("unit_length", unit_length(kernel), bias, rounding_floor(brightest, unit_length(kernel))),
        Measure("ncc", unit_length(without_mean), 0.0, _SAME_CORRELATION),
    )
