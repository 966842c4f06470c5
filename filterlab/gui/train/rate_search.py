"""Looks for a learning rate off the UI thread: a trial run whose steps can be watched and stopped."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from filterlab.data import batch_change
from filterlab.errors import FilterLabError
from filterlab.gui.jobs import NewestWins
from filterlab.gui.train.course import Course
from filterlab.nets import RateFound, RateTried, build, find_learning_rate
from filterlab.project.runs import load_fitting_dataset

if TYPE_CHECKING:
    from filterlab.project import TrainingRequest

POLL_MS = 100
STEPS = 100


@dataclass(frozen=True, eq=False)
class RateTrial:
    """One trial: what is trained, and what its worker has told so far.

    Attributes
    ----------
    request : TrainingRequest
        The run that the rate is for.
    course : Course
        How far it is.
    tried : list of RateTried
        Every step; the worker only appends.
    """

    request: TrainingRequest
    course: Course = field(default_factory=Course)
    tried: list[RateTried] = field(default_factory=list)


def try_rates(trial: RateTrial) -> RateFound:
    """Load the data, build the net and train a copy faster and faster; runs off the UI thread."""
    request = trial.request
    dataset = load_fitting_dataset(request)
    net = build(request.net, np.random.default_rng(request.config.seed))
    if request.start is not None:
        net.set_parameters(request.start)
    events = find_learning_rate(
        net,
        dataset,
        request.config,
        steps=STEPS,
        should_stop=lambda: trial.course.is_stopped,
        change=batch_change(request.data.augmentation),
    )
    for event in events:
        if isinstance(event, RateFound):
            return event
        trial.tried.append(event)
        trial.course.tell(event.step, STEPS)
    raise AssertionError("the search ends with what it has found")


class RateSearch(QObject):
    """Try rates for one run at a time.

    Signals
    -------
    progressed(trial)
        The trial has come further.
    found(trial, found)
        It is over.
    refused(sentence)
        There can be no trial.
    """

    progressed = Signal(object)
    found = Signal(object, object)
    refused = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        """Start idle."""
        super().__init__(parent)
        self._trial: RateTrial | None = None
        self._jobs: NewestWins[RateTrial, RateFound] = NewestWins(try_rates, id, self)
        self._jobs.answered.connect(self._on_jobs_answered)
        self._jobs.failed.connect(self._on_jobs_failed)
        self._poll = QTimer(self, interval=POLL_MS)
        self._poll.timeout.connect(self._on_poll_timeout)

    @property
    def is_idle(self) -> bool:
        """Whether no rate is looked for."""
        return self._jobs.is_idle

    def start(self, request: TrainingRequest) -> None:
        """Look for a rate for this run; a search that goes on is given up."""
        self.cancel()
        self._trial = RateTrial(request)
        self._jobs.submit(self._trial)
        self._poll.start()
        self.progressed.emit(self._trial)

    def cancel(self) -> None:
        """Stop after the present step."""
        if self._trial is not None:
            self._trial.course.stop()

    def shut_down(self) -> None:
        """Stop and wait for the worker; called before the window goes."""
        self.cancel()
        self._poll.stop()
        self._jobs.shut_down()

    def _on_poll_timeout(self) -> None:
        if self._trial is not None:
            self.progressed.emit(self._trial)

    def _on_jobs_answered(self, trial: RateTrial, found: RateFound, _milliseconds: float) -> None:
        self._poll.stop()
        self.found.emit(trial, found)

    def _on_jobs_failed(self, _trial: RateTrial, error: Exception) -> None:
        self._poll.stop()
        if isinstance(error, FilterLabError):
            self.refused.emit(str(error))
            return
        sentence = self.tr("No learning rate could be looked for ({error}); see the log.")
        self.refused.emit(sentence.format(error=error))
