"""Where data sets come from: drawn here, published by others, or the user's own folder or file."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from filterlab.data.cifar import find_cifar_files, read_cifar_folder
from filterlab.data.folders import read_class_folders
from filterlab.data.idx import CLASSES, MAX_BYTES, Labelled, find_idx_files, read_idx_folder
from filterlab.data.label_tables import TABLE_SUFFIXES, read_label_table
from filterlab.data.picture_arrays import ARRAYS_SUFFIX, read_picture_arrays
from filterlab.data.published import dataset_is_there, find_published
from filterlab.data.published_files import PUBLISHED
from filterlab.data.splitting import split_by_class
from filterlab.errors import FilterLabError

DATASET_NAMES = ("strokes", *PUBLISHED)
"""The data sets that have a name: the one FilterLab makes itself, and those it downloads."""

STROKES_SIZES = (10_000, 2_000)
"""How many pictures of ``strokes`` are drawn to learn from and to test with, unless told otherwise."""

FILE_SUFFIXES = (ARRAYS_SUFFIX, *TABLE_SUFFIXES)
"""Endings of the files that can be a data set."""

_DIGITS = tuple(str(digit) for digit in range(CLASSES))
_STROKES_PIXELS = 28 * 28

Read = tuple[str, Labelled, Labelled, tuple[str, ...]]
"""A data set's name, what to learn from, what to test with, and the names of its classes."""


def keeps_its_size(name_or_path: str | Path) -> bool:
    """Return whether all pictures of a data set are of one small size: those with a name, MNIST's and CIFAR-10's."""
    place = Path(name_or_path)
    return name_or_path in DATASET_NAMES or bool(find_idx_files(place) or find_cifar_files(place))


def source_is_there(name_or_path: str | Path) -> bool:
    """Return whether a data set is drawn, or its files lie here; whether they are as they should be is not seen."""
    if name_or_path == "strokes":
        return True
    if name_or_path in PUBLISHED:
        return dataset_is_there(str(name_or_path))
    try:
        _find_place(name_or_path)
    except FilterLabError:
        return False
    return True


def read_source(
    name_or_path: str | Path,
    *,
    seed: int,
    sizes: tuple[int, int],
    image_size: tuple[int, int] | None,
    test_share: float | None,
    proceed: Callable[[], bool] | None = None,
) -> Read:
    """Read a data set, whole and split.

    Parameters
    ----------
    name_or_path, seed, image_size, test_share, proceed
        As for `datasets.load_dataset`; but only pictures that come one by one are stretched here.
    sizes : (int, int)
        How many pictures of ``strokes`` to draw.

    Raises
    ------
    FilterLabError
        As from `datasets.load_dataset`.
    """
    if name_or_path in DATASET_NAMES:
        read = _read_named(str(name_or_path), seed, sizes)
    else:
        place = _find_place(name_or_path)
        name = place.resolve().name or str(place)
        if not place.is_dir() and place.suffix.lower() == ARRAYS_SUFFIX:
            return place.stem, *read_picture_arrays(place, seed=seed, test_share=test_share)
        if not place.is_dir():
            parts = read_label_table(
                place, seed=seed, image_size=image_size, test_share=test_share, proceed=proceed
            )
            return place.stem, *parts
        if find_idx_files(place):
            read = name, *read_idx_folder(place), _DIGITS
        elif find_cifar_files(place):
            read = name, *read_cifar_folder(place), PUBLISHED["cifar-10"].class_names
        else:
            parts = read_class_folders(
                place, seed=seed, image_size=image_size, test_share=test_share, proceed=proceed
            )
            return name, *parts
    if test_share is None:
        return read
    name, train, test, class_names = read
    return name, *_split_anew(train, test, test_share, np.random.default_rng(seed)), class_names


def _read_named(name: str, seed: int, sizes: tuple[int, int]) -> Read:
    if name == "strokes":
        return name, *_draw_strokes(seed, *sizes), _DIGITS
    folder = find_published(name)
    read = read_cifar_folder if find_cifar_files(folder) else read_idx_folder
    return name, *read(folder), PUBLISHED[name].class_names


def _split_anew(
    train: Labelled, test: Labelled, test_share: float, rng: np.random.Generator
) -> tuple[Labelled, Labelled]:
    """Split all pictures of both parts once more."""
    labels = np.concatenate((train[1], test[1]))
    learned, kept = split_by_class(labels, test_share, rng)
    n = len(train[1])
    parts = []
    for chosen in (learned, kept):
        # Not by way of one large array of all pictures: they may fill half of the memory.
        images = np.empty((len(chosen), *train[0].shape[1:]), np.float32)
        first = int(np.searchsorted(chosen, n))
        np.take(train[0], chosen[:first], axis=0, out=images[:first], mode="clip")
        np.take(test[0], chosen[first:] - n, axis=0, out=images[first:], mode="clip")
        parts.append((images, labels[chosen]))
    return parts[0], parts[1]


def _draw_strokes(seed: int, train_size: int, test_size: int) -> tuple[Labelled, Labelled]:
    from filterlab.data.strokes import make_strokes

    for part, size in (("training", train_size), ("test", test_size)):
        needed = size * _STROKES_PIXELS * 4
        if needed > MAX_BYTES:
            raise FilterLabError(
                f"{size} {part} pictures need {needed:,} bytes of memory, more than the limit of "
                f"{MAX_BYTES:,}: ask for fewer."
            )
    train_stream, test_stream = np.random.default_rng(seed).spawn(2)
    return make_strokes(train_size, train_stream), make_strokes(test_size, test_stream)


def _find_place(name_or_path: str | Path) -> Path:
    """Check that a folder or file is there, telling a name nobody knows from a path that leads nowhere."""
    text, folder = str(name_or_path), Path(name_or_path)
    try:
        if text.strip() and folder.is_dir():
            return folder
        if folder.suffix.lower() in FILE_SUFFIXES and folder.exists():
            return folder
        exists = bool(text.strip()) and folder.exists()
    except OSError as error:
        raise FilterLabError(
            f'The folder "{folder}" could not be opened ({error.strerror}): check its name and permissions.'
        ) from error
    if exists:
        raise FilterLabError(
            f'"{folder}" is a file: give the folder that holds the data set, or a file of type '
            f"{', '.join(FILE_SUFFIXES)}."
        )
    if isinstance(name_or_path, str) and (not text.strip() or text == folder.name):
        known = ", ".join(DATASET_NAMES)
        raise FilterLabError(
            f'There is no data set "{text}": FilterLab knows {known}, and the path of a folder works too.'
        )
    raise FilterLabError(f'There is no folder "{folder}": check its name and where it lies.')
