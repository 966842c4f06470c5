"""Orders of a bank: by strength, direction, spatial frequency, or any figures that others have found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np

from filterlab.errors import FilterLabError
from filterlab.probes.spectra import has_direction, strongest_grating

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.floating[Any]]
    Doubles = NDArray[np.float64]

Quality: TypeAlias = Literal["norm", "orientation", "frequency"]
"""What a filter has by itself; similarity and importance it has beside others."""


def filter_qualities(filters: Iterable[Floats], quality: Quality) -> Doubles:
    """Measure one quality of each filter of a bank.

    Parameters
    ----------
    filters : iterable of ndarray
        Shapes (C, KH, KW), or one array (N, C, KH, KW).
    quality : {"norm", "orientation", "frequency"}
        The root of the sum of squares; or of the grating that the filter answers most, as `strongest_grating` finds
        it, the direction in which its stripes run (degrees counterclockwise from the horizontal, from 0 up to 180)
        or its spatial frequency (cycles per pixel, 0 for a filter that answers a flat patch most).

    Returns
    -------
    ndarray
        Shape (N,), float64; NaN for a filter that has none: one of zeros has no frequency, and one of zeros, flat or
        round no direction, nor one that answers stripes at right angles to each other alike, as a Laplacian does.

    Raises
    ------
    FilterLabError
        If a filter holds NaN or infinity.
    """
    return np.array(
        [_measured(weights, number, quality) for number, weights in enumerate(filters)], np.float64
    )


def in_order(values: ArrayLike, *, descending: bool = False) -> tuple[int, ...]:
    """Sort by figures, one for each filter.

    Parameters
    ----------
    values : array_like
        Shape (N,): qualities, similarities to a partner, or what the filters are worth.
    descending : bool
        Whether the largest comes first.

    Returns
    -------
    tuple of int
        The numbers of the filters in their new order; equal ones keep theirs, those without a figure (NaN) come last.
    """
    figures = np.asarray(values, np.float64)
    return tuple(np.argsort(-figures if descending else figures, kind="stable").tolist())


def _measured(weights: Floats, number: int, quality: Quality) -> float:
    if not np.isfinite(weights).all():
        raise FilterLabError(f"Filter {number} holds values that are not finite numbers; correct them first.")
    if quality == "norm":
        return float(np.linalg.norm(weights.astype(np.float64)))
    if not weights.any():
        return np.nan
    kernel = weights / np.abs(weights).max()
    strongest = strongest_grating(kernel)
    if quality == "frequency":
        return strongest.frequency
    if strongest.angle is None or not has_direction(kernel, strongest):
        return np.nan
    return strongest.angle
