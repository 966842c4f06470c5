"""How many threads the matrix products may use."""

from collections.abc import Callable
from contextlib import AbstractContextManager


def thread_limiter(threads: int) -> Callable[[], AbstractContextManager[None]]:
    """Make contexts that hold NumPy's matrix products to so many threads, and give them back afterwards.

    One thread is the fastest for nets as small as ours: their products take microseconds, and the threads of
    OpenBLAS wait for each other by spinning. Measured with ``tiny`` on two cores: a step takes 10 ms with one
    thread, and with two from 11 ms to 400 ms, the worse the more other programs have to do.

    Parameters
    ----------
    threads
        How many, 1 or more.
    """
    from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

    # Looking for the library takes milliseconds, setting its number of threads microseconds.
    controller = ThreadpoolController()
    return lambda: controller.limit(limits=threads, user_api="blas")
