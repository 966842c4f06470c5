"""What the child process of an experiment sends home, whatever happens to it."""

import logging
import signal
from dataclasses import replace

import pytest

from filterlab.data import DataChoice
from filterlab.nets import TrainConfig, zoo
from filterlab.probes.experiments import (
    FIRST_LAYER,
    ExperimentCancelled,
    ExperimentFailed,
    ExperimentFinished,
    ExperimentRequest,
    Setting,
    TrialEnded,
    requests,
)
from filterlab.probes.experiments.catalogue import experiments
from filterlab.project import Wish
from filterlab.project.experiment_child import serve_experiment


class Pipe:
    """Collects what is sent; breaks after so many events."""

    def __init__(self, room: int = 10**6) -> None:
        """Start open and empty."""
        self.events: list[object] = []
        self.is_closed = False
        self._room = room

    def send(self, obj: object) -> None:
        """Take in one event."""
        if len(self.events) == self._room:
            raise BrokenPipeError
        self.events.append(obj)

    def close(self) -> None:
        """Close the pipe."""
        self.is_closed = True


class Wanted:
    """A wish that does not change."""

    def __init__(self, value: int) -> None:
        """Choose what is wanted."""
        self.value = value


@pytest.fixture(autouse=True)
def ctrl_c_as_before():
    """Give the test process back what the child takes from its own."""
    before = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the experiment short."""
    short = replace(experiments["pooling"], train_size=64, test_size=32)
    monkeypatch.setattr(requests, "experiments", {"pooling": short})


def served(name: str = "pooling", *, stop: bool = True, room: int = 10**6) -> Pipe:
    pipe = Pipe(room)
    serve_experiment(
        pipe, Wanted(Wish.STOP if stop else Wish.GO_ON), ExperimentRequest(name, (0,), threads=1)
    )
    assert pipe.is_closed
    return pipe


def test_every_event_comes_home_and_the_last_one_is_terminal() -> None:
    assert isinstance(served().events[-1], ExperimentCancelled)


def test_controls_of_a_run_learn_from_its_pictures_made_to_fit_its_net(monkeypatch) -> None:
    monkeypatch.undo()
    wide = replace(zoo["tiny"], input_shape=(3, 32, 32))
    data = DataChoice(train_size=64, test_size=32)
    setting = Setting("run 1", wide, data, TrainConfig(epochs=1))
    pipe = Pipe()
    request = ExperimentRequest(FIRST_LAYER, (0,), threads=1, setting=setting)
    serve_experiment(pipe, Wanted(Wish.GO_ON), request)
    ended = [event.trial.arm for event in pipe.events if isinstance(event, TrialEnded)]
    assert ended == ["hand-made, frozen", "learned", "hand-made, free", "random, frozen"]
    assert isinstance(pipe.events[-1], ExperimentFinished)


def test_what_a_user_can_mend_is_told_in_its_sentence() -> None:
    (event,) = served("polling").events
    assert isinstance(event, ExperimentFailed)
    assert event.reason.startswith('There is no experiment "polling"')


def test_a_defect_is_told_and_logged(monkeypatch, caplog) -> None:
    def defective(*_arguments: object, **_settings: object) -> object:
        raise ZeroDivisionError("by nothing")

    monkeypatch.setattr(requests, "load_dataset", defective)
    with caplog.at_level(logging.ERROR):
        (event,) = served().events
    assert "a defect (ZeroDivisionError: by nothing)" in event.reason
    assert "the experiment failed" in caplog.text


def test_a_window_that_has_gone_ends_the_experiment(caplog) -> None:
    with caplog.at_level(logging.WARNING):
        assert len(served(stop=False, room=3).events) == 3
    assert "the window has gone" in caplog.text
