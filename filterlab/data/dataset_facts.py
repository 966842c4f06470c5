"""What is in a data set: pictures of each class, their mean, and the mean and spread of the pixels."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from math import prod

import numpy as np
import numpy.typing as npt

from filterlab.data.datasets import Split
from filterlab.data.decoding import ReadingStoppedError

# Numbers looked at at a time: small beside any data set, large beside the loop around them.
_BLOCK_NUMBERS = 1 << 20

Batch = tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]
"""Pictures (N, C, H, W) and their labels (N,)."""


@dataclass(frozen=True, eq=False)
class PicturesFacts:
    """What some labelled pictures have in common.

    Attributes
    ----------
    counts : ndarray
        (K,), int64: how many pictures each class has.
    mean_pictures : ndarray
        (K, C, H, W), float32: the mean of each class's pictures; black where a class has none.
    pixel_mean, pixel_std : ndarray
        (C,), float64: of all pixels of a channel, the mean and the standard deviation.
    """

    counts: npt.NDArray[np.int64]
    mean_pictures: npt.NDArray[np.float32]
    pixel_mean: npt.NDArray[np.float64]
    pixel_std: npt.NDArray[np.float64]


def blocks_of(split: Split) -> Iterator[Batch]:
    """Hand out a split's pictures in blocks of a few megabytes, as views."""
    step = max(1, _BLOCK_NUMBERS // max(1, prod(split.images.shape[1:])))
    for start in range(0, len(split), step):
        yield split.images[start : start + step], split.labels[start : start + step]


def measure_pictures(
    batches: Iterable[Batch], classes: int, *, proceed: Callable[[], bool] | None = None
) -> PicturesFacts:
    """Count and average pictures, going through them once and keeping none.

    Parameters
    ----------
    batches : iterable
        Pictures with labels from 0 to `classes` - 1, all of one size, in batches of any length; at least one.
    classes : int
        How many classes there are.
    proceed : callable, optional
        Asked before every batch, in the thread that counts; False ends the counting.

    Returns
    -------
    PicturesFacts
        Sums are taken in float64.

    Raises
    ------
    ReadingStoppedError
        It was not to proceed.
    """
    counts = np.zeros(classes, np.int64)
    sums: npt.NDArray[np.float64] | None = None
    squares: npt.NDArray[np.float64] | None = None
    for images, labels in batches:
        if proceed is not None and not proceed():
            raise ReadingStoppedError("The counting of the pictures was stopped: open the data set again.")
        _n, c, h, w = images.shape
        if sums is None or squares is None:
            sums, squares = np.zeros((classes, c, h, w)), np.zeros(c)
        counts += np.bincount(labels, minlength=classes)
        for label in np.unique(labels):
            sums[label] += images[labels == label].sum(axis=0, dtype=np.float64)
        for channel in range(c):
            plane = images[:, channel].astype(np.float64)
            squares[channel] += np.einsum("nhw,nhw->", plane, plane)
    if sums is None or squares is None:
        raise ValueError("there is nothing to measure")
    pixels = counts.sum() * prod(sums.shape[2:])
    mean = sums.sum(axis=(0, 2, 3)) / pixels
    means = (sums / np.maximum(counts, 1)[:, np.newaxis, np.newaxis, np.newaxis]).astype(np.float32)
    # Rounding may bring the variance of pictures of one grey a hair below 0.
    spread = np.sqrt(np.maximum(squares / pixels - mean**2, 0))
    return PicturesFacts(counts, means, mean, spread)
