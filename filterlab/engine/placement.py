"""Keeping threads that compute together on different processors, where the system can be asked (Linux).

Linux now and then puts a thread that was just woken on the processor of the one that woke it, and leaves it there for
tens of milliseconds while another processor has nothing to do: both then compute at half their speed.
"""

import contextlib
import ctypes
import os
from collections.abc import Callable
from functools import cache


def processor_here() -> int | None:
    """Tell which processor the calling thread runs on; None where nobody knows."""
    ask = _asking()
    return None if ask is None else ask()


def move_away(processor: int) -> None:
    """Move the calling thread to another of the processors it may use, if there is one."""
    allowed = os.sched_getaffinity(0)
    others = allowed - {processor}
    if others:
        # A system may forbid it: then the thread stays where it is.
        with contextlib.suppress(OSError):
            os.sched_setaffinity(0, others)
            os.sched_setaffinity(0, allowed)


@cache
def _asking() -> Callable[[], int] | None:
    """Find the C library's function that tells the processor."""
    if not hasattr(os, "sched_setaffinity"):
        return None
    try:
        # It takes less time than letting go of Python's lock would.
        found: Callable[[], int] = ctypes.PyDLL(None).sched_getcpu
    except (AttributeError, OSError):
        return None
    return found
