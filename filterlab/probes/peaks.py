"""Where a response map is strongest."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from filterlab.errors import FilterLabError

Sign = Literal["positive", "negative", "both"]

# Equal sums, added up in 32 bits in another order, differ by up to about this part of themselves.
ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Peak:
    """One place of a map that outdoes its neighbourhood."""

    row: int
    column: int
    value: float


def find_peaks(
    values: NDArray[np.floating[Any]],
    count: int,
    *,
    min_distance: int = 3,
    sign: Sign = "positive",
    rows: range | None = None,
) -> tuple[Peak, ...]:
    """Find the strongest places of a map, no two of them close together.

    A place is a peak if nothing within ``min_distance`` rows and columns is stronger and something there is
    weaker; of equal peaks closer than that the first stays, read like a page.

    Parameters
    ----------
    values : ndarray
        The map ``(H, W)``, in any units. NaN is never a peak.
    count : int
        How many to return at most.
    min_distance : int
        Two peaks are more than this many rows or columns apart.
    sign : {"positive", "negative", "both"}
        Look for the largest values above 0, the lowest below 0, or those farthest from 0.
    rows : range or None
        Only peaks in these rows are wanted; the other rows are there to be compared with. A band of a larger
        map, with ``min_distance`` rows more on each side, has the peaks of the whole map.

    Returns
    -------
    tuple of Peak
        Strongest first, with the map's own values. A map that is flat but for rounding has none.

    Raises
    ------
    FilterLabError
        If ``values`` is not a map, or ``count``, ``min_distance`` or ``sign`` cannot work.
    """
    _check(values, count, min_distance, sign)
    height, width = values.shape
    if height * width == 0:
        return ()
    strength = _strength(values, sign)
    highest = _extreme(np.maximum, strength, min_distance, beyond=-np.inf)
    lowest = _extreme(np.minimum, strength, min_distance, beyond=np.inf)
    standing = (strength == highest) & (lowest < highest * (1 - ROUNDING)) & (strength > 0)
    if rows is not None:
        standing[: rows.start] = standing[rows.stop :] = False
    return tuple(
        Peak(row, column, float(values[row, column]))
        for row, column in _apart(strength, standing, count, min_distance)
    )


def strongest_of(peaks: Iterable[Peak], count: int, *, min_distance: int = 3) -> tuple[Peak, ...]:
    """Choose among the peaks of several bands of one map: the farthest from 0 first, none close to a stronger one.

    Parameters
    ----------
    peaks : iterable of Peak
        Places of one map, of one sign.
    count : int
        How many to return at most.
    min_distance : int
        As for `find_peaks`.
    """
    kept: list[Peak] = []
    for peak in sorted(peaks, key=lambda each: (-abs(each.value), each.row, each.column)):
        if len(kept) == count:
            break
        if all(max(abs(peak.row - k.row), abs(peak.column - k.column)) > min_distance for k in kept):
            kept.append(peak)
    return tuple(kept)


def _apart(
    strength: NDArray[np.floating[Any]], standing: NDArray[np.bool_], count: int, min_distance: int
) -> Iterator[tuple[int, int]]:
    """Yield the strongest of the standing places first, each time leaving out those close to it."""
    rows, columns = np.nonzero(standing)
    # A stable order keeps equals as a page is read.
    order = np.argsort(-strength[rows, columns], kind="stable")
    rows, columns = rows[order], columns[order]
    for _ in range(count):
        if not rows.size:
            return
        row, column = int(rows[0]), int(columns[0])
        yield row, column
        far = (np.abs(rows - row) > min_distance) | (np.abs(columns - column) > min_distance)
        rows, columns = rows[far], columns[far]


def _extreme(
    choose: np.ufunc, values: NDArray[np.floating[Any]], reach: int, *, beyond: float
) -> NDArray[np.floating[Any]]:
    """Return the largest or smallest value within ``reach`` cells of each cell, in a square.

    Windows grow by putting two of them together, so one of n cells takes about log2(n) steps.
    """
    extreme = np.pad(values, reach, constant_values=beyond)
    for _axis in range(2):
        cells = 1
        while cells < 2 * reach + 1:
            step = min(cells, 2 * reach + 1 - cells)
            extreme = choose(extreme[:-step], extreme[step:])
            cells += step
        extreme = extreme.T
    return extreme


def _strength(values: NDArray[np.floating[Any]], sign: Sign) -> NDArray[np.floating[Any]]:
    strength = {"positive": values, "negative": -values, "both": np.abs(values)}[sign]
    return np.where(np.isnan(strength), -np.inf, strength)


def _check(values: NDArray[np.floating[Any]], count: int, min_distance: int, sign: str) -> None:
    if values.ndim != 2:
        raise FilterLabError(
            f"Peaks are looked for in a map (height, width), not in the shape {values.shape}."
        )
    if count < 0:
        raise FilterLabError(f"{count} peaks cannot be found; ask for 0 or more.")
    if min_distance < 1:
        raise FilterLabError(f"The distance between peaks is {min_distance}; give at least 1.")
    if sign not in ("positive", "negative", "both"):
        raise FilterLabError(f"The sign {sign!r} is not known; choose positive, negative or both.")
