"""Small pictures as filters, and the exact weights that a picture of a filter carries with it."""

import json
import struct
import zlib
from pathlib import Path

import numpy as np

from filterlab.data.decoding import decode_picture
from filterlab.data.filter_text import parse_json
from filterlab.data.filter_weights import checked_float32
from filterlab.data.images import image_from_array
from filterlab.data.preset_filters.formulas import MAX_KERNEL_SIZE
from filterlab.data.small_files import read_small_file
from filterlab.errors import FilterLabError

NOTE_KEYWORD = "filterlab-kernel"
"""The name of the text in a PNG file in which a drawn filter keeps its exact weights."""

MAX_DRAWN_SIDE = 6000
"""The longest side, in pixels, of a drawn filter: 3 channels of 31 cells, 64 pixels each, side by side."""

_SIGNATURE = b"\x89PNG\r\n\x1a\n"

# Stored whole numbers have a middle that is exactly 0 when read as signed: 128 of 0..255, 32768 of 0..65535.
_LEVELS = {np.dtype(np.uint8): 255, np.dtype(np.uint16): 65535}


def load_kernel_picture(path: str | Path, *, signed: bool = False) -> np.ndarray:
    """Read a small PNG picture as a filter: one pixel becomes one weight.

    A picture that was written by `figures.save_kernel_picture`, and not painted over since, carries its
    weights with it: they come back to the last bit, however large and in whatever colours it was drawn.

    Parameters
    ----------
    path : str or Path
        A PNG file. Grey gives one channel, everything else three; transparency is laid over white.
    signed : bool
        See `weights_from_picture`.

    Returns
    -------
    ndarray
        (C, KH, KW), float32, C = 1 or 3.

    Raises
    ------
    FilterLabError
        The file cannot be read, is no PNG, is damaged, or has more than 31 rows or columns.
    """
    place = Path(path)
    what = f'"{place}"'
    data = read_small_file(place)
    if not data.startswith(_SIGNATURE) or len(data) < 24:
        raise FilterLabError(f"{what} is not a whole PNG picture: save it as PNG, or choose another file.")
    # The first part of every PNG file begins with its size, so nothing large is ever decoded.
    width, height = struct.unpack_from(">II", data, 16)
    note = _note_in(data)
    if note is None or max(width, height) > MAX_DRAWN_SIDE:
        _check_size(height, width, what)
    pixels = decode_picture(place)
    if note is not None:
        fingerprint, _blank, numbers = note.partition(" ")
        if fingerprint == _fingerprint(pixels):
            return checked_float32(parse_json(numbers, what), what)
    return weights_from_picture(pixels, what, signed=signed)


def weights_from_picture(pixels: np.ndarray, what: str, *, signed: bool) -> np.ndarray:
    """Turn the pixels of a small picture into weights.

    Read plainly, black is 0 and white is 1: the filter answers to what is bright where the picture is, which
    suits a piece of a photo. Read as signed, middle grey is 0, black -1 and white 1: this suits a filter drawn
    in a paint program. The middle is the 128 of 0..255, such that it is exactly 0; the steps to both sides
    are 1/127, and 0 counts as -1 like 1 does. (For 16 bits: 32768 and 1/32767.)

    Parameters
    ----------
    pixels : ndarray
        (H, W) or (H, W, 1 to 4), as a file or the clipboard has them; see `image_from_array`.
    what : str
        The name of the thing in sentences about mistakes.
    signed : bool
        Which of the two readings.

    Returns
    -------
    ndarray
        (C, H, W), float32, in 0..1 or -1..1.

    Raises
    ------
    FilterLabError
        The picture has more than 31 rows or columns, or is none.
    """
    height, width = pixels.shape[:2] if pixels.ndim >= 2 else (0, 0)
    _check_size(height, width, what)
    brightness = image_from_array(pixels)
    if not signed:
        return brightness
    levels = _LEVELS.get(pixels.dtype)
    if levels is None:
        return 2 * brightness - 1
    middle = (levels + 1) // 2
    stored = np.rint(brightness * np.float64(levels))
    return np.maximum((stored - middle) / (middle - 1), -1).astype(np.float32)


def kernel_note(weights: np.ndarray, pixels: np.ndarray) -> str:
    """Return the text that a PNG picture of a filter keeps under `NOTE_KEYWORD`.

    It begins with a fingerprint of the pixels, so that a picture that was painted over later counts by what
    it shows.

    Parameters
    ----------
    weights : ndarray
        (C, KH, KW), float32.
    pixels : ndarray
        (H, W) or (H, W, 3), uint8: the picture drawn of them.
    """
    return f"{_fingerprint(pixels)} {json.dumps({'weights': weights.tolist()})}"


def _fingerprint(pixels: np.ndarray) -> str:
    return f"{zlib.crc32(np.ascontiguousarray(pixels).tobytes(), pixels.shape[1]):08x}"


def _note_in(data: bytes) -> str | None:
    """Find a filter's note among the parts of a PNG file. Source of the layout: PNG specification, 5.3, 11.3.4."""
    start = NOTE_KEYWORD.encode() + b"\0"
    place = len(_SIGNATURE)
    while place + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, place)
        body = data[place + 8 : place + 8 + length]
        if kind == b"tEXt" and body.startswith(start):
            return body.removeprefix(start).decode("latin-1")
        # Each part ends with four bytes of checksum.
        place += length + 12
    return None


def _check_size(height: int, width: int, what: str) -> None:
    if not (1 <= height <= MAX_KERNEL_SIZE and 1 <= width <= MAX_KERNEL_SIZE):
        raise FilterLabError(
            f"{what} has {width} by {height} pixels, and a filter 1 to {MAX_KERNEL_SIZE} each way: cut a piece "
            f"out of it or make it smaller first."
        )
