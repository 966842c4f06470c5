"""The maps of one stage as its column shows them: numbers, where they lie on the picture, and their ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from filterlab.figures import limits_of
from filterlab.gui.compare.maps import shrunk
from filterlab.gui.widgets.placement import Placement
from filterlab.probes import Box, rounding_floor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from filterlab.figures import Kind, Limits
    from filterlab.probes import Places
    from filterlab.probes.chain import ChainStage

    Floats = NDArray[np.floating[Any]]

MAX_SIDE = 512


@dataclass(frozen=True, eq=False)
class MapsFace:
    """The finished maps of one stage.

    Attributes
    ----------
    values : ndarray
        Shape (O, h, w): all cells, or those in a window of the maps.
    window : Box
        Which cells those are.
    shape : (int, int)
        Height and width of a whole map.
    placement : Placement
        Where a whole map lies on the picture.
    kind : {"signed", "activation"}
        The colours its numbers deserve.
    smaller : tuple of ndarray
        For each map its values with the strongest of each block in its place, so that no side is longer than 512.
    block : int
        Side of those blocks.
    """

    values: Floats
    window: Box
    shape: tuple[int, int]
    placement: Placement
    kind: Kind
    smaller: tuple[Floats, ...]
    block: int

    def limits(self, index: int | None) -> Limits:
        """Return what the ends of the colours stand for: for one map, or for all together."""
        chosen = self.smaller if index is None else self.smaller[index : index + 1]
        return limits_of(np.concatenate([each.ravel() for each in chosen]), self.kind)

    def ends(self, index: int) -> tuple[float, float]:
        """Return the lowest and the highest number of a map, as far as it has been computed."""
        values = self.values[index]
        return float(values.min()), float(values.max())

    def value_at(self, index: int, row: int, column: int) -> float | None:
        """Return the number at a cell of the whole map; None where it has not been computed."""
        row, column = row - self.window.top, column - self.window.left
        if not (0 <= row < self.window.height and 0 <= column < self.window.width):
            return None
        return float(self.values[index, row, column])

    def strongest(self, index: int) -> tuple[int, int]:
        """Return the row and column of the number farthest from 0, as far as the map has been computed."""
        row, column = np.unravel_index(np.argmax(np.abs(self.values[index])), self.values[index].shape)
        return int(row) + self.window.top, int(column) + self.window.left


def face_of(
    values: Floats, window: Box, stage: ChainStage, places: Sequence[Places], block: int, largest: float
) -> MapsFace:
    """Make a face of finished maps.

    Parameters
    ----------
    values : ndarray
        Shape (O, window.height, window.width).
    window : Box
        Which cells of the maps they are.
    stage : ChainStage
        What made them.
    places : sequence of Places
        Where the filters of all stages up to this one go.
    block : int
        Pixels of the picture that one pixel the first stage looks at stands for, along a side.
    largest : float
        The size of the largest number that the stage looks at; what cannot be told from rounding is shown as 0.
    """
    values = _without_rounding(values, stage, largest)
    reduced = [shrunk(each, MAX_SIDE) for each in values]
    return MapsFace(
        values=values,
        window=window,
        shape=places[-1].final_shape,
        placement=placement_on(places, block),
        kind="activation" if stage.settings.is_never_negative else "signed",
        smaller=tuple(each for each, _ in reduced),
        block=reduced[0][1],
    )


def placement_on(places: Sequence[Places], block: int = 1) -> Placement:
    """Lay the last stage's maps over the picture so that each cell sits in the middle of what it sees."""
    box, (down, right) = behind(places, Box(0, 0, 1, 1)), (1, 1)
    for place in places:
        down, right = down * place.rows.stride, right * place.columns.stride
        if place.pool_rows is not None and place.pool_columns is not None:
            down, right = down * place.pool_rows.stride, right * place.pool_columns.stride
    return Placement(
        top=block * (box.top + (box.height - down) / 2),
        left=block * (box.left + (box.width - right) / 2),
        step_y=float(block * down),
        step_x=float(block * right),
    )


def behind(places: Sequence[Places], cells: Box) -> Box:
    """Return the box around what some cells of the last of these stages' maps see of the first one's input."""
    for place in reversed(places):
        cells = place.pixels_behind(place.cells_behind_block(cells))
    return cells


def _without_rounding(values: Floats, stage: ChainStage, largest: float) -> Floats:
    """Put zeros in the place of every map that is nothing but the rounding of sums that should be 0."""
    picture = np.full((1, 1, 1), largest, values.dtype)
    is_noise = [
        not bias and 0 < float(np.abs(each).max()) <= rounding_floor(picture, weights)
        for each, weights, bias in zip(values, stage.weights, stage.biases, strict=True)
    ]
    return np.where(np.array(is_noise)[:, np.newaxis, np.newaxis], 0, values) if any(is_noise) else values
