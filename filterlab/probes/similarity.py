"""How alike two filters are, and which filter of a bank is nearest to a given one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from filterlab.errors import FilterLabError

Weights = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Match:
    """The nearest filter of a bank.

    Attributes
    ----------
    name : str
        Its name in the bank.
    similarity : float
        The size of the cosine similarity, 0 (nothing in common) to 1 (the same pattern).
    sign : {1, -1}
        +1 when the two agree as they are, -1 when one is the negative of the other.
    """

    name: str
    similarity: float
    sign: Literal[1, -1]


def cosine_similarity(first: Weights, second: Weights) -> float:
    """Return how alike two filters are in pattern, whatever their strength.

    The cosine of the angle between them: ``sum(a * b) / (|a| |b|)``.

    Parameters
    ----------
    first, second : ndarray
        Shape (C, KH, KW) or (KH, KW). Filters of different sizes are laid centre on centre on a common canvas
        and filled up with zeros (where the centres cannot meet, half a cell towards the top left). A
        one-channel filter is repeated for each channel of the other; two other channel counts that differ
        are compared by their channel means.

    Returns
    -------
    float
        From -1 (one is the negative of the other) to 1 (the same up to strength); 0 if either is all zeros.

    Raises
    ------
    FilterLabError
        If a filter is empty, holds NaN or infinity, or has another number of axes.
    """
    return _cosine(_checked(first, "first filter"), _checked(second, "second filter"))


def nearest(weights: Weights, bank: Mapping[str, Weights]) -> Match:
    """Find the filter of a bank that is most like the given one, black and white swapped or not.

    Parameters
    ----------
    weights : ndarray
        The filter, shape (C, KH, KW) or (KH, KW).
    bank : mapping of str to ndarray
        Filters by name; sizes and channels may differ, see `cosine_similarity`.

    Returns
    -------
    Match
        The best one; the first of the bank where several are equal.

    Raises
    ------
    FilterLabError
        If the bank is empty or a filter cannot be compared.
    """
    if not bank:
        raise FilterLabError("There is no filter to compare with; put at least one filter in the bank.")
    mine = _checked(weights, "filter")
    cosines = {name: _cosine(mine, _checked(other, f"filter {name!r}")) for name, other in bank.items()}
    name = max(cosines, key=lambda key: abs(cosines[key]))
    return Match(name, abs(cosines[name]), -1 if cosines[name] < 0 else 1)


def _checked(weights: Weights, name: str) -> NDArray[np.float64]:
    """Return the filter as finite float64 (C, KH, KW), scaled so that squares cannot overflow or vanish."""
    array = np.asarray(weights, np.float64)
    if array.ndim == 2:
        array = array[np.newaxis]
    if array.ndim != 3 or array.size == 0:
        raise FilterLabError(
            f"The {name} has the shape {np.shape(weights)}; give (channels, height, width), none of them 0."
        )
    if not np.isfinite(array).all():
        raise FilterLabError(f"The {name} holds values that are not finite numbers; correct them first.")
    strongest = float(np.abs(array).max())
    return array / strongest if strongest > 0 else array


def _cosine(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    first, second = _same_channels(first, second)
    height = max(first.shape[1], second.shape[1])
    width = max(first.shape[2], second.shape[2])
    a, b = _on_canvas(first, height, width), _on_canvas(second, height, width)
    length = float(np.linalg.norm(a)) * float(np.linalg.norm(b))
    if length == 0:
        return 0.0
    return float(np.clip(np.vdot(a, b) / length, -1, 1))


def _same_channels(
    first: NDArray[np.float64], second: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    channels, others = first.shape[0], second.shape[0]
    if channels == others:
        return first, second
    if channels == 1:
        return np.repeat(first, others, axis=0), second
    if others == 1:
        return first, np.repeat(second, channels, axis=0)
    return first.mean(axis=0, keepdims=True), second.mean(axis=0, keepdims=True)


def _on_canvas(weights: NDArray[np.float64], height: int, width: int) -> NDArray[np.float64]:
    channels, kernel_height, kernel_width = weights.shape
    top, left = (height - kernel_height) // 2, (width - kernel_width) // 2
    canvas = np.zeros((channels, height, width))
    canvas[:, top : top + kernel_height, left : left + kernel_width] = weights
    return canvas
