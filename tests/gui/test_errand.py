"""Errands: done off the UI thread, one at a time, and what came of one is never lost."""

from __future__ import annotations

import threading

import pytest

from filterlab.errors import FilterLabError
from filterlab.gui.errand import Errand


@pytest.fixture
def errand(qapp) -> Errand[str]:
    """Return an errand; nothing of it runs on after the test."""
    assert qapp is not None
    errand: Errand[str] = Errand()
    yield errand
    errand.wait()


def test_work_is_done_in_another_thread_and_told_in_this_one(errand, qtbot) -> None:
    threads = []

    def work() -> str:
        threads.append(threading.current_thread())
        return "done"

    errand.done.connect(lambda _answer: threads.append(threading.current_thread()))
    with qtbot.waitSignal(errand.done) as told:
        errand.start(work)
    assert told.args == ["done"]
    assert threads[0] is not threads[1] is threading.main_thread()
    assert errand.is_idle


def test_whoever_waits_has_the_answer_once_and_may_begin_the_next_thing(errand, qtbot) -> None:
    answers = []
    errand.done.connect(answers.append)
    errand.start(lambda: "first")
    errand.wait()
    assert answers == ["first"]
    with qtbot.waitSignal(errand.done):
        errand.start(lambda: "second")
    assert answers == ["first", "second"]


def test_only_one_thing_is_at_work(errand) -> None:
    gate = threading.Event()
    errand.start(lambda: str(gate.wait(5)))
    with pytest.raises(RuntimeError, match="under way"):
        errand.start(lambda: "")
    gate.set()


@pytest.mark.parametrize("error", [FilterLabError("The disk is full."), ValueError("a defect")])
def test_what_goes_wrong_is_told_too(errand, error, caplog) -> None:
    def work() -> str:
        raise error

    errors = []
    errand.failed.connect(errors.append)
    errand.start(work)
    errand.wait()
    assert errors == [error]
    assert bool(caplog.records) is isinstance(error, ValueError)


def test_nothing_may_come_of_it_and_that_is_an_answer(errand) -> None:
    answers = []
    errand.done.connect(answers.append)
    errand.start(lambda: None)
    errand.wait()
    assert answers == [None]
