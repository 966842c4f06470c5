"""Sharing a piece of work among a few threads, each running compiled code that does not hold Python's lock.

Numba's own threading layers are not used: one of them ends the process when two threads call it at once, and
the others wait for each other by spinning (docs/decisions/003). Here whoever asks for work does its share
itself, so nothing ever waits for a thread that has not even begun.
"""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from itertools import count
from queue import Empty, SimpleQueue
from time import perf_counter
from typing import Any

import numpy as np

from filterlab.engine import kernels
from filterlab.engine.arrays import FloatArray

# A portion of the work has at least so many products, a third of a millisecond: each more costs a hundredth of one.
_LEAST_PORTION = 2**24
# A thread with fewer products than this to compute takes longer to wake than it helps.
_WORTH_WAKING = 2**21
# How long a thread looks for a signal before it goes to sleep, in microseconds: the next layer of a net asks
# sooner, and being woken takes long.
_LOOKS_FOR = 1000
# What Python does between a signal and the compiled code after it, in microseconds: where work is handed out,
# and where it has ended. Measured without: a portion began 25 later, and its end was noticed 25 later.
_LINGERS_BEFORE, _LINGERS_AFTER = 12, 3

Work = Callable[[int, int], object]

_allowed: ContextVar[int | None] = ContextVar("threads", default=None)
_own = threading.local()


def thread_count() -> int:
    """Tell how many threads the engine computes with: one for each processor, or as `limited_threads` says."""
    allowed = _allowed.get()
    return processors() if allowed is None else allowed


def processors() -> int:
    """Count the processors this program may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def threads_for(products: int) -> int:
    """Tell how many threads should share so many products: as many as there are, if each gets enough to do."""
    enough = products // _WORTH_WAKING
    return min(thread_count(), enough) if enough > 1 else 1


@contextmanager
def limited_threads(threads: int) -> Iterator[None]:
    """Let the engine compute with so many threads, when called from here."""
    token = _allowed.set(threads)
    try:
        yield
    finally:
        _allowed.reset(token)


def share(work: Work, units: int, products: int) -> None:
    """Call ``work(first, last)`` for parts that make up ``range(units)``, some of them in other threads.

    Parameters
    ----------
    work
        Computes the units from ``first`` to before ``last``; it is called from several threads at once.
    units
        How many there are. How they are shared depends on chance, so a unit must not depend on another.
    products
        How many products they are about, which tells whether it is worth waking other threads.
    """
    threads = min(threads_for(products), units)
    if threads < 2:
        if units:
            work(0, units)
        return
    task = _Task(work, _portions(units, threads, max(units * _LEAST_PORTION // products, 1)))
    crew = _crew_of(threads - 1)
    crew.ask(task, threads - 1)
    task.compute(0)
    task.wait()


def _portions(units: int, threads: int, least: int) -> list[list[tuple[int, int]]]:
    """Cut units into a part for each thread, and each part into portions: first and last of each.

    A thread's part is the same at each call, so it finds in its core's cache what it wrote there before. Each portion
    is half of what is left: a thread that began late or is held up by another program leaves little to the others at
    the end, and threads that nothing disturbs end together.

    References
    ----------
    Hummel, Schonberg and Flynn, Factoring: A Method for Scheduling Parallel Loops (1992).
    """
    parts = []
    for thread in range(threads):
        done, end = thread * units // threads, (thread + 1) * units // threads
        portions = []
        while done < end:
            size = -(-(end - done) // 2)
            if size < least:
                size = end - done
            portions.append((done, done + size))
            done += size
        parts.append(portions)
    return parts


def scratch(size: int, dtype: np.dtype[Any]) -> FloatArray:
    """Lend the calling thread memory for ``size`` numbers, with anything in it, until it asks again."""
    buffer = getattr(_own, "buffer", None)
    needed = size * dtype.itemsize
    if buffer is None or buffer.nbytes < needed:
        buffer = np.empty(needed, np.uint8)
        # A thread keeps what it needs again and again, not what a single huge picture needed once.
        if needed <= _KEPT_BYTES:
            _own.buffer = buffer
    lent: FloatArray = buffer[:needed].view(dtype)
    return lent


_KEPT_BYTES = 16 * 2**20


class _Task:
    """Work cut into a part for each thread; who has done its own goes on with those of the others."""

    def __init__(self, work: Work, parts: Sequence[Sequence[tuple[int, int]]]) -> None:
        self._work = work
        self._parts = parts
        # ``next`` of a counter is one step for the interpreter: no two threads get the same number.
        self._next = [count() for _ in parts]
        self._helpers = count(1)
        self._ended = count(1)
        self._portions = sum(map(len, parts))
        self._all_ended = _Signal()
        self._errors: list[BaseException] = []

    def help(self) -> None:
        """Compute portions as one of the threads that were asked, until none is left."""
        self.compute(next(self._helpers))

    def compute(self, thread: int) -> None:
        """Compute portions, first those of this thread's own part, until none is left."""
        for further in range(len(self._parts)):
            which = (thread + further) % len(self._parts)
            part, numbers = self._parts[which], self._next[which]
            while (number := next(numbers)) < len(part):
                try:
                    self._work(*part[number])
                except BaseException as error:  # noqa: BLE001 - handed on to the thread that asked for the work
                    self._errors.append(error)
                if next(self._ended) == self._portions:
                    # Who asked may go on before this thread has left: the arrays shall not wait for that.
                    del self._work
                    self._all_ended.give()

    def wait(self) -> None:
        """Return when the last portion has ended; raise what went wrong in any."""
        self._all_ended.wait_for(0, _LINGERS_AFTER)
        if self._errors:
            raise self._errors[0]


class _Signal:
    """Something to wait for: a number that only grows.

    Whoever waits looks for a while without Python's lock before it goes to sleep, because being
    woken takes long. The steps of a training, or of a stroke, follow each other faster than that.
    """

    def __init__(self) -> None:
        self._given = np.zeros(1, np.intp)
        self._woken = threading.Condition()

    @property
    def given(self) -> int:
        """How many times it was given."""
        return int(self._given[0])

    def give(self) -> None:
        """Let everybody go on who waits."""
        with self._woken:
            self._given[0] += 1
            self._woken.notify_all()

    def wait_for(self, seen: int, linger: int) -> None:
        """Return when it has been given more often than ``seen`` times, and ``linger`` microseconds later."""
        if kernels.ready():
            from filterlab.engine.compiled.waiting import changes

            pace = _looks_in_a_microsecond()
            if changes(self._given, seen, _LOOKS_FOR * pace, linger * pace):
                return
        with self._woken:
            self._woken.wait_for(lambda: self.given > seen)


@cache
def _looks_in_a_microsecond() -> int:
    """Measure how often this processor looks at a counter in a microsecond."""
    from filterlab.engine.compiled.waiting import changes

    never, looks = np.zeros(1, np.intp), 2**15
    times = []
    for _ in range(5):
        began = perf_counter()
        changes(never, 0, looks, 0)
        times.append(perf_counter() - began)
    return max(int(looks / (1e6 * min(times))), 1)


class _Crew:
    """Threads that wait for tasks."""

    def __init__(self) -> None:
        self._tasks: SimpleQueue[_Task] = SimpleQueue()
        self._work = _Signal()
        self._size = 0
        self._lock = threading.Lock()

    def grow(self, size: int) -> None:
        """Make sure there are so many threads."""
        with self._lock:
            while self._size < size:
                self._size += 1
                # They hold no data and only ever wait here or compute, so the program may end over them.
                threading.Thread(target=self._serve, name=f"engine-{self._size}", daemon=True).start()

    def ask(self, task: _Task, helpers: int) -> None:
        """Ask so many threads to help."""
        for _ in range(helpers):
            self._tasks.put(task)
        self._work.give()

    def _serve(self) -> None:
        while True:
            seen = self._work.given
            try:
                while True:
                    self._tasks.get_nowait().help()
            except Empty:
                self._work.wait_for(seen, _LINGERS_BEFORE)


_crew = _Crew()


def _crew_of(size: int) -> _Crew:
    _crew.grow(size)
    return _crew


def _begin_anew() -> None:
    """After a fork the child has none of its parent's threads."""
    _crew.__init__()  # type: ignore[misc]


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_anew)
