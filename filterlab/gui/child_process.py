"""A child process at work for the window: started, asked to stop, listened to, and buried when it has died."""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import pickle
import queue
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from filterlab.project import Wish

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

    from filterlab.project import SharedWish

log = logging.getLogger(__name__)

POLL_MS = 33
DRAIN_MS = 12.0
KILL_AFTER_MS = 1500
NICENESS = 5
"""Of a child: a quarter of a processor where the window wants it too, all of it where nobody does."""


class _Listener(threading.Thread):
    """Reads a pipe to its end as fast as it is filled.

    A pipe holds 64 kB; a child whose weights are more would wait at each snapshot until the window's timer reads on,
    which took a third of a run of LeNet-5.
    """

    def __init__(self, reader: Connection) -> None:
        super().__init__(name="filterlab listener", daemon=True)
        self._reader = reader
        self._events: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._is_at_end = threading.Event()

    def run(self) -> None:
        """Read until the other end is closed, or its process has died in the middle of a word."""
        with self._reader:
            try:
                while True:
                    self._events.put(self._reader.recv())
            except (EOFError, OSError, pickle.UnpicklingError):
                self._is_at_end.set()

    def take(self, limit_ms: float) -> tuple[list[Any], bool]:
        """Hand out what has come, for a bounded time; the flag says that nothing follows."""
        events: list[Any] = []
        deadline = time.perf_counter() + limit_ms / 1000.0
        # Asked first: what is in the queue then is all there will ever be.
        is_at_end = self._is_at_end.is_set()
        while time.perf_counter() < deadline:
            try:
                events.append(self._events.get_nowait())
            except queue.Empty:
                return events, is_at_end
        return events, False


class ChildProcess(QObject):
    """A function in a child process, whose events are drained by one timer; a subclass says what they mean.

    However the child ends, exactly one terminal event is handed on: its own; `_given_up` when it was asked to end
    and did not in time, so that it was killed; or `_failed` with the exit code in words when it died without a word.

    Signals
    -------
    events_received(list)
        At most once every 33 ms; everything that was sent is in it, in order.
    ended()
        After the terminal event, when the child is gone.
    """

    events_received = Signal(list)
    ended = Signal()

    def __init__(self, serve: Callable[..., None], name: str, parent: QObject | None = None) -> None:
        """Start with no child.

        Parameters
        ----------
        serve : callable
            A function of a module, which the child imports. It is called with the writing end of a pipe, a wish to
            look at between steps, and what it was started with; it closes the pipe at its end.
        name : str
            Of the process.
        parent : QObject or None
            Owner.
        """
        super().__init__(parent)
        self._serve, self._name = serve, name
        self._context = multiprocessing.get_context("spawn")
        self._process: multiprocessing.process.BaseProcess | None = None
        self._listener: _Listener | None = None
        self._wish: SharedWish | None = None
        self._terminal_seen = self._was_killed = False
        self._patience = QTimer(self, singleShot=True, interval=KILL_AFTER_MS)
        self._patience.timeout.connect(self._on_patience_timeout)
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

    def _begin(self, *arguments: object) -> None:
        """Start a child with these arguments; ``RuntimeError`` when one is at work, ``OSError`` when none can be."""
        if self._process is not None:
            raise RuntimeError("a child is at work already")
        reader, writer = self._context.Pipe(duplex=False)
        # No lock guards it: a child that is killed would take the lock with it.
        self._wish = self._context.RawValue("i", Wish.GO_ON)
        self._terminal_seen = self._was_killed = False
        process = self._context.Process(
            target=self._serve, args=(writer, self._wish, *arguments), daemon=True, name=self._name
        )
        try:
            process.start()
        except BaseException:
            reader.close()
            raise
        finally:
            writer.close()
        self._let_window_go_first(process)
        self._process, self._listener = process, _Listener(reader)
        self._listener.start()
        self._timer.start()

    @staticmethod
    def _let_window_go_first(process: multiprocessing.process.BaseProcess) -> None:
        """Have a hand that paints not wait for a net that learns; the child's threads inherit it."""
        if sys.platform != "win32" and process.pid is not None:
            # A child may be gone already.
            with contextlib.suppress(ProcessLookupError):
                own = os.getpriority(os.PRIO_PROCESS, 0)
                os.setpriority(os.PRIO_PROCESS, process.pid, own + NICENESS)

    def _takes_note(self, event: object) -> bool:
        """Look at an event that has come, and say whether it is a terminal one."""
        raise NotImplementedError

    def _given_up(self) -> object:
        """Make the terminal event of a child that was killed because it would not end."""
        raise NotImplementedError

    def _failed(self, exit_code: int | None) -> object:
        """Make the terminal event of a child that died without one."""
        raise NotImplementedError

    def request_stop(self) -> None:
        """Ask the child to stop after its current step; the terminal event says when it has, 2 s later at most."""
        self._ask(Wish.STOP)

    def request_pause(self) -> None:
        """Ask the child to write down where it is and to end, as in `request_stop`."""
        self._ask(Wish.PAUSE)

    def shut_down(self) -> None:
        """Pause the child and wait for it; kill it when it does not listen. Called before the window goes."""
        if self._process is None:
            return
        self._timer.stop()
        self._ask(Wish.PAUSE)
        self._patience.stop()
        self._process.join(KILL_AFTER_MS / 1000)
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
            log.warning("the process %s (%s) did not end in time", self._process.pid, self._name)
            self._was_killed = True
            self._process.kill()

    def _on_timer_timeout(self) -> None:
        if self._listener is None:
            return
        events, at_end = self._listener.take(DRAIN_MS)
        for event in events:
            self._terminal_seen |= self._takes_note(event)
        if at_end:
            self._timer.stop()
            self._patience.stop()
            code = self._clean_up()
            if not self._terminal_seen:
                events.append(self._given_up() if self._was_killed else self._failed(code))
        if events:
            self.events_received.emit(events)
        if at_end:
            self.ended.emit()

    def _clean_up(self) -> int | None:
        """Reap the child and close the pipe; return the exit code."""
        process, listener = self._process, self._listener
        self._process = self._listener = None
        if process is None or listener is None:
            return None
        process.join()
        listener.join()
        code = process.exitcode
        process.close()
        return code


def death_in_words(work: str, exit_code: int | None, advice: str) -> str:
    """Say in sentences how a child process died that sent no last event.

    Parameters
    ----------
    work : str
        What it did ("training").
    exit_code : int or None
        How it ended; below 0 the signal that killed it.
    advice : str
        What to do if it was killed, as a sentence.
    """
    if exit_code is not None and exit_code < 0:
        return (
            f"The {work} process was killed from outside (signal {-exit_code}); "
            f"the system may have been short of memory. {advice}"
        )
    return (
        f"The {work} process ended without a word (exit code {exit_code}). "
        "Try again; if it repeats, report an issue with the log."
    )
