"""The circuit, and the nets wired from circuits, in the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from filterlab.errors import FilterLabError
from filterlab.nets.spec_plain import spec_from_plain, spec_to_plain
from filterlab.probes import Stages
from filterlab.probes.chain import Chain, ChainStage
from filterlab.project.starts import Start
from filterlab.project.store.arrays import read_array, read_arrays, remove_arrays, write_arrays
from filterlab.project.store.plain import (
    NOT_AS_WRITTEN,
    format_json,
    from_plain,
    parse_json,
    safe_text,
    to_plain,
)
from filterlab.project.store.rows import checked_name, read_rows

if TYPE_CHECKING:
    import sqlite3

_MOST_BYTES = 1 << 30


def write_chain(connection: sqlite3.Connection, chain: Chain | None, before: Chain | None = None) -> None:
    """Store the circuit in place of the one that is there.

    Parameters
    ----------
    connection : sqlite3.Connection
        The open file, in a transaction.
    chain : Chain or None
        What is to stand there.
    before : Chain or None
        What stands there now, if that is known: its equal stages are not written again.
    """
    stages = chain.stages if chain is not None else ()
    known = before.stages if before is not None else ()
    for (number,) in connection.execute(
        "SELECT number FROM stages WHERE number >= ?", (len(stages),)
    ).fetchall():
        remove_arrays(connection, f"stage-{number}")
    connection.execute("DELETE FROM stages WHERE number >= ?", (len(stages),))
    for number, stage in enumerate(stages):
        if number < len(known) and (stage is known[number] or stage == known[number]):
            continue
        names = [safe_text(name) for name in stage.names]
        connection.execute(
            "INSERT OR REPLACE INTO stages VALUES (?, ?, ?)",
            (number, format_json(names), format_json(to_plain(stage.settings, Stages))),
        )
        write_arrays(connection, f"stage-{number}", {"weights": stage.weights, "biases": stage.biases})


def read_chain(connection: sqlite3.Connection) -> Chain | None:
    """Read the circuit; None if there is none.

    Raises
    ------
    FilterLabError
        It is not as it was written.
    """
    rows = read_rows(
        connection, "SELECT number, names, settings FROM stages ORDER BY number", (), int, str, str
    )
    if [number for number, _names, _settings in rows] != list(range(len(rows))):
        raise FilterLabError(NOT_AS_WRITTEN)
    if not rows:
        return None
    return Chain(tuple(_read_stage(connection, *row) for row in rows))


def _read_stage(connection: sqlite3.Connection, number: int, names: str, settings: str) -> ChainStage:
    owner = f"stage-{number}"
    return ChainStage(
        weights=read_array(connection, owner, "weights", _MOST_BYTES),
        biases=read_array(connection, owner, "biases", _MOST_BYTES),
        names=tuple(checked_name(name) for name in from_plain(parse_json(names), list[str])),
        settings=from_plain(parse_json(settings), Stages),
    )


def write_start(connection: sqlite3.Connection, start: Start) -> None:
    """Store a net to start from in place of the one of its name."""
    name = safe_text(start.name)
    connection.execute(
        "INSERT INTO starts VALUES (?, (SELECT COALESCE(MAX(place), -1) + 1 FROM starts), ?) "
        "ON CONFLICT (name) DO UPDATE SET net = excluded.net",
        (name, format_json(spec_to_plain(start.spec))),
    )
    write_arrays(connection, f"start-{name}", start.parameters)


def read_starts(connection: sqlite3.Connection) -> tuple[Start, ...]:
    """Read all nets to start from, oldest first.

    Raises
    ------
    FilterLabError
        One is not as it was written.
    """
    rows = read_rows(connection, "SELECT name, net FROM starts ORDER BY place", (), str, str)
    return tuple(
        Start(
            checked_name(name),
            spec_from_plain(parse_json(net), "this project"),
            read_arrays(connection, f"start-{name}"),
        )
        for name, net in rows
    )
