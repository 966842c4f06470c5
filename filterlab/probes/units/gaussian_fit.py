"""The bell that fits a map best: where it is, how wide along and across, which way it leans."""

from dataclasses import dataclass
from math import degrees
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filterlab.errors import FilterLabError

Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class GaussianFit:
    """A two-dimensional bell: ``height · exp(-(u² / 2 major² + v² / 2 minor²))``.

    Attributes
    ----------
    row, column : float
        Its middle, in cells of the map.
    major, minor : float
        Standard deviations along u and v, in cells; major is not the smaller one.
    angle : float
        The direction of u, in degrees counterclockwise from the horizontal, from 0 to below 180.
    height : float
        In the middle.
    explained : float
        Share of the map's variance that the bell explains, at most 1 (R²).
    """

    row: float
    column: float
    major: float
    minor: float
    angle: float
    height: float
    explained: float


def fit_gaussian(values: Floats) -> GaussianFit:
    """Fit a bell to a map that is nowhere below 0, by least squares.

    The search begins with the bell of the same mean and covariance (moments), which a long faint rim makes too wide.

    Parameters
    ----------
    values : ndarray
        (H, W), finite, 0 or above, not all 0; at least 3 × 3.

    Returns
    -------
    GaussianFit
        The bell; its deviations are at least a fifth of a cell and at most twice the map's longer side.

    Raises
    ------
    FilterLabError
        If the map is too small, holds something else, or is 0 everywhere.
    """
    if values.ndim != 2 or min(values.shape) < 3:
        raise FilterLabError(
            f"A bell is fitted to a map of at least 3 × 3 cells, not to the shape {values.shape}."
        )
    height, width = values.shape
    if not np.isfinite(values).all() or values.min() < 0 or not values.any():
        raise FilterLabError("A bell is fitted to values of 0 and above, at least one of them above 0.")
    from scipy.optimize import least_squares

    scale = float(values.max())
    wanted = values.astype(np.float64) / scale
    rows, columns = np.arange(height, dtype=np.float64)[:, np.newaxis], np.arange(width, dtype=np.float64)
    least, most = np.log(0.2), np.log(2.0 * max(height, width))

    def bell(parameters: Floats) -> Floats:
        row, column, log_u, log_v, turn, top = parameters
        x, y = columns - column, row - rows
        u, v = x * np.cos(turn) + y * np.sin(turn), x * np.sin(turn) - y * np.cos(turn)
        shape: Floats = top * np.exp(-((u / np.exp(log_u)) ** 2 + (v / np.exp(log_v)) ** 2) / 2)
        return shape

    row, column, log_u, log_v, turn = _moments(wanted, rows, columns)
    start = (row, column, np.clip(log_u, least, most), np.clip(log_v, least, most), turn, float(wanted.max()))

    def misses(parameters: Floats) -> Floats:
        return (bell(parameters) - wanted).ravel()

    fitted = least_squares(
        misses,
        start,
        bounds=(
            (-1, -1, least - 0.01, least - 0.01, -10, 0),
            (height, width, most + 0.01, most + 0.01, 10, 10),
        ),
    ).x
    rest = float(((bell(fitted) - wanted) ** 2).sum())
    spread = float(((wanted - wanted.mean()) ** 2).sum())
    return _described(fitted, scale, 1 - rest / spread if spread else 0.0)


def _described(parameters: Floats, scale: float, explained: float) -> GaussianFit:
    row, column, log_u, log_v, turn, top = (float(number) for number in parameters)
    along, across, angle = float(np.exp(log_u)), float(np.exp(log_v)), degrees(turn)
    if across > along:
        along, across, angle = across, along, angle + 90
    return GaussianFit(row, column, along, across, angle % 180, top * scale, explained)


def _moments(weights: Floats, rows: Floats, columns: Floats) -> tuple[float, float, float, float, float]:
    """Return mean row and column, the logarithms of the deviations along the main axes, and the first one's angle."""
    total = float(weights.sum())
    row, column = float((weights * rows).sum() / total), float((weights * columns).sum() / total)
    x, y = columns - column, row - rows
    covariance = np.array(
        [
            [(weights * x * x).sum(), (weights * x * y).sum()],
            [(weights * x * y).sum(), (weights * y * y).sum()],
        ]
    )
    (small, large), axes = np.linalg.eigh(covariance / total)
    along, across = (0.5 * np.log(max(float(size), 1e-4)) for size in (large, small))
    return row, column, along, across, float(np.arctan2(axes[1, 1], axes[0, 1]))
