"""Which cells of every map of a chain can see a pixel at all: receptive fields, asked the other way round."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from filterlab.engine import Axis
from filterlab.probes.places import Box, Places

Whole = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """The cells of one stage's finished maps whose receptive field holds a pixel: crossings of rows and columns.

    Attributes
    ----------
    rows, columns : ndarray
        Whole numbers in rising order, read-only; both empty if there is no such cell. Strides and dilations leave
        gaps between them.
    """

    rows: Whole
    columns: Whole

    @property
    def box(self) -> Box:
        """The smallest block with all of them; its sides are 0 if there is none."""
        if not self.rows.size:
            return Box(0, 0, 0, 0)
        top, left = int(self.rows[0]), int(self.columns[0])
        return Box(top, left, int(self.rows[-1]) - top + 1, int(self.columns[-1]) - left + 1)

    @property
    def count(self) -> int:
        """How many cells of a map that are."""
        return int(self.rows.size * self.columns.size)


def find_reach(places: tuple[Places, ...], row: int, column: int) -> tuple[Reach, ...]:
    """Find which cells of every stage's finished maps have a pixel in their receptive field.

    Parameters
    ----------
    places : tuple of Places
        Of all stages from the picture on, as `filterlab.probes.chain.find_chain_places` gives them.
    row, column : int
        A pixel of the picture.

    Returns
    -------
    tuple of Reach
        One for each stage. Windows move along rows and columns alike, so these can be found one without the other.
    """
    rows, columns = np.array([row], np.intp), np.array([column], np.intp)
    found = []
    for place in places:
        rows, columns = _lookers(rows, place.rows), _lookers(columns, place.columns)
        if place.pool_rows is not None and place.pool_columns is not None:
            rows, columns = _lookers(rows, place.pool_rows), _lookers(columns, place.pool_columns)
        if not (rows.size and columns.size):
            rows, columns = rows[:0], columns[:0]
        for axis in (rows, columns):
            axis.flags.writeable = False
        found.append(Reach(rows, columns))
    return tuple(found)


def _lookers(samples: Whole, axis: Axis) -> Whole:
    """Return the places of a sliding window, in rising order, that see any of these samples of its input."""
    starts = samples[:, np.newaxis] + axis.before - axis.dilation * np.arange(axis.kernel)
    places = starts[starts % axis.stride == 0] // axis.stride
    return np.unique(places[(places >= 0) & (places < axis.out)])
