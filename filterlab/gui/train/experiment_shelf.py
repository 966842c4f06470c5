"""All that was tried of every experiment: in the project's file where there is one, else for this session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from filterlab.errors import FilterLabError
from filterlab.gui.train.experiment_outcome import Outcome
from filterlab.probes.experiments import ExperimentCancelled, ExperimentFailed, experiments

if TYPE_CHECKING:
    from filterlab.probes.experiments import Experiment, ExperimentRequest
    from filterlab.project import Project
    from filterlab.project.store import ExperimentPlace, ExperimentRow


class ExperimentShelf:
    """The outcomes of each experiment, newest first; those of a file are read when they are looked at."""

    def __init__(self) -> None:
        """Start with nothing, and without a file."""
        self._outcomes: dict[str, list[Outcome]] = {name: [] for name in experiments}
        self._unread: dict[Outcome, ExperimentRow] = {}
        self._project: Project | None = None

    def set_file(self, project: Project | None) -> None:
        """Keep outcomes in a project from now on, or in no file; ``FilterLabError`` if it cannot be read."""
        if project is self._project:
            return
        self._project = project
        self._unread = {}
        for name, outcomes in self._outcomes.items():
            # What was run before there was a file stays for this session.
            self._outcomes[name] = [outcome for outcome in outcomes if outcome.number is None]
        for row in project.experiments.rows() if project is not None else ():
            name = row.request.name
            # A newer program may know more of them.
            if name in self._outcomes:
                outcome = Outcome(_experiment_of(row.request), row.request, row.began, row.id)
                self._outcomes[name].append(outcome)
                self._unread[outcome] = row
        for outcomes in self._outcomes.values():
            outcomes.sort(key=lambda outcome: outcome.began, reverse=True)

    def outcomes(self, name: str) -> list[Outcome]:
        """List what was tried of an experiment, newest first."""
        return self._outcomes[name]

    def read(self, outcome: Outcome) -> None:
        """Have the trials of an outcome read, unless they are; ``FilterLabError`` if they cannot be."""
        row = self._unread.pop(outcome, None)
        if row is not None and self._project is not None:
            outcome.restore(self._project.experiments.trials(row.id), row.reason)

    def begin(self, request: ExperimentRequest, now: float) -> Outcome:
        """Put the outcome of an experiment that is about to run in front; ``FilterLabError`` if it cannot be kept."""
        place = self._project.experiments.begin(request, now) if self._project is not None else None
        number = place.experiment if place is not None else None
        outcome = Outcome(_experiment_of(request), request, now, number)
        self._outcomes[request.name].insert(0, outcome)
        return outcome

    def place(self, outcome: Outcome) -> ExperimentPlace | None:
        """Say where an outcome is written; None where it is kept in no file."""
        if self._project is None or outcome.number is None:
            return None
        return self._project.experiments.place(outcome.number)

    def end(self, outcome: Outcome) -> None:
        """Note how an outcome ended, unless its process has; ``FilterLabError`` if the file cannot be written."""
        if self._project is None or outcome.number is None:
            return
        match outcome.last:
            case ExperimentFailed(reason=reason):
                self._project.experiments.end(outcome.number, "failed", reason)
            case ExperimentCancelled():
                self._project.experiments.end(outcome.number, "cancelled")

    def remove(self, outcome: Outcome) -> None:
        """Forget an outcome; ``FilterLabError`` if the file cannot be written, and nothing is forgotten."""
        if self._project is not None and outcome.number is not None:
            self._project.experiments.remove(outcome.number)
        self._unread.pop(outcome, None)
        self._outcomes[outcome.experiment.name].remove(outcome)


def _experiment_of(request: ExperimentRequest) -> Experiment:
    """Return what was run; with the filters of the course where a stranger's file holds some that cannot be."""
    try:
        return request.experiment
    except FilterLabError:
        return experiments[request.name]
