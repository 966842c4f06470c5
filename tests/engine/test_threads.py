"""Work that is shared: each unit is done once, errors come back to who asked, and nobody waits in vain."""

from collections import Counter
from collections.abc import Iterator
from threading import Event

import pytest

from filterlab.engine import threads as engine_threads
from filterlab.engine.threads import limited_threads, share, units_of

SOON = 30


@pytest.fixture(autouse=True)
def everything_is_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_threads, "_WORTH_WAKING", 1)


@pytest.fixture
def two_threads() -> Iterator[None]:
    with limited_threads(2):
        yield


@pytest.mark.parametrize("threads", [1, 2, 3, 5])
@pytest.mark.parametrize("units", [0, 1, 2, 7, 100])
def test_every_unit_is_done_once(threads, units):
    done = []
    with limited_threads(threads):
        share(lambda turns, thread: done.extend(units_of(turns, thread)), units, 2**30)
    assert Counter(done) == Counter(range(units))


@pytest.mark.usefixtures("two_threads")
def test_a_thread_that_is_held_up_leaves_its_part_to_the_other():
    others_are_done, done = Event(), Counter()

    def work(turns, thread):
        for unit in units_of(turns, thread):
            if unit == 0:
                assert others_are_done.wait(SOON)
            done[unit] += 1
            if len(done) == 9:
                others_are_done.set()

    share(work, 10, 2**30)
    assert done == Counter(range(10))


@pytest.mark.usefixtures("two_threads")
@pytest.mark.parametrize("bad", [0, 9])
def test_what_goes_wrong_in_a_unit_is_raised_where_the_work_was_asked_for(bad):
    done = []

    def work(turns, thread):
        for unit in units_of(turns, thread):
            if unit == bad:
                raise MemoryError("no room for unit")
            done.append(unit)

    with pytest.raises(MemoryError, match="no room for unit"):
        share(work, 10, 2**30)
    assert bad not in done
    # The threads are there for the next piece of work.
    share(lambda turns, thread: done.extend(units_of(turns, thread)), 10, 2**30)
    assert bad in done


@pytest.mark.usefixtures("two_threads")
def test_who_comes_to_help_when_all_is_done_finds_nothing_to_do():
    calls = []
    task = engine_threads._Task(
        lambda turns, thread: calls.append((thread, list(units_of(turns, thread)))),
        engine_threads._turns(4, 2, 1, 0),
        4,
        2,
    )
    task.compute()
    task.help()
    assert calls == [(0, [0, 1, 2, 3])]
