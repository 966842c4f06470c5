"""What filters are worth, as far as it has been measured in this window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from filterlab.probes.surgery import Ranking


class KnownRankings(QObject):
    """Keep the rankings that were measured, so that banks can be sorted by them.

    Signals
    -------
    changed()
        There is another one.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Know none."""
        super().__init__(parent)
        self._known: dict[tuple[str, int, str], Ranking] = {}

    def keep(self, run_id: str, step: int, ranking: Ranking) -> None:
        """Remember the ranking of a layer of a run after a step."""
        self._known[run_id, step, ranking.layer] = ranking
        self.changed.emit()

    def ranking(self, run_id: str, step: int, layer: str) -> Ranking | None:
        """Return what the filters of a layer are worth, or None while nobody has measured it."""
        return self._known.get((run_id, step, layer))
