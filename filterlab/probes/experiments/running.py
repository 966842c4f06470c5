"""Running an experiment: every arm with every seed, a plain generator of events."""

from collections import deque
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np

from filterlab.errors import FilterLabError
from filterlab.nets import (
    Cancelled,
    EpochEnd,
    Failed,
    Finished,
    Network,
    Snapshot,
    Started,
    Step,
    build,
    evaluate,
    summary,
    train,
)
from filterlab.nets.training_data import Pictures, TrainingData
from filterlab.probes.experiments.events import (
    ExperimentCancelled,
    ExperimentEvent,
    ExperimentFailed,
    ExperimentFinished,
    TrialEnded,
    TrialStarted,
    TrialStep,
)
from filterlab.probes.experiments.model import Arm, Experiment, Trial

# Steps over whose batches the training error is averaged: a single batch says little.
_WINDOW = 10


@dataclass(frozen=True, eq=False)
class _Pictures:
    """The first so many pictures of others."""

    images: np.ndarray
    labels: np.ndarray


@dataclass(frozen=True, eq=False)
class _Data:
    """Fewer pictures to learn from, all to test with."""

    train: Pictures
    test: Pictures


def run_experiment(
    experiment: Experiment,
    dataset: TrainingData,
    seeds: Sequence[int] = (0, 1, 2),
    *,
    should_stop: Callable[[], bool] = lambda: False,
    clock: Callable[[], float] = perf_counter,
) -> Generator[ExperimentEvent, None, None]:
    """Train every arm of an experiment with every seed, and judge what comes out.

    The arms take turns, so that a busy moment of the machine falls on all of them.

    Parameters
    ----------
    experiment : Experiment
        The question, such as one of `experiments`.
    dataset : TrainingData
        What the nets learn from.
    seeds : sequence of int
        One trial of each arm for each; at least one, all different.
    should_stop : callable
        Asked between steps; True ends the experiment as `ExperimentCancelled`.
    clock : callable
        Tells the time in seconds.

    Yields
    ------
    ExperimentEvent
        `TrialStarted`, then many `TrialStep` and one `TrialEnded` for each trial, and at last exactly one of
        `ExperimentFinished`, `ExperimentCancelled` and `ExperimentFailed`.

    Raises
    ------
    FilterLabError
        At the first event, if there are no seeds or one is there twice.
    """
    if not seeds or len(set(seeds)) != len(seeds):
        raise FilterLabError(
            f"The seeds are {list(seeds)}: give one or more whole numbers, each of them once."
        )
    data = _fewer(dataset, experiment.train_size)
    trials: list[Trial] = []
    plan = [(seed, arm) for seed in seeds for arm in experiment.arms]
    for number, (seed, arm) in enumerate(plan, start=1):
        yield TrialStarted(arm=arm.name, seed=seed, number=number, total=len(plan))
        running = _Running(experiment, arm, seed, data, should_stop, clock)
        try:
            for event in running.events():
                yield TrialStep(
                    arm=arm.name,
                    seed=seed,
                    number=number,
                    total=len(plan),
                    total_steps=running.total_steps,
                    event=event,
                )
            trial = running.trial()
        except FilterLabError as error:
            yield ExperimentFailed(reason=f"{arm.name}, seed {seed}: {error}", trials=tuple(trials))
            return
        if trial is None:
            yield ExperimentCancelled(trials=tuple(trials))
            return
        trials.append(trial)
        yield TrialEnded(trial=trial, number=number, total=len(plan))
    yield ExperimentFinished(finding=experiment.judge(experiment, trials), trials=tuple(trials))


class _Running:
    """One trial under way."""

    def __init__(
        self,
        experiment: Experiment,
        arm: Arm,
        seed: int,
        data: TrainingData,
        should_stop: Callable[[], bool],
        clock: Callable[[], float],
    ) -> None:
        self._experiment = experiment
        self._arm = arm
        self._seed = seed
        self._data = data
        self._should_stop = should_stop
        self._clock = clock
        self._net: Network | None = None
        self._last: Step | None = None
        self._reached: Step | None = None
        self._is_cancelled = False
        self._began = 0.0
        self.total_steps = 0

    def events(self) -> Generator[Step | EpochEnd, None, None]:
        """Train, and yield what can be plotted; FilterLabError if the run fails."""
        self._net = net = build(self._arm.net, np.random.default_rng(self._seed))
        net.set_parameters({**net.state, **self._arm.start})
        config = replace(self._arm.config, seed=self._seed)
        errors: deque[float] = deque(maxlen=_WINDOW)
        for event in train(net, self._data, config, should_stop=self._must_stop, clock=self._clock):
            match event:
                case Started():
                    self.total_steps = event.total_steps
                case Snapshot(step=0):
                    # Before it, kernels may have been compiled.
                    self._began = event.seconds
                case Step():
                    self._last = event
                    errors.append(1 - event.accuracy)
                    self._notice_target(event, errors)
                    yield event
                case EpochEnd():
                    yield event
                case Failed():
                    raise FilterLabError(event.reason)
                case Cancelled():
                    self._is_cancelled = not self._is_at_target
                case Finished():
                    self._is_cancelled = False

    def trial(self) -> Trial | None:
        """Measure the trained net; None if the trial was stopped before its end."""
        if self._is_cancelled or self._net is None or self._last is None:
            return None
        reached = self._reached
        return Trial(
            arm=self._arm.name,
            seed=self._seed,
            parameters=summary(self._arm.net).params,
            steps=self._last.step,
            seconds=self._last.seconds - self._began,
            steps_to_target=None if reached is None else reached.step,
            seconds_to_target=None if reached is None else reached.seconds - self._began,
            train_accuracy=evaluate(self._net, self._data.train)[1],
            test_accuracy=evaluate(self._net, self._data.test)[1],
        )

    @property
    def _is_at_target(self) -> bool:
        return self._experiment.stops_at_target and self._reached is not None

    def _must_stop(self) -> bool:
        return self._is_at_target or self._should_stop()

    def _notice_target(self, step: Step, errors: deque[float]) -> None:
        target = self._experiment.target_error
        is_down = target is not None and len(errors) == _WINDOW and sum(errors) / _WINDOW <= target
        if is_down and self._reached is None:
            self._reached = step


def _fewer(dataset: TrainingData, size: int | None) -> TrainingData:
    pictures = dataset.train
    return _Data(_Pictures(pictures.images[:size], pictures.labels[:size]), dataset.test)
