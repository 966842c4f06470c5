"""Running an experiment: every arm with every seed, a plain generator of events."""

from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
from time import perf_counter
from typing import TypeAlias

import numpy as np

from filterlab.engine.arrays import FloatArray
from filterlab.errors import FilterLabError
from filterlab.nets import (
    Cancelled,
    EpochEnd,
    Event,
    Failed,
    Network,
    Started,
    Step,
    build,
    evaluate,
    summary,
    train,
)
from filterlab.nets.batches import BatchChange
from filterlab.nets.spec import Conv1d, Conv2d
from filterlab.nets.threads import thread_limiter
from filterlab.nets.training_data import TrainingData
from filterlab.probes.drift import compare_filters
from filterlab.probes.experiments.events import (
    ExperimentCancelled,
    ExperimentEvent,
    ExperimentFailed,
    ExperimentFinished,
    TrialEnded,
    TrialStarted,
    TrialStep,
)
from filterlab.probes.experiments.model import Arm, Experiment, Moved, Trial

# Steps over whose batches the training error is averaged: a single batch says little.
WINDOW = 10
# Looks at the filters on their way, whatever the number of steps.
LOOKS = 60

DataFor: TypeAlias = Callable[[int], TrainingData]


def run_experiment(
    experiment: Experiment,
    data_for: DataFor,
    seeds: Sequence[int] = (0, 1, 2, 3, 4),
    *,
    known: Sequence[Trial] = (),
    should_stop: Callable[[], bool] = lambda: False,
    clock: Callable[[], float] = perf_counter,
    change: BatchChange | None = None,
) -> Generator[ExperimentEvent, None, None]:
    """Train every arm of an experiment with every seed, and judge what comes out.

    The arms take turns, so that a busy moment of the machine falls on all of them.

    Parameters
    ----------
    experiment : Experiment
        The question, such as one of `experiments`.
    data_for : callable
        Gives the pictures of a seed, of which all arms learn. Where each seed has its own, the spread over the seeds
        tells the chance of the pictures too, not only that of the weights.
    seeds : sequence of int
        One trial of each arm for each; at least one, all different.
    known : sequence of Trial
        What an earlier run of the same experiment, which was stopped, has measured already; it is not made again.
    should_stop : callable
        Asked between steps; True ends the experiment as `ExperimentCancelled`.
    clock : callable
        Tells the time in seconds.
    change : callable or None
        How training pictures are changed, see `filterlab.nets.train`.

    Yields
    ------
    ExperimentEvent
        `TrialStarted`, then many `TrialStep` and one `TrialEnded` for each trial, and at last exactly one of
        `ExperimentFinished`, `ExperimentCancelled` and `ExperimentFailed`.

    Raises
    ------
    FilterLabError
        At the first event, if there are no seeds or one is there twice, or the pictures cannot be had.
    """
    if not seeds or len(set(seeds)) != len(seeds):
        raise FilterLabError(
            f"The seeds are {list(seeds)}: give one or more whole numbers, each of them once."
        )
    wanted = {(arm.name, seed) for seed in seeds for arm in experiment.arms}
    trials = [trial for trial in known if (trial.arm, trial.seed) in wanted]
    missing = wanted - {(trial.arm, trial.seed) for trial in trials}
    total = len(wanted)
    for seed in seeds:
        arms = [arm for arm in experiment.arms if (arm.name, seed) in missing]
        if not arms:
            continue
        data = data_for(seed)
        for arm in arms:
            number = len(trials) + 1
            yield TrialStarted(arm=arm.name, seed=seed, number=number, total=total)
            try:
                running = _Running(experiment, arm, seed, data, should_stop, clock, change)
                for step in running.steps():
                    yield replace(step, number=number, total=total)
                trial = running.trial()
            except FilterLabError as error:
                yield ExperimentFailed(reason=f"{arm.name}, seed {seed}: {error}", trials=tuple(trials))
                return
            if trial is None:
                yield ExperimentCancelled(trials=tuple(trials))
                return
            trials.append(trial)
            yield TrialEnded(trial=trial, number=number, total=total)
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
        change: BatchChange | None,
    ) -> None:
        self._experiment = experiment
        self._arm = arm
        self._seed = seed
        self._data = data
        self._net = build(arm.net, np.random.default_rng(seed))
        self._net.set_parameters({**self._net.state, **arm.start})
        self._began = _first_filters(self._net)
        self._should_stop = should_stop
        self._clock = clock
        self._change = change
        self._limit_threads = thread_limiter(arm.config.threads)
        self._is_cancelled = False
        self._errors: deque[float] = deque(maxlen=WINDOW)
        self._now = TrialStep(arm=arm.name, seed=seed, number=0, total=0, step=0, total_steps=0, seconds=0.0)
        self._reached: TrialStep | None = None
        self._test_error = 1.0
        self._way: list[Moved] = []

    def steps(self) -> Iterator[TrialStep]:
        """Train, and yield what can be plotted; FilterLabError if the run fails."""
        config = replace(self._arm.config, seed=self._seed)
        events = train(
            self._net,
            self._data,
            config,
            should_stop=self._should_stop,
            clock=self._clock,
            change=self._change,
        )
        while True:
            asked = self._clock()
            event = next(events, None)
            if event is None:
                return
            step = self._take_in(event, self._clock() - asked)
            if step is not None:
                yield step

    def _take_in(self, event: Event, seconds: float) -> TrialStep | None:
        """Note what an event tells that was ``seconds`` in the making, and say what is worth a point."""
        at_steps = self._experiment.measured_at == "steps"
        match event:
            case Started():
                self._now = replace(self._now, total_steps=event.total_steps)
                self._look_at_filters(0)
            case Step():
                # Other events are no work of the training: measuring, copying, compiling.
                self._errors.append(1 - event.accuracy)
                if (
                    event.step % max(1, self._now.total_steps // LOOKS) == 0
                    or event.step == self._now.total_steps
                ):
                    self._look_at_filters(event.step)
                mean = sum(self._errors) / WINDOW if at_steps and len(self._errors) == WINDOW else None
                return self._at(event.step, self._now.seconds + seconds, mean, None)
            case EpochEnd():
                error = None if at_steps else self._error_on_training_pictures()
                self._test_error = 1 - event.test_accuracy
                return self._at(event.step, self._now.seconds, error, self._test_error)
            case Failed():
                raise FilterLabError(event.reason)
            case Cancelled():
                self._is_cancelled = True
        return None

    def _at(
        self, step: int, seconds: float, training_error: float | None, test_error: float | None
    ) -> TrialStep:
        self._now = replace(
            self._now, step=step, seconds=seconds, training_error=training_error, test_error=test_error
        )
        target = self._experiment.target_error
        is_down = target is not None and training_error is not None and training_error <= target
        if is_down and self._reached is None:
            self._reached = self._now
        return self._now

    def _error_on_training_pictures(self) -> float:
        with self._limit_threads():
            return 1 - evaluate(self._net, self._data.train)[1]

    def trial(self) -> Trial | None:
        """Measure the trained net; None if the trial was stopped before its end."""
        if self._is_cancelled:
            return None
        reached = self._reached
        return Trial(
            arm=self._arm.name,
            seed=self._seed,
            parameters=summary(self._arm.net).params,
            steps=self._now.step,
            seconds=self._now.seconds,
            steps_to_target=None if reached is None else reached.step,
            seconds_to_target=None if reached is None else reached.seconds,
            train_accuracy=1 - self._error_on_training_pictures(),
            test_accuracy=1 - self._test_error,
            drift=None if (moved := self._moved(self._now.step)) is None else moved.angle,
            way=tuple(self._way),
        )

    def _look_at_filters(self, step: int) -> None:
        moved = self._moved(step) if self._experiment.follows_filters else None
        if moved is not None:
            self._way.append(moved)

    def _moved(self, step: int) -> Moved | None:
        """Measure how far the first filters have come; None without filters, or where all are zeros."""
        now = _first_filters(self._net)
        if now is None or self._began is None:
            return None
        angles, distances, _strengths = compare_filters(now, self._began)
        known = np.isfinite(angles) & np.isfinite(distances)
        return (
            Moved(step, float(angles[known].mean()), float(distances[known].mean())) if known.any() else None
        )


def _first_filters(net: Network) -> FloatArray | None:
    """Copy the weights of the first layer with filters; None if there is none."""
    for layer in net.spec.layers:
        if isinstance(layer, Conv1d | Conv2d):
            return net.state[f"{layer.name}.weight"].copy()
    return None
