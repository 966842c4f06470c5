"""The figures of runs in the tables: rows of numbers of one kind, packed many to a blob."""

from __future__ import annotations

from dataclasses import MISSING, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from filterlab.errors import FilterLabError
from filterlab.nets import EpochEnd, Step
from filterlab.project.store.plain import NOT_AS_WRITTEN, format_json, from_plain, parse_json

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

Record = TypeVar("Record", Step, EpochEnd)

STEP = "step"
KINDS: dict[type[Step | EpochEnd], str] = {Step: "step", EpochEnd: "epoch"}

# What else an event may carry is no row of numbers.
_NUMBERS = ("int", "float", int, float)
_NAMES = {kind: [entry.name for entry in fields(kind) if entry.type in _NUMBERS] for kind in KINDS}
_LARGEST_WHOLE = 2.0**53
_MOST_BATCHES = 1_000_000


def append_metrics(
    connection: sqlite3.Connection, run_id: str, kind: str, names: Sequence[str], rows: NDArray[np.float64]
) -> None:
    """Add rows of numbers to a run.

    Parameters
    ----------
    connection : sqlite3.Connection
        The open file, in a transaction.
    run_id : str
        The run.
    kind : str
        What is measured: "step", "epoch", or one of `diagnostics`.
    names : sequence of str
        What each column is; one of them is "step", which only grows.
    rows : ndarray
        Shape (rows, columns), float64: whole numbers up to 2^53 stay exact.
    """
    if not len(rows):
        return
    steps = rows[:, list(names).index(STEP)]
    connection.execute(
        "INSERT INTO metrics (run, kind, first_step, last_step, names, data) VALUES (?, ?, ?, ?, ?, ?)",
        (
            run_id,
            kind,
            int(steps[0]),
            int(steps[-1]),
            format_json(list(names)),
            np.ascontiguousarray(rows, "<f8").tobytes(),
        ),
    )


def append_events(
    connection: sqlite3.Connection, run_id: str, events: Sequence[Step] | Sequence[EpochEnd]
) -> None:
    """Add events of one class to a run: their fields that are one number each, exactly."""
    if events:
        kind = type(events[0])
        rows = np.array(list(map(attrgetter(*_NAMES[kind]), events)), np.float64)
        append_metrics(connection, run_id, KINDS[kind], _NAMES[kind], rows)


def read_metrics(
    connection: sqlite3.Connection, run_id: str, kind: str
) -> Iterator[tuple[list[str], NDArray[np.float64]]]:
    """Read what was added to a run, in its order: the names of the columns, and rows.

    Raises
    ------
    FilterLabError
        Something is not as it was written.
    """
    found = connection.execute(
        "SELECT names, data FROM metrics WHERE run = ? AND kind = ? ORDER BY first_step LIMIT ?",
        (run_id, kind, _MOST_BATCHES),
    )
    for names_text, data in found:
        yield _unpacked(names_text, data)


def _unpacked(names_text: object, data: object) -> tuple[list[str], NDArray[np.float64]]:
    names = from_plain(parse_json(names_text), list[str])
    if STEP not in names or not isinstance(data, bytes) or len(data) % (8 * len(names)):
        raise FilterLabError(NOT_AS_WRITTEN)
    return names, np.frombuffer(data, "<f8").astype(np.float64, copy=False).reshape(-1, len(names))


def read_events(connection: sqlite3.Connection, run_id: str, record: type[Record]) -> list[Record]:
    """Read all events of one class that were added to a run.

    Raises
    ------
    FilterLabError
        Something is not as it was written.
    """
    numbers = [entry for entry in fields(record) if entry.type in _NUMBERS]
    wanted = {entry.name: entry.type in ("int", int) for entry in numbers}
    needed = {entry.name for entry in numbers if entry.default is MISSING}
    events: list[Record] = []
    for names, rows in read_metrics(connection, run_id, KINDS[record]):
        if not needed <= set(names):
            raise FilterLabError(NOT_AS_WRITTEN)
        columns: dict[str, Any] = {
            name: _column(rows[:, names.index(name)], is_whole)
            for name, is_whole in wanted.items()
            if name in names
        }
        events += [
            record(**dict(zip(columns, values, strict=True)))
            for values in zip(*columns.values(), strict=True)
        ]
    return events


def _column(values: NDArray[np.float64], is_whole: bool) -> list[Any]:
    if not is_whole:
        return list(values.tolist())
    # NaN compares as false.
    if not ((np.abs(values) <= _LARGEST_WHOLE) & (values == np.floor(values))).all():
        raise FilterLabError(NOT_AS_WRITTEN)
    return list(values.astype(np.int64).tolist())


def cut_metrics(connection: sqlite3.Connection, run_id: str, last_step: Callable[[str], int]) -> None:
    """Forget what a run measured after a step, which is told for each kind."""
    for (kind,) in connection.execute(
        "SELECT DISTINCT kind FROM metrics WHERE run = ?", (run_id,)
    ).fetchall():
        _cut(connection, run_id, kind, last_step(kind))


def _cut(connection: sqlite3.Connection, run_id: str, kind: str, step: int) -> None:
    which = (run_id, kind, step)
    connection.execute("DELETE FROM metrics WHERE run = ? AND kind = ? AND first_step > ?", which)
    over = connection.execute(
        "SELECT id, names, data FROM metrics WHERE run = ? AND kind = ? AND last_step > ?", which
    ).fetchall()
    for key, names_text, data in over:
        names, rows = _unpacked(names_text, data)
        connection.execute("DELETE FROM metrics WHERE id = ?", (key,))
        append_metrics(connection, run_id, kind, names, rows[rows[:, names.index(STEP)] <= step])


def remove_metrics(connection: sqlite3.Connection, run_id: str) -> None:
    """Forget all that a run measured."""
    connection.execute("DELETE FROM metrics WHERE run = ?", (run_id,))
