"""How alike the filters of two banks are, each with each, and by what transform."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from filterlab.probes.matching.canvases import Canvases, lay_out, with_same_channels
from filterlab.probes.matching.transforms import Invariances, Transform, overlap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from filterlab.probes.matching.canvases import Bank

    Floats = NDArray[np.floating[Any]]
    Doubles = NDArray[np.float64]
    Numbers = NDArray[np.intp]

# A more complicated transform has to be better by more than the rounding of a sum of products.
_ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class Similarities:
    """Two banks compared, each filter with each.

    Attributes
    ----------
    first, second : Canvases
        The filters of the banks as they were compared.
    invariances : Invariances
        What did not count as a difference.
    values : ndarray
        Shape (N, M), float64, read-only: from 0 (nothing in common) to 1 (the same) where sign does not count, else
        from -1 (the negative) to 1. 0 wherever one of the two is all zeros.
    """

    first: Canvases
    second: Canvases
    invariances: Invariances
    values: Doubles
    _cosines: Doubles
    _codes: Numbers

    def transform(self, first: int, second: int) -> Transform:
        """Return what makes a filter of the second bank most like one of the first, on their canvases.

        Of transforms that do so equally well it is the simplest.
        """
        moves = self.invariances.moves(*self.first.size)
        ways = self.invariances.ways
        move, way = divmod(int(self._codes[first, second]), len(ways))
        is_negative = self.invariances.sign and self._cosines[first, second] < 0
        sign: Literal[1, -1] = -1 if is_negative else 1
        strengths = float(self.first.strengths[first]), float(self.second.strengths[second])
        has_ratio = self.invariances.strength and all(0 < one < np.inf for one in strengths)
        strength = strengths[0] / strengths[1] if has_ratio else 1.0
        return Transform(*ways[way], *moves[move], sign, strength)

    def laid_on(self, first: int, second: int) -> Doubles:
        """Return the filter of the second bank transformed, as far as it covers that of the first: (C, KH, KW)."""
        own = self.second.filters[second] * self.second.strengths[second]
        rows, columns = self.first.frame(first)
        return np.asarray(self.transform(first, second).apply(own)[:, rows, columns], np.float64)


def similarities(
    first: Bank,
    second: Bank,
    invariances: Invariances | None = None,
    *,
    labels: tuple[Sequence[str], Sequence[str]] | None = None,
) -> Similarities:
    """Compare every filter of one bank with every filter of another.

    The similarity is the cosine of the angle between two filters, ``sum(a * b) / (|a| |b|)``, the largest over all
    transforms that do not count. A filter that is moved keeps its length: what lies beside the other then agrees with
    nothing. Where strength counts, the cosine is multiplied by ``2 |a| |b| / (|a|² + |b|²)``, so that only equal
    filters have 1.

    Parameters
    ----------
    first, second : sequence of ndarray
        N and M filters (C, KH, KW); sizes and channels may differ, see `lay_out`. Filters of one channel are repeated
        for each channel of the other; two other channel counts that differ are compared by their channel means.
    invariances : Invariances, optional
        What does not count; by default sign and strength.
    labels : tuple of sequence of str, optional
        What each filter of both banks is called in errors.

    Returns
    -------
    Similarities
        Swapping the banks gives the same numbers, transposed.

    Raises
    ------
    FilterLabError
        If a bank is empty or a filter cannot be compared.
    """
    allowed = invariances or Invariances()
    ours, theirs = lay_out(first, second, square=allowed.turns, labels=labels)
    shape = len(ours.filters), len(theirs.filters)
    cosines, codes = np.zeros(shape), np.zeros(shape, np.intp)
    for rows in ours.by_channels().values():
        for columns in theirs.by_channels().values():
            pair = with_same_channels(ours.stacked(rows), theirs.stacked(columns))
            cosines[np.ix_(rows, columns)], codes[np.ix_(rows, columns)] = _best(*pair, allowed)
    values = np.abs(cosines) if allowed.sign else cosines.copy()
    if not allowed.strength:
        values *= _balance(ours.strengths, theirs.strengths)
    values.flags.writeable = False
    return Similarities(ours, theirs, allowed, values, cosines, codes)


def cosine_similarity(first: Floats, second: Floats) -> float:
    """Return how alike two filters are in pattern, whatever their strength: the cosine of the angle between them.

    Parameters
    ----------
    first, second : ndarray
        Shape (C, KH, KW) or (KH, KW); sizes and channels may differ, see `similarities`.

    Returns
    -------
    float
        From -1 (one is the negative of the other) to 1 (the same up to strength); 0 if either is all zeros.

    Raises
    ------
    FilterLabError
        If a filter is empty, holds NaN or infinity, or has another number of axes.
    """
    labels = ["first filter"], ["second filter"]
    return float(similarities([first], [second], Invariances(sign=False), labels=labels).values[0, 0])


def _best(ours: Doubles, theirs: Doubles, allowed: Invariances) -> tuple[Doubles, Numbers]:
    """Return the cosine (N, M) of the best transform of each pair, and its number: moves first, then ways."""
    *_, height, width = ours.shape
    ways = [Transform(*way).apply(theirs) for way in allowed.ways]
    cosines = np.zeros((len(ours), len(theirs)))
    best = np.full(cosines.shape, -np.inf)
    codes = np.zeros(cosines.shape, np.intp)
    code = 0
    for down, right in allowed.moves(height, width):
        rows, old_rows = overlap(height, down)
        columns, old_columns = overlap(width, right)
        seen = ours[:, :, rows, columns].reshape(len(ours), -1)
        for way in ways:
            found = seen @ way[:, :, old_rows, old_columns].reshape(len(theirs), -1).T
            scores = np.abs(found) if allowed.sign else found
            better = scores > best + _ROUNDING
            np.copyto(best, scores, where=better)
            np.copyto(cosines, found, where=better)
            np.copyto(codes, code, where=better)
            code += 1
    return np.clip(cosines, -1, 1), codes


def _balance(first: Doubles, second: Doubles) -> Doubles:
    """Return 1 for filters of one strength, and the less the more their strengths differ: (N, M)."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        ratios = first[:, np.newaxis] / second
        balance = 2 / (ratios + 1 / ratios)
    return np.nan_to_num(balance, nan=0.0)
