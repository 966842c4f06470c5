"""What a picture becomes on its way through a chain: every map of every stage, or a window of the last ones."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from filterlab.data import match_channels
from filterlab.engine.memory import check_fits
from filterlab.errors import FilterLabError
from filterlab.probes.chain.model import Chain
from filterlab.probes.chain.places import find_chain_places, naming_stage
from filterlab.probes.places import Box, Places
from filterlab.probes.response import (
    Response,
    as_floating,
    check_finite,
    check_shape,
    cut_out,
    respond_bank,
)

Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class ChainResponse:
    """All maps that a chain makes of one picture; read-only.

    Attributes
    ----------
    seen : ndarray
        Shape (C, H, W): the picture as the first stage sees it.
    stages : tuple of Response
        For each stage its maps (O, H, W) after the bias, after the activation and after the pooling.
    """

    seen: Floats
    stages: tuple[Response, ...]

    @property
    def values(self) -> Floats:
        """The finished maps of the last stage, shape (O, H, W)."""
        return self.stages[-1].values


def respond_through(image: Floats, chain: Chain, *, scale: float = 1.0) -> ChainResponse:
    """Take one picture through all stages of a chain and keep every map.

    Parameters
    ----------
    image : ndarray
        Shape (C, H, W), finite. The maps keep its type where that is float32 or float64. Between 1 and 3
        channels the picture is matched to the first stage as by `filterlab.probes.respond`.
    chain : Chain
        The filters and settings.
    scale : float
        What a pixel value of 1 counts as: 255 gives everything in the units 0 to 255.

    Returns
    -------
    ChainResponse
        In units of the picture times all filters on the way.

    Raises
    ------
    FilterLabError
        If a pixel is NaN or infinite, the channels cannot be matched, a response outgrows its type; a
        ``ShapeError`` if a filter or a pooling window does not fit or the maps do not fit into memory.
    """
    check_shape(image)
    check_finite(image, "picture")
    _channels, height, width = image.shape
    places = find_chain_places(chain, (height, width))
    seen = _as_seen(image, chain, scale)
    _check_memory(chain, places, seen.dtype)
    maps, responses = seen, []
    for number, stage in enumerate(chain.stages, start=1):
        with naming_stage(number):
            responses.append(respond_bank(maps, stage.laid, stage.biases, stage.settings))
        maps = responses[-1].values
    return ChainResponse(seen, tuple(responses))


def respond_window(image: Floats, chain: Chain, box: Box, *, scale: float = 1.0) -> Floats:
    """Compute the last stage's finished maps within a box, and of all other maps only what these see.

    Parameters
    ----------
    image, chain, scale
        As for `respond_through`. Only the pixels that the box sees are read.
    box : Box
        Which cells of the finished maps; for other maps see `filterlab.probes.chain.chain_up_to`.

    Returns
    -------
    ndarray
        Shape (O, box.height, box.width): what `respond_through` has there, up to the rounding of sums.

    Raises
    ------
    FilterLabError
        If the box is empty or leaves the map, or for the reasons `respond_through` has.
    """
    check_shape(image)
    _channels, height, width = image.shape
    places = find_chain_places(chain, (height, width))
    if box.within(places[-1].final_shape) != box or not (box.height and box.width):
        rows, columns = places[-1].final_shape
        raise FilterLabError(
            f"The window of {box.height} × {box.width} cells at row {box.top}, column {box.left} "
            f"does not lie on the map of {rows} × {columns}; choose a part of the map."
        )
    kind = as_floating(image[:, :1, :1]).dtype
    return ChainWindows(image, chain, places, scale, kind).finished(len(places) - 1, box)


@dataclass(frozen=True, slots=True, eq=False)
class ChainWindows:
    """A picture and a chain, ready to be asked for parts of maps.

    Attributes
    ----------
    image, chain, scale
        As for `respond_through`.
    places : tuple of Places
        Where the stages' filters go on this picture.
    kind : dtype
        What to compute in.
    """

    image: Floats
    chain: Chain
    places: tuple[Places, ...]
    scale: float
    kind: DTypeLike

    def finished(self, number: int, box: Box) -> Floats:
        """Return the finished maps of a stage within a box that lies on them: (O, box.height, box.width)."""
        stage, place = self.chain.stages[number], self.places[number]
        under = self.under(number, place.pixels_behind(place.cells_behind_block(box)))
        with naming_stage(number + 1):
            settings = replace(stage.settings, padding=(0, 0))
            return respond_bank(under, stage.laid, stage.biases, settings).values

    def under(self, number: int, field: Box) -> Floats:
        """Return what a stage sees within a box of the maps it looks at, 0 where the box leaves them."""
        if number == 0:
            pixels = cut_out(self.image, field)
            check_finite(pixels, "picture")
            return _as_seen(pixels.astype(self.kind, copy=False), self.chain, self.scale)
        part = field.within(self.places[number - 1].final_shape)
        if not (part.height and part.width):
            return np.zeros((self.chain.stages[number].maps, field.height, field.width), self.kind)
        shifted = Box(field.top - part.top, field.left - part.left, field.height, field.width)
        return cut_out(self.finished(number - 1, part), shifted)


def _as_seen(image: Floats, chain: Chain, scale: float) -> Floats:
    """Return the picture with the channels of the first stage and in the units asked for, read-only."""
    with naming_stage(1):
        matched: Floats = match_channels(as_floating(image), chain.channels)
    seen = matched.view() if scale == 1 else matched * matched.dtype.type(scale)
    seen.flags.writeable = False
    return seen


def _check_memory(chain: Chain, places: tuple[Places, ...], kind: DTypeLike) -> None:
    """Refuse before the first map is made what would not fit into memory in the end."""
    shapes: dict[str, tuple[int, ...]] = {}
    for number, (stage, place) in enumerate(zip(chain.stages, places, strict=True), start=1):
        shapes[f"the sums of stage {number}"] = (stage.filters, *place.map_shape)
        if stage.settings.activation != "none":
            shapes[f"its activations in stage {number}"] = (stage.filters, *place.map_shape)
        if stage.settings.pool != "none":
            shapes[f"the pooled maps of stage {number}"] = (stage.filters, *place.final_shape)
    remedy = "Use a smaller picture, fewer filters, or a larger stride in the first stage."
    check_fits("The chain", kind, shapes, remedy=remedy)
