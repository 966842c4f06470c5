"""A large picture gone through in bands, so that computing in double precision needs little memory."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filterlab.data import match_channels
from filterlab.probes.places import Box, Places
from filterlab.probes.response import as_floating, check_finite, cut_out

Floats = NDArray[np.floating[Any]]
Doubles = NDArray[np.float64]

# Pixels of a band: in float64 it stays in the processor's cache, with some maps made of it.
_BAND = 2**18


@dataclass(frozen=True, slots=True)
class Band:
    """Some rows of the map before pooling.

    Attributes
    ----------
    first : int
        The first row that is computed.
    rows : int
        How many rows are computed.
    core : range
        Which of them, counted from ``first``, belong to this band alone; the others are its neighbours'.
    """

    first: int
    rows: int
    core: range


def bands(places: Places, margin: int = 0) -> Iterator[Band]:
    """Cut a map into bands, each computed with ``margin`` rows of its neighbours on both sides."""
    rows, columns = places.map_shape
    pixels = columns * places.columns.stride * places.rows.stride
    lines = max(_BAND // pixels, 2 * margin, 1)
    for start in range(0, rows, lines):
        stop = min(start + lines, rows)
        first, last = max(start - margin, 0), min(stop + margin, rows)
        yield Band(first, last - first, range(start - first, stop - first))


def seen_in(image: Floats, channels: int, places: Places, band: Band, scale: float) -> Doubles:
    """Return the pixels that a band's rows see.

    Parameters
    ----------
    image : ndarray
        Shape (C, H, W), C = 1 or 3.
    channels : int
        1 or 3, of the filter.
    places : Places
        Where the filter goes on the picture.
    band : Band
        The rows of the map.
    scale : float
        What a pixel value of 1 counts as.

    Returns
    -------
    ndarray
        Shape (channels, height, width), with zeros where it sticks out of the picture, so that the filter
        slides over it without padding.

    Raises
    ------
    FilterLabError
        If there is a NaN or an infinity among them, or the channels cannot be matched.
    """
    return seen_in_box(
        image, channels, places.pixels_behind(Box(band.first, 0, band.rows, places.columns.out)), scale
    )


def seen_in_box(image: Floats, channels: int, box: Box, scale: float) -> Doubles:
    """Return the pixels in a box, as `seen_in` does."""
    seen = cut_out(image, box)
    check_finite(seen, "picture")
    pixels = match_channels(as_floating(seen), channels)
    # Scaled in their own type, whole numbers of 0 to 255 come out whole.
    scaled: Doubles = np.multiply(pixels, pixels.dtype.type(scale)).astype(np.float64)
    return scaled
