"""What the table of runs says of each, and how the settings of two differ."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from math import nan
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from filterlab.project import Run

LAST_STEPS = 20


@dataclass(frozen=True)
class RunFigures:
    """The figures of a run; NaN where there are none.

    Attributes
    ----------
    steps : int
        Steps made.
    loss : float
        Mean over the last steps, in nats.
    test_accuracy : float
        After the newest epoch, in [0, 1].
    seconds : float
        Since it began.
    """

    steps: int
    loss: float
    test_accuracy: float
    seconds: float


def figures_of(run: Run) -> RunFigures:
    """Gather what a run has reached; of one from a file its history is read."""
    losses = [step.loss for step in run.steps[-LAST_STEPS:]]
    seconds = [step.seconds for step in run.steps[-1:]] + [epoch.seconds for epoch in run.epochs[-1:]]
    return RunFigures(
        steps=len(run.steps),
        loss=float(np.mean(losses)) if losses else nan,
        test_accuracy=run.epochs[-1].test_accuracy if run.epochs else nan,
        seconds=max(seconds, default=nan),
    )


def settings_of(run: Run) -> dict[str, str]:
    """Return every setting of a run by its name, with dots for settings of settings ("config.batch_size")."""
    return dict(_flat("", run.request)) if run.request is not None else {}


def difference(first: Run, second: Run) -> list[tuple[str, str, str]]:
    """Return the settings in which two runs differ: name, of the first, of the second; empty where there is none."""
    own, other = settings_of(first), settings_of(second)
    names = list(dict.fromkeys((*own, *other)))
    return [
        (name, own.get(name, ""), other.get(name, "")) for name in names if own.get(name) != other.get(name)
    ]


def in_words(name: str) -> str:
    """Write the name of a setting as it is read: "config.batch_size" as "batch size", "data.seed" as "data: seed"."""
    return name.removeprefix("config.").replace(".", ": ").replace("_", " ")


def _flat(prefix: str, value: object) -> Iterator[tuple[str, str]]:
    if is_dataclass(value) and not isinstance(value, type):
        for entry in fields(value):
            # What is left out of a description is weights.
            if entry.repr:
                yield from _flat(
                    f"{prefix}.{entry.name}" if prefix else entry.name, getattr(value, entry.name)
                )
    elif isinstance(value, tuple) and value and all(is_dataclass(part) for part in value):
        for part in value:
            name = getattr(part, "name", "")
            yield from _flat(f"{prefix}.{name}" if name else prefix, part)
    else:
        yield prefix, str(value)
