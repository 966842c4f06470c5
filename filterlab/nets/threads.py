"""How many threads a net computes with."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from filterlab.engine.threads import limited_threads, processors


def thread_limiter(threads: int | None) -> Callable[[], AbstractContextManager[None]]:
    """Make contexts in which a net computes with so many threads of the engine, and one of NumPy's.

    The threads of NumPy's matrix products (OpenBLAS) wait for each other by spinning; the products left to them take
    microseconds. Measured with ``tiny`` on two cores: a step took 10 ms with one of them, and with two from 11 ms to
    400 ms, the worse the more other programs had to do.

    Parameters
    ----------
    threads
        How many, 1 or more; None for one on each processor.
    """
    from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

    # Looking for the library takes milliseconds, setting its number of threads microseconds.
    controller = ThreadpoolController()
    count = processors() if threads is None else threads

    @contextmanager
    def limited() -> Iterator[None]:
        with controller.limit(limits=1, user_api="blas"), limited_threads(count):
            yield

    return limited
