"""What one experiment has told so far, now or in an earlier session."""

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
    from collections.abc import Sequence

    from filterlab.probes.experiments import Experiment, ExperimentEvent, ExperimentRequest, Finding, Trial
    from filterlab.project.store import TrialRecord


class Outcome:
    """Collect the events of an experiment.

    Attributes
    ----------
    experiment : Experiment
        Which one.
    request : ExperimentRequest or None
        What was asked for; None where nothing was.
    began : float
        When, in seconds since 1970.
    number : int or None
        Its number in the project's file; None where it is not kept.
    curves : Curves
        Its curves.
    trials : list of Trial
        What is over.
    place : TrialStarted, TrialStep or None
        Where it is; None before its first trial.
    last : ExperimentFinished, ExperimentCancelled, ExperimentFailed or None
        How it ended; None while it runs, and before.
    """

    def __init__(
        self,
        experiment: Experiment,
        request: ExperimentRequest | None = None,
        began: float = 0.0,
        number: int | None = None,
    ) -> None:
        """Start empty."""
        self.experiment = experiment
        self.request, self.began, self.number = request, began, number
        self.curves = Curves(experiment.curve)
        self.trials: list[Trial] = []
        self.place: TrialStarted | TrialStep | None = None
        self.last: ExperimentFinished | ExperimentCancelled | ExperimentFailed | None = None

    def restore(self, records: Sequence[TrialRecord], reason: str) -> None:
        """Take in the trials that are over of an experiment that runs no more; ``reason`` says why one failed."""
        wanted = set(self._wanted)
        for record in records:
            trial = record.trial
            if (trial.arm, trial.seed) in wanted:
                wanted.discard((trial.arm, trial.seed))
                self.trials.append(trial)
                self.curves.add(trial.arm, record.steps, record.errors)
        trials = tuple(self.trials)
        if not wanted and trials:
            # Judged anew: a finding is words, and those of the present program.
            self.last = ExperimentFinished(
                finding=self.experiment.judge(self.experiment, trials), trials=trials
            )
        elif reason:
            self.last = ExperimentFailed(reason=reason, trials=trials)
        else:
            self.last = ExperimentCancelled(trials=trials)

    def go_on(self) -> None:
        """Expect more events after the last one."""
        self.place = self.last = None

    def take_in(self, event: ExperimentEvent) -> None:
        """Take in the next event."""
        self.curves.take_in(event)
        match event:
            case TrialStarted() | TrialStep():
                self.place = event
            case TrialEnded():
                self.trials.append(event.trial)
            case _:
                self.last = event

    @property
    def can_go_on(self) -> bool:
        """Whether it ended before all trials were over."""
        return self.request is not None and self.last is not None and self.finding is None

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
            return len(self.trials) / max(1, len(self._wanted))
        steps = place.step / place.total_steps if isinstance(place, TrialStep) else 0.0
        return (place.number - 1 + steps) / place.total

    @property
    def _wanted(self) -> list[tuple[str, int]]:
        """The arm and the seed of every trial that was asked for."""
        seeds = self.request.seeds if self.request is not None else ()
        return [(arm.name, seed) for seed in seeds for arm in self.experiment.arms]
