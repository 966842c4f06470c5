import json
import pickle

import numpy as np
import pytest

from filterlab.nets.events import (
    Cancelled,
    EpochEnd,
    Failed,
    Finished,
    Snapshot,
    Started,
    Step,
    event_as_json_dict,
)
from filterlab.nets.train_config import TrainConfig
from filterlab.nets.zoo import zoo

WEIGHTS = {"conv1.weight": np.zeros((2, 1, 3, 3), np.float32)}
EVENTS = {
    "started": Started(
        net=zoo["tiny"], config=TrainConfig(2), train_size=100, test_size=20, steps_per_epoch=2, total_steps=4
    ),
    "step": Step(step=1, epoch=1, loss=2.3, accuracy=0.125, learning_rate=0.05, seconds=0.5),
    "snapshot": Snapshot(step=1, epoch=1, parameters=WEIGHTS, seconds=0.5),
    "epoch_end": EpochEnd(
        epoch=1, step=2, train_loss=2.0, train_accuracy=0.5, test_loss=1.9, test_accuracy=0.6, seconds=1.0
    ),
    "finished": Finished(step=4, epoch=2, test_loss=0.1, test_accuracy=0.97, parameters=WEIGHTS, seconds=2.0),
    "cancelled": Cancelled(step=3, epoch=2, parameters=WEIGHTS, seconds=1.5),
    "failed": Failed(reason="The loss is no number any more.", step=3, epoch=2, seconds=1.5),
}


@pytest.mark.parametrize("name", EVENTS)
def test_every_event_is_one_line_of_strict_json_without_weights(name):
    line = json.dumps(event_as_json_dict(EVENTS[name]), allow_nan=False)
    assert "\n" not in line
    told = json.loads(line)
    assert told["event"] == name
    assert "parameters" not in told


@pytest.mark.parametrize("name", EVENTS)
def test_every_event_can_be_sent_to_another_process(name):
    copy = pickle.loads(pickle.dumps(EVENTS[name]))
    assert event_as_json_dict(copy) == event_as_json_dict(EVENTS[name])


def test_the_start_tells_the_net_by_name_and_all_settings_as_they_will_be_used():
    told = event_as_json_dict(EVENTS["started"])
    assert told["net"] == "tiny"
    assert told["total_steps"] == 4
    assert told["config"]["epochs"] == 2
    assert told["config"]["learning_rate"] == 0.05


def test_numbers_json_has_no_word_for_are_told_as_nothing():
    step = Step(step=1, epoch=1, loss=float("nan"), accuracy=0.1, learning_rate=float("inf"), seconds=0.0)
    told = event_as_json_dict(step)
    assert told["loss"] is None
    assert told["learning_rate"] is None


def test_a_failure_needs_only_its_reason():
    assert Failed(reason="The process died.").step == 0


@pytest.mark.parametrize("name", EVENTS)
def test_a_printed_event_is_one_line_without_arrays(name):
    line = repr(EVENTS[name])
    assert "\n" not in line
    assert "array(" not in line
    assert "conv1.weight" not in line
