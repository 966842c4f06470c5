"""The tables of a project file, version by version; `docs/decisions/009-one-sqlite-file.md` says why SQLite."""

from __future__ import annotations

import functools
import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

APPLICATION_ID = 0x464C4142
"""The four letters FLAB, which stand in bytes 68 to 71 of every project file."""

STEPS: Mapping[int, tuple[str, ...]] = {
    1: (
        # What is set once for the whole document, by its name, as JSON.
        "CREATE TABLE settings (name TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) WITHOUT ROWID",
        # Arrays of all kinds. The owner is what they belong to: "filter-3", "stage-0", "snapshot-17".
        (
            "CREATE TABLE arrays (id INTEGER PRIMARY KEY, owner TEXT NOT NULL, name TEXT NOT NULL, "
            "dtype TEXT NOT NULL, shape TEXT NOT NULL, crc INTEGER NOT NULL, UNIQUE (owner, name))"
        ),
        # Their bytes, in pieces that fit into a row.
        (
            "CREATE TABLE pieces (id INTEGER PRIMARY KEY, array_id INTEGER NOT NULL, number INTEGER NOT NULL, "
            "data BLOB NOT NULL, UNIQUE (array_id, number))"
        ),
        (
            "CREATE TABLE filters (id TEXT PRIMARY KEY NOT NULL, place INTEGER NOT NULL, name TEXT NOT NULL, "
            "origin TEXT NOT NULL, revision INTEGER NOT NULL) WITHOUT ROWID"
        ),
        # A picture has an array, or a file with its size and SHA-256.
        (
            "CREATE TABLE pictures (id TEXT PRIMARY KEY NOT NULL, place INTEGER NOT NULL, name TEXT NOT NULL, "
            "source TEXT NOT NULL, revision INTEGER NOT NULL, file_bytes INTEGER, file_sha256 TEXT) WITHOUT ROWID"
        ),
        "CREATE TABLE stages (number INTEGER PRIMARY KEY, names TEXT NOT NULL, settings TEXT NOT NULL)",
        (
            "CREATE TABLE starts (name TEXT PRIMARY KEY NOT NULL, place INTEGER NOT NULL, net TEXT NOT NULL) "
            "WITHOUT ROWID"
        ),
        (
            "CREATE TABLE runs (id TEXT PRIMARY KEY NOT NULL, place INTEGER NOT NULL, name TEXT NOT NULL, "
            "state TEXT NOT NULL, reason TEXT NOT NULL, request TEXT, started TEXT) WITHOUT ROWID"
        ),
        # Rows of numbers of one kind ("step", "epoch"), packed; their columns are named in the first line.
        (
            "CREATE TABLE metrics (id INTEGER PRIMARY KEY, run TEXT NOT NULL, kind TEXT NOT NULL, "
            "first_step INTEGER NOT NULL, last_step INTEGER NOT NULL, names TEXT NOT NULL, "
            "data BLOB NOT NULL, UNIQUE (run, kind, first_step))"
        ),
        # The state is what a training goes on from, but for its arrays; only the latest snapshots have one.
        (
            "CREATE TABLE snapshots (id INTEGER PRIMARY KEY, run TEXT NOT NULL, step INTEGER NOT NULL, "
            "epoch INTEGER NOT NULL, seconds REAL NOT NULL, state TEXT, UNIQUE (run, step))"
        ),
    ),
    2: (
        # The subject is a run's id, or empty for the whole project.
        (
            "CREATE TABLE notes (subject TEXT PRIMARY KEY NOT NULL, text TEXT NOT NULL, colour TEXT NOT NULL) "
            "WITHOUT ROWID"
        ),
        "CREATE TABLE layouts (name TEXT PRIMARY KEY NOT NULL, state BLOB NOT NULL) WITHOUT ROWID",
    ),
    3: (
        # Tells whether the pictures of a run are still those it began with.
        "CREATE TABLE data_seen (run TEXT PRIMARY KEY NOT NULL, fingerprint TEXT NOT NULL) WITHOUT ROWID",
        (
            "CREATE TABLE experiments (id INTEGER PRIMARY KEY, request TEXT NOT NULL, began REAL NOT NULL, "
            "state TEXT NOT NULL, reason TEXT NOT NULL)"
        ),
        # Numbered from 1 on as they came; the curve is rows of (step, error in percent), packed.
        (
            "CREATE TABLE trials (id INTEGER PRIMARY KEY, experiment INTEGER NOT NULL, number INTEGER NOT NULL, "
            "figures TEXT NOT NULL, curve BLOB NOT NULL, UNIQUE (experiment, number))"
        ),
    ),
    4: (
        # What 0 and 1 of a picture are in the file it came from; those without a row count as 0 to 255.
        (
            "CREATE TABLE scales (picture TEXT PRIMARY KEY NOT NULL, black REAL NOT NULL, white REAL NOT NULL) "
            "WITHOUT ROWID"
        ),
    ),
}
"""What each version adds to the one before. A file of any version went through all steps up to it, so that the
schema of a version is the same to the letter whether it was made or migrated."""

VERSION = max(STEPS)
"""The version this program writes (``user_version``)."""

Entry = tuple[str, str, str, str | None]


def build(connection: sqlite3.Connection, version: int = VERSION, *, since: int = 0) -> None:
    """Add the tables of all versions after ``since`` and note the version; the caller holds the transaction."""
    for step in range(since + 1, version + 1):
        for statement in STEPS[step]:
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {version}")


def entries(connection: sqlite3.Connection) -> frozenset[Entry]:
    """Return what a file says of its schema: (type, name, table, statement) of every entry."""
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master LIMIT 200")
    return frozenset(tuple(row) for row in rows)


@functools.cache
def expected_entries(version: int) -> frozenset[Entry]:
    """Return the entries of a file of this version that we made."""
    with_tables = sqlite3.connect(":memory:", isolation_level=None)
    try:
        build(with_tables, version)
        return entries(with_tables)
    finally:
        with_tables.close()
