"""Responses of many filters to one picture: frozen requests, and the pure function that answers them."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

from filterlab.errors import FilterLabError
from filterlab.probes import Stages, respond, rounding_floor

if TYPE_CHECKING:
    from collections.abc import Hashable

    from numpy.typing import NDArray

    from filterlab.project import Scale

    Floats = NDArray[np.floating[Any]]

MAX_SIDE = 512
PLAIN = Stages()


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
    """

    key: str
    stamp: Hashable
    weights: Floats


@dataclass(frozen=True, eq=False)
class MapRequest:
    """Responses wanted at one go.

    Attributes
    ----------
    picture_id : str
        What they are responses to.
    pixels : ndarray
        Shape (C, H, W); times the factor of the scale they are what the filters look at.
    scale : Scale
        What black and white count as.
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
    """

    key: str
    stamp: Hashable
    values: Floats | None
    shape: tuple[int, int] = (0, 0)
    cells: int = 1
    reach: float = 0.0
    problem: str = ""


def compute_maps(request: MapRequest) -> tuple[MapAnswer, ...]:
    """Compute responses over the whole picture; a filter that cannot be used gets a sentence instead."""
    return tuple(_compute_map(request, item) for item in request.items)


def _compute_map(request: MapRequest, item: MapItem) -> MapAnswer:
    try:
        response = respond(request.pixels, item.weights, PLAIN).linear
    except FilterLabError as error:
        return MapAnswer(item.key, item.stamp, None, problem=str(error))
    values, cells = shrunk(response, MAX_SIDE)
    if float(np.abs(values).max()) <= rounding_floor(request.pixels, item.weights):
        values = np.zeros_like(values)
    with np.errstate(over="ignore"):
        scaled = values * values.dtype.type(request.scale.factor)
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


def cost_of(pixels: Floats, weights: Floats) -> int:
    """Return the multiplications one response takes, at most."""
    _channels, height, width = pixels.shape
    return int(height * width * weights.size)
