"""Background work: newest wins, stale answers are dropped."""

from __future__ import annotations

import threading

import pytest

from filterlab.errors import FilterLabError
from filterlab.gui.jobs import NewestWins


class Slow:
    """A computation that waits until it is let go, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.started = threading.Semaphore(0)
        self.go = threading.Semaphore(0)

    def __call__(self, request: str) -> str:
        """Return the request in capitals."""
        self.asked.append(request)
        self.started.release()
        assert self.go.acquire(timeout=20)
        return request.upper()


@pytest.fixture
def slow() -> Slow:
    """Return a computation that waits."""
    return Slow()


@pytest.fixture
def jobs(slow: Slow) -> NewestWins[str, str]:
    """Return newest-wins jobs whose subject is the first letter."""
    jobs = NewestWins(slow, lambda request: request[0])
    yield jobs
    for _ in range(9):
        slow.go.release()
    jobs.shut_down()


def test_of_many_requests_only_the_running_and_the_newest_are_computed(slow, jobs, qtbot) -> None:
    answers: list[str] = []
    jobs.answered.connect(lambda _request, answer, _ms: answers.append(answer))
    jobs.submit("a1")
    assert slow.started.acquire(timeout=20)
    for name in ("a2", "a3", "a4"):
        jobs.submit(name)
    slow.go.release()
    slow.go.release()
    qtbot.waitUntil(lambda: jobs.is_idle)
    assert slow.asked == ["a1", "a4"]
    assert answers == ["A1", "A4"]


def test_an_answer_about_another_subject_is_dropped(slow, jobs, qtbot) -> None:
    answers: list[str] = []
    jobs.answered.connect(lambda _request, answer, _ms: answers.append(answer))
    jobs.submit("a1")
    assert slow.started.acquire(timeout=20)
    jobs.submit("b1")
    slow.go.release()
    slow.go.release()
    qtbot.waitUntil(lambda: jobs.is_idle)
    assert answers == ["B1"]


def test_a_forgotten_request_is_never_answered(slow, jobs, qtbot) -> None:
    answers: list[str] = []
    jobs.answered.connect(lambda _request, answer, _ms: answers.append(answer))
    jobs.submit("a1")
    assert slow.started.acquire(timeout=20)
    jobs.forget()
    slow.go.release()
    qtbot.waitUntil(lambda: jobs.is_idle)
    assert answers == []


def test_a_users_mistake_arrives_as_a_failure_and_the_next_request_works(qtbot) -> None:
    def compute(request: int) -> int:
        if request < 0:
            raise FilterLabError("The number is below 0; give another.")
        return request

    jobs = NewestWins(compute, lambda request: request)
    with qtbot.waitSignal(jobs.failed) as failed:
        jobs.submit(-1)
    assert str(failed.args[1]).startswith("The number")
    with qtbot.waitSignal(jobs.answered) as answered:
        jobs.submit(3)
    assert answered.args[1] == 3
    jobs.shut_down()
