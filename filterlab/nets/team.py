"""Threads that share the work on a batch."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from types import TracebackType
from typing import Self, TypeVar

from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

Result = TypeVar("Result")


class Team:
    """A fixed number of threads, the calling one among them; to be used in a ``with`` statement.

    NumPy lets go of Python's lock while it computes, so the threads really work side by side. Each does whole
    parts of a batch, matrix products, copies and all; the threads of the matrix library, which could share
    the products only and wait for each other by spinning, are held to one meanwhile. Measured on two cores
    with the net ``tiny``: a step takes two thirds of the time, and a second busy program does not make it ten
    times slower.

    Parameters
    ----------
    threads
        How many, 1 or more.
    """

    def __init__(self, threads: int) -> None:
        self._helpers = ThreadPoolExecutor(threads - 1, "filterlab-team") if threads > 1 else None
        # Looking for the matrix library takes milliseconds, so it is done once and not at every step.
        self._libraries = ThreadpoolController()

    def __enter__(self) -> Self:
        """Be ready."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Send the threads home."""
        if self._helpers is not None:
            self._helpers.shutdown(wait=True, cancel_futures=True)

    def run(self, tasks: Sequence[Callable[[], Result]]) -> list[Result]:
        """Do the tasks side by side, and return their results in the tasks' order.

        An exception of one task is raised when the others have ended.
        """
        with self._libraries.limit(limits=1, user_api="blas"):
            if self._helpers is None:
                return [task() for task in tasks]
            first, *others = tasks
            futures = [self._helpers.submit(task) for task in others]
            try:
                own = first()
            finally:
                wait(futures)
            return [own, *(future.result() for future in futures)]
