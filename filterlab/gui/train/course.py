"""How far a piece of background work has come, and whether it is still wanted; shared by two threads."""

from __future__ import annotations

import threading


class Course:
    """The worker tells and asks; whoever waits for it reads and may stop it.

    Attributes
    ----------
    done, total : int
        How much has been done of how much, in whatever the worker counts; a total of 0 is not known yet.
    """

    def __init__(self) -> None:
        """Begin."""
        self.done = self.total = 0
        self._stop = threading.Event()

    @property
    def is_stopped(self) -> bool:
        """Whether the work is not wanted any more."""
        return self._stop.is_set()

    @property
    def percent(self) -> int | None:
        """How much has been done, or None while that is not known."""
        return min(100 * self.done // self.total, 100) if self.total else None

    def stop(self) -> None:
        """Want it no more."""
        self._stop.set()

    def tell(self, done: int, total: int) -> None:
        """Say how far it is; called by the worker."""
        self.done, self.total = done, total

    def proceed(self) -> bool:
        """Return whether to go on; called by the worker."""
        return not self._stop.is_set()
