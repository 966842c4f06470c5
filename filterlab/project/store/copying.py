"""Project files written whole: new ones, and copies of open ones."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING

from filterlab.errors import FilterLabError
from filterlab.files import place_whole
from filterlab.project.store.connecting import besides, connect, told, transaction
from filterlab.project.store.locking import FileInUseError, FileLock
from filterlab.project.store.schema import APPLICATION_ID, build

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Progress = Callable[[int, int], None]
    """Told how many of how many pages are copied; what it raises ends the copying, and nothing is left of it."""

# Pages of 4 kB between two words about how far it is: some milliseconds.
_PAGES_AT_ONCE = 2048


def no_progress(done: int, total: int) -> None:
    """Tell nobody."""
    del done, total


def write_empty(path: Path) -> None:
    """Write a project file without content, whole or not at all.

    Raises
    ------
    FilterLabError
        It cannot be written.
    """

    def fill(temporary: Path) -> None:
        _make(temporary)
        with contextlib.closing(sqlite3.connect(temporary, isolation_level=None)) as connection:
            # So that closing can give back the room of what was removed; it must be set before the first table.
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute("PRAGMA journal_mode = MEMORY")
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            with transaction(connection):
                build(connection)

    with told(path):
        place_whole(path, fill)


def copy_of(source: sqlite3.Connection, path: Path, progress: Progress = no_progress) -> None:
    """Write all that was committed to an open file as one file of its own, whole or not at all.

    Parameters
    ----------
    source : sqlite3.Connection
        The open file, not in a transaction.
    path : Path
        Where the copy goes; what stands there is replaced.
    progress : callable
        Told how far it is.

    Raises
    ------
    FilterLabError
        It cannot be written; what stood there before still does.
    """

    def tell(_status: int, remaining: int, total: int) -> None:
        progress(total - remaining, total)

    def fill(temporary: Path) -> None:
        _make(temporary)
        with contextlib.closing(sqlite3.connect(temporary, isolation_level=None)) as copy:
            # It is flushed once, when all is there, and gone if that fails.
            copy.execute("PRAGMA synchronous = OFF")
            copy.execute("PRAGMA journal_mode = MEMORY")
            source.backup(copy, pages=_PAGES_AT_ONCE, progress=tell)
        # Beside a file that was never closed well. SQLite would take them for the new file's.
        remove_beside(path)

    with told(path):
        _settle(path)
        place_whole(path, fill)


def write_copy(source: sqlite3.Connection, path: Path, now: float, progress: Progress = no_progress) -> None:
    """Do the same where another window may have a project of that name open: then it is refused.

    Raises
    ------
    FilterLabError
        It cannot be written, or is open somewhere; what stood there before still does.
    """
    with told(path), contextlib.suppress(RuntimeError):
        # Links in a circle are told by who writes the file.
        path = path.resolve()
    try:
        lock = FileLock.take(path, now)
    except FileInUseError as error:
        raise FilterLabError(
            f'"{path}" is open in {error.holder}: close it there or choose another name.'
        ) from error
    except OSError:
        # Why the folder cannot be written is told by who writes the file.
        copy_of(source, path, progress)
        return
    try:
        copy_of(source, path, progress)
    finally:
        lock.release()


def _make(temporary: Path) -> None:
    """Make an empty file, which is an empty database: the system says why it cannot be, and SQLite does not."""
    temporary.touch(exist_ok=False)


def remove_beside(path: Path) -> None:
    """Remove what SQLite left beside a file that could not be closed well, and that is gone or replaced."""
    for beside in besides(path):
        beside.unlink(missing_ok=True)


def _settle(path: Path) -> None:
    """Fold into a file what a killed program left beside it, so that it is whole if our writing fails."""
    if path.is_file() and any(beside.exists() for beside in besides(path)):
        # What is no database has nothing to fold.
        with contextlib.suppress(sqlite3.Error), contextlib.closing(connect(path, is_read_only=False)) as old:
            fold(old)


def fold(connection: sqlite3.Connection) -> None:
    """Make one single file of an open database, unless another connection still uses it."""
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    with contextlib.suppress(sqlite3.OperationalError):
        connection.execute("PRAGMA journal_mode = DELETE").fetchall()
