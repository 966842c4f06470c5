"""Older project files brought to the present version, with a copy of the old one kept beside."""

from __future__ import annotations

import itertools
import sqlite3
from typing import TYPE_CHECKING

from filterlab.project.store.connecting import transaction
from filterlab.project.store.copying import copy_of
from filterlab.project.store.schema import VERSION, build

if TYPE_CHECKING:
    from pathlib import Path


def migrate(connection: sqlite3.Connection, path: Path, version: int) -> Path:
    """Bring an open file to the present version in one transaction.

    Parameters
    ----------
    connection : sqlite3.Connection
        The file, open for writing and locked for this process.
    path : Path
        Where it lies.
    version : int
        Its present version.

    Returns
    -------
    Path
        The copy of the old file.

    Raises
    ------
    FilterLabError
        The copy cannot be written.
    sqlite3.Error
        The file cannot be written; it is as it was.
    """
    kept = _free_path(path, version)
    copy_of(connection, kept)
    with transaction(connection):
        build(connection, since=version)
    return kept


def migrated_in_memory(connection: sqlite3.Connection) -> sqlite3.Connection:
    """Copy an open file that may not be written into memory, and bring that to the present version."""
    copy = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    connection.backup(copy)
    (version,) = copy.execute("PRAGMA user_version").fetchone()
    with transaction(copy):
        build(copy, VERSION, since=version)
    return copy


def _free_path(path: Path, version: int) -> Path:
    """Find a name for the copy of the old file: an earlier copy may be of other content."""
    names = itertools.chain([""], (f" ({number})" for number in itertools.count(2)))
    candidates = (path.with_name(f"{path.stem}.version-{version}{name}{path.suffix}") for name in names)
    return next(candidate for candidate in candidates if not candidate.exists())
