"""The trials of an experiment as a table that any spreadsheet reads."""

import csv
import io
from collections.abc import Iterable
from dataclasses import fields

from filterlab.probes.experiments.model import Trial


def trials_csv(trials: Iterable[Trial]) -> str:
    """Write a line for each trial, with the fields of `Trial` as columns; what was never reached stays empty."""
    names = [entry.name for entry in fields(Trial)]
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([getattr(trial, name) for name in names] for trial in trials)
    return text.getvalue()
