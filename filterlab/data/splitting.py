"""Which pictures are learned from and which are kept back, class by class, the same for the same seed."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from filterlab.errors import FilterLabError

USUAL_TEST_SHARE = 1 / 6
"""One picture in six is kept back for the test, about as in MNIST (10,000 of 70,000)."""

Indices = npt.NDArray[np.intp]


def check_test_share(test_share: float) -> None:
    """Refuse a share of pictures to keep back that leaves nothing to learn from, or nothing to test with.

    Raises
    ------
    FilterLabError
        It is not between 0 and 1.
    """
    if not 0 < test_share < 1:
        raise FilterLabError(
            f"The share of pictures kept back for the test is {test_share:g}: choose one above 0 and below 1."
        )


def split_by_class(
    labels: npt.NDArray[np.int64], test_share: float, rng: np.random.Generator
) -> tuple[Indices, Indices]:
    """Choose which pictures to keep back, the same share of every class.

    Of a class with two pictures or more, at least one is kept back and at least one is learned from; a class of one
    picture is only learned from.

    Parameters
    ----------
    labels : ndarray
        (N,), each picture's class.
    test_share : float
        The share of each class to keep back, between 0 and 1.
    rng : Generator
        Source of chance.

    Returns
    -------
    learned, kept : ndarray
        Indices of the pictures, ascending; together 0 to N - 1.

    Raises
    ------
    FilterLabError
        The share is not between 0 and 1, or every class has one picture only.
    """
    check_test_share(test_share)
    is_kept = _choose(labels, lambda n: 0 if n == 1 else min(n - 1, max(1, round(n * test_share))), rng)
    if not is_kept.any():
        raise FilterLabError(
            "Every class has one picture only, too few to keep any back for the test: add a second picture to each "
            "class."
        )
    return np.flatnonzero(~is_kept), np.flatnonzero(is_kept)


def choose_some(labels: npt.NDArray[np.int64], most: int, rng: np.random.Generator) -> Indices:
    """Choose some of the pictures, in such a way that the classes keep their shares.

    Parameters
    ----------
    labels : ndarray
        (N,), each picture's class.
    most : int
        How many to choose, 1 or more; all if there are not more.
    rng : Generator
        Source of chance.

    Returns
    -------
    ndarray
        ``min(most, N)`` indices, ascending. Every class is among them if there is room for each.
    """
    size = len(labels)
    if size <= most:
        return np.arange(size)
    sizes = np.unique(labels, return_counts=True)[1]
    # Hare's quota with largest remainders, after one seat for each class where there are enough.
    counts = np.minimum(sizes, 1) if most >= len(sizes) else np.zeros_like(sizes)
    wished = sizes * (most / size)
    counts = np.maximum(counts, np.floor(wished).astype(sizes.dtype))
    while counts.sum() > most:
        counts[np.argmax(counts - wished)] -= 1
    while counts.sum() < most:
        counts[np.argmax(np.where(counts < sizes, wished - counts, -np.inf))] += 1
    left = iter(counts.tolist())
    return np.flatnonzero(_choose(labels, lambda _n: next(left), rng))


def _choose(
    labels: npt.NDArray[np.int64], count_of: Callable[[int], int], rng: np.random.Generator
) -> npt.NDArray[np.bool_]:
    """Mark so many pictures of each class, the classes in ascending order."""
    chosen = np.zeros(len(labels), bool)
    order = np.argsort(labels, kind="stable")
    bounds = np.flatnonzero(np.diff(labels[order])) + 1
    for members in np.split(order, bounds):
        chosen[members[rng.permutation(len(members))[: count_of(len(members))]]] = True
    return chosen
