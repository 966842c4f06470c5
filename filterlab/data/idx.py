"""MNIST's IDX files, plain or gzipped.

The format is that of the files' own description (LeCun, Cortes and Burges, "The MNIST database"): two zero
bytes, one byte for the type of the numbers, one for how many axes there are, the length of each axis as a
big-endian 32-bit number, then the numbers, big-endian, the last axis running fastest.
"""

import gzip
import math
import zlib
from pathlib import Path
from typing import Any, BinaryIO, cast

import numpy as np
import numpy.typing as npt

from filterlab.errors import FilterLabError

MAX_BYTES = 4_000_000_000
"""Data that would fill more memory than this are refused before any of it is taken."""

CLASSES = 10
"""MNIST and the sets made after it (Fashion-MNIST, Kuzushiji-MNIST) have ten classes."""

_TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
_MAX_AXES = 8
_CHUNK = 1 << 20
_GZIP_MARK = b"\x1f\x8b"

Labelled = tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]
"""Pictures (N, C, H, W) and their labels (N,)."""


def read_idx(path: str | Path) -> npt.NDArray[Any]:
    """Read the array that one IDX file holds.

    Whether the file is gzipped is seen from its first bytes, not from its name. No more is read than the
    header promises, so a small file that would unpack to gigabytes does no harm.

    Parameters
    ----------
    path : str or Path
        The file.

    Returns
    -------
    ndarray
        The numbers in the file's shape: uint8, int8, int16, int32, float32 or float64.

    Raises
    ------
    FilterLabError
        The file is missing, is not an IDX file, is damaged, holds more or fewer numbers than its header says,
        or would need more than `MAX_BYTES` of memory (counted with 4 bytes a number, as pictures become
        float32).
    """
    place = Path(path)
    try:
        with place.open("rb") as file:
            packed = file.read(2) == _GZIP_MARK
            file.seek(0)
            if not packed:
                return _read_array(file, place)
            with gzip.GzipFile(fileobj=file) as unpacked:
                return _read_array(cast("BinaryIO", unpacked), place)
    except FileNotFoundError as error:
        raise FilterLabError(f'There is no file "{place}": check its name and folder.') from error
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise FilterLabError(
            f'The gzip file "{place}" is damaged or cut short: download it again.'
        ) from error
    except MemoryError as error:
        raise FilterLabError(f'"{place}" needs more memory than is free: close other programs.') from error
    except (OSError, ValueError) as error:
        raise FilterLabError(f'"{place}" could not be read ({error}): check the file.') from error


def find_idx_files(folder: Path) -> dict[str, Path]:
    """Find which of MNIST's four files lie in a folder.

    The names may be written with "-idx3-ubyte" or ".idx3-ubyte" and end in ".gz" or not; an unpacked file is
    taken before a gzipped one.

    Returns
    -------
    dict
        The files there are under the keys "train-images", "train-labels", "t10k-images", "t10k-labels".
    """
    found: dict[str, Path] = {}
    for part in ("train-images", "train-labels", "t10k-images", "t10k-labels"):
        axes = _axes_of(part)
        for ending in (f"-idx{axes}-ubyte", f".idx{axes}-ubyte"):
            for packing in ("", ".gz"):
                place = folder / f"{part}{ending}{packing}"
                if part not in found and place.is_file():
                    found[part] = place
    return found


def read_idx_folder(folder: Path) -> tuple[Labelled, Labelled]:
    """Read a folder of MNIST's four files.

    Parameters
    ----------
    folder : Path
        Where the files lie, named as `find_idx_files` says.

    Returns
    -------
    (train_images, train_labels), (test_images, test_labels)
        Images (N, 1, H, W), float32 in [0, 1], the byte k as k / 255; labels (N,), int64, 0 to 9.

    Raises
    ------
    FilterLabError
        One of the files is missing or cannot be read, the files do not fit each other, or a label is not in
        0..9.
    """
    files = find_idx_files(folder)
    for part in ("train-images", "train-labels", "t10k-images", "t10k-labels"):
        if part not in files:
            raise FilterLabError(
                f"The file {part}-idx{_axes_of(part)}-ubyte (or the same with .gz) is missing from "
                f'"{folder}": put it beside the others.'
            )
    train = _read_pair(files["train-images"], files["train-labels"])
    test = _read_pair(files["t10k-images"], files["t10k-labels"])
    (_, _, *train_size), (_, _, *test_size) = train[0].shape, test[0].shape
    if train_size != test_size:
        raise FilterLabError(
            f'The pictures in "{files["train-images"]}" are {_times(train_size)} and those in '
            f'"{files["t10k-images"]}" {_times(test_size)}: use files of one data set.'
        )
    return train, test


def _read_pair(images_file: Path, labels_file: Path) -> Labelled:
    # The labels come first: a few kilobytes tell whether the large file is worth reading.
    labels = read_idx(labels_file)
    if labels.ndim != 1 or labels.dtype.kind not in "iu":
        raise FilterLabError(
            f'"{labels_file}" holds {_times(labels.shape)} numbers of type {labels.dtype} instead of one '
            "list of whole numbers: put the file of labels there."
        )
    wrong = np.flatnonzero((labels < 0) | (labels >= CLASSES))
    if wrong.size:
        raise FilterLabError(
            f'Label {wrong[0]} in "{labels_file}" is {labels[wrong[0]]} and must be 0 to {CLASSES - 1}: use '
            "a data set of ten classes, or a folder with a sub-folder of pictures for each class."
        )
    pixels = read_idx(images_file)
    if pixels.ndim != 3 or pixels.dtype != np.uint8 or 0 in pixels.shape:
        raise FilterLabError(
            f'"{images_file}" holds {_times(pixels.shape)} numbers of type {pixels.dtype} instead of '
            "pictures, rows and columns of bytes: put the file of pictures there."
        )
    n, h, w = pixels.shape
    if n != len(labels):
        raise FilterLabError(
            f'"{images_file}" holds {n} pictures and "{labels_file}" {len(labels)} labels: use two files '
            "that belong together."
        )
    images = np.divide(pixels, np.float32(255), dtype=np.float32).reshape(n, 1, h, w)
    return images, labels.astype(np.int64)


def _read_array(file: BinaryIO, path: Path) -> npt.NDArray[Any]:
    start = file.read(4)
    if not start:
        raise FilterLabError(f'"{path}" is empty: download it again.')
    if len(start) < 4 or start[:2] != b"\0\0" or start[2] not in _TYPES or not 1 <= start[3] <= _MAX_AXES:
        raise FilterLabError(
            f'"{path}" is not an IDX file (it begins with "{start.hex(" ")}"): download it again or choose '
            "another."
        )
    stored, axes = np.dtype(_TYPES[start[2]]), start[3]
    lengths = file.read(4 * axes)
    if len(lengths) < 4 * axes:
        raise FilterLabError(f'"{path}" ends inside its header: download it again.')
    shape = tuple(int.from_bytes(lengths[i : i + 4], "big") for i in range(0, 4 * axes, 4))
    needed = math.prod(shape) * max(4, stored.itemsize)
    if needed > MAX_BYTES:
        raise FilterLabError(
            f'"{path}" says that it holds {_times(shape)} numbers, which need {needed:,} bytes of memory, '
            f"more than the limit of {MAX_BYTES:,}: use a smaller data set, or download the file again."
        )
    expected = math.prod(shape) * stored.itemsize
    data = _read_at_most(file, expected + 1)
    if len(data) != expected:
        there = "more follow" if len(data) > expected else f"only {len(data):,} are there"
        raise FilterLabError(
            f'"{path}" should hold {expected:,} bytes after its header and {there}: download it again.'
        )
    return np.frombuffer(data, stored).reshape(shape).astype(stored.newbyteorder("="), copy=False)


def _read_at_most(file: BinaryIO, count: int) -> bytearray:
    """Read up to `count` bytes, taking memory only for those that are there."""
    data = bytearray()
    while len(data) < count:
        chunk = file.read(min(_CHUNK, count - len(data)))
        if not chunk:
            break
        data += chunk
    return data


def _axes_of(part: str) -> int:
    return 3 if part.endswith("images") else 1


def _times(lengths: tuple[int, ...] | list[int]) -> str:
    return " × ".join(str(length) for length in lengths)
