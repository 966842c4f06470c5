"""An experiment written into its project as it goes, by the process that runs it: each trial when it is over."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from filterlab.probes.experiments import (
    Curves,
    ExperimentCancelled,
    ExperimentFailed,
    ExperimentFinished,
    TrialEnded,
)
from filterlab.project.store.experiments import TrialRecord, write_experiment_state, write_trial
from filterlab.project.store.following import FollowedFile

if TYPE_CHECKING:
    from filterlab.probes.experiments import ExperimentEvent
    from filterlab.probes.experiments.model import Curve
    from filterlab.project.store.experiments import ExperimentState


@dataclass(frozen=True)
class ExperimentPlace:
    """Where an experiment is written: small enough to send to the process that runs it.

    Attributes
    ----------
    path : str
        The project file.
    experiment : int
        Its number there.
    """

    path: str
    experiment: int


class ExperimentRecorder:
    """Write what an experiment tells into its project, in a context that closes the file."""

    def __init__(self, place: ExperimentPlace, curve: Curve) -> None:
        """Open the project.

        Parameters
        ----------
        place : ExperimentPlace
            Where it is written.
        curve : {"training error", "test error"}
            Which figure is drawn, and kept step by step.

        Raises
        ------
        FilterLabError
            It cannot be opened.
        """
        self._experiment = place.experiment
        self._curves = Curves(curve)
        self._file = FollowedFile(Path(place.path))

    def __enter__(self) -> Self:
        """Note that the experiment runs, perhaps once more."""
        self._note("running")
        return self

    def __exit__(self, *_error: object) -> None:
        """Close the file."""
        self._file.close()

    def record(self, event: ExperimentEvent) -> None:
        """Take in the next event.

        Raises
        ------
        FilterLabError
            It could not be written; the trials before are kept.
        """
        match event:
            case TrialEnded():
                record = TrialRecord(event.trial, *self._curves.running(event.trial.arm))
                self._file.write(lambda connection: write_trial(connection, self._experiment, record))
            case ExperimentFinished():
                self._note("finished")
            case ExperimentCancelled():
                self._note("cancelled")
            case ExperimentFailed():
                self._note("failed", event.reason)
        self._curves.take_in(event)

    def _note(self, state: ExperimentState, reason: str = "") -> None:
        self._file.write(
            lambda connection: write_experiment_state(connection, self._experiment, state, reason)
        )
