"""Background work of the window: newest-wins computations; what needs a process of its own is a `child_process`.

Nothing here touches a widget. Workers hold plain values and a signals object that the caller owns, so the
garbage collector never destroys a QObject in the wrong thread.
"""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

from filterlab.errors import FilterLabError

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

log = logging.getLogger(__name__)
Request = TypeVar("Request")
Answer = TypeVar("Answer")


class _Reports(QObject):
    """The way home from a worker thread; lives in the UI thread."""

    done = Signal(int, object, float)
    failed = Signal(int, object)


class _Computation(QRunnable):
    """One numbered computation."""

    def __init__(
        self, number: int, compute: Callable[[Any], Any], request: object, reports: _Reports
    ) -> None:
        super().__init__()
        self._number = number
        self._compute = compute
        self._request = request
        self._reports = reports

    def run(self) -> None:
        """Compute and report; runs in a worker thread."""
        start = time.perf_counter()
        try:
            answer = self._compute(self._request)
        except Exception as error:
            if not isinstance(error, FilterLabError):
                log.exception("a computation failed")
            self._reports.failed.emit(self._number, error)
        else:
            self._reports.done.emit(self._number, answer, (time.perf_counter() - start) * 1000.0)


class NewestWins(QObject, Generic[Request, Answer]):
    """Compute answers off the UI thread, never more than one at a time, and never an old one next.

    While one request is computed, only the newest later one waits. An answer that is older than the newest
    request is still shown while a stroke goes on (the picture would stand still otherwise), but dropped when
    it is about another subject than the newest request: another picture, another filter.

    Parameters
    ----------
    compute : callable
        A pure function from request to answer; runs in a worker thread.
    subject : callable
        What a request is about; answers about another subject than the newest request are dropped.
    parent : QObject or None
        Owner.

    Signals
    -------
    answered(request, answer, milliseconds)
    failed(request, error)
    """

    answered = Signal(object, object, float)
    failed = Signal(object, object)

    def __init__(
        self,
        compute: Callable[[Request], Answer],
        subject: Callable[[Request], Hashable],
        parent: QObject | None = None,
    ) -> None:
        """Start idle."""
        super().__init__(parent)
        self._compute = compute
        self._subject = subject
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._reports = _Reports(self)
        self._reports.done.connect(self._on_reports_done)
        self._reports.failed.connect(self._on_reports_failed)
        self._generation = 0
        self._running: tuple[int, Request] | None = None
        self._newest: Request | None = None
        self._waiting: tuple[int, Request] | None = None

    @property
    def is_idle(self) -> bool:
        """Whether nothing is computed and nothing waits."""
        return self._running is None and self._waiting is None

    def submit(self, request: Request) -> None:
        """Ask for an answer; an earlier request that has not been started yet is forgotten."""
        self._generation += 1
        self._newest = request
        self._waiting = (self._generation, request)
        if self._running is None:
            self._start_waiting()

    def forget(self) -> None:
        """Drop whatever waits or is on its way: the question no longer stands."""
        self._generation += 1
        self._newest = None
        self._waiting = None

    def shut_down(self) -> None:
        """Forget everything and wait for the worker; called before the window goes."""
        self.forget()
        self._pool.clear()
        self._pool.waitForDone()

    def _start_waiting(self) -> None:
        self._running, self._waiting = self._waiting, None
        if self._running is not None:
            number, request = self._running
            self._pool.start(_Computation(number, self._compute, request, self._reports))

    def _finish(self, number: int) -> Request | None:
        """Start what waits; return the finished request if its answer still interests anyone."""
        if self._running is None or self._running[0] != number:
            return None
        request = self._running[1]
        self._running = None
        self._start_waiting()
        if self._newest is None or self._subject(request) != self._subject(self._newest):
            return None
        return request

    def _on_reports_done(self, number: int, answer: object, milliseconds: float) -> None:
        request = self._finish(number)
        if request is not None:
            self.answered.emit(request, answer, milliseconds)

    def _on_reports_failed(self, number: int, error: object) -> None:
        request = self._finish(number)
        if request is not None:
            self.failed.emit(request, error)
