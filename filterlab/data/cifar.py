"""CIFAR-10's binary files, in their archive or unpacked.

The format is that of the set's own page (Krizhevsky, "The CIFAR-10 dataset", binary version): 10,000 records a file,
each one byte for the label, then 1024 bytes of red, 1024 of green and 1024 of blue, row by row. The Python version is
left alone: opening a pickle runs what a stranger put into it.
"""

import contextlib
import tarfile
import zlib
from pathlib import Path
from typing import IO

import numpy as np
import numpy.typing as npt

from filterlab.data.idx import CLASSES, Labelled
from filterlab.data.naming import quoted
from filterlab.errors import FilterLabError

CIFAR_ARCHIVE = "cifar-10-binary.tar.gz"
CIFAR_FOLDER = "cifar-10-batches-bin"
CIFAR_SIDE = 32

_TRAIN = tuple(f"data_batch_{number}.bin" for number in range(1, 6))
_TEST = "test_batch.bin"
_RECORD = 1 + 3 * CIFAR_SIDE * CIFAR_SIDE
_MOST_RECORDS = 10_000
CIFAR_FILE_BYTES = _RECORD * _MOST_RECORDS
"""Each of the six published files holds as many records as it may."""

_DAMAGE = (tarfile.TarError, zlib.error, EOFError, OSError, ValueError)


def find_cifar_files(folder: Path) -> tuple[Path, ...]:
    """Find CIFAR-10's binary version in a folder.

    Returns
    -------
    tuple of Path
        The five training files and the test file if they lie in the folder or in its ``cifar-10-batches-bin``; else
        the archive alone; empty if there is neither.
    """
    for place in (folder, folder / CIFAR_FOLDER):
        files = tuple(place / name for name in (*_TRAIN, _TEST))
        if all(file.is_file() for file in files):
            return files
    archive = folder / CIFAR_ARCHIVE
    return (archive,) if archive.is_file() else ()


def read_cifar_folder(folder: Path) -> tuple[Labelled, Labelled]:
    """Read CIFAR-10 from a folder with its archive or its six binary files.

    Parameters
    ----------
    folder : Path
        Where `find_cifar_files` finds them.

    Returns
    -------
    (train_images, train_labels), (test_images, test_labels)
        Images (N, 3, 32, 32), float32 in [0, 1], red, green, blue, the byte k as k / 255; labels (N,), int64, 0 to 9.

    Raises
    ------
    FilterLabError
        A file is missing, damaged, or not of this format.
    """
    files = find_cifar_files(folder)
    if not files:
        raise FilterLabError(
            f"{quoted(folder)} does not hold CIFAR-10's binary version: put {CIFAR_ARCHIVE} there."
        )
    records = _read_archive(files[0]) if len(files) == 1 else {path.name: _read_file(path) for path in files}
    for name in (*_TRAIN, _TEST):
        if name not in records:
            raise FilterLabError(f"{name} is missing from {quoted(files[0])}: download the archive again.")
    return _labelled([records[name] for name in _TRAIN]), _labelled([records[_TEST]])


def _read_file(path: Path) -> npt.NDArray[np.uint8]:
    try:
        with path.open("rb") as file:
            return _read_records(file, path)
    except OSError as error:
        raise FilterLabError(
            f"{quoted(path)} could not be read ({error.strerror or error}): check the file."
        ) from error


def _read_archive(archive: Path) -> dict[str, npt.NDArray[np.uint8]]:
    """Read the six files inside the archive; nothing is unpacked to the disk, so no name in it can lead astray."""
    records: dict[str, npt.NDArray[np.uint8]] = {}
    try:
        with tarfile.open(archive, "r:gz") as opened:
            for member in opened:
                name = member.name.rpartition("/")[2]
                packed = opened.extractfile(member) if name in (*_TRAIN, _TEST) and member.isfile() else None
                if packed is not None:
                    with contextlib.closing(packed):
                        records[name] = _read_records(packed, archive)
    except _DAMAGE as error:
        raise FilterLabError(f"The archive {quoted(archive)} is damaged: download it again.") from error
    return records


def _read_records(file: IO[bytes], where: Path) -> npt.NDArray[np.uint8]:
    data = file.read(_RECORD * _MOST_RECORDS + 1)
    if not data or len(data) % _RECORD:
        raise FilterLabError(
            f"{quoted(where)} is not CIFAR-10's binary version (records of {_RECORD} bytes): download it again."
        )
    records = np.frombuffer(data, np.uint8).reshape(-1, _RECORD)
    wrong = np.flatnonzero(records[:, 0] >= CLASSES)
    if wrong.size:
        raise FilterLabError(
            f"Label {wrong[0]} in {quoted(where)} is {records[wrong[0], 0]} and must be 0 to {CLASSES - 1}: download "
            "CIFAR-10's binary version again."
        )
    return records


def _labelled(parts: list[npt.NDArray[np.uint8]]) -> Labelled:
    n = sum(len(part) for part in parts)
    images = np.empty((n, 3, CIFAR_SIDE, CIFAR_SIDE), np.float32)
    labels = np.empty(n, np.int64)
    start = 0
    for part in parts:
        end = start + len(part)
        pixels = part[:, 1:].reshape(-1, 3, CIFAR_SIDE, CIFAR_SIDE)
        np.divide(pixels, np.float32(255), out=images[start:end], dtype=np.float32)
        labels[start:end] = part[:, 0]
        start = end
    return images, labels
