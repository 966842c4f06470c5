"""The pictures of a folder in the order people count, and which one comes next; no file is opened."""

import os
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from pathlib import Path

from filterlab.data.decoding import PICTURE_SUFFIXES
from filterlab.data.naming import quoted
from filterlab.errors import FilterLabError

NameKey = tuple[tuple[str | int, ...], str]

_NUMBER = re.compile(r"([0-9]+)")


def natural_key(name: str) -> NameKey:
    """Return a key that sorts names as people count: ``img2`` before ``img10``, without regard to capitals.

    Parameters
    ----------
    name : str
        A file's name.

    Returns
    -------
    tuple
        Text and numbers in turn, then the name itself, so that no two names are equal.
    """
    # Some systems write ö as one letter, some as two.
    text = name if name.isascii() else unicodedata.normalize("NFC", name)
    parts = _NUMBER.split(text.casefold())
    return tuple(int(part) if index % 2 else part for index, part in enumerate(parts)), name


def list_pictures(folder: str | Path) -> tuple[Path, ...]:
    """List the pictures directly inside a folder, by the endings of their names.

    Hidden files, folders, pipes and links that lead nowhere are left out. A file that cannot be read is listed: who
    opens it is told why it cannot be.

    Parameters
    ----------
    folder : str or Path
        The folder.

    Returns
    -------
    tuple of Path
        In natural order; empty if there are none.

    Raises
    ------
    FilterLabError
        The folder is missing, is no folder or may not be read.
    """
    place = Path(folder)
    try:
        with os.scandir(place) as entries:
            names = [entry.name for entry in entries if _is_picture(entry)]
    except FileNotFoundError as error:
        raise FilterLabError(
            f"There is no folder {quoted(place)}: check its name and where it lies."
        ) from error
    except NotADirectoryError as error:
        raise FilterLabError(f"{quoted(place)} is a file: give the folder that holds it.") from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise FilterLabError(
            f"The folder {quoted(place)} could not be read ({reason}): change its permissions or choose another."
        ) from error
    return tuple(place / name for name in sorted(names, key=natural_key))


def neighbour_picture(pictures: Sequence[Path], current: str | Path, step: int) -> Path | None:
    """Go some pictures forward or back from a given one.

    Parameters
    ----------
    pictures : sequence of Path
        As `list_pictures` gives them.
    current : str or Path
        Where to start. A file that is not among them, because it has vanished or is hidden, counts as lying
        where it would be sorted.
    step : int
        1 is the next, -1 the one before; larger steps stop at the first and the last.

    Returns
    -------
    Path or None
        None if there is no other picture in that direction.
    """
    if step == 0 or not pictures:
        return None
    key = natural_key(Path(current).name)
    if step > 0:
        after = bisect_right(pictures, key, key=_key_of)
        return pictures[min(after + step - 1, len(pictures) - 1)] if after < len(pictures) else None
    before = bisect_left(pictures, key, key=_key_of) - 1
    return pictures[max(before + step + 1, 0)] if before >= 0 else None


def _key_of(picture: Path) -> NameKey:
    return natural_key(picture.name)


def _is_picture(entry: os.DirEntry[str]) -> bool:
    name = entry.name
    if name.startswith(".") or not name.lower().endswith(PICTURE_SUFFIXES):
        return False
    try:
        return entry.is_file()
    except OSError:
        return False
