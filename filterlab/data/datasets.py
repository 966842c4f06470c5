"""Data sets: pictures with labels, split into those to learn from and those kept back."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from filterlab.data.adjusting import resize_picture
from filterlab.data.idx import MAX_BYTES, Labelled
from filterlab.data.sources import STROKES_SIZES, read_source
from filterlab.data.splitting import check_test_share, choose_some
from filterlab.errors import FilterLabError


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
    train_size: int | None = None,
    test_size: int | None = None,
    image_size: tuple[int, int] | None = None,
    test_share: float | None = None,
    proceed: Callable[[], bool] | None = None,
) -> Dataset:
    """Load pictures to learn from by the name of a data set, from a folder or from a file.

    The same call gives the same bits. ``strokes`` is drawn anew from the seed; train and test come from
    streams of their own, so asking for more of one does not change the other. Real data come whole, unless
    fewer are asked for.

    Parameters
    ----------
    name_or_path : str or Path
        One of `DATASET_NAMES`; a folder with MNIST's four IDX files (see `idx.read_idx_folder`), with CIFAR-10's
        binary version (`cifar.read_cifar_folder`) or with a sub-folder of pictures for each class
        (`folders.read_class_folders`); a .npz file (`picture_arrays.read_picture_arrays`); a .csv file of paths and
        labels (`label_tables.read_label_table`). A folder that is itself called "strokes" is reached as "./strokes"
        or as a Path.
    seed : int
        Seed of what is drawn, or of the choice of pictures kept back; 0 or more.
    train_size, test_size : int, optional
        How many pictures of ``strokes`` to draw (10,000 and 2,000 unless told), or how many of a real set to take at
        most, chosen by the seed so that classes keep their shares (all unless told).
    image_size : (int, int), optional
        Rows and columns to stretch all pictures to.
    test_share : float, optional
        Share of all pictures of each class to keep back, between 0 and 1, chosen by the seed. Unless told, the parts
        are those the data come in; data that come in one part keep back one picture in six.
    proceed : callable, optional
        Asked before every picture that is read one by one; False ends the reading.

    Returns
    -------
    Dataset
        With read-only arrays.

    Raises
    ------
    FilterLabError
        There is no such data set, folder or file, it cannot be used, a number makes no sense, or the
        pictures do not fit into memory; `ReadingStoppedError` if it was not to proceed.
    """
    if seed < 0:
        raise FilterLabError(f"The seed of the data is {seed}: choose 0 or more.")
    if image_size is not None and min(image_size) < 1:
        raise FilterLabError(
            f"Pictures of {image_size[0]} × {image_size[1]} pixels hold nothing: ask for more."
        )
    for part, size in (("training", train_size), ("test", test_size)):
        if size is not None and size < 1:
            raise FilterLabError(f"{size} {part} pictures are too few: ask for at least 1.")
    if test_share is not None:
        check_test_share(test_share)
    sizes = (
        STROKES_SIZES[0] if train_size is None else train_size,
        STROKES_SIZES[1] if test_size is None else test_size,
    )
    try:
        name, train, test, class_names = read_source(
            name_or_path,
            seed=seed,
            sizes=sizes,
            image_size=image_size,
            test_share=test_share,
            proceed=proceed,
        )
        if name_or_path != "strokes":
            # Streams of their own: asking for fewer of one part does not change the other.
            train_rng, test_rng = np.random.default_rng(seed).spawn(2)
            train, test = _some_of(train, train_size, train_rng), _some_of(test, test_size, test_rng)
        dataset = Dataset(name, Split(*train), Split(*test), class_names)
        return dataset if image_size is None else resize_dataset(dataset, image_size)
    except MemoryError as error:
        raise FilterLabError(
            f'The data set "{name_or_path}" needs more memory than is free: use fewer or smaller pictures.'
        ) from error


def _some_of(part: Labelled, most: int | None, rng: np.random.Generator) -> Labelled:
    images, labels = part
    if most is None or len(labels) <= most:
        return part
    chosen = choose_some(labels, most, rng)
    return images[chosen], labels[chosen]


def resize_dataset(dataset: Dataset, size: tuple[int, int]) -> Dataset:
    """Stretch all pictures of a data set to a number of rows and columns.

    Parameters
    ----------
    dataset : Dataset
        The data set.
    size : (int, int)
        Rows and columns.

    Returns
    -------
    Dataset
        With pictures of that size; the given one if they have it already.

    Raises
    ------
    FilterLabError
        They would fill too much memory.
    """
    rows, columns = size
    if dataset.train.images.shape[2:] == dataset.test.images.shape[2:] == size:
        return dataset
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
