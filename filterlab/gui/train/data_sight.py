"""What the window shows of a data set: counts, mean pictures, and as many small pictures as fit into some memory."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from filterlab.data import Augmentation, DataChoice, blocks_of, measure_pictures
from filterlab.data.adjusting import fitting_size, resize_picture
from filterlab.data.decoding import ReadingStoppedError
from filterlab.gui.train.course import Course

if TYPE_CHECKING:
    from collections.abc import Hashable

    from numpy.typing import NDArray

    from filterlab.data import Dataset, Split
    from filterlab.data.dataset_facts import PicturesFacts

LARGEST_SIDE = 64
# The pictures of both parts together; the data set itself is let go as soon as it has been looked through.
MOST_BYTES = 96_000_000
# So many pictures are made small before one asks whether they are still wanted.
AT_ONCE = 256


@dataclass(frozen=True, eq=False)
class PartSight:
    """One part of a data set: what is learned from, or what is kept back.

    Attributes
    ----------
    count : int
        How many pictures it has.
    pictures : ndarray
        (N, C, h, w), uint8 with 255 for 1: all of them or, of very many, some evenly spread; large ones made small.
    labels : ndarray
        (N,), int64.
    facts : PicturesFacts
        Counts and mean pictures of the classes, over all of them.
    """

    count: int
    pictures: NDArray[np.uint8]
    labels: NDArray[np.int64]
    facts: PicturesFacts


@dataclass(frozen=True, eq=False)
class DataSight:
    """A data set as it is shown.

    Attributes
    ----------
    shape : (int, int, int)
        Channels, rows and columns of its pictures.
    class_names : tuple of str
        What the labels stand for.
    learned, kept : PartSight
        The pictures to learn from, and those that test what was learned.
    """

    shape: tuple[int, int, int]
    class_names: tuple[str, ...]
    learned: PartSight
    kept: PartSight


@dataclass(frozen=True, eq=False)
class SightRequest:
    """A data set that shall be shown.

    Attributes
    ----------
    choice : DataChoice
        Which; its augmentation changes nothing of what is read.
    course : Course
        Whether it is still wanted.
    """

    choice: DataChoice
    course: Course = field(default_factory=Course)

    @property
    def subject(self) -> Hashable:
        """What is read."""
        return read_part(self.choice)


def read_part(choice: DataChoice) -> DataChoice:
    """Return what of a choice decides about the pictures that are read."""
    return replace(choice, augmentation=Augmentation())


def read_sight(request: SightRequest) -> DataSight:
    """Read a data set and look through it; pure but for the course, runs off the UI thread."""
    dataset = request.choice.load(proceed=request.course.proceed)
    _n, c, h, w = dataset.train.images.shape
    share = min(1.0, MOST_BYTES / _bytes_of(dataset))
    learned, kept = (
        _look_through(split, len(dataset.class_names), share, request)
        for split in (dataset.train, dataset.test)
    )
    return DataSight((c, h, w), dataset.class_names, learned, kept)


def _bytes_of(dataset: Dataset) -> int:
    """Return how much all pictures take when they are small and have a byte a number."""
    total = 0
    for split in (dataset.train, dataset.test):
        n, c, h, w = split.images.shape
        rows, columns = fitting_size(h, w, largest=LARGEST_SIDE)
        total += n * c * rows * columns
    return max(total, 1)


def _look_through(split: Split, classes: int, share: float, request: SightRequest) -> PartSight:
    n, c, h, w = split.images.shape
    facts = measure_pictures(blocks_of(split), classes, proceed=request.course.proceed)
    shown = max(1, int(n * share))
    chosen = np.linspace(0, n - 1, shown).astype(np.intp) if shown < n else np.arange(n)
    rows, columns = fitting_size(h, w, largest=LARGEST_SIDE)
    pictures = np.empty((len(chosen), c, rows, columns), np.uint8)
    for start in range(0, len(chosen), AT_ONCE):
        if not request.course.proceed():
            raise ReadingStoppedError("The pictures are not looked at any more.")
        for place, index in enumerate(chosen[start : start + AT_ONCE], start=start):
            pictures[place] = np.rint(resize_picture(split.images[index], (rows, columns)) * 255)
    pictures.flags.writeable = False
    return PartSight(n, pictures, split.labels[chosen], facts)
