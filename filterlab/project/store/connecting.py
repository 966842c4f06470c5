"""Connections to a project file: what SQLite may do with it, and its errors as sentences."""

from __future__ import annotations

import contextlib
import sqlite3
import sys
from typing import TYPE_CHECKING

from filterlab.errors import FilterLabError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path, PurePath

MOST_BYTES_IN_A_ROW = 64 << 20
"""No value and no row of ours is larger; a larger one in a file is refused before its memory is taken."""

WAIT_SECONDS = 10.0
"""How long to wait for another connection, of our own training, to finish what it is writing."""

_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: MOST_BYTES_IN_A_ROW,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 20_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 40,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 100,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 10,
    sqlite3.SQLITE_LIMIT_FUNCTION_ARG: 10,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER: 40,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 1,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}


def connect(path: Path, *, is_read_only: bool, must_survive_power_cut: bool = True) -> sqlite3.Connection:
    """Open an existing database as a stranger's: nothing in it is run, and nothing in it is larger than ours.

    Parameters
    ----------
    path : Path
        The file, which must exist.
    is_read_only : bool
        Whether it is only looked at.
    must_survive_power_cut : bool
        Whether a transaction is on the disk when its commit returns. Without, a power cut may cost the last
        ones, but never the file.

    Returns
    -------
    sqlite3.Connection
        In autocommit mode; it may be used from any thread, by one at a time.

    Raises
    ------
    sqlite3.Error
        The file cannot be opened. What is wrong inside is told at the first use.
    """
    mode = "ro" if is_read_only else "rw"
    connection = sqlite3.connect(
        f"{database_uri(path.absolute())}?mode={mode}",
        uri=True,
        timeout=WAIT_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        for limit, value in _LIMITS.items():
            connection.setlimit(limit, value)
        if sys.version_info >= (3, 12):
            connection.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)
            connection.setconfig(sqlite3.SQLITE_DBCONFIG_ENABLE_TRIGGER, False)
            connection.setconfig(sqlite3.SQLITE_DBCONFIG_ENABLE_VIEW, False)
        for name, setting in (
            ("trusted_schema", "OFF"),
            ("cell_size_check", "ON"),
            ("mmap_size", "0"),
            ("temp_store", "MEMORY"),
            ("secure_delete", "OFF"),
            ("synchronous", "FULL" if must_survive_power_cut else "NORMAL"),
            ("journal_size_limit", str(16 << 20)),
        ):
            connection.execute(f"PRAGMA {name} = {setting}").fetchall()
    except BaseException:
        connection.close()
        raise
    return connection


def database_uri(path: PurePath) -> str:
    """Return how SQLite is told of a file: a share of Windows has no authority there.

    References
    ----------
    https://www.sqlite.org/uri.html, section 3.1.
    """
    uri = path.as_uri()
    return uri if uri.startswith("file:///") else uri.replace("file://", "file:////", 1)


def besides(path: Path) -> tuple[Path, ...]:
    """Name the files that SQLite keeps beside a database while it is open, or after it was not closed well."""
    return tuple(path.with_name(path.name + suffix) for suffix in ("-wal", "-shm", "-journal"))


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Do all of something or nothing of it, on the disk when the context ends.

    Raises
    ------
    sqlite3.Error
        Nothing was written.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # A full disk may have ended the transaction already.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextlib.contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn SQLite's errors in this context into sentences about the project file.

    Raises
    ------
    FilterLabError
        Whatever SQLite or the system had to say.
    """
    try:
        yield
    except (sqlite3.Error, sqlite3.Warning, OSError, OverflowError, UnicodeError) as error:
        raise FilterLabError(_sentence(path, error)) from error


def _sentence(path: Path, error: Exception) -> str:
    code = getattr(error, "sqlite_errorcode", None)
    primary = code & 0xFF if isinstance(code, int) else None
    if primary == sqlite3.SQLITE_FULL:
        return f'"{path}" could not be written because the disk is full: make room and try again.'
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return f'"{path}" is being written by another program: close that and try again.'
    if primary in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        return f'"{path}" may not be written: save the project under another name.'
    if primary == sqlite3.SQLITE_IOERR:
        return f'"{path}" could not be read or written (the disk is full or failing): save the project elsewhere.'
    if primary == sqlite3.SQLITE_CANTOPEN or isinstance(error, OSError):
        reason = error.strerror if isinstance(error, OSError) else None
        return f'"{path}" cannot be opened{f" ({reason})" if reason else ""}: check the place and its permissions.'
    return damaged(path)


def damaged(path: Path) -> str:
    """Say that a project file is not as we write them."""
    return f'"{path}" is damaged or no FilterLab project: choose another file, or a copy made before.'
