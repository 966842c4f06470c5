"""The end of the pipe in a child process: events go home, a wish comes back, and every end is told."""

from __future__ import annotations

import logging
import os
import signal
from enum import IntEnum
from typing import TYPE_CHECKING, Protocol, Self

from filterlab.errors import FilterLabError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

log = logging.getLogger(__name__)


class EventSink(Protocol):
    """The writing end of a pipe, as ``multiprocessing.Connection`` has it."""

    def send(self, obj: object) -> None:
        """Send one picklable object."""

    def close(self) -> None:
        """Close the pipe: nothing follows."""


class Wish(IntEnum):
    """What a window wants of its child; the higher one wins."""

    GO_ON = 0
    PAUSE = 1
    STOP = 2


class SharedWish(Protocol):
    """A wish that another process can change, as ``multiprocessing.RawValue`` has it."""

    value: int


class WayHome:
    """The way from a child to its window, which may have gone; a context around all that the child does.

    Leaving the context closes the pipe. An error is sent home as a last event and goes no further.
    """

    def __init__(self, sink: EventSink, wish: SharedWish, work: str, failed: Callable[[str], object]) -> None:
        """Take over the writing end of a pipe.

        Parameters
        ----------
        sink : EventSink
            Where the events go.
        wish : SharedWish
            What the window wants.
        work : str
            What the child does ("training"), for the log and for the reason of a defect.
        failed : callable
            Makes the last event of a reason in words.
        """
        self._sink, self._wish = sink, wish
        self._work, self._failed = work, failed
        self._is_open = True

    def __enter__(self) -> Self:
        """Leave Ctrl-C to the window: in a terminal it reaches the whole process group."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        """Say why the work ended if it failed, and close the pipe."""
        try:
            if isinstance(error, FilterLabError):
                self.send(self._failed(str(error)))
            elif isinstance(error, Exception):
                log.error("the %s failed", self._work, exc_info=error)
                reason = (
                    f"The {self._work} stopped by a defect ({type(error).__name__}: {error}); see the log."
                )
                self.send(self._failed(reason))
        finally:
            self._sink.close()
        return isinstance(error, Exception)

    @property
    def wish(self) -> Wish:
        """What the window wants; one that has gone would have what was done so far kept."""
        wish = Wish(self._wish.value)
        return wish if self._is_open else max(wish, Wish.PAUSE)

    def should_stop(self) -> bool:
        """Whether to stop after the present step."""
        return self.wish != Wish.GO_ON

    def send(self, event: object) -> None:
        """Send an event if there is somebody to take it in."""
        if not self._is_open:
            return
        try:
            self._sink.send(event)
        except (BrokenPipeError, ConnectionError):
            self._is_open = False
            log.warning("the window has gone; process %d ends its %s", os.getpid(), self._work)
