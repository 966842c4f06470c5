"""Which taps each tile of output pixels is summed over, where windows look beyond the picture.

A product with a zero of the padding adds nothing. So the pixels of a plane are sorted by the taps that meet the
picture, those with the same go into the same tiles, and a tile is summed over these taps alone: of 3 × 3 on 8 × 8
pixels with a ring of zeros that leaves out a seventh of the work, of 5 × 5 on 16 × 16 pixels an eighth.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Positions: TypeAlias = npt.NDArray[np.intp]

# Rows and columns of taps: the first of each, and where they end.
_Rectangle: TypeAlias = tuple[int, int, int, int]


@dataclass(frozen=True)
class Agenda:
    """The tiles of a band that is made of whole planes, one after the other.

    Attributes
    ----------
    tiles
        (tile, 2 + twice the points of a tile): where its taps begin in ``taps`` and how many there are; where each
        point looks; which pixel of the band each point is.
    whole
        So many tiles belong to a band of as many pictures as bands have; those behind to the last band, which may
        have fewer.
    taps, places
        The numbers of the taps, list after list, and where each of them lies.
    """

    tiles: Positions
    whole: int
    taps: Positions
    places: Positions

    def __bool__(self) -> bool:
        """Whether there are tiles."""
        return bool(len(self.tiles))

    @property
    def mean_taps(self) -> float:
        """How many taps a tile of a whole band is summed over, on average."""
        return float(self.tiles[: self.whole, 1].mean())


def write_agenda(
    meets: tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]],
    lies: Positions,
    looks: Positions,
    pictures: tuple[int, int],
    points: int,
) -> Agenda:
    """Sort the pixels of a band into tiles by the taps that meet the picture.

    Parameters
    ----------
    meets
        For the rows and for the columns of outputs (output, tap): whether it looks at the picture there, and not
        beyond. Those that do are neighbours.
    lies
        Where each tap lies from there: channel, row, column.
    looks
        Where each output pixel of a band looks: picture, row, column.
    pictures
        Of a band, and of the last one.
    points
        Of a tile.
    """
    rows, columns = (_ends(axis) for axis in meets)
    planes = looks.reshape(pictures[0], len(rows), len(columns))
    lists: dict[_Rectangle, tuple[int, int]] = {}
    taps: list[Positions] = []
    numbers = np.arange(len(lies), dtype=np.intp).reshape(-1, meets[0].shape[1], meets[1].shape[1])

    def list_of(met: _Rectangle) -> tuple[int, int]:
        """Give the place of a list of taps, written at its first use, and its length."""
        if met not in lists:
            top, bottom, left, right = met
            chosen = numbers[:, top:bottom, left:right].ravel()
            lists[met] = sum(map(len, taps)), len(chosen)
            taps.append(chosen)
        return lists[met]

    tiles = []
    for count in pictures:
        order, corners = _sorted_pixels(rows, columns, count)
        whole = np.concatenate([order, np.repeat(order[-1:], -len(order) % points)])
        for tile in whole.reshape(-1, points):
            met = corners[tile % len(corners)]
            first, last = met[:, [0, 2]].min(axis=0), met[:, [1, 3]].max(axis=0)
            begin, length = list_of((int(first[0]), int(last[0]), int(first[1]), int(last[1])))
            tiles.append([begin, length, *planes.ravel()[tile], *tile])
    whole_tiles = -(-pictures[0] * len(rows) * len(columns) // points)
    listed = np.concatenate(taps)
    return Agenda(_frozen(tiles), whole_tiles, _frozen(listed), _frozen(lies[listed]))


def _ends(meets: npt.NDArray[np.bool_]) -> Positions:
    """Tell the first tap that meets the picture, and where they end, for each output of an axis: (output, 2)."""
    taps = meets.shape[1]
    first = np.where(meets.any(axis=1), meets.argmax(axis=1), taps)
    last = np.where(meets.any(axis=1), taps - meets[:, ::-1].argmax(axis=1), 0)
    return np.stack([first, last], axis=1)


def _sorted_pixels(rows: Positions, columns: Positions, pictures: int) -> tuple[Positions, Positions]:
    """Sort the pixels of some planes by their taps; give the order, and the four ends of a plane's pixels."""
    down, right = np.repeat(rows, len(columns), axis=0), np.tile(columns, (len(rows), 1))
    corners = np.concatenate([down, right], axis=1)
    # The few pixels at the left and right edge come one after the other: what does not fill tiles shares them.
    whole = (right == [right[:, 0].min(), right[:, 1].max()]).all(axis=1)
    keys = [*corners[:, [3, 2]].T, whole, *corners[:, [1, 0]].T]
    return np.lexsort([np.tile(key, pictures) for key in keys]).astype(np.intp), corners


def _frozen(numbers: npt.ArrayLike) -> Positions:
    array = np.ascontiguousarray(numbers, np.intp)
    array.flags.writeable = False
    return array


# Every tile is summed over all taps.
NO_AGENDA = Agenda(_frozen(np.empty((0, 2))), 0, _frozen([]), _frozen([]))
