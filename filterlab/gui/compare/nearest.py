"""Which hand-made filter each learned one is most like, found off the UI thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject, Signal

from filterlab.data import presets
from filterlab.gui.compare.exhibits import HAND_MADE, PRESET
from filterlab.gui.jobs import NewestWins
from filterlab.probes import Match, nearest_of_each

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from numpy.typing import NDArray

    from filterlab.gui.compare.banks import Bank
    from filterlab.project import Document

    Floats = NDArray[np.floating[Any]]
    Named = tuple[tuple[str, Floats], ...]


@dataclass(frozen=True, eq=False)
class MatchRequest:
    """Learned filters whose nearest hand-made ones are wanted.

    Attributes
    ----------
    stamp : Hashable
        Changes whenever the answer would.
    learned, bank : tuple of (str, ndarray)
        Keys and weights (C, KH, KW) of learned filters, and of those they are compared with.
    """

    stamp: Hashable
    learned: Named
    bank: Named


def match_request(document: Document, banks: Sequence[Bank], *, with_presets: bool) -> MatchRequest:
    """Ask for the filter nearest to each learned one that is shown, among those made by hand and perhaps presets."""
    own = [one for one in document.filters if not one.is_learned]
    known = [(HAND_MADE + one.id, one.weights) for one in own]
    if with_presets:
        known += [(PRESET + one.name, one.weights) for one in presets.values()]
    # A net that has come apart holds no numbers, and must not keep those beside it from being compared.
    items = [
        one.item
        for bank in banks
        if bank.choice.is_learned
        for one in bank.exhibits
        if np.isfinite(one.weights).all()
    ]
    stamp = (
        tuple((item.key, item.stamp) for item in items),
        tuple((one.id, one.revision) for one in own),
        with_presets,
    )
    return MatchRequest(stamp, tuple((item.key, item.weights) for item in items), tuple(known))


def compute_matches(request: MatchRequest) -> dict[str, Match]:
    """Find the nearest hand-made filter of each learned one; sign and strength are ignored."""
    found = nearest_of_each([weights for _key, weights in request.learned], dict(request.bank))
    return {key: match for (key, _weights), match in zip(request.learned, found, strict=True)}


class NearestFinder(QObject):
    """Know the matches of the filters that are shown.

    While a filter is painted or a net learns, the last matches stay until the next are there; filters of another run
    or layer have other keys, and so no match until theirs is found.

    Signals
    -------
    found()
        There are new matches.
    failed(error)
        Something went wrong.
    """

    found = Signal()
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Start without matches."""
        super().__init__(parent)
        self._jobs: NewestWins[MatchRequest, dict[str, Match]] = NewestWins(
            compute_matches, lambda _request: 0, self
        )
        self._asked: MatchRequest | None = None
        self._matches: Mapping[str, Match] = {}
        self._jobs.answered.connect(self._on_jobs_answered)
        self._jobs.failed.connect(self._on_jobs_failed)

    @property
    def is_idle(self) -> bool:
        """Whether the newest question has been answered."""
        return self._jobs.is_idle

    def match(self, key: str) -> Match | None:
        """Return the nearest hand-made filter of a learned one, None while it is not known."""
        return self._matches.get(key)

    def similarity(self, key: str) -> float:
        """Return how alike a learned filter and its nearest are, or a hand-made one and the most alike; else NaN."""
        if key in self._matches:
            return self._matches[key].similarity
        return max(
            (one.similarity for one in self._matches.values() if one.name == key), default=float("nan")
        )

    def ask(self, request: MatchRequest | None) -> None:
        """Look for the nearest filters, unless this is the question asked last; None: there is none."""
        if request is None or not request.bank or not request.learned:
            self._asked, self._matches = None, {}
            self._jobs.forget()
        elif self._asked is None or self._asked.stamp != request.stamp:
            self._asked = request
            self._jobs.submit(request)

    def shut_down(self) -> None:
        """Ask no more."""
        self._jobs.shut_down()

    def _on_jobs_answered(self, _request: MatchRequest, matches: dict[str, Match]) -> None:
        self._matches = matches
        self.found.emit()

    def _on_jobs_failed(self, _request: MatchRequest, error: Exception) -> None:
        self.failed.emit(error)
