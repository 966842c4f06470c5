"""Whether a file is a project at all: looked at before anything in it is used."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from filterlab.errors import FilterLabError
from filterlab.files import check_ordinary
from filterlab.project.store.connecting import besides, damaged
from filterlab.project.store.schema import APPLICATION_ID, VERSION, Entry, entries, expected_entries

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

MOST_BYTES = 1 << 40
CHECKED_WHOLE = 64 << 20
"""Files up to this size are looked through page by page; of larger ones only the tables that are read at once."""

_MAGIC = b"SQLite format 3\0"
_HEADER_BYTES = 100
_READ_AT_ONCE = ("settings", "filters", "pictures", "stages", "starts", "runs")
# Looking through 64 MB of honest pages takes a hundredth of this many steps.
_MOST_STEPS, _STEPS_BETWEEN = 200_000_000, 1_000_000


@dataclass(frozen=True)
class Nature:
    """What a project file says about itself.

    Attributes
    ----------
    version : int
        Its ``user_version``.
    """

    version: int

    @property
    def is_newer(self) -> bool:
        """Whether a newer program made it."""
        return self.version > VERSION

    @property
    def is_older(self) -> bool:
        """Whether it has to be migrated."""
        return self.version < VERSION


def check_header(path: Path) -> None:
    """Refuse what is no project by its first bytes, before SQLite is let near it.

    Raises
    ------
    FilterLabError
        There is no such file, it cannot be read, it is something else, or its end is missing.
    """
    check_ordinary(path, "project", MOST_BYTES)
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER_BYTES)
            size = file.seek(0, os.SEEK_END)
    except FileNotFoundError:
        raise FilterLabError(f'"{path}" does not exist: choose another project.') from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise FilterLabError(f'"{path}" cannot be opened ({reason}): check its permissions.') from error
    if len(header) < _HEADER_BYTES or not header.startswith(_MAGIC):
        raise FilterLabError(f'"{path}" is no FilterLab project: choose a file that ends in .filterlab.')
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise FilterLabError(f'"{path}" is a database of another program: choose a FilterLab project.')
    _check_length(path, header, size)


def _check_length(path: Path, header: bytes, size: int) -> None:
    """Refuse a file whose end is missing: SQLite itself does not look for the last part of a page."""
    if any(beside.exists() for beside in besides(path)):
        # What was written last lies there, perhaps the end, too.
        return
    page_size, pages = int.from_bytes(header[16:18], "big"), int.from_bytes(header[28:32], "big")
    # 1 stands for 65,536, which does not fit. Who left the count behind did not note the last change there.
    wanted = (page_size if page_size > 1 else 65_536) * pages
    if header[24:28] == header[92:96] and size < wanted:
        raise FilterLabError(
            f'"{path}" is cut off ({size:,} of {wanted:,} bytes are there): copy it once more from where it came, or '
            "open a copy made before."
        )


def check_content(connection: sqlite3.Connection, path: Path) -> Nature:
    """Refuse a database that is not built like a project, and one with damaged pages.

    The schema is looked at first: looking through the pages would compute the checks and generated columns a
    stranger may have put into it.

    Raises
    ------
    FilterLabError
        It is not as we make them.
    sqlite3.Error
        It is damaged so that SQLite noticed.
    """
    steps = 0

    def has_gone_on_for_too_long() -> bool:
        nonlocal steps
        steps += _STEPS_BETWEEN
        return steps > _MOST_STEPS

    connection.set_progress_handler(has_gone_on_for_too_long, _STEPS_BETWEEN)
    try:
        nature = Nature(_pragma(connection, "user_version"))
        if _pragma(connection, "application_id") != APPLICATION_ID or nature.version < 1:
            raise FilterLabError(damaged(path))
        _check_schema(connection, nature, path)
        _check_pages(connection, nature, path)
    finally:
        connection.set_progress_handler(None, 0)
    return nature


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    (value,) = connection.execute(f"PRAGMA {name}").fetchone()
    return int(value)


def _check_schema(connection: sqlite3.Connection, nature: Nature, path: Path) -> None:
    found, expected = entries(connection), expected_entries(min(nature.version, VERSION))
    if found == expected:
        return
    # A newer program may have added tables, which we do not look at; what we do look at has to be as we know it.
    ours = {table for _kind, _name, table, _sql in expected}
    if nature.is_newer and found > expected and all(_is_another_table(e, ours) for e in found - expected):
        return
    if nature.is_newer:
        raise FilterLabError(
            f'"{path}" was written by a newer FilterLab and cannot be read by this one: use the newer one.'
        )
    raise FilterLabError(f'"{path}" is not built like a FilterLab project: choose another file.')


def _is_another_table(entry: Entry, ours: set[str]) -> bool:
    kind, _name, table, sql = entry
    if table in ours:
        return False
    return kind == "index" or (kind == "table" and sql is not None and sql.upper().startswith("CREATE TABLE"))


def _check_pages(connection: sqlite3.Connection, nature: Nature, path: Path) -> None:
    size = _pragma(connection, "page_count") * _pragma(connection, "page_size")
    is_whole = size <= CHECKED_WHOLE and not nature.is_newer
    wanted = ("1",) if is_whole else _READ_AT_ONCE
    for what in wanted:
        if connection.execute(f"PRAGMA quick_check({what})").fetchone() != ("ok",):
            raise FilterLabError(damaged(path))
