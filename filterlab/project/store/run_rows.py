"""Training runs in the tables: what was asked, how far it came; their history lies in `metrics` and `snapshots`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast, get_args

from filterlab.errors import FilterLabError
from filterlab.project.runs import RunState, TrainingRequest
from filterlab.project.store.arrays import read_arrays, remove_arrays, write_arrays
from filterlab.project.store.metrics import remove_metrics
from filterlab.project.store.plain import (
    NOT_AS_WRITTEN,
    format_json,
    parse_json,
    request_from_plain,
    request_to_plain,
    safe_text,
    started_from_plain,
    started_to_plain,
)
from filterlab.project.store.rows import checked_name, number_of, read_rows
from filterlab.project.store.settings import claim_of
from filterlab.project.store.snapshots import remove_snapshots

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from filterlab.nets import Started


@dataclass(frozen=True)
class RunRow:
    """What is known of a run without its history.

    Attributes
    ----------
    id, name, state, reason, request, started
        As of `filterlab.project.Run`.
    """

    id: str
    name: str
    state: RunState
    reason: str
    request: TrainingRequest | None
    started: Started | None


def write_run(connection: sqlite3.Connection, run: RunRow) -> None:
    """Store a run in place of the one with its id; a new one comes last. Its history is left alone."""
    request = format_json(request_to_plain(run.request)) if run.request is not None else None
    started = format_json(started_to_plain(run.started)) if run.started is not None else None
    connection.execute(
        "INSERT INTO runs VALUES (?, (SELECT COALESCE(MAX(place), -1) + 1 FROM runs), ?, ?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET name = excluded.name, request = excluded.request, "
        # That it runs, and how, is written by who trains, who may have said more meanwhile.
        "state = IIF(excluded.state IN ('waiting', 'running'), state, excluded.state), "
        "reason = IIF(excluded.state IN ('waiting', 'running'), reason, excluded.reason), "
        "started = COALESCE(excluded.started, started)",
        (run.id, safe_text(run.name), run.state, safe_text(run.reason), request, started),
    )


def write_first_weights(connection: sqlite3.Connection, run: RunRow) -> None:
    """Store the weights that a run begins with, if it was given some."""
    if run.request is not None and run.request.start is not None:
        write_arrays(connection, _start_of(run.id), run.request.start)


def write_run_state(connection: sqlite3.Connection, run_id: str, state: RunState, reason: str = "") -> None:
    """Store how a run stands."""
    connection.execute(
        "UPDATE runs SET state = ?, reason = ? WHERE id = ?", (state, safe_text(reason), run_id)
    )


def write_run_started(connection: sqlite3.Connection, run_id: str, started: Started) -> None:
    """Store the sizes and counts of a run, which runs now."""
    connection.execute(
        "UPDATE runs SET state = 'running', reason = '', started = ? WHERE id = ?",
        (format_json(started_to_plain(started)), run_id),
    )


def write_data_seen(connection: sqlite3.Connection, run_id: str, fingerprint: str) -> None:
    """Store which pictures a run learns from, as `filterlab.data.fingerprint` tells them apart."""
    connection.execute("INSERT OR REPLACE INTO data_seen VALUES (?, ?)", (run_id, fingerprint))


def read_data_seen(connection: sqlite3.Connection, run_id: str) -> str | None:
    """Read which pictures a run has learned from; None where nobody noted it, as before version 3."""
    rows = read_rows(connection, "SELECT fingerprint FROM data_seen WHERE run = ?", (run_id,), str)
    return rows[0][0] if rows else None


def keep_runs(connection: sqlite3.Connection, ids: Sequence[str]) -> None:
    """Remove all runs that are not named, with their history."""
    for (run_id,) in connection.execute("SELECT id FROM runs").fetchall():
        if run_id not in ids:
            remove_snapshots(connection, run_id)
            remove_metrics(connection, run_id)
            remove_arrays(connection, _start_of(run_id))
            connection.execute("DELETE FROM settings WHERE name = ?", (claim_of(run_id),))
            connection.execute("DELETE FROM data_seen WHERE run = ?", (run_id,))
            connection.execute("DELETE FROM notes WHERE subject = ?", (run_id,))
            connection.execute("DELETE FROM runs WHERE id = ?", (run_id,))


def read_runs(connection: sqlite3.Connection) -> tuple[RunRow, ...]:
    """Read all runs, oldest first, without their history.

    Raises
    ------
    FilterLabError
        One is not as it was written.
    """
    none = type(None)
    rows = read_rows(
        connection,
        "SELECT id, name, state, reason, request, started FROM runs ORDER BY place",
        (),
        *(str, str, str, str, (str, none), (str, none)),
    )
    with_weights = {
        owner
        for (owner,) in connection.execute("SELECT DISTINCT owner FROM arrays WHERE owner LIKE 'start of %'")
    }
    return tuple(_read(connection, row, with_weights) for row in rows)


def _read(
    connection: sqlite3.Connection,
    row: tuple[str, str, str, str, str | None, str | None],
    with_weights: set[str],
) -> RunRow:
    run_id, name, state, reason, request, started = row
    number_of("run", run_id)
    if state not in get_args(RunState):
        raise FilterLabError(NOT_AS_WRITTEN)
    start = read_arrays(connection, _start_of(run_id)) if _start_of(run_id) in with_weights else None
    return RunRow(
        run_id,
        checked_name(name),
        cast("RunState", state),
        checked_name(reason),
        request_from_plain(parse_json(request), start) if request is not None else None,
        started_from_plain(parse_json(started)) if started is not None else None,
    )


def _start_of(run_id: str) -> str:
    return f"start of {run_id}"
