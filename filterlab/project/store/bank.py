"""The filter bank in the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from filterlab.errors import FilterLabError
from filterlab.project.filters import Filter
from filterlab.project.store.arrays import read_array, remove_arrays, write_array
from filterlab.project.store.plain import NOT_AS_WRITTEN, safe_text
from filterlab.project.store.rows import checked_name, number_of, read_rows

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

# Three channels of 31 × 31 numbers of eight bytes.
_MOST_BYTES = 3 * 31 * 31 * 8


def write_filter(connection: sqlite3.Connection, item: Filter) -> None:
    """Store a filter in place of the one with its id; a new one comes last."""
    connection.execute(
        "INSERT INTO filters VALUES (?, (SELECT COALESCE(MAX(place), -1) + 1 FROM filters), ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET name = excluded.name, origin = excluded.origin, "
        "revision = excluded.revision",
        (item.id, safe_text(item.name), safe_text(item.origin), item.revision),
    )
    write_array(connection, item.id, "weights", item.weights)


def order_filters(connection: sqlite3.Connection, ids: Sequence[str]) -> None:
    """Give the filters this order, and remove those that are not named."""
    places = {item_id: place for place, item_id in enumerate(ids)}
    for (item_id,) in connection.execute("SELECT id FROM filters").fetchall():
        if item_id in places:
            connection.execute("UPDATE filters SET place = ? WHERE id = ?", (places[item_id], item_id))
        else:
            remove_arrays(connection, item_id)
            connection.execute("DELETE FROM filters WHERE id = ?", (item_id,))


def read_filters(connection: sqlite3.Connection) -> tuple[Filter, ...]:
    """Read all filters in their order.

    Raises
    ------
    FilterLabError
        One is not as it was written.
    """
    rows = read_rows(
        connection, "SELECT id, name, origin, revision FROM filters ORDER BY place", (), str, str, str, int
    )
    return tuple(_read(connection, *row) for row in rows)


def _read(connection: sqlite3.Connection, item_id: str, name: str, origin: str, revision: int) -> Filter:
    number_of("filter", item_id)
    weights = read_array(connection, item_id, "weights", _MOST_BYTES)
    if weights.dtype != "float32":
        raise FilterLabError(NOT_AS_WRITTEN)
    return Filter(item_id, checked_name(name), weights, revision, checked_name(origin))
