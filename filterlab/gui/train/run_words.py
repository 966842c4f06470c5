"""What the table of runs says of each, and how the settings of two differ."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from math import nan
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from collections.abc import Iterator

    from filterlab.project import Run

LAST_STEPS = 20


def _tr(text: str) -> str:
    return QCoreApplication.translate("run_words", text)


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
    if run.request is None:
        return {}
    settings = dict(_flat("", run.request))
    config = run.request.config
    if config.learning_rate is None:
        # As in the form: which rate is usual tells whether another run had the same.
        settings["config.learning_rate"] = _tr("usual ({rate})").format(
            rate=f"{config.initial_learning_rate:g}"
        )
    return settings


def difference(first: Run, second: Run) -> list[tuple[str, str, str]]:
    """Return the settings in which two runs differ: name, of the first, of the second."""
    own, other = settings_of(first), settings_of(second)
    names = list(dict.fromkeys((*own, *other)))
    without = _tr("not set")
    return [
        (name, own.get(name, without), other.get(name, without))
        for name in names
        if own.get(name) != other.get(name)
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
        yield prefix, _value_in_words(prefix, value)


def _value_in_words(name: str, value: object) -> str:
    """Write the value of a setting as it is read: what is not set, yes and no, and sizes in words and signs."""
    if value is None:
        unset = {
            "config.patience": _tr("to the last epoch"),
            "config.threads": _tr("one for each processor"),
            "data.train_size": _tr("all pictures"),
            "data.test_size": _tr("all pictures"),
        }
        return unset.get(name, _tr("not set"))
    if isinstance(value, bool):
        return _tr("yes") if value else _tr("no")
    if isinstance(value, tuple) and all(isinstance(part, int | str) for part in value):
        is_size = bool(value) and isinstance(value[0], int)
        return (" × " if is_size else ", ").join(map(str, value)) or _tr("none")
    return str(value)
