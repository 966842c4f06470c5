"""Which hand-made filter each learned one is most like, found off the UI thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from filterlab.gui.jobs import NewestWins
from filterlab.probes import Match, nearest_of_each

if TYPE_CHECKING:
    from collections.abc import Hashable

    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True, eq=False)
class MatchRequest:
    """Learned filters whose nearest hand-made ones are wanted.

    Attributes
    ----------
    run_id : str
        Whose filters they are.
    stamp : Hashable
        Changes whenever the answer would.
    learned : ndarray
        Shape (N, C, KH, KW).
    bank : tuple of (str, ndarray)
        Keys and weights (C, KH, KW) of the hand-made filters.
    """

    run_id: str
    stamp: Hashable
    learned: Floats
    bank: tuple[tuple[str, Floats], ...]


def compute_matches(request: MatchRequest) -> tuple[Match, ...]:
    """Find the nearest hand-made filter of each learned one; sign and strength are ignored."""
    return nearest_of_each(request.learned, dict(request.bank))


class NearestFinder(QObject):
    """Know the matches of the run that is shown.

    While a filter is painted or a net learns, the last matches stay until the next are there; those of
    another run are dropped at once.

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
        self._jobs: NewestWins[MatchRequest, tuple[Match, ...]] = NewestWins(
            compute_matches, lambda request: request.run_id, self
        )
        self._asked: MatchRequest | None = None
        self._matches: tuple[Match, ...] = ()
        self._jobs.answered.connect(self._on_jobs_answered)
        self._jobs.failed.connect(self._on_jobs_failed)

    @property
    def is_idle(self) -> bool:
        """Whether the newest question has been answered."""
        return self._jobs.is_idle

    def match(self, index: int) -> Match | None:
        """Return the nearest hand-made filter of a learned one, None while it is not known."""
        return self._matches[index] if index < len(self._matches) else None

    def ask(self, request: MatchRequest | None) -> None:
        """Look for the nearest filters, unless this is the question asked last; None: there is none."""
        if request is None or not request.bank:
            self._asked, self._matches = None, ()
            self._jobs.forget()
            return
        if self._asked is not None and self._asked.stamp == request.stamp:
            return
        if self._asked is None or self._asked.run_id != request.run_id:
            self._matches = ()
        self._asked = request
        self._jobs.submit(request)

    def shut_down(self) -> None:
        """Ask no more."""
        self._jobs.shut_down()

    def _on_jobs_answered(self, _request: MatchRequest, matches: tuple[Match, ...]) -> None:
        self._matches = matches
        self.found.emit()

    def _on_jobs_failed(self, _request: MatchRequest, error: Exception) -> None:
        self.failed.emit(error)
