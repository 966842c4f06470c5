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
    from PySide6.QtCore import QObject

    from filterlab.probes.experiments import ExperimentRequest, Trial


class ExperimentProcess(ChildProcess):
    """One experiment in a child process; its events are those of `filterlab.probes.experiments.run_experiment`.

    The trials that were over are in the terminal event of a child that had to be killed, or died, too.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        """Start with no child."""
        super().__init__(serve_experiment, "filterlab experiment", parent)
        self._trials: list[Trial] = []

    def start(self, request: ExperimentRequest) -> None:
        """Start a child that runs an experiment; ``RuntimeError`` when one is at work, ``OSError`` if none can be."""
        self._begin(request)
        self._trials = []

    def _takes_note(self, event: object) -> bool:
        if isinstance(event, TrialEnded):
            self._trials.append(event.trial)
        return isinstance(event, ExperimentFinished | ExperimentCancelled | ExperimentFailed)

    def _given_up(self) -> ExperimentCancelled:
        return ExperimentCancelled(trials=tuple(self._trials))

    def _failed(self, exit_code: int | None) -> ExperimentFailed:
        reason = death_in_words("experiment", exit_code, "Run it again with other programs closed.")
        return ExperimentFailed(reason=reason, trials=tuple(self._trials))
