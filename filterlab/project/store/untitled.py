"""Projects that have no name yet: kept in the user's data folder, and found again at the next start."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import platformdirs

from filterlab.errors import FilterLabError
from filterlab.project.store.connecting import besides
from filterlab.project.store.locking import FileInUseError, FileLock
from filterlab.project.store.opening import create_file

if TYPE_CHECKING:
    from pathlib import Path

    from filterlab.project.store.project_file import ProjectFile

SUFFIX = ".filterlab"


@dataclass(frozen=True)
class UntitledFile:
    """A project without a name that was left behind.

    Attributes
    ----------
    path : Path
        Where it lies.
    changed : float
        When it was written last, in seconds since 1970.
    """

    path: Path
    changed: float


def untitled_folder() -> Path:
    """Return the folder of projects without a name; it need not exist."""
    return platformdirs.user_data_path("filterlab", appauthor=False) / "untitled"


def is_untitled(path: Path) -> bool:
    """Whether a project has no name yet."""
    return path.parent == untitled_folder().resolve()


def create_untitled(now: float) -> ProjectFile:
    """Make an empty project without a name, and open it.

    Raises
    ------
    FilterLabError
        The user's data folder cannot be written.
    """
    folder = untitled_folder()
    began = datetime.fromtimestamp(now).astimezone().strftime("%Y-%m-%d %H%M%S")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or error
        raise FilterLabError(
            f'The folder "{folder}" cannot be made ({reason}): save the project under a name of its own.'
        ) from error
    # Two windows may begin in the same second.
    return create_file(folder / f"untitled {began} {secrets.token_hex(2)}{SUFFIX}", now)


def find_untitled(now: float) -> list[UntitledFile]:
    """List the projects without a name that no window has open, the one written last first."""
    try:
        paths = sorted(untitled_folder().resolve().glob(f"*{SUFFIX}"))
    except OSError:
        return []
    found = []
    for path in paths:
        try:
            FileLock.take(path, now).release()
            found.append(UntitledFile(path, _changed(path)))
        except (OSError, FileInUseError):
            # In use, or gone since it was listed.
            continue
    return sorted(found, key=lambda file: file.changed, reverse=True)


def _changed(path: Path) -> float:
    """Return when a project was written last, in its file or in the log a killed program left beside it."""
    log = besides(path)[0]
    return max(part.stat().st_mtime for part in (path, log) if part == path or part.exists())
