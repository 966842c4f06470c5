"""How the inside of a net fared, in the tables: norms at snapshots, dead units and reports at the ends of epochs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from filterlab.errors import FilterLabError
from filterlab.nets import EpochEnd, LayerNorms, Misclassified, Report
from filterlab.project.store.metrics import STEP, append_metrics, read_events, read_metrics
from filterlab.project.store.plain import NOT_AS_WRITTEN

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from filterlab.project.runs import NormsAt

    Table = tuple[list[str], NDArray[np.float64]]

NORMS, DEAD, CONFUSION, WORST = "norms", "dead", "confusion", "worst"
EPOCH_KINDS = ("epoch", DEAD, CONFUSION, WORST)
"""What is measured when an epoch ends, and not after a step."""

_WEIGHT, _GRADIENT = "/weight", "/gradient"
_MISTAKE = ("index", "given", "predicted", "probability")
_LARGEST_WHOLE = 2.0**53


def append_norms(connection: sqlite3.Connection, run_id: str, measured: Sequence[NormsAt]) -> None:
    """Add the norms of the layers after some steps to a run; all are of the same layers."""
    if measured:
        layers = list(measured[0][1])
        rows = [
            [step, *(value for layer in layers for value in _numbers(norms[layer]))]
            for step, norms in measured
        ]
        names = [STEP, *(layer + part for layer in layers for part in (_WEIGHT, _GRADIENT))]
        append_metrics(connection, run_id, NORMS, names, np.array(rows, np.float64))


def _numbers(norms: LayerNorms) -> tuple[float, float]:
    return norms.weight, np.nan if norms.gradient is None else norms.gradient


def read_norms(connection: sqlite3.Connection, run_id: str) -> list[NormsAt]:
    """Read the norms of the layers, step by step.

    Raises
    ------
    FilterLabError
        Something is not as it was written.
    """
    measured: list[NormsAt] = []
    for names, rows in read_metrics(connection, run_id, NORMS):
        places = {name: place for place, name in enumerate(names)}
        layers = [name.removesuffix(_WEIGHT) for name in names if name.endswith(_WEIGHT)]
        if places.keys() != {STEP, *(layer + part for layer in layers for part in (_WEIGHT, _GRADIENT))}:
            raise FilterLabError(NOT_AS_WRITTEN)
        for step, row in zip(_whole(rows[:, places[STEP]]), rows.tolist(), strict=True):
            norms = {
                layer: (row[places[layer + _WEIGHT]], row[places[layer + _GRADIENT]]) for layer in layers
            }
            measured.append(
                (step, {layer: LayerNorms(w, None if np.isnan(g) else g) for layer, (w, g) in norms.items()})
            )
    return measured


def append_reports(connection: sqlite3.Connection, run_id: str, epochs: Sequence[EpochEnd]) -> None:
    """Add what was found at the ends of epochs beside their figures: dead units, confusion, worst mistakes."""
    for end in epochs:
        if end.dead_units:
            _append(connection, run_id, DEAD, end, list(end.dead_units), [list(end.dead_units.values())])
        if end.report is not None:
            confusion = end.report.confusion
            _append(
                connection, run_id, CONFUSION, end, list(map(str, range(len(confusion)))), confusion.tolist()
            )
            mistakes = [[getattr(mistake, name) for name in _MISTAKE] for mistake in end.report.worst]
            _append(connection, run_id, WORST, end, list(_MISTAKE), mistakes)


def _append(
    connection: sqlite3.Connection,
    run_id: str,
    kind: str,
    end: EpochEnd,
    names: list[str],
    rows: list[list[float]],
) -> None:
    table = np.array([[end.step, *row] for row in rows], np.float64)
    append_metrics(connection, run_id, kind, [STEP, *names], table)


def read_epochs(connection: sqlite3.Connection, run_id: str) -> list[EpochEnd]:
    """Read every epoch's figures, with the dead units and the report where there are some.

    Raises
    ------
    FilterLabError
        Something is not as it was written.
    """
    dead = dict(_tables(connection, run_id, DEAD))
    confusions = dict(_tables(connection, run_id, CONFUSION))
    worst = dict(_tables(connection, run_id, WORST))
    return [
        replace(
            end,
            dead_units=_dead_units(*dead[end.step]) if end.step in dead else {},
            report=_report(end, confusions[end.step], worst.get(end.step))
            if end.step in confusions
            else None,
        )
        for end in read_events(connection, run_id, EpochEnd)
    ]


def _dead_units(names: list[str], rows: NDArray[np.float64]) -> dict[str, float]:
    return dict(zip(names, _shares(rows[0]), strict=True))


def _report(end: EpochEnd, confusion: Table, worst: Table | None) -> Report:
    mistakes = _mistakes(*worst) if worst is not None else ()
    return Report(end.test_loss, end.test_accuracy, _confusion(confusion[1]), mistakes)


def _tables(connection: sqlite3.Connection, run_id: str, kind: str) -> Iterator[tuple[int, Table]]:
    """Yield for each step the names of the columns and the rows, without the step's own column."""
    for names, rows in read_metrics(connection, run_id, kind):
        place = names.index(STEP)
        if len(rows):
            (step,) = _whole(rows[:1, place])
            yield step, (names[:place] + names[place + 1 :], np.delete(rows, place, axis=1))


def _confusion(rows: NDArray[np.float64]) -> NDArray[np.int64]:
    classes, columns = rows.shape
    if classes != columns:
        raise FilterLabError(NOT_AS_WRITTEN)
    confusion = np.array(_whole(rows.ravel()), np.int64).reshape(rows.shape)
    confusion.flags.writeable = False
    return confusion


def _mistakes(names: list[str], rows: NDArray[np.float64]) -> tuple[Misclassified, ...]:
    if tuple(names) != _MISTAKE:
        raise FilterLabError(NOT_AS_WRITTEN)
    places, sureness = [_whole(column) for column in rows[:, :3].T], _shares(rows[:, 3])
    return tuple(Misclassified(*mistake) for mistake in zip(*places, sureness, strict=True))


def _whole(values: NDArray[np.float64]) -> list[int]:
    # NaN compares as false.
    if not ((values >= 0) & (values <= _LARGEST_WHOLE) & (values == np.floor(values))).all():
        raise FilterLabError(NOT_AS_WRITTEN)
    return [int(value) for value in values]


def _shares(values: NDArray[np.float64]) -> list[float]:
    if not ((values >= 0) & (values <= 1)).all():
        raise FilterLabError(NOT_AS_WRITTEN)
    return list(values.tolist())
