"""Which filter of a bank is nearest to a given one: what a learned filter is most like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from filterlab.probes.matching.similarity import similarities
from filterlab.probes.matching.transforms import Invariances, Transform

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from filterlab.probes.matching.canvases import Bank

    Floats = NDArray[np.floating[Any]]

_ANY_STRENGTH = Invariances()


@dataclass(frozen=True, slots=True)
class Match:
    """The nearest filter of a bank.

    Attributes
    ----------
    name : str
        Its name in the bank.
    similarity : float
        As of `similarities`: 0 (nothing in common) to 1 (the same but for what does not count).
    transform : Transform
        What makes it most like the given one.
    """

    name: str
    similarity: float
    transform: Transform

    @property
    def sign(self) -> Literal[1, -1]:
        """+1 when the two agree as they are, -1 when one is the negative of the other."""
        return self.transform.sign


def nearest(weights: Floats, bank: Mapping[str, Floats], invariances: Invariances = _ANY_STRENGTH) -> Match:
    """Find the filter of a bank that is most like the given one, black and white swapped or not.

    Parameters
    ----------
    weights : ndarray
        The filter, shape (C, KH, KW) or (KH, KW).
    bank : mapping of str to ndarray
        Filters by name; sizes and channels may differ, see `similarities`.
    invariances : Invariances
        What does not count as a difference.

    Returns
    -------
    Match
        The best one; the first of the bank where several are equal.

    Raises
    ------
    FilterLabError
        If the bank is empty or a filter cannot be compared.
    """
    (match,) = nearest_of_each([weights], bank, invariances, labels=["filter"])
    return match


def nearest_of_each(
    filters: Bank,
    bank: Mapping[str, Floats],
    invariances: Invariances = _ANY_STRENGTH,
    *,
    labels: Sequence[str] | None = None,
) -> tuple[Match, ...]:
    """Find for each of several filters the one of a bank that is most like it; see `nearest`.

    Parameters
    ----------
    filters : sequence of ndarray
        Shapes (C, KH, KW), or one array (N, C, KH, KW).
    bank : mapping of str to ndarray
        Filters by name.
    invariances : Invariances
        What does not count as a difference.
    labels : sequence of str, optional
        What each filter is called in errors.
    """
    own = labels or [f"filter {number}" for number in range(len(filters))]
    known = [f"filter {name!r}" for name in bank]
    found = similarities(filters, list(bank.values()), invariances, labels=(own, known))
    names = list(bank)
    # Equal ones differ by rounding; the first of them is taken.
    columns = (found.values >= found.values.max(axis=1, keepdims=True) - 1e-9).argmax(axis=1)
    return tuple(
        Match(names[column], float(found.values[row, column]), found.transform(row, column))
        for row, column in enumerate(columns.tolist())
    )
