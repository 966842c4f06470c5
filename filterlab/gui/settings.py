"""What the window remembers between two starts: the colours chosen and the files opened lately."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from filterlab.errors import FilterLabError
from filterlab.files import write_whole
from filterlab.gui.theme import ThemeName

if TYPE_CHECKING:
    from pathlib import Path

log = logging.getLogger(__name__)

MAX_RECENT = 15


class Settings(BaseModel):
    """The settings file, checked field by field.

    Attributes
    ----------
    theme : {"system", "light", "dark"}
        The colours chosen in the View menu.
    recent_files : tuple of str
        Paths of the files opened lately, newest first, at most 15.
    recent_projects : tuple of str
        Paths of the projects opened or saved lately, newest first, at most 15.
    """

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    theme: ThemeName = "system"
    recent_files: tuple[str, ...] = Field(default=(), max_length=MAX_RECENT)
    recent_projects: tuple[str, ...] = Field(default=(), max_length=MAX_RECENT)

    def with_recent_file(self, path: Path) -> Settings:
        """Return settings with a file on top of the recent ones; one whose name is no text is not remembered."""
        return self.model_copy(update={"recent_files": _with_entry(self.recent_files, path)})

    def with_recent_project(self, path: Path) -> Settings:
        """Return settings with a project on top of the recent ones, under the same condition."""
        return self.model_copy(update={"recent_projects": _with_entry(self.recent_projects, path)})


def _with_entry(entries: tuple[str, ...], path: Path) -> tuple[str, ...]:
    entry = os.path.realpath(path)
    try:
        entry.encode()
    except UnicodeEncodeError:
        return entries
    return (entry, *(item for item in entries if item != entry))[:MAX_RECENT]


def settings_path() -> Path:
    """Return the settings file in the user's own configuration folder."""
    return platformdirs.user_config_path("filterlab", appauthor=False) / "settings.json"


def load_settings() -> Settings:
    """Read the settings; where there are none, or they cannot be understood, start afresh."""
    try:
        return Settings.model_validate_json(settings_path().read_bytes())
    except FileNotFoundError:
        return Settings()
    except (OSError, ValidationError) as error:
        log.warning("the settings could not be read and start afresh: %s", error)
        return Settings()


def save_settings(settings: Settings) -> None:
    """Write the settings, whole or not at all.

    Raises
    ------
    FilterLabError
        The file cannot be written.
    """
    path = settings_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FilterLabError(
            f"The settings folder {path.parent} cannot be made ({error.strerror})."
        ) from error
    write_whole(path, settings.model_dump_json(indent=1).encode())
