"""A child process whose events come home through a pipe that one timer drains."""

from __future__ import annotations

import multiprocessing
import time
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from multiprocessing.synchronize import Event as StopEvent

POLL_MS = 33
DRAIN_MS = 12.0
KILL_AFTER_S = 2.0


class ChildEvents(QObject):
    """Run a function in a child process and hand on what it sends.

    The function is called with the writing end of a pipe, a flag that asks it to stop, and what it was started with;
    it closes the pipe at its end.

    Signals
    -------
    events_received(list)
        At most once every 33 ms; everything that was sent is in it, in order.
    ended(object)
        The child is gone; its exit code, None if it cannot be known.
    """

    events_received = Signal(list)
    ended = Signal(object)

    def __init__(self, serve: Callable[..., None], name: str, parent: QObject | None = None) -> None:
        """Start with no child.

        Parameters
        ----------
        serve : callable
            A function of a module, which the child imports.
        name : str
            Of the process.
        parent : QObject or None
            Owner.
        """
        super().__init__(parent)
        self._serve, self._name = serve, name
        self._context = multiprocessing.get_context("spawn")
        self._process: multiprocessing.process.BaseProcess | None = None
        self._reader: Connection | None = None
        self._stop: StopEvent | None = None
        self._timer = QTimer(self, interval=POLL_MS)
        self._timer.timeout.connect(self._on_timer_timeout)

    @property
    def is_running(self) -> bool:
        """Whether a child is alive or its last events are still to be read."""
        return self._process is not None

    @property
    def pid(self) -> int | None:
        """The child's process number, or None."""
        return self._process.pid if self._process is not None else None

    def start(self, request: object) -> None:
        """Start a child; raise ``RuntimeError`` when one is at work, ``OSError`` when none can be started."""
        if self._process is not None:
            raise RuntimeError("a child is at work already")
        reader, writer = self._context.Pipe(duplex=False)
        self._stop = self._context.Event()
        process = self._context.Process(
            target=self._serve, args=(writer, self._stop, request), daemon=True, name=self._name
        )
        process.start()
        writer.close()
        self._process, self._reader = process, reader
        self._timer.start()

    def request_stop(self) -> None:
        """Ask the child to stop; its last event says when it has."""
        if self._stop is not None:
            self._stop.set()

    def shut_down(self) -> None:
        """Stop the child and wait for it; kill it when it does not listen. Called before the window goes."""
        if self._process is None:
            return
        self._timer.stop()
        self.request_stop()
        deadline = time.monotonic() + KILL_AFTER_S
        while self._process.is_alive() and time.monotonic() < deadline:
            self._drain(limit_ms=50.0)
            self._process.join(0.02)
        if self._process.is_alive():
            self._process.kill()
        self._clean_up()

    def _drain(self, limit_ms: float) -> tuple[list[Any], bool]:
        """Read what has come, for a bounded time; the flag says that the pipe has ended."""
        events: list[Any] = []
        deadline = time.perf_counter() + limit_ms / 1000.0
        try:
            while self._reader is not None and time.perf_counter() < deadline and self._reader.poll():
                events.append(self._reader.recv())
        except (EOFError, OSError):
            return events, True
        return events, False

    def _on_timer_timeout(self) -> None:
        events, at_end = self._drain(DRAIN_MS)
        if events:
            self.events_received.emit(events)
        if at_end:
            self._timer.stop()
            self.ended.emit(self._clean_up())

    def _clean_up(self) -> int | None:
        """Reap the child and close the pipe; return the exit code."""
        process, reader = self._process, self._reader
        self._process = self._reader = None
        if reader is not None:
            reader.close()
        if process is None:
            return None
        process.join()
        code = process.exitcode
        process.close()
        return code
