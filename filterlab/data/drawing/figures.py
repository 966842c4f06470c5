"""The figures of a kernel, as they are written below the grid."""

from dataclasses import dataclass

import numpy as np

from filterlab.data.drawing.cells import Weights
from filterlab.data.drawing.values import total


@dataclass(frozen=True)
class Figures:
    """What can be said about some weights in numbers, in the units of the weights.

    Attributes
    ----------
    sum : float
        The response to a flat picture of 1s, that is, the frequency response at frequency 0 (DC). A sum that
        is 0 but for rounding is 0.
    mean : float
        The sum, shared among all cells.
    norm : float
        The L2 norm: root of the sum of squares.
    magnitude : float
        The sum of magnitudes (L1): the largest response to pixels from -1 to 1.
    minimum, maximum : float
        The smallest and the largest weight.
    nonzero, cells : int
        How many weights are not 0, and how many there are.
    terms : int
        How many products of a column and a row the kernel is a sum of: 1 is separable, 0 all zeros. For
        several channels, the most that any of them needs.
    """

    sum: float
    mean: float
    norm: float
    magnitude: float
    minimum: float
    maximum: float
    nonzero: int
    cells: int
    terms: int

    @property
    def dc_share(self) -> float:
        """How much of its strength a filter gives to flat brightness: abs(sum) / magnitude, from 0 to 1.

        0 is blind to flat brightness, 1 has no weights of opposite signs. All zeros have 0.
        """
        return min(abs(self.sum) / self.magnitude, 1.0) if self.magnitude else 0.0

    @property
    def is_separable(self) -> bool:
        """Whether each channel is one column times one row."""
        return self.terms <= 1


def figures_of(weights: Weights) -> Figures:
    """Measure weights as a whole.

    Parameters
    ----------
    weights : ndarray
        Shape (C, KH, KW), or one channel (KH, KW).

    Returns
    -------
    Figures
        Of all weights together.
    """
    *_, kh, kw = weights.shape
    values = weights.astype(np.float64)
    whole = total(weights)
    return Figures(
        sum=whole,
        mean=whole / values.size,
        norm=float(np.linalg.norm(values)),
        magnitude=float(np.abs(values).sum()),
        minimum=float(values.min()),
        maximum=float(values.max()),
        nonzero=int(np.count_nonzero(values)),
        cells=values.size,
        terms=separable_terms(weights.reshape(-1, kh, kw)),
    )


def figures_by_channel(weights: Weights) -> tuple[Figures, ...]:
    """Measure each channel of a filter (C, KH, KW) by itself: C figures."""
    _c, _kh, _kw = weights.shape
    return tuple(figures_of(channel) for channel in weights)


def separable_terms(weights: Weights) -> int:
    """Count the products of a column and a row that the channels (C, KH, KW) are sums of, at most.

    Counted as the engine counts them when it chooses how to compute a response: by singular values, terms
    below the rounding of float32 left out. All zeros need none.
    """
    # Imported here because the engine takes longer to load than everything else about drawing.
    from filterlab.engine.algorithms.separable import rank

    return rank(weights[np.newaxis].astype(np.float32)) if weights.any() else 0


def suggested_brush(weights: Weights) -> float:
    """Suggest a value to paint with: the largest magnitude of the weights in two digits, or 1 if that is 0.

    Parameters
    ----------
    weights : ndarray
        Any shape.
    """
    largest = float(np.abs(weights).max())
    return largest if largest.is_integer() and largest > 0 else float(f"{largest:.2g}") or 1.0
