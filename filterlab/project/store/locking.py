"""Who may write a project file: one window at a time, by a lock in a small file beside it.

The lock is not on the project file itself: closing any descriptor of a database drops the locks SQLite holds on it
(https://www.sqlite.org/howtocorrupt.html, section 2.2).
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import sys
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from filterlab.locks import try_lock

if TYPE_CHECKING:
    from pathlib import Path

LOCK_SUFFIX = ".lock"

# Windows lets nobody read a locked byte, so it is one behind all that is written.
_LOCKED_BYTE = 1 << 20
_MOST_BYTES = 4096


@dataclass(frozen=True)
class Holder:
    """Who has a project file open for writing.

    Attributes
    ----------
    host : str
        The machine; empty if the holder did not come to say so.
    process : int
        Its process id there.
    since : float
        When it was opened, in seconds since 1970 (UTC).
    """

    host: str = ""
    process: int = 0
    since: float = 0.0

    def __str__(self) -> str:
        """Say who it is, as a part of a sentence."""
        if not self.host:
            return "another FilterLab"
        began = datetime.fromtimestamp(self.since).astimezone().strftime("%Y-%m-%d %H:%M")
        return f"the FilterLab on {self.host} with process number {self.process}, since {began}"


class FileInUseError(Exception):
    """Another window has the project file open for writing; `holder` says which."""

    def __init__(self, holder: Holder) -> None:
        """Keep who has it."""
        super().__init__(str(holder))
        self.holder = holder


class FileLock:
    """The right to write one project file, held until `release` or the end of the process."""

    def __init__(self, path: Path, descriptor: int) -> None:
        """Keep an open, locked file; `take` makes one."""
        self._path = path
        self._descriptor: int | None = descriptor

    @classmethod
    def take(cls, project: Path, now: float) -> FileLock:
        """Lock a project file for this process.

        Parameters
        ----------
        project : Path
            The project file, links resolved; it need not exist yet.
        now : float
            The time that others are told, in seconds since 1970.

        Raises
        ------
        FileInUseError
            Somebody has it.
        OSError
            The folder cannot be written.
        """
        path = lock_path(project)
        while True:
            descriptor = os.open(path, _FLAGS, 0o666)
            try:
                if not try_lock(descriptor, at=_LOCKED_BYTE):
                    raise FileInUseError(_read_holder(path))
                has_name = _is_still_there(path, descriptor)
            except BaseException:
                os.close(descriptor)
                raise
            if has_name:
                lock = cls(path, descriptor)
                try:
                    _write_holder(descriptor, Holder(socket.gethostname(), os.getpid(), now))
                except OSError:
                    # A full disk leaves no lock of nobody behind.
                    lock.release()
                    raise
                return lock
            # Its last holder removed it between our opening and our locking: what we hold has no name any more.
            os.close(descriptor)

    def release(self) -> None:
        """Let others write the file; safe to call twice."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is None:
            return
        with contextlib.suppress(OSError):
            if sys.platform == "win32":
                # An open file cannot be removed there; whoever has opened it meanwhile keeps it.
                os.close(descriptor)
                self._path.unlink()
            else:
                self._path.unlink()
        if sys.platform != "win32":
            os.close(descriptor)


_FLAGS = (
    os.O_RDWR
    | os.O_CREAT
    # Neither a link into another folder nor a pipe is our lock.
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
)


def lock_path(project: Path) -> Path:
    """Return the file that is locked for a project file."""
    return project.with_name(project.name + LOCK_SUFFIX)


def _is_still_there(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.lstat(), os.fstat(descriptor))
    except OSError:
        return False


def _write_holder(descriptor: int, holder: Holder) -> None:
    line = json.dumps({"host": holder.host, "process": holder.process, "since": holder.since})
    os.lseek(descriptor, 0, os.SEEK_SET)
    os.ftruncate(descriptor, 0)
    os.write(descriptor, line.encode())


def _read_holder(path: Path) -> Holder:
    """Read who holds a lock; whoever locked it this moment may not have written it yet."""
    try:
        with path.open("rb") as file:
            plain = json.loads(file.read(_MOST_BYTES))
        host, process, since = plain["host"], plain["process"], plain["since"]
    except (OSError, ValueError, KeyError, TypeError):
        return Holder()
    if not (isinstance(host, str) and type(process) is int and isinstance(since, float | int)):
        return Holder()
    try:
        datetime.fromtimestamp(since).astimezone()
    except (OverflowError, ValueError, OSError):
        return Holder()
    return Holder(host, process, float(since))
