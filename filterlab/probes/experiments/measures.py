"""Figures of trials: those of an arm over its seeds, and those of two arms seed by seed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from filterlab.probes.experiments.band import band_of
from filterlab.probes.experiments.estimates import Estimate, Quantity, estimate_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from filterlab.probes.experiments.band import Band
    from filterlab.probes.experiments.model import Experiment, Trial

    Measure = Callable[[Trial], float | None]


def over_seeds(trials: Sequence[Trial], arm: str, name: str, unit: str, measure: Measure) -> Quantity:
    """Collect what an arm measures with each seed."""
    found = [measure(trial) for trial in trials if trial.arm == arm]
    values = tuple(value for value in found if value is not None)
    return Quantity(arm, name, unit, values, len(found) - len(values))


def speeds(experiment: Experiment, trials: Sequence[Trial]) -> tuple[Quantity, ...]:
    """Collect steps and then seconds to the target of the first two arms."""
    name = f"{100 * (experiment.target_error or 0):g} % training error"
    arms = [arm.name for arm in experiment.arms[:2]]
    steps = (
        over_seeds(trials, arm, f"steps to {name}", "steps", lambda t: t.steps_to_target) for arm in arms
    )
    seconds = (
        over_seeds(trials, arm, f"seconds to {name}", "s", lambda t: t.seconds_to_target) for arm in arms
    )
    return (*steps, *seconds)


def arm_test_errors(experiment: Experiment, trials: Sequence[Trial]) -> tuple[Quantity, ...]:
    """Collect the test errors of all arms, in percent."""
    return tuple(over_seeds(trials, arm.name, "test error", "%", error_in_percent) for arm in experiment.arms)


def accuracy_table(experiment: Experiment, trials: Sequence[Trial]) -> tuple[Quantity, ...]:
    """Collect the test accuracies of all arms, in percent: a table of arms and seeds, with mean and spread."""
    return tuple(
        over_seeds(trials, arm.name, "test accuracy", "%", lambda trial: 100 * trial.test_accuracy)
        for arm in experiment.arms
    )


def arm_drifts(experiment: Experiment, trials: Sequence[Trial]) -> tuple[Quantity, ...]:
    """Collect how far the first filters of all arms have turned from where they began; none if it is not known."""
    if not all(trial.drift is not None for trial in trials):
        return ()
    name = "turn of the first filters"
    return tuple(
        over_seeds(trials, arm.name, name, "°", lambda trial: trial.drift) for arm in experiment.arms
    )


def drift_bands(
    experiment: Experiment, trials: Sequence[Trial], measure: Literal["angle", "distance"]
) -> dict[str, Band]:
    """Return how far the first filters of each arm have come at every step, the mean over the seeds and their spread.

    Arms of which no trial was followed are left out. Angles are in degrees, distances parts of the original's length.
    """
    bands: dict[str, Band] = {}
    for arm in experiment.arms:
        ways = [trial.way for trial in trials if trial.arm == arm.name and trial.way]
        band = band_of(
            [
                (
                    np.array([moved.step for moved in way], np.float64),
                    np.array([getattr(moved, measure) for moved in way], np.float64),
                )
                for way in ways
            ]
        )
        if band is not None:
            bands[arm.name] = band
    return bands


def error_in_percent(trial: Trial) -> float:
    """Return the test error in percent."""
    return 100 * (1 - trial.test_accuracy)


def gap(trial: Trial) -> float:
    """Return how far the test error lies above the training error, in percentage points."""
    return 100 * (trial.train_accuracy - trial.test_accuracy)


def ratios(trials: Sequence[Trial], first: str, second: str, measure: Measure) -> list[float]:
    """Divide the second arm's figure by the first's, seed by seed, where both have one."""
    return [b / a for a, b in _paired(trials, first, second, measure) if a > 0 and b > 0]


def difference(
    trials: Sequence[Trial], first: str, second: str, measure: Callable[[Trial], float]
) -> Estimate:
    """Estimate by how much the first arm's figure lies above the second's, seed by seed."""
    return estimate_mean([a - b for a, b in _paired(trials, first, second, measure)])


def _paired(trials: Sequence[Trial], first: str, second: str, measure: Measure) -> list[tuple[float, float]]:
    by_seed = {(trial.arm, trial.seed): measure(trial) for trial in trials}
    seeds = dict.fromkeys(trial.seed for trial in trials)
    pairs = ((by_seed.get((first, seed)), by_seed.get((second, seed))) for seed in seeds)
    return [(a, b) for a, b in pairs if a is not None and b is not None]
