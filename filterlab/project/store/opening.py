"""Opening a project file: locked and checked, migrated if need be, or only looked at."""

from __future__ import annotations

import logging
import os
import sqlite3
from typing import TYPE_CHECKING

from filterlab.errors import FilterLabError
from filterlab.project.store import migrations
from filterlab.project.store.checking import Nature, check_content, check_header
from filterlab.project.store.connecting import connect, damaged, told, transaction
from filterlab.project.store.copying import write_empty
from filterlab.project.store.locking import FileInUseError, FileLock
from filterlab.project.store.project_file import ProjectFile
from filterlab.project.store.settings import MOVED_TO

if TYPE_CHECKING:
    from pathlib import Path

log = logging.getLogger(__name__)


def create_file(path: Path, now: float) -> ProjectFile:
    """Make a new project file, in place of what stands there, and open it.

    Raises
    ------
    FilterLabError
        It cannot be written.
    """
    write_empty(path)
    return open_file(path, now)


def open_file(path: Path, now: float) -> ProjectFile:
    """Open a project file for writing, or for looking at it where that is not possible.

    It is only looked at when another window has it, when it may not be written, and when a newer program made
    it. One of an older program is migrated, and a copy kept.

    Parameters
    ----------
    path : Path
        The file.
    now : float
        The time others are told that it is open since, in seconds since 1970.

    Raises
    ------
    FilterLabError
        There is none, it is damaged, or it is something else.
    """
    with told(path):
        path = path.resolve()
        check_header(path)
        try:
            lock = FileLock.take(path, now)
        except FileInUseError as error:
            return _open_read_only(path, f'"{path.name}" is open in {error.holder}')
        except OSError:
            return _open_read_only(path, f'"{path.name}" lies where nothing can be written')
        try:
            if not os.access(path, os.W_OK):
                lock.release()
                return _open_read_only(path, f'"{path.name}" may not be written')
            opened = _open_for_writing(path, lock)
        except BaseException:
            lock.release()
            raise
        return opened


def _open_for_writing(path: Path, lock: FileLock) -> ProjectFile:
    connection = connect(path, is_read_only=False)
    try:
        nature = _checked(connection, path)
        if nature.is_newer:
            connection.close()
            lock.release()
            return _open_read_only(path, f'"{path.name}" was written by a newer FilterLab')
        try:
            remark = _made_ready(connection, path, nature)
        except (sqlite3.OperationalError, FilterLabError) as error:
            # A full or failing disk: what is there can still be looked at.
            log.warning("%s cannot be written: %s", path, error)
            connection.close()
            lock.release()
            return _open_read_only(path, f'"{path.name}" cannot be written now (the disk may be full)')
    except BaseException:
        connection.close()
        raise
    opened = ProjectFile(path, connection, lock)
    opened.remark = remark
    return opened


def _made_ready(connection: sqlite3.Connection, path: Path, nature: Nature) -> str:
    """Migrate it if need be, and have what is written go to a log beside it; return what its owner should know."""
    remark = ""
    if nature.is_older:
        kept = migrations.migrate(connection, path, nature.version)
        remark = f'"{path.name}" was brought to the form this FilterLab writes; the file as it was is "{kept.name}".'
    connection.execute("PRAGMA journal_mode = WAL").fetchall()
    if connection.execute("SELECT 1 FROM settings WHERE name = ?", (MOVED_TO,)).fetchone() is not None:
        with transaction(connection):
            connection.execute("DELETE FROM settings WHERE name = ?", (MOVED_TO,))
    return remark


def _open_read_only(path: Path, reason: str) -> ProjectFile:
    connection = connect(path, is_read_only=True)
    try:
        if _checked(connection, path).is_older:
            copy = migrations.migrated_in_memory(connection)
            connection.close()
            connection = copy
    except BaseException:
        connection.close()
        raise
    sentence = (
        f"{reason}: it can be looked at here, and nothing is kept until it is saved under another name."
    )
    return ProjectFile(path, connection, None, why_read_only=sentence)


def _checked(connection: sqlite3.Connection, path: Path) -> Nature:
    try:
        return check_content(connection, path)
    except sqlite3.DatabaseError as error:
        if _is_of_the_place(error):
            raise
        raise FilterLabError(damaged(path)) from error


def _is_of_the_place(error: sqlite3.Error) -> bool:
    """Whether an error is about the file's surroundings, and not about what is in it."""
    places = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
    return (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF in places
