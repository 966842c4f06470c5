"""Several Python threads convolve at once, and each gets what it would have got alone, to the last bit."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import groupby, islice
from threading import Barrier

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from filterlab import engine
from filterlab.engine import threads as engine_threads

from .algorithms import FORWARD, INPUT_GRADIENT, WEIGHT_GRADIENT, serving
from .cases import Case, chunk_of_cases

ROUNDS = 3
# Of each family of shapes the first few that have something to compute.
OF_A_FAMILY = 5
CASES = [
    case
    for _, family in groupby((case for case in chunk_of_cases(7) if case.plan.n), lambda case: case.family)
    for case in islice(family, OF_A_FAMILY)
]

Work = Callable[[], list[np.ndarray]]


@pytest.fixture(autouse=True)
def everything_is_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the engine share even the smallest work among its own threads."""
    monkeypatch.setattr(engine_threads, "_WORTH_WAKING", 1)


def as_users_get_it(case: Case) -> Work:
    views = case.laid_out(case.given())
    x, w, b, dy = views.values()

    def work() -> list[np.ndarray]:
        return [
            engine.conv2d(x, w, b, **case.settings),
            *engine.conv2d_backward(dy, x, w, **case.settings),
        ]

    return work


def by_algorithm(algorithm: str, case: Case) -> Work:
    plan, dtype, given = case.plan, case.dtype, case.given()
    x, w, b, dy = given.values()
    calls = [
        partial(methods[algorithm], plan, *arrays)
        for method, arrays in ((FORWARD, (x, w, b)), (INPUT_GRADIENT, (dy, w)), (WEIGHT_GRADIENT, (dy, x)))
        if algorithm in (methods := serving(plan, dtype, method))
    ]
    return lambda: [call() for call in calls]


def done(work: Work) -> list[bytes]:
    return [array.tobytes() for array in work()]


def everyones_results(works: list[Work], threads: int) -> list[list[list[bytes]]]:
    """Let each thread do all the work again and again, each in another order; the results in one order."""
    together = Barrier(threads)

    def run(thread: int) -> list[list[bytes]]:
        order = np.random.default_rng(thread)
        found: list[list[bytes]] = []
        together.wait()
        for number in range(ROUNDS):
            # One thread of the engine's own, two, three: however many share the work, the bits are the same.
            with engine_threads.limited_threads(1 + (thread + number) % 3):
                results = {int(i): done(works[i]) for i in order.permutation(len(works))}
            found.append([result for i in sorted(results) for result in results[i]])
        return found

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, range(threads)))


def prove(works: list[Work], threads: int) -> None:
    assert len(works) >= 4
    with engine_threads.limited_threads(1):
        alone = [result for work in works for result in done(work)]
    for thread, rounds in enumerate(everyones_results(works, threads)):
        for number, found in enumerate(rounds):
            wrong = [
                i for i, (ours, expected) in enumerate(zip(found, alone, strict=True)) if ours != expected
            ]
            assert not wrong, f"thread {thread} of {threads}, round {number}: results {wrong} differ"


def test_however_many_threads_share_the_work_no_bit_changes(algorithm_name: str) -> None:
    for case in CASES:
        work, found = by_algorithm(algorithm_name, case), []
        for count in (1, 2, 3, 7):
            with engine_threads.limited_threads(count):
                found.append(done(work))
        assert all(results == found[0] for results in found), case


@pytest.mark.parametrize("threads", [2, 4])
def test_threads_that_convolve_at_once_get_what_each_would_get_alone(threads: int) -> None:
    prove([as_users_get_it(case) for case in CASES], threads)


@pytest.mark.parametrize("threads", [2, 4])
def test_threads_that_use_one_algorithm_at_once_get_what_each_would_get_alone(
    algorithm_name: str, threads: int
) -> None:
    some = [case for case in CASES if algorithm_name in serving(case.plan, case.dtype)]
    prove([by_algorithm(algorithm_name, case) for case in some], threads)


def test_blas_threads_do_not_disturb_threads_that_convolve_at_once() -> None:
    """The same while BLAS shares its products among two threads of its own."""
    some = CASES[::4]
    with threadpool_limits(2, user_api="blas"):
        prove([as_users_get_it(case) for case in some], 2)
