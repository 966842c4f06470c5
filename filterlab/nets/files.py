"""Files written whole: after a crash there is the old file or the new one, never half of one."""

import os
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from filterlab.errors import FilterLabError


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is never seen half written: beside it first, to the disk, then in its place.

    Raises
    ------
    FilterLabError
        If it cannot be written; what stood there before still does.
    """
    beside = path.with_name(f".{path.name}.{token_hex(6)}")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        raise FilterLabError(
            f"'{path}' cannot be written ({error.strerror or error}): choose a folder that exists, that you may write to "
            "and that has room."
        ) from error
    finally:
        # After replace() there is nothing left to remove; after a failure the half-written file must go.
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def read_whole(path: Path, what: str) -> bytes:
    """Read a file; FilterLabError in one sentence if there is none or it may not be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise FilterLabError(f"There is no file '{path}': check the name of the {what}.") from None
    except OSError as error:
        raise FilterLabError(
            f"'{path}' cannot be read ({error.strerror or error}): choose a {what} you may read."
        ) from error
