"""Maps of numbers into files that keep the numbers: .npy, TIFF of 32-bit floats, .csv, and PNG of 16 bits."""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filterlab.data.naming import quoted
from filterlab.errors import FilterLabError
from filterlab.files import write_whole

Floats = NDArray[np.floating[Any]]
Scale = tuple[float, float]

EXACT_SUFFIXES = (".npy", ".tiff", ".tif", ".csv")
"""Endings of files that hold a map's own numbers."""

MAP_SUFFIXES = (*EXACT_SUFFIXES, ".png")
"""Endings of all files a map can be exported to."""

MAX_CSV_NUMBERS = 5_000_000
"""A larger map would take tens of seconds to write as text, and no spreadsheet opens it."""

_LARGEST = 65535
# Numbers turned into 16 bits at a time, so that a large map is not held twice.
_BAND = 1 << 20
# Level 6, the usual one, takes three times as long for a tenth of the size.
_PNG_EFFORT = 2


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written.

    Attributes
    ----------
    path : Path
        The file.
    file_bytes : int
        Its size.
    scale : (float, float) or None
        The values that 0 and 65535 of a 16-bit PNG stand for; None for files that hold the numbers themselves.
    """

    path: Path
    file_bytes: int
    scale: Scale | None


def export_map(path: str | Path, values: Floats, *, scale: Scale | None = None) -> Exported:
    """Write a map, or several of one size, to a file, whole or not at all.

    - ``.npy`` keeps shape and type.
    - ``.tiff``, ``.tif``: 32-bit floats, one page a map; float64 is rounded to float32.
    - ``.csv``: one row of text a row, each number with as many digits as tell it from its neighbours, so that
      reading gives it back exactly; one map only.
    - ``.png``: whole numbers n of 16 bits that stand for low + (high - low) n / 65535, which is said in
      the file's description; one map only. Values beyond the scale become its ends.

    Parameters
    ----------
    path : str or Path
        The file; its ending decides.
    values : ndarray
        (H, W) or (C, H, W), float32 or float64. NaN and infinity are kept, but not by PNG.
    scale : (float, float), optional
        For PNG: the low and the high value; by default the smallest and the largest value of the map.

    Returns
    -------
    Exported
        The file, its size and the scale of a PNG.

    Raises
    ------
    FilterLabError
        The ending is another, the file cannot hold these values, the place cannot be written, or the disk is
        full; an old file of that name is as it was.
    """
    place = Path(path)
    maps = values[np.newaxis] if values.ndim == 2 else values
    if maps.ndim != 3 or maps.size == 0 or maps.dtype not in (np.float32, np.float64):
        raise ValueError(f"a map is (H, W) or (C, H, W) of floats, not {values.shape} of {values.dtype}")
    written: Scale | None = None
    match place.suffix.lower():
        case ".npy":
            data = _npy(values)
        case ".tiff" | ".tif":
            data = _tiff(place, maps)
        case ".csv":
            data = _csv(place, _only_map(place, maps))
        case ".png":
            one = _only_map(place, maps)
            written = _checked_scale(place, one, scale)
            data = _png(one, written)
        case _:
            endings = f"{', '.join(MAP_SUFFIXES[:-1])} or {MAP_SUFFIXES[-1]}"
            raise FilterLabError(
                f"{quoted(place)} does not say what to write: let its name end in {endings}."
            )
    write_whole(place, data)
    return Exported(place, len(data), written)


def _only_map(place: Path, maps: Floats) -> Floats:
    c, _h, _w = maps.shape
    if c != 1:
        raise FilterLabError(
            f"{quoted(place)} can hold one map and not {c}: choose .npy or .tiff, or export them one by one."
        )
    only: Floats = maps[0]
    return only


def _npy(values: Floats) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, np.ascontiguousarray(values), allow_pickle=False)
    return buffer.getvalue()


def _tiff(place: Path, maps: Floats) -> bytes:
    from PIL import Image

    with np.errstate(over="ignore"):
        exact = np.ascontiguousarray(maps, np.float32)
    if maps.dtype == np.float64 and np.count_nonzero(np.isinf(exact)) > np.count_nonzero(np.isinf(maps)):
        raise FilterLabError(
            f"{quoted(place)} cannot hold values beyond 3.4e38, the largest 32-bit float: choose .npy."
        )
    first, *others = (Image.fromarray(one) for one in exact)
    buffer = io.BytesIO()
    first.save(buffer, "TIFF", save_all=True, append_images=others)
    return buffer.getvalue()


def _csv(place: Path, values: Floats) -> bytes:
    h, w = values.shape
    if h * w > MAX_CSV_NUMBERS:
        raise FilterLabError(
            f"{h} × {w} are {h * w / 1e6:.0f} million numbers, too many for {quoted(place)} as text "
            f"(at most {MAX_CSV_NUMBERS // 10**6} million): choose .npy or .tiff."
        )
    # str() of a NumPy number is the shortest text that gives it back; whole numbers go without their ".0".
    lines = ((",".join(map(str, row)) + ",").replace(".0,", ",")[:-1] for row in values)
    return ("\n".join(lines) + "\n").encode("ascii")


def _checked_scale(place: Path, values: Floats, scale: Scale | None) -> Scale:
    low, high = (float(values.min()), float(values.max())) if scale is None else scale
    if not np.isfinite([float(values.min()), float(values.max())]).all():
        unusable = int(np.count_nonzero(~np.isfinite(values)))
        raise FilterLabError(
            f"{quoted(place)} cannot hold the map's {unusable:,} NaN or infinite values: choose .npy, .tiff or .csv."
        )
    if scale is None and low == high:
        high = low + max(1.0, abs(low) * 1e-6)
    if not (np.isfinite(low) and np.isfinite(high) and low < high and np.isfinite(high - low)):
        raise FilterLabError(
            f"{quoted(place)} cannot be scaled from {low:g} to {high:g}: choose a low value below the high one."
        )
    return low, high


def _png(values: Floats, scale: Scale) -> bytes:
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    h, w = values.shape
    low, high = scale
    numbers = np.empty((h, w), np.uint16)
    step = max(1, _BAND // w)
    for top in range(0, h, step):
        share = (values[top : top + step].astype(np.float64) - low) / (high - low)
        numbers[top : top + step] = np.rint(np.clip(share, 0, 1) * _LARGEST)
    note = PngInfo()
    note.add_text("Description", f"value = {low!r} + ({high!r} - {low!r}) * n / {_LARGEST}")
    note.add_text("Software", "FilterLab")
    buffer = io.BytesIO()
    Image.fromarray(numbers).save(buffer, "PNG", pnginfo=note, compress_level=_PNG_EFFORT)
    return buffer.getvalue()
