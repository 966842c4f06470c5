"""The trials of an experiment as a table that any spreadsheet reads."""

from collections.abc import Iterable
from dataclasses import fields

from filterlab.probes.experiments.model import Trial
from filterlab.probes.tables import table_csv


def trials_csv(trials: Iterable[Trial]) -> str:
    """Write a line for each trial, with the fields of `Trial` as columns; what was never reached stays empty."""
    names = [entry.name for entry in fields(Trial)]
    return table_csv(names, ([getattr(trial, name) for name in names] for trial in trials))
