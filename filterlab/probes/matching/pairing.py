"""Matchmaking: who of one bank belongs to whom of another, one to one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from filterlab.probes.matching.similarity import Similarities, similarities

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from filterlab.probes.matching.canvases import Bank
    from filterlab.probes.matching.transforms import Invariances, Transform

    Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FilterPair:
    """Two filters that belong together.

    Attributes
    ----------
    first, second : int
        Their numbers in the two banks.
    similarity : float
        As of `similarities`.
    transform : Transform
        What makes the second most like the first.
    """

    first: int
    second: int
    similarity: float
    transform: Transform


@dataclass(frozen=True, eq=False)
class Matching:
    """Two banks paired.

    Attributes
    ----------
    similarities : Similarities
        Each filter with each.
    pairs : tuple of FilterPair
        In the order of the first bank.
    unmatched_first, unmatched_second : tuple of int
        Those left over, because the other bank has fewer, or because they are all zeros.
    """

    similarities: Similarities
    pairs: tuple[FilterPair, ...]
    unmatched_first: tuple[int, ...]
    unmatched_second: tuple[int, ...]

    @property
    def mean_similarity(self) -> float:
        """The mean over the pairs; 0 without a pair."""
        return float(np.mean([pair.similarity for pair in self.pairs])) if self.pairs else 0.0

    @property
    def partner_similarities(self) -> tuple[Doubles, Doubles]:
        """How alike each filter of the first bank (N,) and the second (M,) is to its partner; NaN without one."""
        first, second = (np.full(count, np.nan) for count in self.similarities.values.shape)
        for pair in self.pairs:
            first[pair.first] = second[pair.second] = pair.similarity
        return first, second

    @property
    def best_first(self) -> tuple[FilterPair, ...]:
        """The pairs, the most alike first."""
        return tuple(sorted(self.pairs, key=lambda pair: -pair.similarity))


def pair_up(
    first: Bank,
    second: Bank,
    invariances: Invariances | None = None,
    *,
    labels: tuple[Sequence[str], Sequence[str]] | None = None,
) -> Matching:
    """Pair the filters of two banks one to one, so that the similarities of the pairs add up to the most.

    No filter is in two pairs, so a pair need not be the best for each of its two. Filters of zeros are like nothing
    and stay alone.

    Parameters
    ----------
    first, second : sequence of ndarray
        N and M filters (C, KH, KW); sizes and channels may differ, see `similarities`.
    invariances : Invariances, optional
        What does not count as a difference; by default sign and strength.
    labels : tuple of sequence of str, optional
        What each filter of both banks is called in errors.

    Raises
    ------
    FilterLabError
        If a bank is empty or a filter cannot be compared.

    References
    ----------
    Kuhn, The Hungarian Method for the Assignment Problem (1955); solved as by Crouse, On Implementing 2D Rectangular
    Assignment Algorithms (2016). Pairing the units of two nets so: Li and others, Convergent Learning (2016).
    """
    found = similarities(first, second, invariances, labels=labels)
    rows, columns = best_assignment(found)
    pairs = tuple(
        FilterPair(row, column, float(found.values[row, column]), found.transform(row, column))
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
    )
    left, right = (
        tuple(np.setdiff1d(np.arange(count), taken).tolist())
        for count, taken in zip(found.values.shape, (rows, columns), strict=True)
    )
    return Matching(found, pairs, left, right)


def best_assignment(found: Similarities) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the numbers of the filters that are paired: those of the first bank, rising, and their partners."""
    # Loaded where it is needed: it takes a tenth of a second.
    from scipy.optimize import linear_sum_assignment

    rows, columns = (np.flatnonzero(bank.strengths > 0) for bank in (found.first, found.second))
    chosen, partners = linear_sum_assignment(found.values[np.ix_(rows, columns)], maximize=True)
    return rows[chosen], columns[partners]
