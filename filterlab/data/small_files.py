"""Files that are known to be small, read whole."""

from pathlib import Path

from filterlab.data.naming import quoted
from filterlab.errors import FilterLabError

MAX_FILE_BYTES = 1_000_000
"""The largest possible filter, 3 x 31 x 31 with long numbers, needs less than a tenth of this."""


def read_small_file(path: Path) -> bytes:
    """Read a filter file whole, or say why that cannot be.

    Raises
    ------
    FilterLabError
        The file is missing, may not be read, is empty, is no ordinary file, or is too large to be a filter.
    """
    named = quoted(path)
    try:
        if path.is_dir():
            raise FilterLabError(f"{named} is a folder: choose a filter file inside it.")
        if path.exists() and not path.is_file():
            raise FilterLabError(f"{named} is not an ordinary file: choose a filter file.")
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError as error:
        raise FilterLabError(f"There is no file {named}: check its name and folder.") from error
    except PermissionError as error:
        raise FilterLabError(
            f"{named} may not be read: change its permissions or choose another file."
        ) from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise FilterLabError(f"{named} could not be read ({reason}): choose another file.") from error
    if not data:
        raise FilterLabError(f"{named} is empty (0 bytes): choose another file.")
    if len(data) > MAX_FILE_BYTES:
        limit = f"{MAX_FILE_BYTES // 1000} kB"
        raise FilterLabError(f"{named} is larger than {limit}, and no filter is: choose another file.")
    return data
