"""Arrays in the tables: little-endian bytes, whose kind, shape and checksum stand beside them."""

from __future__ import annotations

import json
import math
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np

from filterlab.errors import FilterLabError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from numpy.typing import NDArray

PIECE_BYTES = 16 << 20
MOST_BYTES = 4 << 30
MOST_ARRAYS = 20_000

_KINDS = frozenset({"<f2", "<f4", "<f8", "<i2", "<i4", "<i8", "<u2", "<u4", "<u8", "|i1", "|u1", "|b1"})
_MOST_AXES = 8


def write_array(connection: sqlite3.Connection, owner: str, name: str, array: NDArray[Any]) -> None:
    """Store an array under an owner and a name, in place of the one that is there.

    Raises
    ------
    ValueError
        It holds something else than real numbers or truth values.
    """
    remove_array(connection, owner, name)
    _insert_array(connection, owner, name, array)


def _insert_array(connection: sqlite3.Connection, owner: str, name: str, array: NDArray[Any]) -> None:
    # What is little-endian already and lies in one piece is not copied.
    laid = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<")).reshape(array.shape)
    if laid.dtype.str not in _KINDS:
        raise ValueError(f"arrays of {array.dtype} are not stored")
    data = laid.reshape(-1).view(np.uint8).data
    key = connection.execute(
        "INSERT INTO arrays (owner, name, dtype, shape, crc) VALUES (?, ?, ?, ?, ?)",
        (owner, name, laid.dtype.str, json.dumps(array.shape), zlib.crc32(data)),
    ).lastrowid
    for number, start in enumerate(range(0, len(data), PIECE_BYTES)):
        connection.execute(
            "INSERT INTO pieces (array_id, number, data) VALUES (?, ?, ?)",
            (key, number, data[start : start + PIECE_BYTES]),
        )


def remove_array(connection: sqlite3.Connection, owner: str, name: str) -> None:
    """Remove an array, if it is there."""
    connection.execute(
        "DELETE FROM pieces WHERE array_id IN (SELECT id FROM arrays WHERE owner = ? AND name = ?)",
        (owner, name),
    )
    connection.execute("DELETE FROM arrays WHERE owner = ? AND name = ?", (owner, name))


def remove_arrays(connection: sqlite3.Connection, owner: str) -> None:
    """Remove all arrays of an owner."""
    connection.execute(
        "DELETE FROM pieces WHERE array_id IN (SELECT id FROM arrays WHERE owner = ?)", (owner,)
    )
    connection.execute("DELETE FROM arrays WHERE owner = ?", (owner,))


def write_arrays(connection: sqlite3.Connection, owner: str, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Store all arrays of an owner, in place of those that are there."""
    remove_arrays(connection, owner)
    add_arrays(connection, owner, arrays)


def add_arrays(connection: sqlite3.Connection, owner: str, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Store all arrays of an owner that has none yet, which saves looking for them."""
    for name, array in arrays.items():
        _insert_array(connection, owner, name, array)


def read_arrays(connection: sqlite3.Connection, owner: str) -> dict[str, NDArray[Any]]:
    """Read all arrays of an owner, in the order in which they were stored.

    Raises
    ------
    FilterLabError
        One is not as it was written.
    """
    rows = connection.execute(
        "SELECT name FROM arrays WHERE owner = ? ORDER BY id LIMIT ?", (owner, MOST_ARRAYS + 1)
    ).fetchall()
    if len(rows) > MOST_ARRAYS or not all(isinstance(name, str) for (name,) in rows):
        raise FilterLabError(_damaged(owner, "arrays"))
    return {name: read_array(connection, owner, name) for (name,) in rows}


def read_array(
    connection: sqlite3.Connection, owner: str, name: str, most_bytes: int = MOST_BYTES
) -> NDArray[Any]:
    """Read one array; its size is compared with its bytes before memory is taken for it.

    Parameters
    ----------
    connection : sqlite3.Connection
        The open file.
    owner, name : str
        Which array.
    most_bytes : int
        What is larger is refused.

    Returns
    -------
    ndarray
        Read-only, in the machine's own byte order.

    Raises
    ------
    FilterLabError
        There is none, or it is not as it was written.
    """
    row = connection.execute(
        "SELECT id, dtype, shape, crc FROM arrays WHERE owner = ? AND name = ?", (owner, name)
    ).fetchone()
    if row is None:
        raise FilterLabError(_damaged(owner, name))
    key, kind, shape_text, crc = row
    shape = _shape(shape_text)
    if shape is None or kind not in _KINDS:
        raise FilterLabError(_damaged(owner, name))
    dtype = np.dtype(kind)
    size = math.prod(shape) * dtype.itemsize
    # A piece of another type than a blob has no length that could be trusted.
    (found,) = connection.execute(
        "SELECT SUM(CASE typeof(data) WHEN 'blob' THEN length(data) ELSE -1e18 END) FROM pieces "
        "WHERE array_id = ?",
        (key,),
    ).fetchone()
    if size > most_bytes or (found or 0) != size:
        raise FilterLabError(_damaged(owner, name))
    data = bytearray()
    for (piece,) in connection.execute("SELECT data FROM pieces WHERE array_id = ? ORDER BY number", (key,)):
        data += piece
    if zlib.crc32(data) != crc or (kind == "|b1" and any(value > 1 for value in data)):
        raise FilterLabError(_damaged(owner, name))
    array: NDArray[Any] = (
        np.frombuffer(data, dtype).reshape(shape).astype(dtype.newbyteorder("="), copy=False)
    )
    array.flags.writeable = False
    return array


def _shape(text: object) -> tuple[int, ...] | None:
    try:
        sizes = json.loads(text) if isinstance(text, str) and len(text) < 200 else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(sizes, list) or len(sizes) > _MOST_AXES:
        return None
    if not all(type(size) is int and 0 <= size <= MOST_BYTES for size in sizes):
        return None
    return tuple(sizes)


def _damaged(owner: str, name: str) -> str:
    return f"The {name} of {owner[:80]} in this project are damaged: open a copy of the project made before."
