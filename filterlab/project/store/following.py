"""A project file as a child process has it open, which goes on where the project goes when it is saved elsewhere."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from filterlab.errors import FilterLabError
from filterlab.project.store.checking import check_header
from filterlab.project.store.connecting import connect, told, transaction
from filterlab.project.store.settings import MOVED_TO, read_setting

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator

_MOST_MOVES = 20
# Saved under another name, a large project is copied while its training waits.
_WAIT_MS = 300_000
# Moving what is in the log to its place waits for the disk, a tenth of a second or more for 16 MB: seldom, after
# 48 MB, which is more than a run of LeNet-5. The window does it as well, when it writes and when it closes the file.
_LOG_PAGES = 12_000


class FollowedFile:
    """A project that a window has open, written by the child beside it.

    A power cut may cost what the system has not yet brought to the disk, which is done again; waiting for the disk
    would cost more. What a window writes beside it takes along all that was written here before.
    """

    def __init__(self, path: Path) -> None:
        """Open a project.

        Raises
        ------
        FilterLabError
            It cannot be opened.
        """
        self._path = path
        self._connection = self._connected()

    def close(self) -> None:
        """Close the file; safe to call twice."""
        self._connection.close()

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Read from the file; its errors become sentences."""
        with told(self._path):
            yield self._connection

    def write(self, action: Callable[[sqlite3.Connection], None]) -> None:
        """Do something as one transaction, where the project is now.

        Raises
        ------
        FilterLabError
            It could not be written; nothing of it is.
        """
        for _move in range(_MOST_MOVES):
            with told(self._path), transaction(self._connection):
                target = read_setting(self._connection, MOVED_TO)
                if target is None:
                    action(self._connection)
                    return
            # Saved under another name meanwhile; all that was written here has gone there, too.
            self._connection.close()
            self._path = Path(str(target))
            self._connection = self._connected()
        raise FilterLabError(
            f'"{self._path}" says again and again that the project is elsewhere: open a copy of it.'
        )

    def _connected(self) -> sqlite3.Connection:
        check_header(self._path)
        with told(self._path):
            connection = connect(self._path, is_read_only=False, must_survive_power_cut=False)
            for name, value in (("busy_timeout", _WAIT_MS), ("wal_autocheckpoint", _LOG_PAGES)):
                connection.execute(f"PRAGMA {name} = {value}").fetchall()
        return connection
