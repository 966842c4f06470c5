"""Background work: newest wins, stale answers are dropped, a dead child is told in words."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from filterlab.data import DataChoice
from filterlab.errors import FilterLabError
from filterlab.gui.jobs import NewestWins, TrainingProcess, death_in_words
from filterlab.nets import Cancelled, Failed, Finished, Started, Step, TrainConfig, zoo
from filterlab.project import TrainingRequest

TERMINAL = (Finished, Cancelled, Failed)
CHILD_MS = 60_000


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


def small_request(epochs: int = 1) -> TrainingRequest:
    """Return a request that trains in about a second an epoch."""
    config = TrainConfig(epochs=epochs, batch_size=32, threads=1)
    return TrainingRequest(DataChoice(train_size=160, test_size=40), zoo["tiny"], config)


@pytest.fixture
def child() -> TrainingProcess:
    """Return a training process that is gone after the test."""
    child = TrainingProcess()
    yield child
    child.shut_down()


def collected(child: TrainingProcess) -> list[object]:
    """Return a list that grows with every event."""
    events: list[object] = []
    child.events_received.connect(events.extend)
    return events


def test_a_child_sends_every_step_and_one_end(child, qtbot) -> None:
    events = collected(child)
    with qtbot.waitSignal(child.ended, timeout=CHILD_MS):
        child.start(small_request())
    assert isinstance(events[0], Started)
    assert isinstance(events[-1], Finished)
    assert sum(isinstance(e, Step) for e in events) == 5
    assert sum(isinstance(e, TERMINAL) for e in events) == 1
    assert not child.is_running


def test_a_child_asked_to_stop_ends_as_cancelled(child, qtbot) -> None:
    events = collected(child)
    child.start(small_request(epochs=500))
    qtbot.waitUntil(lambda: any(isinstance(e, Step) for e in events), timeout=CHILD_MS)
    with qtbot.waitSignal(child.ended, timeout=CHILD_MS):
        child.request_stop()
    assert [type(e) for e in events if isinstance(e, TERMINAL)] == [Cancelled]


def test_a_killed_child_becomes_failed_with_a_reason_in_words(child, qtbot) -> None:
    events = collected(child)
    child.start(small_request(epochs=500))
    qtbot.waitUntil(lambda: any(isinstance(e, Step) for e in events), timeout=CHILD_MS)
    with qtbot.waitSignal(child.ended, timeout=CHILD_MS):
        os.kill(child.pid, signal.SIGKILL)
    ends = [e for e in events if isinstance(e, TERMINAL)]
    assert [type(e) for e in ends] == [Failed]
    assert "killed from outside (signal 9)" in ends[0].reason


def test_two_runs_cannot_share_one_process(child) -> None:
    child.start(small_request(epochs=500))
    with pytest.raises(RuntimeError):
        child.start(small_request())


def test_an_exit_code_is_told_in_words() -> None:
    assert "exit code 3" in death_in_words(3)
    assert "signal 15" in death_in_words(-15)
