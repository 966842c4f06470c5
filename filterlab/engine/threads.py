"""Sharing a piece of work among a few threads, each running compiled code that does not hold Python's lock.

Numba's own threading layers are not used: one of them ends the process when two threads call it at once, and
the others wait for each other by spinning (docs/decisions/003). Here whoever asks for work does its share
itself, so nothing ever waits for a thread that has not even begun.
"""

import os
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from itertools import count
from time import perf_counter, sleep
from typing import Any

import numpy as np

from filterlab.engine import kernels
from filterlab.engine.arrays import FloatArray
from filterlab.engine.placement import move_away, processor_here
from filterlab.engine.positions import Positions

# Threads take units with about so many products at a time: taking them costs a ten thousandth of a millisecond.
_STEP = 2**17
# A thread with fewer products than this to compute takes longer to wake than it helps.
_WORTH_WAKING = 2**21
# How long a thread looks for a call before it goes to sleep, in microseconds: the next layer of a net asks
# sooner, and being woken takes long.
_LOOKS_FOR = 1000
# How long it sleeps at a time, in seconds, if the end of some work does not come while it looks.
_NAP = 2e-4

Work = Callable[[Positions, int], object]

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
    """Let ``work(turns, thread)`` compute all of ``range(units)``, in other threads as well.

    Parameters
    ----------
    work
        Computes what `units_of` its arguments gives it; it is called from several threads at once.
    units
        How many there are. How they are shared depends on chance, so a unit must not depend on another.
    products
        How many products they are about, which tells whether it is worth waking other threads.
    """
    if not units:
        return
    threads = min(threads_for(products), units)
    if threads == 1:
        work(np.array((0, units, 0, 0, units), np.intp), 0)
        return
    crew = _crew_of(threads - 1)
    turns = _turns(units, threads, max(units * _STEP // products, 1), crew.call_at)
    task = _Task(work, turns, units, threads)
    crew.ask(task, threads - 1)
    task.compute()


def _turns(units: int, threads: int, step: int, call_at: int) -> Positions:
    """Write down how far the work is: units done, the step, where to call the crew, each thread's next unit and end.

    A thread's part is the same at each call, so it finds in its core's cache what it wrote there before. Who has done
    its own goes on with those of the others: nobody waits for a thread that began late or is held up.
    """
    turns = [0, step, call_at]
    for thread in range(threads):
        turns += [thread * units // threads, (thread + 1) * units // threads]
    return np.array(turns, np.intp)


def units_of(turns: Positions, thread: int) -> Iterator[int]:
    """Give the units that fall to a thread, for work in Python; kernels have their own (``compiled.turns``)."""
    if thread == 0:
        _crew.call()
    parts = (len(turns) - 3) // 2
    for further in range(parts):
        next_one = 3 + 2 * ((thread + further) % parts)
        while True:
            with _taking:
                unit = int(turns[next_one])
                if unit >= turns[next_one + 1]:
                    break
                turns[next_one] += 1
            yield unit
            with _taking:
                turns[0] += 1


_taking = threading.Lock()


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
    """Work that several threads do: the one that asked, and those that come to help."""

    def __init__(self, work: Work, turns: Positions, units: int, threads: int) -> None:
        self._work: Work | None = work
        self._turns = turns
        self._units = units
        self._threads = count(1)
        # One mark for each thread that came to help and has not left.
        self._inside = np.zeros(threads, np.intp)
        self._errors: list[BaseException] = []
        self._asker_at = processor_here()

    def help(self) -> Positions:
        """Do what is left of the work, if it goes on; give the mark that has to become 0 when the caller has left."""
        thread = next(self._threads)
        mark = self._inside[thread : thread + 1]
        mark[0] = 1
        if self._asker_at is not None and self._asker_at == processor_here():
            move_away(self._asker_at)
        if self._work is not None:
            try:
                self._work(self._turns, thread)
            except BaseException as error:  # noqa: BLE001 - handed on to the thread that asked for the work
                self._errors.append(error)
        return mark

    def compute(self) -> None:
        """Do the work as the thread that asked for it; return when all is done, or raise what went wrong in any."""
        assert self._work is not None
        try:
            self._work(self._turns, 0)
        except BaseException as error:  # noqa: BLE001 - raised below, when no other thread is at work
            self._errors.append(error)
        if not self._ends_soon():
            while not self._has_ended():
                sleep(_NAP)
        # Who comes to help too late finds nothing, and the arrays are free.
        self._work = None
        if self._errors:
            raise self._errors[0]

    def _ends_soon(self) -> bool:
        """Look for a while, without Python's lock, whether the last unit is done and everybody has left."""
        if not kernels.ready():
            return False
        from filterlab.engine.compiled.waiting import ends

        return ends(self._turns, self._units, self._inside, _LOOKS_FOR * _looks_in_a_microsecond())

    def _has_ended(self) -> bool:
        # A unit that went wrong is never done.
        return bool(self._turns[0] == self._units or self._errors) and not self._inside.any()


@cache
def _looks_in_a_microsecond() -> int:
    """Measure how often this processor looks at a counter in a microsecond."""
    from filterlab.engine.compiled.waiting import changes

    never, looks = np.zeros(1, np.intp), 2**15
    times = []
    for _ in range(5):
        began = perf_counter()
        changes(never, never, 0, looks)
        times.append(perf_counter() - began)
    return max(int(looks / (1e6 * min(times))), 1)


class _Crew:
    """Threads that wait for tasks.

    They look for a while, without Python's lock, whether they are called, before they go to sleep: being woken takes
    long, and the steps of a training, or of a stroke, follow each other faster than that.
    """

    def __init__(self) -> None:
        self._tasks: deque[_Task] = deque()
        self._calls = np.zeros(1, np.intp)
        # Where calls are counted in memory, for kernels.
        self.call_at = int(self._calls.ctypes.data)
        self._woken = threading.Condition()
        self._sleepers = 0
        self._size = 0

    def grow(self, size: int) -> None:
        """Make sure there are so many threads."""
        if self._size >= size:
            return
        with self._woken:
            while self._size < size:
                self._size += 1
                # They hold no data and only ever wait here or compute, so the program may end over them.
                threading.Thread(target=self._serve, name=f"engine-{self._size}", daemon=True).start()

    def ask(self, task: _Task, helpers: int) -> None:
        """Lay a task out for so many threads and wake those that sleep; the others come when they are called."""
        self._tasks.extend([task] * helpers)
        # Who goes to sleep counts itself before it looks for tasks the last time, so nobody sleeps over one.
        if self._sleepers:
            with self._woken:
                self._woken.notify_all()

    def call(self) -> None:
        """Call the threads that are awake; kernels do that themselves once they do not hold Python's lock."""
        with self._woken:
            self._calls[0] += 1

    def _serve(self) -> None:
        mark = np.zeros(1, np.intp)
        while True:
            seen = int(self._calls[0])
            task = self._next_task()
            if task is None:
                # Whoever asked waits for this mark alone, and then finds Python's lock free.
                self._wait(seen, mark)
                continue
            mark[0] = 0
            mark = task.help()

    def _next_task(self) -> _Task | None:
        try:
            return self._tasks.popleft() if self._tasks else None
        except IndexError:
            # Another thread took it in between.
            return None

    def _wait(self, seen: int, mark: Positions) -> None:
        """Set a mark to 0, and return when there were more than ``seen`` calls or there is a task."""
        if kernels.ready():
            from filterlab.engine.compiled.waiting import changes

            if changes(mark, self._calls, seen, _LOOKS_FOR * _looks_in_a_microsecond()):
                return
        mark[0] = 0
        with self._woken:
            self._sleepers += 1
            self._woken.wait_for(lambda: bool(self._tasks))
            self._sleepers -= 1


_crew = _Crew()


def _crew_of(size: int) -> _Crew:
    _crew.grow(size)
    return _crew


def _begin_anew() -> None:
    """After a fork the child has none of its parent's threads."""
    _crew.__init__()  # type: ignore[misc]


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_anew)
