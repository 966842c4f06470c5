"""The way from a decision down towards the pixels, and all ways that were gone before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filterlab.probes.chain import Link
    from filterlab.probes.units import Unit

MOST_KEPT = 200


@dataclass(frozen=True, slots=True)
class Way:
    """Some numbers, each of which was fed by the next.

    Attributes
    ----------
    units : tuple of Unit
        From the first to the one that is taken apart; never empty.
    pixel : Link or None
        The pixel at its end, if the way has come that far.
    """

    units: tuple[Unit, ...]
    pixel: Link | None = None

    @property
    def end(self) -> Unit:
        """The number that is taken apart."""
        return self.units[-1]


class Trail:
    """Keep the way one is on, and lead back to the ways before it."""

    def __init__(self) -> None:
        """Start nowhere."""
        self._ways: list[Way] = []

    @property
    def way(self) -> Way | None:
        """The way one is on, or None."""
        return self._ways[-1] if self._ways else None

    @property
    def can_go_back(self) -> bool:
        """Whether there was a way before."""
        return len(self._ways) > 1

    def begin(self, unit: Unit) -> None:
        """Forget everything, and begin at a number."""
        self._ways = [Way((unit,))]

    def go_to(self, unit: Unit) -> None:
        """Begin a new way at a number."""
        self._add(Way((unit,)))

    def go_down(self, unit: Unit) -> None:
        """Go on to a number that fed the one that is taken apart."""
        if self.way is not None:
            self._add(Way((*self.way.units, unit)))

    def go_to_pixel(self, link: Link) -> None:
        """Go on to a pixel, where every way ends."""
        if self.way is not None:
            self._add(Way(self.way.units, link))

    def go_to_step(self, step: int) -> None:
        """Return to a number on the way, counted from 0."""
        if self.way is not None:
            self._add(Way(self.way.units[: step + 1]))

    def go_back(self) -> None:
        """Return to the way before, if there was one."""
        if self.can_go_back:
            self._ways.pop()

    def _add(self, way: Way) -> None:
        if way != self.way:
            self._ways = [*self._ways[-MOST_KEPT:], way]
