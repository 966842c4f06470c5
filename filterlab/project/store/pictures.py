"""Pictures in the tables: their pixels, or the file they came from with its SHA-256."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from filterlab.data import load_image
from filterlab.data.decoding import MAX_PIXELS
from filterlab.errors import FilterLabError
from filterlab.files import sha256_of
from filterlab.project.filters import Picture
from filterlab.project.scale import Scale
from filterlab.project.store.arrays import read_array, remove_arrays, write_array
from filterlab.project.store.plain import NOT_AS_WRITTEN, safe_text
from filterlab.project.store.rows import checked_name, number_of, read_rows

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Sequence

    import numpy as np
    from numpy.typing import NDArray

KEPT_BYTES = 16 << 20
"""Pixels up to this size are kept in the project; larger pictures of a file stay there: a photo of 12 megapixels
takes 144 MB as float32 and 4 MB in its file."""


@dataclass(frozen=True)
class StoredPicture:
    """A picture whose pixels are still in the project file, or in a file of its own.

    Attributes
    ----------
    id, name, source : str
        As of `Picture`.
    revision : int
        As of `Picture`.
    file_bytes : int or None
        The size of the file it is read from; None if the project has the pixels.
    file_sha256 : str or None
        That file's SHA-256 as hexadecimal digits.
    scale : Scale
        As of `Picture`.
    """

    id: str
    name: str
    source: str
    revision: int
    file_bytes: int | None = None
    file_sha256: str | None = None
    scale: Scale = field(default_factory=Scale)


def write_picture(connection: sqlite3.Connection, picture: Picture) -> None:
    """Store a picture in place of the one with its id; a new one comes last."""
    reference = _reference(picture)
    connection.execute(
        "INSERT INTO pictures VALUES (?, (SELECT COALESCE(MAX(place), -1) + 1 FROM pictures), ?, ?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET name = excluded.name, source = excluded.source, "
        "revision = excluded.revision, file_bytes = excluded.file_bytes, file_sha256 = excluded.file_sha256",
        (picture.id, safe_text(picture.name), safe_text(picture.source), picture.revision, *reference),
    )
    connection.execute("DELETE FROM scales WHERE picture = ?", (picture.id,))
    if picture.scale != Scale():
        scale = picture.scale.black, picture.scale.white
        connection.execute("INSERT INTO scales VALUES (?, ?, ?)", (picture.id, *scale))
    if reference == (None, None):
        write_array(connection, picture.id, "pixels", picture.pixels)
    else:
        remove_arrays(connection, picture.id)


def _reference(picture: Picture) -> tuple[int, str] | tuple[None, None]:
    """Return size and SHA-256 of the file a large picture was read from, while it is as it was read."""
    if picture.pixels.nbytes <= KEPT_BYTES or picture.revision or safe_text(picture.source) != picture.source:
        return None, None
    try:
        path = Path(picture.source)
        return (
            (path.stat().st_size, sha256_of(path)) if path.is_absolute() and path.is_file() else (None, None)
        )
    except (OSError, ValueError):
        return None, None


def order_pictures(connection: sqlite3.Connection, ids: Sequence[str], gone: Collection[str]) -> None:
    """Give the pictures this order, and remove those that are gone; others stay where they are."""
    for item_id in gone:
        remove_arrays(connection, item_id)
        connection.execute("DELETE FROM pictures WHERE id = ?", (item_id,))
        connection.execute("DELETE FROM scales WHERE picture = ?", (item_id,))
    for place, item_id in enumerate(ids):
        connection.execute("UPDATE pictures SET place = ? WHERE id = ?", (place, item_id))


def list_pictures(connection: sqlite3.Connection) -> tuple[StoredPicture, ...]:
    """Read which pictures there are, without a pixel.

    Raises
    ------
    FilterLabError
        One is not as it was written.
    """
    none = type(None)
    rows = read_rows(
        connection,
        "SELECT id, name, source, revision, file_bytes, file_sha256, black, white "
        "FROM pictures LEFT JOIN scales ON picture = id ORDER BY place",
        (),
        *(str, str, str, int, (int, none), (str, none), (float, none), (float, none)),
    )
    pictures = tuple(_stored(*row) for row in rows)
    for picture in pictures:
        number_of("picture", picture.id)
        checked_name(picture.name)
        checked_name(picture.source)
    return pictures


def _stored(
    item_id: str,
    name: str,
    source: str,
    revision: int,
    file_bytes: int | None,
    file_sha256: str | None,
    black: float | None,
    white: float | None,
) -> StoredPicture:
    """Make of a row what it says; without numbers for black and white the scale is the usual one."""
    scale = Scale()
    if black is not None and white is not None:
        scale = Scale.of_file(black, white)
        if (scale.black, scale.white) != (black, white):
            raise FilterLabError(NOT_AS_WRITTEN)
    return StoredPicture(item_id, name, source, revision, file_bytes, file_sha256, scale)


def read_picture(connection: sqlite3.Connection, stored: StoredPicture) -> Picture:
    """Read the pixels of a picture.

    Raises
    ------
    FilterLabError
        They are not as they were written, or their file has gone or changed.
    """
    if stored.file_sha256 is not None:
        pixels = _read_file(stored)
    else:
        pixels = read_array(connection, stored.id, "pixels", 12 * MAX_PIXELS)
        if pixels.dtype != "float32":
            raise FilterLabError(NOT_AS_WRITTEN)
    return Picture(stored.id, stored.name, pixels, stored.source, stored.revision, stored.scale)


def _read_file(stored: StoredPicture) -> NDArray[np.float32]:
    path = Path(stored.source)
    gone = FilterLabError(
        f'The file of the picture {stored.name!r}, "{path}", has gone or changed: put it back, or open it again.'
    )
    try:
        is_same = path.stat().st_size == stored.file_bytes and sha256_of(path) == stored.file_sha256
    except (OSError, ValueError):
        raise gone from None
    if not is_same:
        raise gone
    pixels: NDArray[np.float32] = load_image(path)
    pixels.flags.writeable = False
    return pixels
