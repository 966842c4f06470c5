"""Data sets: pictures with labels, split into those to learn from and those kept back."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from filterlab.data.adjusting import resize_picture
from filterlab.data.cifar import find_cifar_files, read_cifar_folder
from filterlab.data.folders import read_class_folders
from filterlab.data.idx import CLASSES, MAX_BYTES, find_idx_files, read_idx_folder
from filterlab.data.published import find_published
from filterlab.data.published_files import PUBLISHED
from filterlab.errors import FilterLabError

DATASET_NAMES = ("strokes", *PUBLISHED)
"""The data sets that have a name: the one FilterLab makes itself, and those it downloads."""

_DIGITS = tuple(str(digit) for digit in range(CLASSES))
_STROKES_PIXELS = 28 * 28


@dataclass(frozen=True, eq=False)
class Split:
    """Pictures and their labels.

    Attributes
    ----------
    images : ndarray
        (N, C, H, W), float32 in [0, 1], read-only.
    labels : ndarray
        (N,), int64 from 0 on, read-only.
    """

    images: npt.NDArray[np.float32]
    labels: npt.NDArray[np.int64]

    def __post_init__(self) -> None:
        """Check the shapes and lock the arrays.

        Raises
        ------
        FilterLabError
            The images have not four axes, or there is not one label for each.
        """
        if self.images.ndim != 4 or self.labels.shape != self.images.shape[:1]:
            raise FilterLabError(
                f"Pictures need the shape (N, C, H, W) and labels (N,), not {self.images.shape} and "
                f"{self.labels.shape}: give each picture one label."
            )
        # The caller's own arrays stay writeable: only these views are locked.
        images, labels = np.asarray(self.images, np.float32).view(), np.asarray(self.labels, np.int64).view()
        images.flags.writeable = labels.flags.writeable = False
        object.__setattr__(self, "images", images)
        object.__setattr__(self, "labels", labels)

    def __len__(self) -> int:
        """Return the number of pictures."""
        return len(self.labels)


@dataclass(frozen=True, eq=False)
class Dataset:
    """Pictures to learn from and pictures kept back.

    Attributes
    ----------
    name : str
        "strokes", or the name of the folder it came from.
    train, test : Split
        The pictures to learn from, and those that only test what was learned.
    class_names : tuple of str
        What label 0, 1, … stands for.
    """

    name: str
    train: Split
    test: Split
    class_names: tuple[str, ...]


def load_dataset(
    name_or_path: str | Path,
    *,
    seed: int = 0,
    train_size: int = 10_000,
    test_size: int = 2_000,
    image_size: tuple[int, int] | None = None,
) -> Dataset:
    """Load pictures to learn from by the name of a data set or from a folder.

    The same call gives the same bits. ``strokes`` is drawn anew from the seed; train and test come from
    streams of their own, so asking for more of one does not change the other. Real data come whole.

    Parameters
    ----------
    name_or_path : str or Path
        "strokes"; or a folder with MNIST's four IDX files (see `idx.read_idx_folder`) or with a sub-folder of
        pictures for each class (see `folders.read_class_folders`). A folder that is itself called "strokes"
        is reached as "./strokes" or as a Path.
    seed : int
        Seed of what is drawn, or of the choice of pictures kept back; 0 or more.
    train_size, test_size : int
        How many pictures of ``strokes`` to draw; without meaning for folders.
    image_size : (int, int), optional
        Rows and columns to stretch all pictures to.

    Returns
    -------
    Dataset
        With read-only arrays.

    Raises
    ------
    FilterLabError
        There is no such data set or folder, its files cannot be used, a number makes no sense, or the
        pictures do not fit into memory.
    """
    if seed < 0:
        raise FilterLabError(f"The seed of the data is {seed}: choose 0 or more.")
    if image_size is not None and min(image_size) < 1:
        raise FilterLabError(
            f"Pictures of {image_size[0]} × {image_size[1]} pixels hold nothing: ask for more."
        )
    try:
        if name_or_path == "strokes":
            return _resized(_draw_strokes(seed, train_size, test_size), image_size)
        if name_or_path in PUBLISHED:
            return _resized(_read_published(str(name_or_path)), image_size)
        folder = _find_folder(name_or_path)
        name = folder.resolve().name or str(folder)
        if find_idx_files(folder):
            train, test = read_idx_folder(folder)
            return _resized(Dataset(name, Split(*train), Split(*test), _DIGITS), image_size)
        if find_cifar_files(folder):
            train, test = read_cifar_folder(folder)
            class_names = PUBLISHED["cifar-10"].class_names
            return _resized(Dataset(name, Split(*train), Split(*test), class_names), image_size)
        train, test, class_names = read_class_folders(folder, seed=seed, image_size=image_size)
        return Dataset(name, Split(*train), Split(*test), class_names)
    except MemoryError as error:
        raise FilterLabError(
            f'The data set "{name_or_path}" needs more memory than is free: use fewer or smaller pictures.'
        ) from error


def _draw_strokes(seed: int, train_size: int, test_size: int) -> Dataset:
    from filterlab.data.strokes import make_strokes

    for part, size in (("training", train_size), ("test", test_size)):
        if size < 1:
            raise FilterLabError(f"{size} {part} pictures are too few: ask for at least 1.")
        needed = size * _STROKES_PIXELS * 4
        if needed > MAX_BYTES:
            raise FilterLabError(
                f"{size} {part} pictures need {needed:,} bytes of memory, more than the limit of "
                f"{MAX_BYTES:,}: ask for fewer."
            )
    train_stream, test_stream = np.random.default_rng(seed).spawn(2)
    train, test = make_strokes(train_size, train_stream), make_strokes(test_size, test_stream)
    return Dataset("strokes", Split(*train), Split(*test), _DIGITS)


def _read_published(name: str) -> Dataset:
    folder = find_published(name)
    read = read_cifar_folder if find_cifar_files(folder) else read_idx_folder
    train, test = read(folder)
    return Dataset(name, Split(*train), Split(*test), PUBLISHED[name].class_names)


def _find_folder(name_or_path: str | Path) -> Path:
    """Check that a folder is one, telling a name nobody knows from a path that leads nowhere."""
    text, folder = str(name_or_path), Path(name_or_path)
    try:
        if text.strip() and folder.is_dir():
            return folder
        exists = bool(text.strip()) and folder.exists()
    except OSError as error:
        raise FilterLabError(
            f'The folder "{folder}" could not be opened ({error.strerror}): check its name and permissions.'
        ) from error
    if exists:
        raise FilterLabError(f'"{folder}" is a file: give the folder that holds the data set.')
    if isinstance(name_or_path, str) and (not text.strip() or text == folder.name):
        known = ", ".join(DATASET_NAMES)
        raise FilterLabError(
            f'There is no data set "{text}": FilterLab knows {known}, and the path of a folder works too.'
        )
    raise FilterLabError(f'There is no folder "{folder}": check its name and where it lies.')


def _resized(dataset: Dataset, size: tuple[int, int] | None) -> Dataset:
    if size is None:
        return dataset
    rows, columns = size
    parts = []
    for split in (dataset.train, dataset.test):
        n, c, _, _ = split.images.shape
        needed = n * c * rows * columns * 4
        if needed > MAX_BYTES:
            raise FilterLabError(
                f"{n} pictures of {rows} × {columns} pixels need {needed:,} bytes of memory, more than the "
                f"limit of {MAX_BYTES:,}: ask for smaller ones."
            )
        images = np.empty((n, c, rows, columns), np.float32)
        for picture, new in zip(split.images, images, strict=True):
            new[...] = resize_picture(picture, size, "triangle")
        parts.append(Split(images, split.labels))
    return Dataset(dataset.name, parts[0], parts[1], dataset.class_names)
