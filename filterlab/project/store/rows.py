"""Rows as they come from a stranger's file: each value has the type we wrote, or a sentence says so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from filterlab.errors import FilterLabError
from filterlab.project.store.plain import NOT_AS_WRITTEN

if TYPE_CHECKING:
    import sqlite3

MOST_ROWS = 20_000
MOST_LETTERS = 100_000

_ID = re.compile(r"(filter|picture|run)-([1-9][0-9]{0,14})")


def read_rows(
    connection: sqlite3.Connection, query: str, values: tuple[object, ...], *kinds: type | tuple[type, ...]
) -> list[tuple[Any, ...]]:
    """Read all rows of a query, and check the type of each value.

    Parameters
    ----------
    connection : sqlite3.Connection
        The open file.
    query : str
        A SELECT without a LIMIT.
    values : tuple
        What stands for its question marks.
    *kinds
        The type of each column; ``type(None)`` among them where it may be missing.

    Raises
    ------
    FilterLabError
        A value has another type, a text has more than 100,000 letters, or there are more than 20,000 rows.
    """
    rows = connection.execute(f"{query} LIMIT {MOST_ROWS + 1}", values).fetchall()
    if len(rows) > MOST_ROWS or not all(_is_right(row, kinds) for row in rows):
        raise FilterLabError(NOT_AS_WRITTEN)
    return rows


def _is_right(row: tuple[object, ...], kinds: tuple[type | tuple[type, ...], ...]) -> bool:
    return all(isinstance(value, kind) for value, kind in zip(row, kinds, strict=True))


def checked_name(name: str) -> str:
    """Return a name from a file, if it is not longer than anyone types."""
    if len(name) > MOST_LETTERS:
        raise FilterLabError(NOT_AS_WRITTEN)
    return name


def number_of(kind: str, item_id: str) -> int:
    """Return the number in an id such as "filter-7"; refuse what `Document.new_id` would not give out."""
    found = _ID.fullmatch(item_id)
    if found is None or found[1] != kind:
        raise FilterLabError(NOT_AS_WRITTEN)
    return int(found[2])
