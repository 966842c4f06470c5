"""Which responses are missing, in which order they are computed, and those that are there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from filterlab.gui.compare.maps import MapItem, MapRequest, cost_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from filterlab.gui.compare.maps import MapAnswer
    from filterlab.project import Picture

# Multiplications of one batch: some tens of milliseconds, so that a stroke is never far behind.
BATCH_COST = 100_000_000


class MapQueue:
    """Keep the newest response of each filter, and say what to compute next.

    An old response stays until its successor is there, so that tiles change instead of blinking. The next
    batch starts behind the last one, so that a filter that changes all the time does not starve the others.
    """

    def __init__(self) -> None:
        """Start with nothing wanted."""
        self._picture: Picture | None = None
        self._white = 1.0
        self._wanted: dict[str, MapItem] = {}
        self._answers: dict[str, MapAnswer] = {}
        self._last = ""

    def want(self, picture: Picture | None, white: float, items: Sequence[MapItem]) -> None:
        """Say what should be known; answers about another picture or filters that are gone are dropped."""
        last = self._picture
        if picture is None or last is None or picture.id != last.id or white != self._white:
            self._answers.clear()
        elif picture.revision != last.revision:
            self._answers = {key: replace(old, stamp=None) for key, old in self._answers.items()}
        self._picture, self._white = picture, white
        self._wanted = {item.key: item for item in items}
        self._answers = {key: answer for key, answer in self._answers.items() if key in self._wanted}

    @property
    def missing(self) -> list[str]:
        """The keys whose newest response is not known."""
        return [key for key, item in self._wanted.items() if self._stamp(key) != item.stamp]

    def _stamp(self, key: str) -> object:
        answer = self._answers.get(key)
        return answer.stamp if answer is not None else None

    def answer(self, key: str) -> MapAnswer | None:
        """Return the newest response known of a filter."""
        return self._answers.get(key)

    def next_request(self) -> MapRequest | None:
        """Return the next batch, or None when everything is known."""
        if self._picture is None:
            return None
        order = list(self._wanted)
        start = order.index(self._last) + 1 if self._last in self._wanted else 0
        missing = set(self.missing)
        batch: list[MapItem] = []
        cost = 0
        for key in order[start:] + order[:start]:
            if key not in missing:
                continue
            item = self._wanted[key]
            cost += cost_of(self._picture.pixels, item)
            if batch and cost > BATCH_COST:
                break
            batch.append(item)
        if not batch:
            return None
        self._last = batch[-1].key
        return MapRequest(
            self._picture.id, self._picture.pixels, self._white, tuple(batch), self._picture.revision
        )

    def accept(self, request: MapRequest, answers: Sequence[MapAnswer]) -> bool:
        """Keep the answers that are still about something; return whether there was one."""
        newest = self._picture
        if newest is None or request.white != self._white:
            return False
        if (request.picture_id, request.picture_revision) != (newest.id, newest.revision):
            return False
        kept = {answer.key: answer for answer in answers if answer.key in self._wanted}
        self._answers.update(kept)
        return bool(kept)
