"""What is asked of two banks, and the pure function that answers it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from filterlab.data import presets
from filterlab.engine.threads import limited_threads
from filterlab.probes.matching import (
    ChanceLine,
    Invariances,
    Match,
    Matching,
    chance_line,
    nearest_of_each,
    pair_up,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True, eq=False)
class MatchedBank:
    """One of the two banks.

    Attributes
    ----------
    title : str
        Its name.
    names : tuple of str
        What its filters are called.
    filters : tuple of ndarray
        (C, KH, KW) each.
    is_learned : bool
        Whether they belong to a run, so that the nearest preset says something.
    """

    title: str
    names: tuple[str, ...]
    filters: tuple[Floats, ...]
    is_learned: bool


@dataclass(frozen=True, eq=False)
class MatchingRequest:
    """Two banks to be paired, and what does not count as a difference."""

    first: MatchedBank
    second: MatchedBank
    invariances: Invariances


@dataclass(frozen=True, eq=False)
class MatchingAnswer:
    """What came out.

    Attributes
    ----------
    matching : Matching
        The pairs.
    chance : ChanceLine
        What random filters of these sizes reach.
    presets : pair of tuples of Match
        The nearest preset of each filter of both banks; empty for a bank that is not learned.
    """

    matching: Matching
    chance: ChanceLine
    presets: tuple[tuple[Match, ...], tuple[Match, ...]]


def match(request: MatchingRequest) -> MatchingAnswer:
    """Pair two banks; runs off the UI thread. ``FilterLabError`` if one of them cannot be compared."""
    first, second = request.first, request.second
    known = {one.title: one.weights for one in presets.values()}
    with limited_threads(1):
        matching = pair_up(
            first.filters, second.filters, request.invariances, labels=(first.names, second.names)
        )
        chance = chance_line(first.filters, second.filters, request.invariances)
        of_first, of_second = (
            nearest_of_each(bank.filters, known, request.invariances) if bank.is_learned else ()
            for bank in (first, second)
        )
    return MatchingAnswer(matching, chance, (of_first, of_second))
