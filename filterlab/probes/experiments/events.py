"""What an experiment tells while it runs; the last event is always Finished, Cancelled or Failed."""

from dataclasses import dataclass
from typing import TypeAlias

from filterlab.nets import EpochEnd, Step
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
    """A trial has made a step or ended an epoch, of ``total_steps`` at most."""

    arm: str
    seed: int
    number: int
    total: int
    total_steps: int
    event: Step | EpochEnd


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
