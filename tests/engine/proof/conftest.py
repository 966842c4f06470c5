"""What every proof needs: the compiled kernels, without which their algorithms would not take part."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from filterlab.engine import kernels, threads
from filterlab.engine.algorithms import ALGORITHMS


@pytest.fixture(autouse=True, scope="session")
def the_kernels_take_part(request: pytest.FixtureRequest) -> None:
    """Prove nothing without the compiled kernels: half of the algorithms would not be there."""
    request.getfixturevalue("compiled_kernels")
    assert kernels.ready(), kernels.status().reason


@pytest.fixture(params=ALGORITHMS)
def algorithm_name(request: pytest.FixtureRequest) -> str:
    """Each algorithm in turn."""
    return request.param


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """On request, let the algorithms cut all work into small pieces and share it between two threads."""
    with ExitStack() as stack:

        def cut() -> None:
            for name, module in list(sys.modules.items()):
                if name.startswith("filterlab.engine.algorithms."):
                    for limit, size in (("SCRATCH_BYTES", 20_000), ("SCRATCH_LIMIT", 100_000)):
                        if hasattr(module, limit):
                            monkeypatch.setattr(module, limit, size)
            monkeypatch.setattr(threads, "_WORTH_WAKING", 1)
            stack.enter_context(threads.limited_threads(2))

        yield cut
