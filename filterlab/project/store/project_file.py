"""A project file that is open: read, written and copied, and one single file again when closed."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
from typing import TYPE_CHECKING

from filterlab.errors import FilterLabError
from filterlab.project.store.connecting import besides, connect, told, transaction
from filterlab.project.store.copying import fold, no_progress, remove_beside, write_copy
from filterlab.project.store.locking import FileInUseError, FileLock
from filterlab.project.store.settings import MOVED_TO, write_setting

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from filterlab.project.store.copying import Progress

log = logging.getLogger(__name__)


class ProjectFile:
    """One open project file; `open_file` and `create_file` make it.

    Attributes
    ----------
    path : Path
        Where it lies, links resolved.
    why_read_only : str
        A sentence that says why it can only be looked at; empty if it can be written.
    remark : str
        What was done to it on opening that its owner should know; usually empty.
    """

    def __init__(
        self, path: Path, connection: sqlite3.Connection, lock: FileLock | None, *, why_read_only: str = ""
    ) -> None:
        """Take over an open connection and the lock that goes with it."""
        self.path = path
        self.why_read_only = why_read_only
        self.remark = ""
        self._connection: sqlite3.Connection | None = connection
        self._lock = lock
        self._identity = _identity(path)

    @property
    def is_read_only(self) -> bool:
        """Whether it can only be looked at."""
        return bool(self.why_read_only)

    @property
    def is_open(self) -> bool:
        """Whether it was not closed yet."""
        return self._connection is not None

    @property
    def is_gone(self) -> bool:
        """Whether it was removed or moved while it was open, so that whatever is written is lost with it."""
        return _identity(self.path) != self._identity

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Read from the file; its errors become sentences.

        Raises
        ------
        FilterLabError
            The file is damaged, closed or cannot be read.
        """
        if self._connection is None:
            raise FilterLabError(f'"{self.path}" was closed: open it again.')
        with told(self.path):
            yield self._connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Write to the file: all that is done in the context, or nothing, on the disk when the context ends.

        Raises
        ------
        FilterLabError
            The file may only be looked at, the disk is full, or the file was taken away; then it is as it was.
        """
        if self.is_read_only:
            raise FilterLabError(self.why_read_only)
        if self.is_open and self.is_gone:
            raise FilterLabError(
                f'"{self.path}" was moved or removed while it was open: save the project under another name.'
            )
        with self.reading() as connection, transaction(connection):
            yield connection

    def copy_to(
        self, path: Path, now: float, *, is_moving: bool = False, progress: Progress = no_progress
    ) -> None:
        """Write all there is into a file of its own, whole or not at all.

        Parameters
        ----------
        path : Path
            Where; what stands there is replaced.
        now : float
            The time, in seconds since 1970.
        is_moving : bool
            Whether the project goes on there: a training that writes here then follows it, and nothing it
            writes meanwhile is lost.
        progress : callable
            Told how many of how many pages are copied.

        Raises
        ------
        FilterLabError
            It cannot be written, or another window has it open.
        """
        with self.reading() as connection:
            if self.is_read_only or self.is_gone:
                write_copy(connection, path, now, progress)
                return
            # What holds others from writing cannot be copied by the connection that holds them.
            is_copied = False
            try:
                with (
                    contextlib.closing(connect(self.path, is_read_only=True)) as source,
                    transaction(connection),
                ):
                    write_copy(source, path, now, progress)
                    is_copied = True
                    if is_moving:
                        write_setting(connection, MOVED_TO, str(path))
            except sqlite3.OperationalError as error:
                if not is_copied:
                    raise
                # Whoever leaves a full disk must be able to go; a training that writes here fails for itself.
                log.warning("%s could not be told where it went: %s", self.path, error)

    def close(self) -> None:
        """Make one single file of it and let others write it; safe to call twice."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            if not self.is_read_only:
                # execute() would do one page: the statement gives no rows, and is not at its end all the same.
                connection.executescript("PRAGMA incremental_vacuum")
                fold(connection)
        except sqlite3.Error:
            # All that was committed is in the files that lie there; the next opening folds them.
            log.exception("%s could not be folded", self.path)
        finally:
            connection.close()
            if self._lock is not None:
                self._lock.release()
            elif self.why_read_only:
                _fold_what_was_left(self.path)

    def become(self, other: ProjectFile) -> None:
        """Close this file and go on as another, which the project was saved as: who reads here reads there now."""
        self.close()
        self.path, self.why_read_only, self.remark = other.path, other.why_read_only, other.remark
        self._connection, self._lock = other._connection, other._lock
        self._identity = other._identity
        other._connection = other._lock = None

    def discard(self) -> None:
        """Close the file and remove it, where nothing in it is worth keeping.

        Raises
        ------
        FilterLabError
            It cannot be removed.
        """
        self.close()
        with told(self.path):
            self.path.unlink(missing_ok=True)
            remove_beside(self.path)


def _identity(path: Path) -> tuple[int, int] | None:
    """Return what tells this file from another one of the same name."""
    try:
        facts = path.stat()
    except OSError:
        return None
    return facts.st_dev, facts.st_ino


def _fold_what_was_left(path: Path) -> None:
    """Make one file of a project whose writer went while we looked at it: ours was the last connection."""
    if not besides(path)[0].exists():
        return
    with contextlib.suppress(OSError, FileInUseError, sqlite3.Error):
        lock = FileLock.take(path, 0.0)
        try:
            with contextlib.closing(connect(path, is_read_only=False)) as connection:
                fold(connection)
        finally:
            lock.release()
