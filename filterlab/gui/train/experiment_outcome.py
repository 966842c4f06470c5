"""What one experiment has told so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from filterlab.probes.experiments import (
    Curves,
    ExperimentCancelled,
    ExperimentFailed,
    ExperimentFinished,
    TrialEnded,
    TrialStarted,
    TrialStep,
)

if TYPE_CHECKING:
    from filterlab.probes.experiments import Experiment, ExperimentEvent, Finding


class Outcome:
    """Collect the events of an experiment.

    Attributes
    ----------
    experiment : Experiment
        Which one.
    curves : Curves
        Its curves.
    place : TrialStarted, TrialStep or None
        Where it is; None before its first trial.
    last : ExperimentFinished, ExperimentCancelled, ExperimentFailed or None
        How it ended; None while it runs, and before.
    """

    def __init__(self, experiment: Experiment) -> None:
        """Start empty."""
        self.experiment = experiment
        self.curves = Curves(experiment.curve)
        self.place: TrialStarted | TrialStep | None = None
        self.last: ExperimentFinished | ExperimentCancelled | ExperimentFailed | None = None

    def take_in(self, event: ExperimentEvent) -> None:
        """Take in the next event."""
        self.curves.take_in(event)
        match event:
            case TrialStarted() | TrialStep():
                self.place = event
            case TrialEnded():
                pass
            case _:
                self.last = event

    @property
    def finding(self) -> Finding | None:
        """What was found, once it is."""
        return self.last.finding if isinstance(self.last, ExperimentFinished) else None

    @property
    def share(self) -> float:
        """Which share of all trials is done, in [0, 1]."""
        place = self.place
        if self.finding is not None:
            return 1.0
        if place is None:
            return 0.0
        steps = place.step / place.total_steps if isinstance(place, TrialStep) else 0.0
        return (place.number - 1 + steps) / place.total
