"""The experiments of the course that were run in a project: no part of the document, and never lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from filterlab.project.store.experiment_recording import ExperimentPlace
from filterlab.project.store.experiments import (
    list_experiments,
    read_trials,
    remove_experiment,
    write_experiment,
    write_experiment_state,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from filterlab.probes.experiments import ExperimentRequest
    from filterlab.project.store.experiments import ExperimentRow, ExperimentState, TrialRecord
    from filterlab.project.store.project_file import ProjectFile


class KeptExperiments:
    """What a project's file holds of experiments; the process that runs one writes its trials."""

    def __init__(self, file: ProjectFile, settle: Callable[[], None]) -> None:
        """Look into an open file.

        Parameters
        ----------
        file : ProjectFile
            The project's.
        settle : callable
            Called before anything is written here.
        """
        self._file = file
        self._settle = settle

    def rows(self) -> tuple[ExperimentRow, ...]:
        """List all, oldest first, without their trials; ``FilterLabError`` if one is not as it was written."""
        with self._file.reading() as connection:
            return list_experiments(connection)

    @property
    def is_any_running(self) -> bool:
        """Whether one is being written."""
        return any(row.state == "running" for row in self.rows())

    def trials(self, experiment: int) -> tuple[TrialRecord, ...]:
        """Read the trials of one, in their order; ``FilterLabError`` if they are not as they were written."""
        with self._file.reading() as connection:
            return read_trials(connection, experiment)

    def begin(self, request: ExperimentRequest, now: float) -> ExperimentPlace | None:
        """Note one that is about to run, and say where it is written; None where nothing can be kept.

        Parameters
        ----------
        request : ExperimentRequest
            What is run.
        now : float
            The time, in seconds since 1970.

        Raises
        ------
        FilterLabError
            It could not be noted.
        """
        if self._file.is_read_only:
            return None
        self._settle()
        with self._file.writing() as connection:
            number = write_experiment(connection, request, now)
        return ExperimentPlace(str(self._file.path), number)

    def place(self, experiment: int) -> ExperimentPlace | None:
        """Say where one that goes on is written; None where nothing can be kept."""
        return None if self._file.is_read_only else ExperimentPlace(str(self._file.path), experiment)

    def end(self, experiment: int, state: ExperimentState, reason: str = "") -> None:
        """Note how one ended whose process could not say so itself, as it was killed.

        Parameters
        ----------
        experiment : int
            Its number.
        state, reason : str
            How it ended, and why it failed.

        Raises
        ------
        FilterLabError
            It could not be noted: it is when the project is opened again.
        """
        is_told = all(row.state != "running" for row in self.rows() if row.id == experiment)
        if not is_told and not self._file.is_read_only:
            self._settle()
            with self._file.writing() as connection:
                write_experiment_state(connection, experiment, state, reason)

    def remove(self, experiment: int) -> None:
        """Forget one that does not run; ``FilterLabError`` where that cannot be kept."""
        self._settle()
        with self._file.writing() as connection:
            remove_experiment(connection, experiment)
