from dataclasses import dataclass, replace
from itertools import count, pairwise

import numpy as np
import pytest

from filterlab.errors import FilterLabError
from filterlab.nets import NetSpec, TrainConfig, build
from filterlab.nets.spec import Conv2d, Dropout, Flatten, Linear, ReLU
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
    method="One step after the other.",
    judge=judge_speed,
    curve="training error",
    train_size=200,
    test_size=60,
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
    return list(run_experiment(experiment, lambda _seed: dataset, seeds, **settings))


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
    assert events[-1].finding.measured.value > 1


def test_progress_is_told_step_by_step(dataset):
    events = run(EXPERIMENT, dataset, seeds=(0,))
    steps = [event for event in events if isinstance(event, TrialStep) and event.arm == "fast"]
    assert steps[0].total_steps == 60
    assert [one.step for one in steps if one.test_error is None] == list(range(1, 61))
    assert [one.step for one in steps if one.test_error is not None] == [10, 20, 30, 40, 50, 60]
    assert [one.step for one in steps if one.training_error is not None] == list(range(10, 61))


def test_a_training_error_measured_at_epochs_is_that_of_the_net_without_dropout(dataset):
    layers = (Flatten("flatten"), Dropout("drop", 0.9), Linear("fc1", 2))
    spec = NetSpec("forgetful", (1, 6, 6), layers)
    arms = (Arm("forgetful", spec, CONFIG), EXPERIMENT.arms[1])
    events = run(replace(EXPERIMENT, arms=arms, measured_at="epochs"), dataset, seeds=(0,))
    steps = [event for event in events if isinstance(event, TrialStep) and event.arm == "forgetful"]
    assert [one.step for one in steps if one.training_error is not None] == [10, 20, 30, 40, 50, 60]
    trial = events[-1].trials[0]
    assert steps[-1].training_error == pytest.approx(1 - trial.train_accuracy)
    assert trial.steps_to_target in (10, 20, 30, 40, 50, 60)


def test_seconds_are_those_of_the_steps_alone(dataset):
    """Whoever reads the events takes longer than every step: that is no time of the training."""
    ticks = count()
    events = []
    for event in run_experiment(EXPERIMENT, lambda _seed: dataset, (0,), clock=lambda: float(next(ticks))):
        events.append(event)
        next(ticks)
    steps = [event for event in events if isinstance(event, TrialStep)]
    each = {b.seconds - a.seconds for a, b in pairwise(steps) if b.step == a.step + 1}
    assert len(each) == 1
    assert all(a.seconds == b.seconds for a, b in pairwise(steps) if b.step == a.step)


def test_each_seed_has_pictures_of_its_own(dataset):
    asked = []

    def draw(seed):
        asked.append(seed)
        return dataset

    list(run_experiment(EXPERIMENT, draw, (3, 5)))
    assert asked == [3, 5]


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
        next(run_experiment(EXPERIMENT, lambda _seed: dataset, seeds))
