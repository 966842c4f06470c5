"""The trials of an experiment as a table that any spreadsheet reads."""

from collections.abc import Iterable
from dataclasses import astuple, fields

from filterlab.probes.experiments.model import Trial
from filterlab.probes.tables import table_csv


def ways_csv(trials: Iterable[Trial]) -> str:
    """Write a line for each moment of each trial whose first filters were followed, the mean over the filters."""
    rows = ([trial.arm, trial.seed, *astuple(moved)] for trial in trials for moved in trial.way)
    return table_csv(("arm", "seed", "step", "angle_degrees", "relative_distance"), rows)


def trials_csv(trials: Iterable[Trial]) -> str:
    """Write a line for each trial, with its figures as columns; what was never reached stays empty."""
    names = [entry.name for entry in fields(Trial) if entry.name != "way"]
    return table_csv(names, ([getattr(trial, name) for name in names] for trial in trials))
