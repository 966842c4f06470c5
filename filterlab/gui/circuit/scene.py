"""From the document to one frozen request, and what is computed of it: every map of a circuit, off the UI thread."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from filterlab.engine.threads import limited_threads
from filterlab.errors import FilterLabError
from filterlab.gui.circuit.map_face import MapsFace, face_of, placement_on
from filterlab.probes import Box, brightness_range
from filterlab.probes.chain import (
    Chain,
    chain_up_to,
    find_chain_places,
    respond_through,
    respond_window,
)

if TYPE_CHECKING:
    from collections.abc import Hashable

    from numpy.typing import NDArray

    from filterlab.gui.widgets.placement import Placement
    from filterlab.probes import Pair, Places
    from filterlab.project import Scale

    Floats = NDArray[np.floating[Any]]

Mode = Literal["whole", "part", "reduced"]
MOST_PIXELS = 4_000_000
"""A larger picture is computed only where it is in sight, or made smaller."""
MOST_NUMBERS = 40_000_000
"""A circuit whose maps have more numbers than this is treated as if the picture were larger."""
REDUCED_PIXELS = 1_000_000
SPARE = 0.25
"""How much more than what is in sight is computed on each side, as a part of it."""


@dataclass(frozen=True, eq=False)
class Reduced:
    """A picture made smaller: each pixel is the mean of ``block`` × ``block`` ones."""

    block: int
    pixels: Floats


@dataclass(frozen=True, eq=False)
class CircuitRequest:
    """All that the maps depend on; nothing in it changes any more.

    Attributes
    ----------
    picture_id : str
        Which picture of the document.
    pixels : ndarray
        Shape (C, H, W), float32; times the factor of the scale they are what the first stage looks at.
    chain : Chain
        The circuit.
    scale : Scale
        What black and white count as.
    sight : Box
        The pixels in sight.
    value_range : tuple of float or None
        Darkest and brightest value that the first stage sees, on that scale, if that is known.
    reduced : Reduced or None
        The picture made smaller, if that has been done.
    picture_revision : int
        The picture's revision.
    """

    picture_id: str
    pixels: NDArray[np.float32]
    chain: Chain
    scale: Scale
    sight: Box
    value_range: tuple[float, float] | None = None
    reduced: Reduced | None = None
    picture_revision: int = 0

    @property
    def subject(self) -> Hashable:
        """What is looked at: an answer for another part in sight may still be shown."""
        return self.picture_id, self.picture_revision, self.chain, self.scale

    @property
    def size(self) -> Pair:
        """Height and width of the picture."""
        _channels, height, width = self.pixels.shape
        return height, width


@dataclass(frozen=True, eq=False)
class CircuitAnswer:
    """The maps of all stages that can be computed.

    Attributes
    ----------
    request : CircuitRequest
        What they are maps of.
    mode : {"whole", "part", "reduced"}
        Whether they are all there is, what was in sight, or made of a smaller picture.
    window : Box
        The pixels they are about.
    pixels : ndarray
        The picture the circuit looked at: the request's, or the smaller one.
    block : int
        Side of the square of the request's pixels that one of these stands for.
    places : tuple of Places
        Where the filters of those stages go on ``pixels``.
    faces : tuple of MapsFace
        Their maps, placed on the request's picture.
    value_range : tuple of float
        Darkest and brightest value that the first stage sees, on the request's scale.
    problem : str
        Why the stage after the last of these cannot be computed; empty if all are there.
    """

    request: CircuitRequest
    mode: Mode
    window: Box
    pixels: Floats
    block: int
    places: tuple[Places, ...]
    faces: tuple[MapsFace, ...]
    value_range: tuple[float, float]
    problem: str

    @property
    def reduced(self) -> Reduced | None:
        """The smaller picture, to be used again."""
        return Reduced(self.block, self.pixels) if self.mode == "reduced" else self.request.reduced

    def is_enough_for(self, sight: Box) -> bool:
        """Whether other pixels can come into sight without other maps being needed."""
        mode, _window = planned(self.request.size, self.request.chain, sight)
        return mode == self.mode and (mode != "part" or self.window == _united(self.window, sight))


def usable(chain: Chain, size: Pair) -> tuple[Chain | None, tuple[Places, ...], str]:
    """Return the stages that fit on a picture of this size, where they go, and why the next one does not."""
    problem = ""
    for count in range(len(chain.stages), 0, -1):
        part = Chain(chain.stages[:count])
        try:
            return part, find_chain_places(part, size), problem
        except FilterLabError as error:
            problem = str(error)
    return None, (), problem


def planned(size: Pair, chain: Chain, sight: Box) -> tuple[Mode, Box]:
    """Decide what of the maps of a picture of this size (height, width) is computed: all, some, or smaller ones.

    Returns
    -------
    mode, window
        How, and the pixels it is about: all of them, or those in sight and some around.
    """
    height, width = size
    whole, weight = Box(0, 0, height, width), _weight(size, chain)
    if weight <= 1:
        return "whole", whole
    down, right = ceil(SPARE * sight.height), ceil(SPARE * sight.width)
    around = Box(sight.top - down, sight.left - right, sight.height + 2 * down, sight.width + 2 * right)
    window = around.within(size)
    share = window.height * window.width / (height * width)
    return ("part", window) if 0 < share <= 1 / weight else ("reduced", whole)


def _weight(size: Pair, chain: Chain) -> float:
    """Return how many times too large a picture with all its maps is to be computed as a whole."""
    height, width = size
    part, places, _problem = usable(chain, size)
    numbers = 0
    for stage, place in zip(part.stages if part is not None else (), places, strict=True):
        rows, columns = place.map_shape
        numbers += stage.filters * rows * columns
    return max(height * width / MOST_PIXELS, numbers / MOST_NUMBERS)


def compute_circuit(request: CircuitRequest) -> CircuitAnswer:
    """Compute the maps of all stages; pure, runs off the UI thread and leaves a processor to it.

    Stages that cannot be computed are left out, and the answer says why.
    """
    with limited_threads(1):
        mode, window = planned(request.size, request.chain, request.sight)
        pixels, block = request.pixels, 1
        if mode == "reduced":
            reduced = request.reduced or _reduced(request)
            pixels, block = reduced.pixels, reduced.block
        low, high = request.value_range or _range_of(request)
        chain, places, problem = usable(request.chain, pixels.shape[1:])
        faces: tuple[MapsFace, ...] = ()
        while chain is not None:
            try:
                parts = _maps(request, pixels, chain, places, window if mode == "part" else None)
                faces = _faces(chain, places, parts, block, max(-low, high))
                break
            except FilterLabError as error:
                problem = str(error)
                chain = Chain(chain.stages[:-1]) if len(chain.stages) > 1 else None
                places = places[:-1]
        return CircuitAnswer(request, mode, window, pixels, block, places, faces, (low, high), problem)


def _maps(
    request: CircuitRequest, pixels: Floats, chain: Chain, places: tuple[Places, ...], window: Box | None
) -> list[tuple[Box, Floats]]:
    """Compute the finished maps of all stages, or, with a window of pixels, their cells that look at it."""
    scale = request.scale.factor
    if window is None:
        stages = respond_through(pixels, chain, scale=scale).stages
        shapes = [place.final_shape for place in places]
        return [(Box(0, 0, *shape), each.values) for shape, each in zip(shapes, stages, strict=True)]
    cells = [
        _cells_in(window, placement_on(places[: number + 1]), place.final_shape)
        for number, place in enumerate(places)
    ]
    return [
        (box, respond_window(pixels, chain_up_to(chain, number), box, scale=scale))
        for number, box in enumerate(cells)
    ]


def _faces(
    chain: Chain,
    places: tuple[Places, ...],
    maps: list[tuple[Box, Floats]],
    block: int,
    largest: float,
) -> tuple[MapsFace, ...]:
    """Make faces of maps; ``largest`` is the size of the largest number of the picture."""
    faces: list[MapsFace] = []
    for number, (stage, (cells, values)) in enumerate(zip(chain.stages, maps, strict=True)):
        faces.append(face_of(values, cells, stage, places[: number + 1], block, largest))
        largest = float(np.abs(values).max())
    return tuple(faces)


def _cells_in(window: Box, placement: Placement, shape: Pair) -> Box:
    """Return the cells of a map that lie on a window of the picture, at least one."""
    height, width = shape
    top, left = placement.cell_at(window.left, window.top)
    bottom, right = placement.cell_at(window.left + window.width, window.top + window.height)
    first_row, first_column = min(max(top, 0), height - 1), min(max(left, 0), width - 1)
    last_row, last_column = min(max(bottom, first_row), height - 1), min(max(right, first_column), width - 1)
    return Box(first_row, first_column, last_row - first_row + 1, last_column - first_column + 1)


def _reduced(request: CircuitRequest) -> Reduced:
    """Make the picture smaller by means of square blocks; what is left over at the ends is left out."""
    channels, height, width = request.pixels.shape
    block = ceil(sqrt(max(height * width / REDUCED_PIXELS, _weight(request.size, request.chain))))
    rows, columns = max(height // block, 1), max(width // block, 1)
    part = request.pixels[:, : rows * block, : columns * block]
    across = part.reshape(channels, -1, columns, block).mean(axis=3)
    return Reduced(block, across.reshape(channels, rows, block, columns).mean(axis=2))


def _range_of(request: CircuitRequest) -> tuple[float, float]:
    """Find the darkest and the brightest value that the first stage sees."""
    low, high = brightness_range(request.pixels, request.chain.channels)
    return low * request.scale.factor, high * request.scale.factor


def _united(one: Box, other: Box) -> Box:
    """Return the box around two."""
    top, left = min(one.top, other.top), min(one.left, other.left)
    bottom = max(one.top + one.height, other.top + other.height)
    right = max(one.left + one.width, other.left + other.width)
    return Box(top, left, bottom - top, right - left)
