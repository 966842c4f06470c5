"""The child process that runs an experiment of the course."""

from __future__ import annotations

from typing import TYPE_CHECKING

from filterlab.gui.child_process import ChildProcess, death_in_words
from filterlab.probes.experiments import (
    ExperimentCancelled,
    ExperimentFailed,
    ExperimentFinished,
    TrialEnded,
)
from filterlab.project.experiment_child import serve_experiment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QObject

    from filterlab.probes.experiments import ExperimentRequest, Trial
    from filterlab.project.store import ExperimentPlace


class ExperimentProcess(ChildProcess):
    """One experiment in a child process; its events are those of `filterlab.probes.experiments.run_experiment`.

    The trials that were over are in the terminal event of a child that had to be killed, or died, too.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        """Start with no child."""
        super().__init__(serve_experiment, "filterlab experiment", parent)
        self._trials: list[Trial] = []

    def start(
        self, request: ExperimentRequest, known: Sequence[Trial] = (), place: ExperimentPlace | None = None
    ) -> None:
        """Start a child that runs an experiment.

        Parameters
        ----------
        request : ExperimentRequest
            What is run.
        known : sequence of Trial
            The trials that are over already, of one that goes on.
        place : ExperimentPlace or None
            Where it is written; None writes nothing.

        Raises
        ------
        RuntimeError
            One is at work already.
        OSError
            None can be started.
        """
        self._begin(request, known, place)
        self._trials = list(known)

    def _takes_note(self, event: object) -> bool:
        if isinstance(event, TrialEnded):
            self._trials.append(event.trial)
        return isinstance(event, ExperimentFinished | ExperimentCancelled | ExperimentFailed)

    def _given_up(self) -> ExperimentCancelled:
        return ExperimentCancelled(trials=tuple(self._trials))

    def _failed(self, exit_code: int | None) -> ExperimentFailed:
        reason = death_in_words("experiment", exit_code, "Run it again with other programs closed.")
        return ExperimentFailed(reason=reason, trials=tuple(self._trials))
