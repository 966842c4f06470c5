"""From hand-drawn filters to a bank: which maps each of them is laid on, and with what share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filterlab.engine import ShapeError
from filterlab.errors import FilterLabError
from filterlab.probes.chain.model import ChainStage, as_weights, counted
from filterlab.probes.stages import Stages

Floats = NDArray[np.floating[Any]]

LUMINANCE: Mapping[int, float] = MappingProxyType({0: 0.299, 1: 0.587, 2: 0.114})
"""The shares with which a grey filter lies on red, green and blue so that it sees their luminance (ITU-R BT.601)."""


@dataclass(frozen=True, slots=True, eq=False)
class DrawnFilter:
    """A filter as it was drawn, and the maps it is laid on.

    Attributes
    ----------
    name : str
        What it, and the map it makes, is called.
    weights : ndarray
        Shape (C, KH, KW); C is 1 for a filter drawn once, whatever it is laid on.
    onto : mapping of int to float, or None
        The maps it looks at, and with what share: ``{2: 1}`` for map 2 alone, ``{0: 1, 1: -1}`` for what map 0
        has more than map 1. A filter of one channel is laid on each of these maps, times the share; of a filter
        with several, the first lies on the first map named, and so on. None lays a filter of one channel on
        every map alike, and one of as many channels as there are maps channel by channel.
    bias : float
        Added to every response.
    """

    name: str
    weights: Floats
    onto: Mapping[int, float] | None = None
    bias: float = 0.0


def wired(drawn: DrawnFilter, maps: int) -> Floats:
    """Give a drawn filter its sheet of weights for each of the maps of the stage before.

    Parameters
    ----------
    drawn : DrawnFilter
        The filter and where it goes.
    maps : int
        How many maps there are.

    Returns
    -------
    ndarray
        Shape (maps, KH, KW), float64: 0 for the maps it does not look at.

    Raises
    ------
    FilterLabError
        If a share is not finite or no map is named; a ``ShapeError`` if the filter's channels do not go with the
        maps named, or a map is named that there is not.
    """
    weights = np.asarray(drawn.weights, np.float64)
    if weights.ndim != 3 or weights.size == 0:
        raise ShapeError(
            f'Filter "{drawn.name}" has the shape {weights.shape}; give (channels, height, width), none of them 0.'
        )
    channels, height, width = weights.shape
    onto = dict.fromkeys(range(maps), 1.0) if drawn.onto is None else drawn.onto
    _check_maps(drawn.name, onto, maps)
    if channels not in (1, len(onto)):
        raise ShapeError(
            f'Filter "{drawn.name}" has {counted(channels, "channel")} for {counted(len(onto), "map")}; '
            f"name one map for each channel, or draw it with one channel."
        )
    sheets = np.zeros((maps, height, width))
    places, shares = list(onto), np.array(list(onto.values()), np.float64)
    sheets[places] = shares[:, np.newaxis, np.newaxis] * weights
    return sheets


def stage_of(filters: Sequence[DrawnFilter], maps: int, settings: Stages | None = None) -> ChainStage:
    """Make a bank of drawn filters that look at the maps of the stage before.

    All filters of a bank have one size: smaller ones are put in the middle of a sheet as large as the largest,
    with 0 around them.

    Parameters
    ----------
    filters : sequence of DrawnFilter
        At least one.
    maps : int
        How many maps they look at.
    settings : Stages or None
        What they share; its bias is added to each filter's own. None is a plain stage.

    Raises
    ------
    FilterLabError
        If there is no filter, or one does not go with the maps (see `wired`).
    """
    if not filters:
        raise FilterLabError("The stage has no filters; give it at least one.")
    shared = settings if settings is not None else Stages()
    sheets = [wired(drawn, maps) for drawn in filters]
    height, width = (max(sheet.shape[axis] for sheet in sheets) for axis in (1, 2))
    return ChainStage(
        weights=as_weights(np.stack([in_the_middle(sheet, height, width) for sheet in sheets]), "weights"),
        biases=as_weights([drawn.bias + shared.bias for drawn in filters], "biases"),
        names=tuple(drawn.name for drawn in filters),
        settings=replace(shared, bias=0.0),
    )


def stage_on_picture(filters: Mapping[str, Floats], settings: Stages | None = None) -> ChainStage:
    """Make a first stage of filters (C, KH, KW) by name, as they look at a picture by themselves.

    If all have one channel, the stage looks at the picture's luminance. If one has three, all look at its
    colours, and those with one channel at the luminance of these.

    Raises
    ------
    FilterLabError
        If there is no filter, or one has neither 1 nor 3 channels.
    """
    for name, weights in filters.items():
        if weights.ndim != 3 or weights.shape[0] not in (1, 3):
            raise ShapeError(
                f'Filter "{name}" has the shape {weights.shape}; '
                f"a filter on a picture is (1 or 3, height, width)."
            )
    in_colour = any(weights.shape[0] == 3 for weights in filters.values())
    drawn = [
        DrawnFilter(name, weights, LUMINANCE if in_colour and weights.shape[0] == 1 else None)
        for name, weights in filters.items()
    ]
    return stage_of(drawn, 3 if in_colour else 1, settings)


def in_the_middle(sheets: Floats, height: int, width: int) -> Floats:
    """Put sheets (C, KH, KW) in the middle of ones of at least that size, 0 around them.

    Where they cannot be in the middle, they are half a cell towards the top left.
    """
    channels, kernel_height, kernel_width = sheets.shape
    if (kernel_height, kernel_width) == (height, width):
        return sheets
    top, left = (height - kernel_height) // 2, (width - kernel_width) // 2
    canvas = np.zeros((channels, height, width), sheets.dtype)
    canvas[:, top : top + kernel_height, left : left + kernel_width] = sheets
    return canvas


def _check_maps(name: str, onto: Mapping[int, float], maps: int) -> None:
    if not onto:
        raise FilterLabError(f'Filter "{name}" is laid on no map; name at least one of {maps}.')
    for number, share in onto.items():
        if not 0 <= number < maps:
            raise ShapeError(
                f'Filter "{name}" is laid on map {number}, but there {"is" if maps == 1 else "are"} '
                f"{counted(maps, 'map')}; choose from 0 to {maps - 1}."
            )
        if not np.isfinite(share):
            raise FilterLabError(
                f'Filter "{name}" is laid on map {number} with the share {share}; give a finite number.'
            )
