"""Files written whole: a reader sees the old file or the new one, never half of either."""

import contextlib
import errno
import hashlib
import os
import secrets
import stat
from collections.abc import Callable
from pathlib import Path

from filterlab.errors import FilterLabError


def check_ordinary(path: str | Path, what: str, most_bytes: int | None = None) -> None:
    """Refuse what would be read without end, or not at all: pipes, sockets and devices. A missing file passes.

    Parameters
    ----------
    path : str or Path
        The file that is to be read, or a link to it.
    what : str
        What it should be, for the sentence: ``"weights file"``.
    most_bytes : int, optional
        The largest size it may have.

    Raises
    ------
    FilterLabError
        It is a folder, no ordinary file, or larger.
    """
    if is_folder(path):
        raise FilterLabError(f'"{path}" is a folder: choose a {what} inside it.')
    # What cannot even be looked at is told by who opens it.
    with contextlib.suppress(OSError, ValueError):
        facts = Path(path).stat()
        if not stat.S_ISREG(facts.st_mode):
            raise FilterLabError(f'"{path}" is not an ordinary file: choose a {what}.')
        if most_bytes is not None and facts.st_size > most_bytes:
            limit = f"{most_bytes // 1_000_000} MB"
            raise FilterLabError(f'"{path}" is larger than {limit}, and no {what} is: choose another file.')


def is_folder(path: str | Path) -> bool:
    """Return whether this is a folder, or a link to one; False where the system cannot say, as of a name too long."""
    try:
        return Path(path).is_dir()
    except (OSError, ValueError):
        return False


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes as 64 hexadecimal digits; ``OSError`` if it cannot be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_whole(path: str | Path, data: bytes) -> None:
    """Write a file so that a crash or a full disk leaves the old one as it was.

    The bytes go to a new file in the same folder, are flushed to the disk, and only then take the name of the
    old file in one step. A link keeps pointing where it pointed: the file behind it is replaced. An existing
    file keeps its access rights.

    Parameters
    ----------
    path : str or Path
        The file to write. Its folder must exist.
    data : bytes
        Everything the file shall hold.

    Raises
    ------
    FilterLabError
        The folder is missing, the place may not be written, the disk is full, or the name is a folder's or a
        device's.
    """

    def fill(temporary: Path) -> None:
        # "x" creates the file with the rights the user's umask gives, which tempfile would narrow to 0600.
        with temporary.open("xb") as file:
            file.write(data)

    place_whole(path, fill)


def place_whole(path: str | Path, fill: Callable[[Path], None]) -> None:
    """Have a file written by someone else, as `write_whole` does: the name is the old file's until all is there.

    Parameters
    ----------
    path : str or Path
        The file to write. Its folder must exist.
    fill : callable
        Gets the path of a file in the same folder that it shall make, and close again. What it raises is passed
        on, but for errors of the system, and the old file stays.

    Raises
    ------
    FilterLabError
        As of `write_whole`.
    """
    target = Path(path)
    try:
        target = target.resolve()
        if target.is_symlink():
            # Resolving ends at a link only where links go in a circle; Python 3.13 does not complain of it.
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if target.exists() and not target.is_file():
            # A device such as /dev/null would be replaced by a file of that name.
            raise FilterLabError(f'"{path}" is not an ordinary file: give the file a name of its own.')
        if target.exists() and not os.access(target, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        _replace(target, fill)
    except (OSError, RuntimeError, ValueError) as error:
        raise FilterLabError(_sentence(Path(path), error)) from error


def _replace(target: Path, fill: Callable[[Path], None]) -> None:
    temporary = target.with_name(f".filterlab-{secrets.token_hex(6)}.part")
    try:
        fill(temporary)
        with temporary.open("r+b") as file:
            os.fsync(file.fileno())
        if target.exists():
            temporary.chmod(target.stat().st_mode & 0o7777)
        temporary.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    _flush_folder(target.parent)


def _flush_folder(folder: Path) -> None:
    """Make the new name itself survive a power cut, where the system lets a folder be opened."""
    if os.name != "posix":
        return
    # The file is already whole under its name; some network drives refuse to flush a folder.
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _sentence(path: Path, error: Exception) -> str:
    if isinstance(error, IsADirectoryError):
        return f'"{path}" is a folder: give the file a name of its own.'
    if isinstance(error, FileNotFoundError) and path.parent.is_dir():
        return f'"{path}" could not be written there: choose another place.'
    if isinstance(error, FileNotFoundError):
        return f'"{path}" cannot be written because the folder "{path.parent}" does not exist: make it first.'
    if isinstance(error, PermissionError):
        return f'"{path}" may not be written: choose another place or change its permissions.'
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f'"{path}" could not be written because the disk is full: make room and save again.'
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return f'"{path}" could not be written ({reason}): choose another place.'
