"""How much answers keep to one direction, and whether there is a preferred one at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]

# Below it a direction is an accident of the cells and of rounding: round filters, and those that a quarter turn
# leaves as they are, stay below 0.001; a corner's diagonal, the least marked of the presets, comes to 0.07.
_LEAST = 0.02


def selectivity(answers: Floats, values: Floats, period: float) -> float | None:
    """Return how much answers keep to one value: 1 if to one alone, 0 if all are alike, or opposite ones alike.

    Parameters
    ----------
    answers : ndarray
        (N,); what is below 0 counts as none.
    values : ndarray
        (N,), evenly once around.
    period : float
        After how much values are the same again: 180 for the directions of stripes, in degrees.

    Returns
    -------
    float or None
        1 minus the circular variance, |Σ r exp(2πi v / period)| / Σ r; None if no answer is above 0.

    References
    ----------
    Ringach, Shapley and Hawken, J. Neuroscience 22, 5639 (2002).
    """
    strength = np.maximum(answers, 0)
    total = float(strength.sum())
    if total == 0:
        return None
    return float(np.abs((strength * np.exp(2j * np.pi * values / period)).sum()) / total)


def has_preference(answers: Floats, values: Floats, period: float) -> bool:
    """Whether answers prefer a value that goes round; one and its opposite count as one where a turn is 360.

    The gratings that run at right angles to each other are not opposite but other ones: a filter that answers both
    alike, as a Laplacian does, prefers no direction.
    """
    periods = (period, period / 2) if period == 360 else (period,)
    found = [selectivity(answers, values, one) for one in periods]
    return any(one is not None and one >= _LEAST for one in found)
