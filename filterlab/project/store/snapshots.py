"""Snapshots of runs in the tables: all weights of all of them, and of the latest what a training goes on from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from filterlab.errors import FilterLabError
from filterlab.nets import Snapshot, TrainingState
from filterlab.project.store.arrays import add_arrays, read_arrays, remove_arrays
from filterlab.project.store.diagnostics import EPOCH_KINDS
from filterlab.project.store.metrics import cut_metrics
from filterlab.project.store.plain import NOT_AS_WRITTEN, format_json, parse_json
from filterlab.project.store.rows import read_rows

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from numpy.typing import NDArray

    from filterlab.nets.training_state import Plain

STATES_KEPT = 2
"""The state is two or three times as large as the weights, and only the latest is gone on from; one more is kept in
case that one is damaged."""

_WEIGHTS = "parameters/"


@dataclass(frozen=True)
class SnapshotPlace:
    """Where in a run a snapshot was taken.

    Attributes
    ----------
    step, epoch : int
        Steps and epochs made until then.
    seconds : float
        Since the run began.
    has_state : bool
        Whether the training can go on from here.
    """

    step: int
    epoch: int
    seconds: float
    has_state: bool


def write_snapshot(connection: sqlite3.Connection, run_id: str, snapshot: Snapshot) -> None:
    """Store a snapshot in place of the one of its step, with the state a training goes on from if it has one.

    Parameters
    ----------
    connection : sqlite3.Connection
        The open file, in a transaction.
    run_id : str
        The run.
    snapshot : Snapshot
        The weights, of any real type.
    """
    _remove(connection, "SELECT id FROM snapshots WHERE run = ? AND step = ?", (run_id, snapshot.step))
    arrays: dict[str, NDArray[Any]] = {}
    values: dict[str, Plain] = {}
    for name, value in snapshot.state.to_plain().items() if snapshot.state is not None else ():
        if not isinstance(value, np.ndarray):
            values[name] = value
        elif not name.startswith(_WEIGHTS):
            # The weights are the snapshot's own.
            arrays[name] = value
    key = connection.execute(
        "INSERT INTO snapshots (run, step, epoch, seconds, state) VALUES (?, ?, ?, ?, ?)",
        (
            run_id,
            snapshot.step,
            snapshot.epoch,
            snapshot.seconds,
            format_json(values) if snapshot.state is not None else None,
        ),
    ).lastrowid
    add_arrays(connection, f"snapshot-{key}", snapshot.parameters)
    add_arrays(connection, f"state-{key}", arrays)


def thin_snapshots(
    connection: sqlite3.Connection, run_id: str, is_lasting: Callable[[int], bool], states: int = STATES_KEPT
) -> None:
    """Keep only the latest states; of a snapshot that loses its state only the weights stay, if they are to last.

    Parameters
    ----------
    connection : sqlite3.Connection
        The open file, in a transaction.
    run_id : str
        The run.
    is_lasting : callable
        Whether the snapshot of a step stays for good.
    states : int
        How many of the latest snapshots one can go on from.
    """
    old = connection.execute(
        "SELECT id, step FROM snapshots WHERE run = ? AND state IS NOT NULL ORDER BY step DESC LIMIT -1 OFFSET ?",
        (run_id, states),
    ).fetchall()
    for key, step in old:
        remove_arrays(connection, f"state-{key}")
        if is_lasting(step):
            connection.execute("UPDATE snapshots SET state = NULL WHERE id = ?", (key,))
        else:
            remove_arrays(connection, f"snapshot-{key}")
            connection.execute("DELETE FROM snapshots WHERE id = ?", (key,))


def list_snapshots(connection: sqlite3.Connection, run_id: str) -> tuple[SnapshotPlace, ...]:
    """Read where snapshots of a run were taken, in their order, without any weights.

    Raises
    ------
    FilterLabError
        Something is not as it was written.
    """
    query = "SELECT step, epoch, seconds, state IS NOT NULL FROM snapshots WHERE run = ? ORDER BY step"
    rows = read_rows(connection, query, (run_id,), int, int, float, int)
    return tuple(SnapshotPlace(step, epoch, seconds, bool(has)) for step, epoch, seconds, has in rows)


def read_snapshot(connection: sqlite3.Connection, run_id: str, step: int | None = None) -> Snapshot | None:
    """Read the snapshot of a step, or the last one; None if there is none.

    Raises
    ------
    FilterLabError
        It is not as it was written.
    """
    found = _find(connection, run_id, "" if step is None else "AND step = ?", () if step is None else (step,))
    return _snapshot(connection, *found[:-1]) if found is not None else None


def read_resume_point(connection: sqlite3.Connection, run_id: str) -> Snapshot | None:
    """Read what a run goes on from: its last snapshot that has a state, with it; None if there is none.

    Raises
    ------
    FilterLabError
        It is not as it was written.
    """
    found = _find(connection, run_id, "AND state IS NOT NULL", ())
    if found is None:
        return None
    key, *_place, state_text = found
    values = parse_json(state_text)
    if not isinstance(values, dict):
        raise FilterLabError(NOT_AS_WRITTEN)
    snapshot = _snapshot(connection, *found[:-1])
    weights = {_WEIGHTS + name: array for name, array in snapshot.parameters.items()}
    state = TrainingState.from_plain({**values, **read_arrays(connection, f"state-{key}"), **weights})
    return replace(snapshot, state=state)


def rewind(connection: sqlite3.Connection, run_id: str, point: Snapshot | None) -> None:
    """Forget everything a run did after a snapshot with a state, because it goes on from there; all if None."""
    step = point.step if point is not None else -1
    # At the end of an epoch the snapshot may have been taken before the test, which is then made again.
    tested = step - 1 if point is not None and point.state is not None and point.state.position else step
    _remove(connection, "SELECT id FROM snapshots WHERE run = ? AND step > ?", (run_id, step))
    cut_metrics(connection, run_id, lambda kind: tested if kind in EPOCH_KINDS else step)


def remove_snapshots(connection: sqlite3.Connection, run_id: str) -> None:
    """Remove all snapshots of a run."""
    _remove(connection, "SELECT id FROM snapshots WHERE run = ?", (run_id,))


def _find(
    connection: sqlite3.Connection, run_id: str, condition: str, values: tuple[object, ...]
) -> tuple[int, int, int, float, str | None] | None:
    row = connection.execute(
        f"SELECT id, step, epoch, seconds, state FROM snapshots WHERE run = ? {condition} ORDER BY step DESC LIMIT 1",
        (run_id, *values),
    ).fetchone()
    if row is None:
        return None
    kinds = (int, int, int, float, str | None)
    if not all(isinstance(value, kind) for value, kind in zip(row, kinds, strict=True)):
        raise FilterLabError(NOT_AS_WRITTEN)
    key, at, epoch, seconds, state = row
    return key, at, epoch, seconds, state


def _snapshot(connection: sqlite3.Connection, key: int, step: int, epoch: int, seconds: float) -> Snapshot:
    parameters = read_arrays(connection, f"snapshot-{key}")
    if any(array.dtype.kind != "f" for array in parameters.values()):
        raise FilterLabError(NOT_AS_WRITTEN)
    return Snapshot(step=step, epoch=epoch, parameters=parameters, seconds=seconds)


def _remove(connection: sqlite3.Connection, query: str, values: tuple[object, ...]) -> None:
    for (key,) in connection.execute(query, values).fetchall():
        remove_arrays(connection, f"snapshot-{key}")
        remove_arrays(connection, f"state-{key}")
        connection.execute("DELETE FROM snapshots WHERE id = ?", (key,))
