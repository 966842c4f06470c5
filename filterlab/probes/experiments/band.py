"""A curve over several seeds: the mean, and how far the seeds lie around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Band:
    """A curve over several seeds.

    Attributes
    ----------
    steps, mean, spread : ndarray
        (N,): steps made, the mean of what is drawn and its standard deviation over the seeds.
    count : int
        How many seeds.
    """

    steps: Floats
    mean: Floats
    spread: Floats
    count: int


def band_of(curves: Sequence[tuple[Floats, Floats]]) -> Band | None:
    """Return the mean of curves (steps, values), as far as all of them go; None without curves or points."""
    length = min((len(steps) for steps, _values in curves), default=0)
    if not length:
        return None
    values = np.array([each[:length] for _steps, each in curves])
    spread = values.std(axis=0, ddof=1) if len(curves) > 1 else np.zeros(length)
    return Band(curves[0][0][:length], values.mean(axis=0), spread, len(curves))
