from dataclasses import dataclass, replace
from itertools import count

import numpy as np
import pytest

from filterlab.errors import FilterLabError
from filterlab.nets import EpochEnd, NetSpec, Step, TrainConfig, build
from filterlab.nets.spec import Conv2d, Flatten, Linear, ReLU
from filterlab.probes.experiments import (
    Arm,
    Claim,
    Experiment,
    ExperimentCancelled,
    ExperimentFailed,
    ExperimentFinished,
    TrialEnded,
    TrialStarted,
    TrialStep,
    run_experiment,
)
from filterlab.probes.experiments.findings import judge_speed

SPEC = NetSpec(
    "halves", (1, 6, 6), (Conv2d("conv1", 2, 3), ReLU("relu1"), Flatten("flatten"), Linear("fc1", 2))
)
CONFIG = TrainConfig(epochs=6, batch_size=20, learning_rate=0.1, schedule="constant", threads=1)
SLOW = replace(CONFIG, learning_rate=0.01)
EXPERIMENT = Experiment(
    name="rates",
    title="Fast against slow",
    question="How much longer does a lower rate take?",
    arms=(Arm("fast", SPEC, CONFIG), Arm("slow", SPEC, SLOW)),
    claim=Claim("ten times as long", "nobody", 10.0),
    judge=judge_speed,
    target_error=0.1,
)


@dataclass(frozen=True)
class Split:
    images: np.ndarray
    labels: np.ndarray


@dataclass(frozen=True)
class Dataset:
    train: Split
    test: Split


def halves(size):
    """Noise that is brighter above (class 0) or below (class 1)."""
    rng = np.random.default_rng(size)
    labels = rng.integers(0, 2, size)
    images = rng.random((size, 1, 6, 6), dtype=np.float32) * np.float32(0.5)
    for image, label in zip(images, labels, strict=True):
        image[0, 3 * label : 3 * label + 3] += 0.5
    return Split(images, labels)


@pytest.fixture
def dataset():
    return Dataset(halves(200), halves(60))


def run(experiment, dataset, seeds=(0, 1), **settings):
    return list(run_experiment(experiment, dataset, seeds, **settings))


def test_every_arm_is_trained_with_every_seed_in_turns(dataset):
    events = run(EXPERIMENT, dataset)
    started = [event for event in events if isinstance(event, TrialStarted)]
    assert [(one.arm, one.seed) for one in started] == [("fast", 0), ("slow", 0), ("fast", 1), ("slow", 1)]
    assert [one.number for one in started] == [1, 2, 3, 4]
    ended = [event.trial for event in events if isinstance(event, TrialEnded)]
    assert [one.arm for one in ended] == ["fast", "slow", "fast", "slow"]
    assert all(one.steps == 60 for one in ended)
    assert isinstance(events[-1], ExperimentFinished)
    assert events[-1].trials == tuple(ended)
    assert events[-1].finding.measured > 1


def test_progress_is_told_step_by_step(dataset):
    events = run(EXPERIMENT, dataset, seeds=(0,))
    steps = [event for event in events if isinstance(event, TrialStep) and event.arm == "fast"]
    assert sum(isinstance(one.event, Step) for one in steps) == steps[0].total_steps == 60
    assert sum(isinstance(one.event, EpochEnd) for one in steps) == 6


def test_a_trial_that_may_stop_at_its_target_does(dataset):
    events = run(replace(EXPERIMENT, stops_at_target=True), dataset, seeds=(0,))
    fast = next(event.trial for event in events if isinstance(event, TrialEnded))
    assert fast.steps == fast.steps_to_target < 60
    assert isinstance(events[-1], ExperimentFinished)


def test_a_target_that_is_never_reached_is_told_as_such(dataset):
    still = Arm("still", SPEC, replace(CONFIG, learning_rate=1e-9))
    finished = run(replace(EXPERIMENT, arms=(EXPERIMENT.arms[0], still)), dataset, seeds=(0,))[-1]
    assert finished.trials[1].steps_to_target is None
    assert finished.finding.measured is None
    assert "never" in finished.finding.sentence


def test_the_same_seeds_give_the_same_figures(dataset):
    first, second = (run(EXPERIMENT, dataset, clock=lambda: 0.0)[-1] for _ in range(2))
    assert first == second


def test_an_arm_begins_with_the_weights_it_is_given_and_draws_the_others(dataset):
    start = {"conv1.weight": np.full((2, 1, 3, 3), 0.25, np.float32)}
    frozen = replace(CONFIG, frozen=("conv1",), epochs=1)
    experiment = replace(EXPERIMENT, arms=(Arm("given", SPEC, frozen, start), EXPERIMENT.arms[1]))
    given = run(experiment, dataset, seeds=(0,), clock=lambda: 0.0)[-1].trials[0]
    other = run(
        replace(experiment, arms=(Arm("given", SPEC, frozen), EXPERIMENT.arms[1])),
        dataset,
        (0,),
        clock=lambda: 0.0,
    )[-1].trials[0]
    assert given != other
    assert given.parameters == sum(
        array.size for array in build(SPEC, np.random.default_rng(0)).parameters.values()
    )


def test_few_pictures_are_learned_from_if_the_experiment_says_so(dataset):
    trial = run(replace(EXPERIMENT, train_size=40), dataset, seeds=(0,))[-1].trials[0]
    assert trial.steps == 12


@pytest.mark.parametrize("asked", [1, 70, 100])
def test_an_experiment_asked_to_stop_ends_once_with_the_trials_that_were_over(dataset, asked):
    questions = count()
    events = run(EXPERIMENT, dataset, should_stop=lambda: next(questions) >= asked)
    assert isinstance(events[-1], ExperimentCancelled)
    assert len(events[-1].trials) == sum(isinstance(event, TrialEnded) for event in events)
    assert not any(isinstance(event, ExperimentFinished) for event in events)


def test_a_trial_that_fails_ends_the_experiment_and_is_named(dataset):
    wild = Arm("wild", SPEC, replace(CONFIG, learning_rate=1e30))
    events = run(replace(EXPERIMENT, arms=(EXPERIMENT.arms[0], wild)), dataset)
    assert isinstance(events[-1], ExperimentFailed)
    assert events[-1].reason.startswith("wild, seed 0: ")
    assert len(events[-1].trials) == 1


@pytest.mark.parametrize("seeds", [(), (1, 1)])
def test_seeds_that_are_none_are_refused(dataset, seeds):
    with pytest.raises(FilterLabError, match="seeds"):
        next(run_experiment(EXPERIMENT, dataset, seeds))
