"""Responses of many filters to one picture: frozen requests, and the pure function that answers them."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

from filterlab.engine.threads import limited_threads
from filterlab.errors import FilterLabError
from filterlab.gui.train.learned import network_of
from filterlab.gui.widgets.map_place import MapGrid
from filterlab.nets.parts import up_to
from filterlab.probes import Stages, respond, rounding_floor
from filterlab.probes.units.fields import find_field
from filterlab.probes.units.pictures import fit_picture, place_picture
from filterlab.probes.units.subject import Subject

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from numpy.typing import NDArray

    from filterlab.nets import NetSpec
    from filterlab.probes.units.pictures import Fit
    from filterlab.project import Scale

    Floats = NDArray[np.floating[Any]]

MAX_SIDE = 512
PLAIN = Stages()


@dataclass(frozen=True, eq=False)
class LayerSight:
    """A net up to a layer, whose filters see what the layers before it have made of the picture.

    Attributes
    ----------
    spec : NetSpec
        The net.
    parameters : mapping of str to ndarray
        Its weights.
    layer : str
        The layer.
    fit : {"resize", "crop", "pad"}
        How the picture is made as large as the net takes.
    """

    spec: NetSpec
    parameters: Mapping[str, Floats]
    layer: str
    fit: Fit

    def grid(self, size: tuple[int, int]) -> MapGrid:
        """Return where the numbers of its maps look on a picture of so many rows and columns."""
        _channels, height, width = self.spec.input_shape
        placement = place_picture(size, (height, width), self.fit)
        field = find_field(self.spec, self.layer)
        row, column = (
            first + (length - 1) / 2
            for first, length in ((field.box.top, field.box.height), (field.box.left, field.box.width))
        )
        down, right = field.jump
        top, left = placement.on_picture(row, column)
        return MapGrid(top, left, down / placement.rows, right / placement.columns)

    def maps(self, pixels: Floats) -> Floats:
        """Return the maps (C, H, W) of the layer, before any activation; ``FilterLabError`` if there are none."""
        with limited_threads(1):
            net = network_of(self.spec, self.parameters)
            picture = fit_picture(pixels, Subject(net), self.fit)
            maps: Floats = up_to(net, self.layer)(picture[np.newaxis])[0]
            return maps


@dataclass(frozen=True, eq=False)
class MapItem:
    """One filter whose response is wanted.

    Attributes
    ----------
    key : str
        Whose response it is.
    stamp : Hashable
        Changes whenever the response would: picture, units, revision of the filter.
    weights : ndarray
        Shape (C, KH, KW).
    sight : LayerSight or None
        The net in which the filter answers; None: it looks at the picture itself.
    number : int
        Which filter of the net's layer it is.
    """

    key: str
    stamp: Hashable
    weights: Floats
    sight: LayerSight | None = None
    number: int = 0


@dataclass(frozen=True, eq=False)
class MapRequest:
    """Responses wanted at one go.

    Attributes
    ----------
    picture_id : str
        What they are responses to.
    pixels : ndarray
        Shape (C, H, W), in [0, 1], as nets see them.
    scale : Scale
        What black and white count as for filters that look at the picture itself.
    items : tuple of MapItem
        The filters.
    picture_revision : int
        The picture's revision.
    """

    picture_id: str
    pixels: Floats
    scale: Scale
    items: tuple[MapItem, ...]
    picture_revision: int = 0


@dataclass(frozen=True, eq=False)
class MapAnswer:
    """The response of one filter.

    Attributes
    ----------
    key, stamp
        Those of the item.
    values : ndarray or None
        Shape (H, W) with sides of at most 512; None when there is none. All 0 where the whole response is
        nothing but rounding noise.
    shape : (int, int)
        Height and width of the whole response.
    cells : int
        Side of the block of response cells that one value stands for: the strongest of them.
    reach : float
        The size of the strongest value.
    problem : str
        Why there is no response.
    placed : MapGrid or None
        Where on the picture its numbers look; None: the filter went over the picture itself.
    """

    key: str
    stamp: Hashable
    values: Floats | None
    shape: tuple[int, int] = (0, 0)
    cells: int = 1
    reach: float = 0.0
    problem: str = ""
    placed: MapGrid | None = None


def compute_maps(request: MapRequest) -> tuple[MapAnswer, ...]:
    """Compute responses over the whole picture; a filter that cannot be used gets a sentence instead."""
    seen: dict[Hashable, Floats | FilterLabError] = {}
    numbers = request.scale.numbers(request.pixels)
    return tuple(
        _compute_map(numbers, request.scale.factor, item)
        if item.sight is None
        else _net_map(request, item, item.sight, seen)
        for item in request.items
    )


def _net_map(
    request: MapRequest,
    item: MapItem,
    sight: LayerSight,
    seen: dict[Hashable, Floats | FilterLabError],
) -> MapAnswer:
    """Take the map of one filter out of those of its layer, which are computed once for all of them."""
    key = id(sight.parameters), sight.layer, sight.fit
    if key not in seen:
        try:
            seen[key] = sight.maps(request.pixels)
        except FilterLabError as error:
            seen[key] = error
    maps = seen[key]
    if isinstance(maps, FilterLabError):
        return MapAnswer(item.key, item.stamp, None, problem=str(maps))
    values, cells = shrunk(maps[item.number], MAX_SIDE)
    height, width = maps.shape[1:]
    rows, columns = request.pixels.shape[1:]
    return MapAnswer(
        item.key,
        item.stamp,
        values,
        (height, width),
        cells,
        float(np.abs(values).max()),
        placed=sight.grid((rows, columns)),
    )


def _compute_map(pixels: Floats, factor: float, item: MapItem) -> MapAnswer:
    try:
        response = respond(pixels, item.weights, PLAIN).linear
    except FilterLabError as error:
        return MapAnswer(item.key, item.stamp, None, problem=str(error))
    values, cells = shrunk(response, MAX_SIDE)
    if float(np.abs(values).max()) <= rounding_floor(pixels, item.weights):
        values = np.zeros_like(values)
    with np.errstate(over="ignore"):
        scaled = values * values.dtype.type(factor)
    height, width = response.shape
    reach = float(np.abs(scaled).max())
    if not isfinite(reach):
        sentence = (
            f"The response grew beyond what {scaled.dtype} can hold; make the filter's numbers smaller."
        )
        return MapAnswer(item.key, item.stamp, None, problem=sentence)
    return MapAnswer(item.key, item.stamp, scaled, (height, width), cells, reach)


def shrunk(values: Floats, most: int) -> tuple[Floats, int]:
    """Put the strongest value of each square block in its place, so that no side is longer than ``most``.

    Parameters
    ----------
    values : ndarray
        Shape (H, W).
    most : int
        The longest side allowed.

    Returns
    -------
    (ndarray, int)
        The smaller array, and the side of a block; the array itself and 1 if it is small enough. Strongest is
        what is farthest from 0, so that limits and peaks stay true.
    """
    height, width = values.shape
    block = -(-max(height, width) // most)
    if block == 1:
        return values, 1
    rows, columns = -(-height // block), -(-width // block)
    padded = np.zeros((rows * block, columns * block), values.dtype)
    padded[:height, :width] = values
    blocks = padded.reshape(rows, block, columns, block)
    highest, lowest = blocks.max(axis=(1, 3)), blocks.min(axis=(1, 3))
    return np.where(highest >= -lowest, highest, lowest), block


def cost_of(pixels: Floats, item: MapItem) -> int:
    """Return the multiplications one response takes, at most; the maps of a layer of a net are computed together."""
    if item.sight is not None:
        return 0
    _channels, height, width = pixels.shape
    return int(height * width * item.weights.size)
