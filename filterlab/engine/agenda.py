"""Which taps each tile of output pixels is summed over, where windows look beyond the picture.

A product with a zero of the padding adds nothing. So the pixels of a band are sorted by the taps that meet the
picture, and a tile is summed over the taps that its pixels need: of 3 × 3 on 8 × 8 pixels with a ring of zeros that
leaves out a seventh of the work, of 5 × 5 on 16 × 16 pixels a ninth. If only pixels that need the very same taps
share tiles, nothing looks beyond the picture any more, and no band has to be copied with zeros around it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from filterlab.engine.positions import Positions, frozen

# Copying a number of a band costs as much as so many products of a tile with one block of outputs.
_COPY = 0.03
# Bands of more kinds than this are mostly far from the edges.
_MOST_KINDS = 64
# Less work left out than this is not worth the lists.
_WORTH_SORTING = 0.97


@dataclass(frozen=True)
class Edges:
    """How the outputs of a band lie to the picture's edges.

    Attributes
    ----------
    down, right
        For the rows and the columns of outputs (output, tap): whether a tap meets the picture. Those of an output
        that do are neighbours.
    band
        Pictures and rows of a band; its columns are all.
    images
        Pictures altogether.
    channels
        Each has all the taps.
    """

    down: npt.NDArray[np.bool_]
    right: npt.NDArray[np.bool_]
    band: tuple[int, int]
    images: int
    channels: int

    @property
    def kinds(self) -> list[tuple[range, int, int]]:
        """The rows of the bands one below the other, their pictures and how many there are; then of the last band."""
        pictures, rows = self.band
        count, last = divmod(self.images, pictures)
        starts = range(0, len(self.down), rows)
        whole = [(range(row, min(row + rows, len(self.down))), pictures, count) for row in starts]
        return [*whole, (range(len(self.down)), last, 1)] if last else whole


@dataclass(frozen=True)
class Layout:
    """Where pixels and taps lie in an array.

    Attributes
    ----------
    steps
        From a picture to the next, and from where an output looks to the next row and column of outputs.
    taps
        Where each tap lies from there: channel, row, column.
    """

    steps: tuple[int, int, int]
    taps: Positions


@dataclass(frozen=True)
class Agenda:
    """The tiles of each kind of band.

    Attributes
    ----------
    tiles
        (tile, 2 + twice the points of a tile): where its taps begin in ``taps`` and how many there are; where each
        point looks; which pixel of the band each point is.
    spans
        (kind, 2): the first tile, and where they end, of the bands one below the other; at last of a band with fewer
        pictures.
    taps, places
        The numbers of the taps, list after list, and where each of them lies.
    in_place
        Whether the tiles look at the picture itself, not at a copy with zeros around it.
    mean_taps
        How many taps an output is summed over, on average.
    """

    tiles: Positions
    spans: Positions
    taps: Positions
    places: Positions
    in_place: bool
    mean_taps: float

    def __bool__(self) -> bool:
        """Whether there are tiles."""
        return bool(len(self.tiles))


def write_agenda(edges: Edges, picture: Layout, copy: Layout, copied: int, points: int) -> Agenda:
    """Sort the pixels of bands into tiles by the taps that meet the picture.

    Parameters
    ----------
    edges
        How outputs lie to the picture's edges.
    picture, copy
        Where pixels and taps lie in the input, and in the copy of a band with zeros around it.
    copied
        How many numbers such a copy has.
    points
        Of a tile.

    Returns
    -------
    Agenda
        The cheaper of two: with a copy, or in place. `NO_AGENDA` if too little work is left out by either.
    """
    if len(edges.kinds) > _MOST_KINDS:
        return NO_AGENDA
    copying = copied * _COPY * points / (edges.band[0] * edges.band[1] * len(edges.right))
    ways = [
        (_write(edges, copy, points, in_place=False), copying),
        (_write(edges, picture, points, in_place=True), 0.0),
    ]
    agenda, extra = min(ways, key=lambda way: way[0].mean_taps + way[1])
    worth = agenda.mean_taps + extra < _WORTH_SORTING * len(copy.taps) + copying
    return agenda if worth else NO_AGENDA


def _write(edges: Edges, layout: Layout, points: int, *, in_place: bool) -> Agenda:
    rows, columns = _ends(edges.down), _ends(edges.right)
    lists = _Lists(len(layout.taps), edges)
    tiles: list[list[int]] = []
    spans: list[tuple[int, int]] = []
    known: dict[tuple[bytes, int], int] = {}
    summed = pixels = 0
    for lines, pictures, count in edges.kinds:
        kind = rows[lines.start : lines.stop]
        alike = kind.tobytes(), pictures
        if alike not in known:
            known[alike] = len(spans)
            before = len(tiles)
            tiles += _tiles(kind, columns, pictures, layout, lists, points, in_place=in_place)
            spans.append((before, len(tiles)))
        else:
            spans.append(spans[known[alike]])
        summed += count * points * sum(tile[1] for tile in tiles[slice(*spans[-1])])
        pixels += count * pictures * len(lines) * len(columns)
    taps = np.concatenate(lists.taps)
    return Agenda(
        tiles=frozen(tiles, rows=len(tiles)),
        spans=frozen(spans, rows=len(spans)),
        taps=frozen(taps),
        places=frozen(layout.taps[taps]),
        in_place=in_place,
        mean_taps=summed / pixels,
    )


class _Lists:
    """The lists of taps, each written once."""

    def __init__(self, taps: int, edges: Edges) -> None:
        shape = edges.channels, edges.down.shape[1], edges.right.shape[1]
        self._numbers = np.arange(taps, dtype=np.intp).reshape(shape)
        self._known: dict[tuple[int, ...], tuple[int, int]] = {}
        self.taps: list[Positions] = []

    def find(self, ends: Positions) -> tuple[int, int]:
        """Tell where the list of a rectangle of taps begins and how long it is."""
        key = tuple(ends.tolist())
        if key not in self._known:
            top, bottom, left, right = key
            chosen = self._numbers[:, top:bottom, left:right].ravel()
            self._known[key] = sum(map(len, self.taps)), len(chosen)
            self.taps.append(chosen)
        return self._known[key]


def _tiles(
    rows: Positions,
    columns: Positions,
    pictures: int,
    layout: Layout,
    lists: _Lists,
    points: int,
    *,
    in_place: bool,
) -> Iterator[list[int]]:
    """Give the tiles of a band; ``rows`` and ``columns`` are the `_ends` of its outputs."""
    planes, down, right = (np.arange(count) for count in (pictures, len(rows), len(columns)))
    grid = planes[:, None, None] * layout.steps[0], down[:, None] * layout.steps[1], right * layout.steps[2]
    looks = (grid[0] + grid[1] + grid[2]).ravel()
    corners = np.concatenate(
        [np.repeat(rows, len(columns), axis=0), np.tile(columns, (len(rows), 1))], axis=1
    )
    # What does not fill tiles at the left and right edge comes one after the other, so that it can share them.
    inner = (corners[:, 2:] == [columns[:, 0].min(), columns[:, 1].max()]).all(axis=1)
    keys = [*corners[:, [3, 2]].T, inner, *corners[:, [1, 0]].T]
    order = np.lexsort([np.tile(key, pictures) for key in keys])
    ends = np.tile(corners, (pictures, 1))
    for run in _runs(order, ends) if in_place else [order]:
        filled = np.concatenate([run, np.repeat(run[-1:], -len(run) % points)])
        for tile in filled.reshape(-1, points):
            met = ends[tile]
            reach = np.stack([met[:, 0::2].min(axis=0), met[:, 1::2].max(axis=0)], axis=1).ravel()
            yield [*lists.find(reach), *looks[tile].tolist(), *tile.tolist()]


def _runs(order: Positions, ends: Positions) -> Sequence[Positions]:
    """Cut the sorted pixels where the next needs other taps."""
    changes = (ends[order[1:]] != ends[order[:-1]]).any(axis=1)
    runs: list[Positions] = np.split(order, np.flatnonzero(changes) + 1)
    return runs


def _ends(meets: npt.NDArray[np.bool_]) -> Positions:
    """Tell the first tap that meets the picture, and where they end, for each output of an axis: (output, 2)."""
    taps = meets.shape[1]
    first = np.where(meets.any(axis=1), meets.argmax(axis=1), 0)
    last = np.where(meets.any(axis=1), taps - meets[:, ::-1].argmax(axis=1), 0)
    return np.stack([first, last], axis=1)


# Every tile is summed over all taps.
_NONE, _NO_ROWS = frozen([]), frozen([]).reshape(0, 2)
NO_AGENDA = Agenda(_NO_ROWS, _NO_ROWS, _NONE, _NONE, in_place=False, mean_taps=0.0)
