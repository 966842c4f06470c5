"""All background work of the window: newest-wins computations and the training child.

Nothing here touches a widget. Workers hold plain values and a signals object that the caller owns, so the
garbage collector never destroys a QObject in the wrong thread.
"""

from __future__ import annotations

import logging
import multiprocessing
import time
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QObject, QRunnable, QThreadPool, QTimer, Signal

from filterlab.errors import FilterLabError
from filterlab.nets import Cancelled, Failed, Finished, Step
from filterlab.project import Wish, serve_training

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from multiprocessing.connection import Connection

    from filterlab.nets import Event
    from filterlab.project import SharedWish, TrainingRequest
    from filterlab.project.store import RecordingPlace

log = logging.getLogger(__name__)
Request = TypeVar("Request")
Answer = TypeVar("Answer")

POLL_MS = 33
DRAIN_MS = 12.0
KILL_AFTER_MS = 1500


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


class TrainingProcess(QObject):
    """One training run in a child process, its events drained by one timer.

    However the child ends, exactly one terminal event is handed on: its own; ``Cancelled`` when it was asked to end
    and did not in time, so that it was killed; or ``Failed`` with the exit code in words when it died without a word.

    Signals
    -------
    events_received(list of Event)
        At most once every 33 ms; every ``Step`` is in it, in order.
    ended()
        After the terminal event, when the child is gone.
    """

    events_received = Signal(list)
    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Start with no child."""
        super().__init__(parent)
        self._context = multiprocessing.get_context("spawn")
        self._process: multiprocessing.process.BaseProcess | None = None
        self._reader: Connection | None = None
        self._wish: SharedWish | None = None
        self._terminal_seen = self._was_killed = False
        self._last_step: Step | None = None
        self._patience = QTimer(self, singleShot=True, interval=KILL_AFTER_MS)
        self._patience.timeout.connect(self._on_patience_timeout)
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._on_timer_timeout)

    @property
    def is_running(self) -> bool:
        """Whether a child is alive or its last events are still to be read."""
        return self._process is not None

    @property
    def pid(self) -> int | None:
        """The child's process number, or None."""
        return self._process.pid if self._process is not None else None

    def start(self, request: TrainingRequest, place: RecordingPlace | None = None) -> None:
        """Start a child that trains.

        Parameters
        ----------
        request : TrainingRequest
            What to train.
        place : RecordingPlace or None
            The run in a project, which is written as it goes and gone on with where it was; None writes nothing.

        Raises
        ------
        RuntimeError
            One is at work already.
        """
        if self._process is not None:
            raise RuntimeError("a training child is at work already")
        reader, writer = self._context.Pipe(duplex=False)
        # No lock guards it: a child that is killed would take the lock with it.
        self._wish = self._context.RawValue("i", Wish.GO_ON)
        self._terminal_seen = self._was_killed = False
        self._last_step = None
        process = self._context.Process(
            target=serve_training,
            args=(writer, self._wish, request, place),
            daemon=True,
            name="filterlab training",
        )
        process.start()
        writer.close()
        self._process, self._reader = process, reader
        self._timer.start()

    def request_stop(self) -> None:
        """Ask the child to stop after its current step; the terminal event says when it has, 2 s later at most."""
        self._ask(Wish.STOP)

    def request_pause(self) -> None:
        """Ask the child to write down where it is and to end, as in `request_stop`."""
        self._ask(Wish.PAUSE)

    def shut_down(self) -> None:
        """Pause the run and wait for the child; kill it when it does not listen. Called before the window goes."""
        if self._process is None:
            return
        self._timer.stop()
        self._ask(Wish.PAUSE)
        self._patience.stop()
        deadline = time.monotonic() + KILL_AFTER_MS / 1000
        while self._process.is_alive() and time.monotonic() < deadline:
            self._drain(limit_ms=50.0)
            self._process.join(0.02)
        if self._process.is_alive():
            self._process.kill()
        self._clean_up()

    def _ask(self, wish: Wish) -> None:
        if self._wish is not None and self._process is not None:
            # Who wants to stop does not want to pause any more.
            self._wish.value = max(self._wish.value, wish)
            if not self._patience.isActive():
                self._patience.start()

    def _on_patience_timeout(self) -> None:
        if self._process is not None and self._process.is_alive():
            log.warning("training process %s did not end in time", self._process.pid)
            self._was_killed = True
            self._process.kill()

    def _drain(self, limit_ms: float) -> tuple[list[Event], bool]:
        """Read what has come, for a bounded time; the flag says that the pipe has ended."""
        events: list[Event] = []
        deadline = time.perf_counter() + limit_ms / 1000.0
        reader = self._reader
        try:
            while reader is not None and time.perf_counter() < deadline and reader.poll():
                events.append(reader.recv())
        except (EOFError, OSError):
            return events, True
        return events, False

    def _on_timer_timeout(self) -> None:
        events, at_end = self._drain(DRAIN_MS)
        for event in events:
            if isinstance(event, Step):
                self._last_step = event
            self._terminal_seen |= isinstance(event, Finished | Cancelled | Failed)
        if at_end:
            self._timer.stop()
            self._patience.stop()
            code = self._clean_up()
            if not self._terminal_seen:
                events.append(self._given_up() if self._was_killed else Failed(reason=death_in_words(code)))
        if events:
            self.events_received.emit(events)
        if at_end:
            self.ended.emit()

    def _given_up(self) -> Cancelled:
        """Say of a run whose child was killed because it would not end how far it had come; its weights have gone."""
        step = self._last_step
        if step is None:
            return Cancelled(step=0, epoch=0, parameters={}, seconds=0.0)
        return Cancelled(step=step.step, epoch=step.epoch, parameters={}, seconds=step.seconds)

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


def death_in_words(exit_code: int | None) -> str:
    """Say in a sentence how a child process died that sent no last event."""
    if exit_code is not None and exit_code < 0:
        return (
            f"The training process was killed from outside (signal {-exit_code}); "
            "the system may have been short of memory. Train again, with a smaller batch if it repeats."
        )
    return (
        f"The training process ended without a word (exit code {exit_code}). "
        "Train again; if it repeats, report an issue with the log."
    )
