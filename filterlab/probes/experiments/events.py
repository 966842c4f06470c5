"""What an experiment tells while it runs; the last event is always Finished, Cancelled or Failed."""

from dataclasses import dataclass
from typing import TypeAlias

from filterlab.probes.experiments.findings import Finding
from filterlab.probes.experiments.model import Trial


@dataclass(frozen=True, kw_only=True)
class TrialStarted:
    """An arm begins with a seed: trial ``number`` (from 1 on) of ``total``."""

    arm: str
    seed: int
    number: int
    total: int


@dataclass(frozen=True, kw_only=True)
class TrialStep:
    """A trial has made a step, or has been measured at the end of an epoch.

    Attributes
    ----------
    arm, seed, number, total
        As of its `TrialStarted`.
    step, total_steps
        Steps made so far, and how many there will be.
    seconds
        What the steps have taken; measuring is not counted.
    training_error, test_error
        In [0, 1], dropout switched off but for a training error measured at steps; None where it was not measured.
    """

    arm: str
    seed: int
    number: int
    total: int
    step: int
    total_steps: int
    seconds: float
    training_error: float | None = None
    test_error: float | None = None


@dataclass(frozen=True, kw_only=True)
class TrialEnded:
    """A trial is over."""

    trial: Trial
    number: int
    total: int


@dataclass(frozen=True, kw_only=True)
class ExperimentFinished:
    """All trials are over, and this is what they say."""

    finding: Finding
    trials: tuple[Trial, ...]


@dataclass(frozen=True, kw_only=True)
class ExperimentCancelled:
    """The experiment was asked to stop; the trials that were over by then."""

    trials: tuple[Trial, ...]


@dataclass(frozen=True, kw_only=True)
class ExperimentFailed:
    """A trial could not go on; ``reason`` says in words which and why."""

    reason: str
    trials: tuple[Trial, ...]


ExperimentEvent: TypeAlias = (
    TrialStarted | TrialStep | TrialEnded | ExperimentFinished | ExperimentCancelled | ExperimentFailed
)
