"""What is set once for the whole document: stage settings, units, and what is in front."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast, get_args

from filterlab.errors import FilterLabError
from filterlab.probes import Stages
from filterlab.project.scale import Units
from filterlab.project.store.plain import (
    NOT_AS_WRITTEN,
    format_json,
    from_plain,
    parse_json,
    safe_text,
    to_plain,
)
from filterlab.project.store.rows import checked_name, read_rows

if TYPE_CHECKING:
    import sqlite3

MOVED_TO = "moved_to"
"""The setting of a file that became another by Save As: where a training that still writes here goes on."""


def claim_of(run_id: str) -> str:
    """Name the setting that counts the processes which have trained a run; only the last may write it."""
    return f"trained {run_id}"


@dataclass(frozen=True)
class Settings:
    """The settings of a document.

    Attributes
    ----------
    stages : Stages
        What happens to the picture.
    units : {1, 255, "file"}
        As of `Document`.
    current_filter, current_picture : str
        The ids of what is in front; empty where nothing is.
    chain_name : str
        What the circuit is called.
    """

    stages: Stages = field(default_factory=Stages)
    units: Units = 255
    current_filter: str = ""
    current_picture: str = ""
    chain_name: str = ""


def write_settings(connection: sqlite3.Connection, settings: Settings) -> None:
    """Store the settings in place of those that are there."""
    plain = {
        "stages": to_plain(settings.stages, Stages),
        "units": settings.units,
        "current_filter": settings.current_filter,
        "current_picture": settings.current_picture,
        "chain_name": safe_text(settings.chain_name),
    }
    for name, value in plain.items():
        write_setting(connection, name, value)


def write_setting(connection: sqlite3.Connection, name: str, value: object) -> None:
    """Store one plain value under a name."""
    connection.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, format_json(value)))


def read_setting(connection: sqlite3.Connection, name: str) -> object:
    """Read one plain value; None if there is none of the name."""
    row = connection.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
    return parse_json(row[0]) if row is not None else None


def read_settings(connection: sqlite3.Connection) -> Settings:
    """Read the settings; those that were never stored have their usual values.

    Raises
    ------
    FilterLabError
        One is not as it was written.
    """
    plain = read_all_settings(connection)
    usual = Settings()
    units = plain.get("units", usual.units)
    if units not in get_args(Units):
        raise FilterLabError(NOT_AS_WRITTEN)
    return Settings(
        stages=from_plain(plain["stages"], Stages) if "stages" in plain else usual.stages,
        units=cast("Units", units),
        current_filter=_text(plain, "current_filter"),
        current_picture=_text(plain, "current_picture"),
        chain_name=_text(plain, "chain_name"),
    )


def read_all_settings(connection: sqlite3.Connection) -> dict[str, Any]:
    """Read all settings as plain values, by their names."""
    rows = read_rows(connection, "SELECT name, value FROM settings", (), str, str)
    return {name: parse_json(value) for name, value in rows}


def _text(plain: dict[str, Any], name: str) -> str:
    value = plain.get(name, "")
    if not isinstance(value, str):
        raise FilterLabError(NOT_AS_WRITTEN)
    return checked_name(value)
