import json
import pickle
import re
from dataclasses import replace
from itertools import count

import numpy as np
import pytest

from filterlab.errors import FilterLabError
from filterlab.nets.diagnostics import LayerNorms
from filterlab.nets.evaluation import Misclassified, Report
from filterlab.nets.events import Cancelled, EpochEnd, Failed, Finished, Snapshot, Started, Step
from filterlab.nets.network import build
from filterlab.nets.spec import BatchNorm, Conv2d, Dropout, Flatten, Linear, MaxPool2d, NetSpec, ReLU
from filterlab.nets.train_config import TrainConfig
from filterlab.nets.training import train
from filterlab.nets.training_state import TrainingState, random_state_text, set_random_state

DROPPING = NetSpec(
    "dropping",
    (1, 8, 8),
    (
        Conv2d("conv1", 4, 3),
        ReLU("relu1"),
        MaxPool2d("pool1", 2),
        Flatten("flatten"),
        Dropout("drop1", 0.4),
        Linear("fc1", 2),
    ),
)
# 200 pictures in batches of 45 are five steps an epoch, the last of 20 pictures.
BASE = TrainConfig(epochs=3, batch_size=45, snapshot_every=1, seed=6, threads=1)
NORMAL = replace(
    DROPPING, layers=(DROPPING.layers[0], BatchNorm("bn1"), *DROPPING.layers[1:4], DROPPING.layers[5])
)
CASES = {
    "plain descent": (DROPPING, replace(BASE, momentum=0.0, schedule="constant")),
    "momentum and cosine": (DROPPING, BASE),
    "nesterov and decay": (DROPPING, replace(BASE, nesterov=True, weight_decay=1e-3)),
    "adam": (DROPPING, replace(BASE, optimizer="adam")),
    "batch norm and one cycle": (NORMAL, replace(BASE, schedule="one-cycle")),
    "smoothing and steps": (DROPPING, replace(BASE, schedule="step", label_smoothing=0.1)),
    "early stopping": (
        NORMAL,
        replace(BASE, epochs=6, learning_rate=0.1, schedule="constant", patience=1, optimizer="adam"),
    ),
    "a frozen layer": (DROPPING, replace(BASE, frozen=("conv1",))),
    "without diagnostics": (NORMAL, replace(BASE, diagnostics=False)),
}


def run(case, bars, *, resume=None, stop_after=None):
    """The events of a run in a fresh net, which is asked to stop after so many steps."""
    spec, config = CASES[case]
    questions = count()
    should_stop = (lambda: next(questions) >= stop_after) if stop_after is not None else (lambda: False)
    # Other weights than the run began with: those that count come with the state.
    net = build(spec, np.random.default_rng(11 if resume is None else 12))
    return net, list(train(net, bars, config, should_stop=should_stop, clock=lambda: 0.0, resume=resume))


def told(events):
    """What events say, to the last bit, in a form that can be compared."""
    return [tuple(comparable(value) for value in vars(event).values()) for event in events]


def comparable(value):
    if isinstance(value, TrainingState):
        return comparable(value.to_plain())
    if isinstance(value, Report | Misclassified | LayerNorms):
        return told([value])
    if isinstance(value, tuple):
        return [comparable(entry) for entry in value]
    if hasattr(value, "items"):
        return [(name, comparable(entry)) for name, entry in value.items()]
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.shape, value.tobytes()
    return value


def stored(state):
    """The state as it comes back from a file: text and bytes."""
    plain = state.to_plain()
    arrays = {name: value for name, value in plain.items() if isinstance(value, np.ndarray)}
    text = json.dumps({name: value for name, value in plain.items() if name not in arrays}, allow_nan=False)
    copies = {
        name: np.frombuffer(array.tobytes(), array.dtype).reshape(array.shape)
        for name, array in arrays.items()
    }
    return TrainingState.from_plain({**json.loads(text), **copies})


@pytest.mark.parametrize("case", CASES)
def test_a_run_taken_up_after_any_snapshot_goes_on_bit_for_bit(case, bars):
    net, events = run(case, bars)
    assert isinstance(events[-1], Finished)
    for place, event in enumerate(events):
        if isinstance(event, Snapshot):
            again, later = run(case, bars, resume=stored(event.state))
            assert told(later[1:]) == told(events[place + 1 :])
            assert later[0] == replace(events[0], step=event.step)
            for name, array in net.state.items():
                np.testing.assert_array_equal(again.state[name], array, strict=True)


@pytest.mark.parametrize("case", CASES)
def test_a_run_stopped_again_and_again_ends_as_if_it_had_not_been(case, bars):
    _, undisturbed = run(case, bars)
    rng = np.random.default_rng(3)
    heard, resume = [], None
    while True:
        _, events = run(case, bars, resume=resume, stop_after=int(rng.integers(1, 5)))
        heard += events
        if isinstance(events[-1], Finished):
            break
        assert isinstance(events[-1], Cancelled)
        resume = stored(events[-1].state)
    for kind in (Step, EpochEnd, Finished):
        assert told(event for event in heard if isinstance(event, kind)) == told(
            event for event in undisturbed if isinstance(event, kind)
        )


def test_the_case_of_early_stopping_stops_early(bars):
    _, events = run("early stopping", bars)
    assert events[-1].epoch < 6


def test_a_snapshot_sent_to_another_process_carries_its_weights_once(bars):
    _, events = run("plain descent", bars)
    snapshot = next(event for event in events if isinstance(event, Snapshot))
    sizes = [len(pickle.dumps(one)) for one in (snapshot, replace(snapshot, state=None))]
    assert sizes[0] < sizes[1] + 1500
    again = pickle.loads(pickle.dumps(snapshot))
    assert comparable(again.state) == comparable(snapshot.state)


def test_seconds_go_on_where_they_were(bars):
    spec, config = CASES["adam"]
    first = list(train(build(spec, np.random.default_rng(1)), bars, config))
    kept = next(event.state for event in first if isinstance(event, Snapshot) and event.step == 4)
    ticks = count(1000)
    later = list(
        train(build(spec, np.random.default_rng(1)), bars, config, clock=lambda: next(ticks), resume=kept)
    )
    assert later[1].seconds == pytest.approx(kept.seconds + 1)


def test_a_state_shares_its_snapshots_weights_and_cannot_be_changed(bars):
    _, events = run("adam", bars)
    snapshot = next(event for event in events if isinstance(event, Snapshot) and event.step == 2)
    assert snapshot.state.parameters is snapshot.parameters
    for array in (*snapshot.parameters.values(), *snapshot.state.optimiser.values()):
        assert not array.flags.writeable


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda case: replace(case, epochs=1), "step 7"),
        (lambda case: replace(case, batch_size=30), "step 7"),
        (lambda case: replace(case, optimizer="sgd"), "optimiser's memory"),
        (lambda case: replace(case, frozen=("fc1",)), "optimiser's memory"),
        (lambda case: replace(case, patience=2), "step 7"),
    ],
)
def test_a_state_of_a_run_with_other_settings_is_refused(change, words, bars):
    spec, config = CASES["adam"]
    _, events = run("adam", bars)
    state = next(event.state for event in events if isinstance(event, Snapshot) and event.step == 7)
    with pytest.raises(FilterLabError, match=words):
        next(train(build(spec, np.random.default_rng(1)), bars, change(config), resume=state))


def test_a_state_of_another_net_is_refused(bars):
    spec, config = CASES["adam"]
    _, events = run("adam", bars)
    other = replace(spec, layers=(Conv2d("conv1", 5, 3), *spec.layers[1:]))
    with pytest.raises(FilterLabError, match=r"conv1\.weight"):
        next(train(build(other, np.random.default_rng(1)), bars, config, resume=events[1].state))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("step", None),
        ("step", -1),
        ("step", 1.5),
        ("step", True),
        ("loss_sum", float("nan")),
        ("loss_sum", "3"),
        ("order_rng", 7),
        ("parameters/conv1.weight", [1, 2]),
        ("optimiser/step", np.array(["a"])),
        ("colour", 3),
    ],
)
def test_a_damaged_state_is_refused_by_name(name, value, bars):
    _, events = run("adam", bars)
    plain = {**events[1].state.to_plain(), name: value}
    with pytest.raises(FilterLabError, match=re.escape(f'"{name}"')):
        TrainingState.from_plain(plain)


def test_a_generator_goes_on_where_it_was_even_within_a_number():
    rng, twin = np.random.default_rng(5), np.random.default_rng(6)
    rng.random(3, dtype=np.float32)
    set_random_state(twin, random_state_text(rng))
    np.testing.assert_array_equal(rng.random(9, dtype=np.float32), twin.random(9, dtype=np.float32))
    with pytest.raises(FilterLabError, match="random generator"):
        set_random_state(twin, "pcg64 xyz 1 0 0")


def test_a_run_that_fails_keeps_what_came_before(bars):
    spec, config = CASES["momentum and cosine"]
    wild = replace(config, learning_rate=1e25, epochs=40)
    events = list(train(build(spec, np.random.default_rng(1)), bars, wild))
    assert isinstance(events[0], Started)
    assert isinstance(events[-1], Failed)
    for event in events:
        if isinstance(event, Snapshot):
            assert all(np.isfinite(array).all() for array in event.parameters.values())
