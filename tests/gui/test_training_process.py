"""The child that trains: every event comes home, and however it ends, it ends once and in words."""

from __future__ import annotations

import os
import signal

import pytest

from filterlab.data import DataChoice
from filterlab.gui.child_process import death_in_words
from filterlab.gui.training_process import TrainingProcess
from filterlab.nets import Cancelled, Failed, Finished, Started, Step, TrainConfig, zoo
from filterlab.project import TrainingRequest

TERMINAL = (Finished, Cancelled, Failed)
CHILD_MS = 60_000


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


def test_a_child_lets_the_window_go_first(child, qtbot) -> None:
    events = collected(child)
    child.start(small_request(epochs=500))
    qtbot.waitUntil(lambda: any(isinstance(e, Step) for e in events), timeout=CHILD_MS)
    assert os.getpriority(os.PRIO_PROCESS, child.pid) == min(os.getpriority(os.PRIO_PROCESS, 0) + 5, 19)


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
    assert "training process ended without a word (exit code 3)" in death_in_words("training", 3, "")
    assert death_in_words("training", -15, "Try again.").endswith("short of memory. Try again.")


def test_a_child_that_does_not_listen_is_killed_and_its_run_counts_as_stopped(child, qtbot) -> None:
    events = collected(child)
    child.start(small_request(epochs=500))
    qtbot.waitUntil(lambda: any(isinstance(e, Step) for e in events), timeout=CHILD_MS)
    os.kill(child.pid, signal.SIGSTOP)
    with qtbot.waitSignal(child.ended, timeout=CHILD_MS):
        child.request_stop()
    steps = [e.step for e in events if isinstance(e, Step)]
    (end,) = [e for e in events if isinstance(e, TERMINAL)]
    assert isinstance(end, Cancelled)
    assert end.step == steps[-1]
    assert steps == list(range(1, len(steps) + 1))
