"""What makes a unit answer most: the strongest places of a whole data set, cut out as the unit sees them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filterlab.errors import FilterLabError
from filterlab.probes.patches import outside
from filterlab.probes.peaks import Peak, find_peaks
from filterlab.probes.places import Box
from filterlab.probes.response import cut_out
from filterlab.probes.units.fields import find_field
from filterlab.probes.units.pictures import PictureSource, as_taken
from filterlab.probes.units.subject import Subject, Unit

Floats = NDArray[np.floating[Any]]

# Pictures between two signs of life; their maps are made in smaller blocks still.
_STEP = 512


@dataclass(frozen=True, slots=True, eq=False)
class TopPatch:
    """One of the places a unit answers to most.

    Attributes
    ----------
    picture : int
        Number of the picture in the data set, from 0.
    peak : Peak
        The place in the unit's map, and the answer.
    box : Box
        Its receptive field on the picture as the net takes it.
    pixels : ndarray
        (C, box.height, box.width), read-only; 0 where the field hangs over the edge.
    is_padding : ndarray
        (box.height, box.width), bool, read-only: which of the pixels hang over the edge.
    """

    picture: int
    peak: Peak
    box: Box
    pixels: Floats
    is_padding: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class PatchSearch:
    """How far a search is and what it has found.

    Attributes
    ----------
    done, total : int
        Pictures that were looked at, and how many there are.
    patches : tuple of tuple of TopPatch
        For each unit asked, its strongest places so far, the strongest first; none where it answers 0, which an
        activation makes of anything it cuts off.
    """

    done: int
    total: int
    patches: tuple[tuple[TopPatch, ...], ...]


def find_top_patches(
    subject: Subject,
    layer: str,
    channels: Sequence[int],
    pictures: PictureSource,
    *,
    count: int = 9,
    per_picture: int = 1,
    min_distance: int = 3,
) -> Iterator[PatchSearch]:
    """Look for the places in many pictures that units of one layer answer to most.

    Pictures are gone through once, a block at a time; kept are the best places alone, so memory does not grow with
    the data set. Who wants to stop stops asking.

    Parameters
    ----------
    subject : Subject
        The net, or the hand-made filters.
    layer : str
        The units' layer.
    channels : sequence of int
        Which units of it; one pass serves all.
    pictures : array-like
        (N, C, H, W), no larger than the net takes; smaller ones get 0 around them.
    count : int
        How many places for each unit, at least 1.
    per_picture : int
        How many of them may come from one picture, at least 1.
    min_distance : int
        Of those, each is more than so many rows or columns of the map from any stronger one.

    Yields
    ------
    PatchSearch
        After every 512 pictures, or fewer of a large net; with the last one, ``done`` is ``total``.

    Raises
    ------
    FilterLabError
        If the net has no such layer or units or cannot take the pictures, there are none, a number cannot work, or a
        unit answers 0 to everything.

    References
    ----------
    Zeiler and Fergus, Visualizing and Understanding Convolutional Networks (2014), figure 2; Girshick et al., Rich
    Feature Hierarchies (2014), section 3.1.
    """
    bests = [_Best(subject, Unit(layer, channel), count) for channel in channels]
    if min(count, per_picture) < 1:
        raise FilterLabError(f"{min(count, per_picture)} patches cannot be found: ask for 1 or more.")
    total = pictures.shape[0]
    if not total:
        raise FilterLabError("There are no pictures to look through: choose a data set with some.")
    step = subject.pace(layer, _STEP)
    for start in range(0, total, step):
        images = as_taken(subject, pictures[start : start + step])
        for block, maps in subject.map_blocks(images, layer):
            for best in bests:
                own = maps[:, best.unit.channel]
                if per_picture == 1:
                    best.take_one_of_each(own, start + block.start)
                else:
                    best.take_several(own, start + block.start, per_picture, min_distance)
        for best in bests:
            best.cut(images, start)
        done = min(start + step, total)
        if done == total:
            _refuse_silent(bests, total)
        yield PatchSearch(done, total, tuple(best.patches() for best in bests))


class _Best:
    """The strongest places of one unit so far."""

    def __init__(self, subject: Subject, unit: Unit, count: int) -> None:
        subject.place_of(unit)
        self.unit = unit
        self._spec = subject.net.spec
        self._count = count
        self._found: list[tuple[int, Peak]] = []
        self._patches: dict[tuple[int, int, int], TopPatch] = {}

    @property
    def is_silent(self) -> bool:
        """Whether all answers were 0."""
        return not self._found

    @property
    def _threshold(self) -> float:
        """What an answer must exceed to be kept."""
        return self._found[-1][1].value if len(self._found) == self._count else -np.inf

    def take_one_of_each(self, maps: Floats, first: int) -> None:
        """Take in the maps (n, H, W) of some pictures, of which the first has that number."""
        n, _height, width = maps.shape
        rows = maps.reshape(n, -1)
        places = rows.argmax(axis=1)
        values = rows[np.arange(n), places]
        self._keep(
            (first + int(i), Peak(int(places[i]) // width, int(places[i]) % width, float(values[i])))
            for i in self._strongest(values)
        )

    def take_several(self, maps: Floats, first: int, per_picture: int, min_distance: int) -> None:
        """Take in maps as `take_one_of_each`, with up to so many places of each that lie apart."""
        values = maps.reshape(len(maps), -1).max(axis=1)
        for i in np.flatnonzero(values > max(self._threshold, 0)):
            peaks = find_peaks(maps[i], per_picture, min_distance=min_distance)
            self._keep((first + int(i), peak) for peak in peaks)

    def cut(self, images: Floats, first: int) -> None:
        """Cut out those of the kept places that lie on these pictures, of which the first has that number."""
        for picture, peak in self._found:
            key = (picture, peak.row, peak.column)
            if first <= picture < first + len(images) and key not in self._patches:
                self._patches[key] = self._patch(images[picture - first], picture, peak)
        kept = {(picture, peak.row, peak.column) for picture, peak in self._found}
        self._patches = {key: patch for key, patch in self._patches.items() if key in kept}

    def patches(self) -> tuple[TopPatch, ...]:
        """Return the kept places, the strongest first."""
        return tuple(self._patches[picture, peak.row, peak.column] for picture, peak in self._found)

    def _strongest(self, values: Floats) -> NDArray[np.intp]:
        """Return which of these answers could be kept."""
        better = np.flatnonzero((values > self._threshold) & (values != 0))
        if len(better) <= self._count:
            return better
        chosen: NDArray[np.intp] = better[np.argpartition(-values[better], self._count - 1)[: self._count]]
        return chosen

    def _keep(self, places: Iterator[tuple[int, Peak]]) -> None:
        self._found += places
        self._found.sort(key=lambda each: (-each[1].value, each[0], each[1].row, each[1].column))
        del self._found[self._count :]

    def _patch(self, image: Floats, picture: int, peak: Peak) -> TopPatch:
        box = find_field(self._spec, self.unit.layer, self.unit.channel, (peak.row, peak.column)).box
        _channels, height, width = image.shape
        pixels, is_padding = np.array(cut_out(image, box)), outside((height, width), box)
        pixels.flags.writeable = is_padding.flags.writeable = False
        return TopPatch(picture, peak, box, pixels, is_padding)


def _refuse_silent(bests: Sequence[_Best], total: int) -> None:
    for best in bests:
        if best.is_silent:
            raise FilterLabError(
                f"The {best.unit.name} answers 0 to all {total:,} pictures, so none shows what it sees: choose "
                "another unit or other pictures."
            )
