"""Pieces cut out of a picture, also where they hang over its edge."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filterlab.errors import FilterLabError
from filterlab.probes.peaks import Peak
from filterlab.probes.places import Box, find_places
from filterlab.probes.response import check_shape, cut_out
from filterlab.probes.stages import Pair, Stages

Floats = NDArray[np.floating[Any]]
Mask = NDArray[np.bool_]

# A window of pooling over a strongly dilated filter can see millions of pixels; a strip of patches cannot show them.
MAX_PATCH_PIXELS = 2**24


@dataclass(frozen=True, slots=True, eq=False)
class PeakPatch:
    """A peak and the piece of the picture it came from. Arrays are read-only.

    Attributes
    ----------
    peak : Peak
        The place in the finished map and its value.
    box : Box
        The receptive field: all the pixels the number can see.
    pixels : ndarray
        Shape (C, box.height, box.width), of the picture's type; 0 where the box hangs over the edge.
    is_padding : ndarray
        Shape (box.height, box.width), bool: which of them hang over the edge.
    """

    peak: Peak
    box: Box
    pixels: Floats
    is_padding: Mask


def peak_patches(
    image: Floats, kernel_size: Pair, stages: Stages, peaks: tuple[Peak, ...]
) -> tuple[PeakPatch, ...]:
    """Cut out what each peak of a map saw, ready for a strip of patches of one size.

    Parameters
    ----------
    image : ndarray
        Shape (C, H, W), the picture the map was made of.
    kernel_size : tuple of int
        (KH, KW) of the filter.
    stages : Stages
        The settings the map was made with; after pooling a peak sees all the pixels of its window.
    peaks : tuple of Peak
        Places of the finished map, as `find_peaks` gives them.

    Returns
    -------
    tuple of PeakPatch
        In the order of the peaks.

    Raises
    ------
    FilterLabError
        If the filter does not fit on the picture, a peak is not on the map, or a receptive field has more
        than ``MAX_PATCH_PIXELS`` pixels.
    """
    check_shape(image)
    _channels, height, width = image.shape
    places = find_places((height, width), kernel_size, stages)
    rows, columns = places.final_shape
    patches = []
    for peak in peaks:
        if not (0 <= peak.row < rows and 0 <= peak.column < columns):
            raise FilterLabError(
                f"The peak at row {peak.row}, column {peak.column} is not on the map of {rows} × {columns}; "
                f"look for the peaks of this map anew."
            )
        box = places.pixels_behind(places.cells_behind(peak.row, peak.column))
        if box.height * box.width > MAX_PATCH_PIXELS:
            raise FilterLabError(
                f"Each number sees {box.height} × {box.width} pixels, too many for a patch; "
                f"use a smaller dilation or pooling window."
            )
        pixels, is_padding = np.array(cut_out(image, box)), outside((height, width), box)
        pixels.flags.writeable = is_padding.flags.writeable = False
        patches.append(PeakPatch(peak, box, pixels, is_padding))
    return tuple(patches)


def outside(picture_size: Pair, box: Box, step: Pair = (1, 1)) -> Mask:
    """Return which places of the box, ``step`` rows and columns apart, are off a picture (height, width)."""
    height, width = picture_size
    rows = np.arange(box.top, box.top + box.height, step[0])
    columns = np.arange(box.left, box.left + box.width, step[1])
    rows_outside, columns_outside = (rows < 0) | (rows >= height), (columns < 0) | (columns >= width)
    mask: Mask = rows_outside[:, np.newaxis] | columns_outside
    return mask
