"""Reading a file the user named."""

from pathlib import Path

from filterlab.errors import FilterLabError
from filterlab.files import check_ordinary


def read_whole(path: Path, what: str) -> bytes:
    """Read a file; FilterLabError in one sentence if there is none or it may not be read.

    Parameters
    ----------
    path
        The file.
    what
        What it should be, for the message: ``"weights file"``.
    """
    check_ordinary(path, what)
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise FilterLabError(f'There is no file "{path}": check the name of the {what}.') from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise FilterLabError(f'"{path}" cannot be read ({reason}): choose a {what} you may read.') from error
