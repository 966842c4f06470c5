"""Normalised cross-correlation: how alike patch and filter are in pattern, whatever their brightness and contrast."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filterlab.engine import conv2d
from filterlab.probes.bands import bands, seen_in
from filterlab.probes.places import find_places
from filterlab.probes.response import check_shape, convolve, laid_on_picture
from filterlab.probes.stages import Pair, Stages

Floats = NDArray[np.floating[Any]]
Doubles = NDArray[np.float64]

# A sum of n numbers is wrong by at most n of these; contrast below so many such errors is taken for rounding.
_SAFETY = 64
_LEAST_CONTRAST = 1e-12


def ncc_map(image: Floats, weights: Floats, stages: Stages) -> Doubles:
    """Compare the filter with every patch of a picture by pattern alone.

    From patch and filter their means are taken away, in each channel by itself; both are divided by their
    lengths; their products are added up. That is the cosine of the angle between them, so neither brightness
    nor contrast counts: a flat patch, which has no pattern, gives 0.

    Parameters
    ----------
    image : ndarray
        Shape (C, H, W), any finite values in any units.
    weights : ndarray
        Shape (C, KH, KW). Channels are matched as by `respond`.
    stages : Stages
        Stride, padding, dilation and flip; zeros of the padding count as pixels. Bias, activation and pooling
        are not looked at.

    Returns
    -------
    ndarray
        Shape (OH, OW) of the map before pooling, read-only float64, from -1 (the negative of the filter) to 1
        (the filter itself up to brightness and contrast). All 0 for a filter that is itself flat. A patch
        whose contrast drowns in the rounding of its sums counts as flat.

    Raises
    ------
    FilterLabError
        As `respond`.

    Notes
    -----
    A patch whose contrast is a part c of its brightness has its squares rounded to about 1e-15 / c². Down to one
    step of an 8-bit picture, values are right to 1e-9.

    References
    ----------
    Lewis, Fast Normalized Cross-Correlation (1995).
    """
    check_shape(image)
    _channels, height, width = image.shape
    kernel = laid_on_picture(weights, stages).astype(np.float64)
    channels, kernel_height, kernel_width = kernel.shape
    # A pooling window that does not fit is of no concern here.
    places = find_places((height, width), (kernel_height, kernel_width), replace(stages, pool="none"))
    values = np.empty(places.map_shape)
    for band in bands(places):
        seen = seen_in(image, channels, places, band, 1.0)
        values[band.first : band.first + band.rows] = correlations(seen, kernel, stages)
    values.flags.writeable = False
    return values


def correlations(pixels: Doubles, kernel: Doubles, stages: Stages) -> Doubles:
    """Return the normalised cross-correlation (OH, OW) of pixels (C, H, W), not padded, and a kernel as it lies."""
    channels, kernel_height, kernel_width = kernel.shape
    template = zero_mean(kernel)
    length = float(np.linalg.norm(template))
    # Sums of squares lose the fewest digits around 0, and squares of pixels near 1 neither overflow nor vanish.
    shifted = pixels - pixels.mean(axis=(1, 2), keepdims=True)
    largest = float(np.abs(shifted).max())
    if largest > 0:
        shifted /= largest
    products = convolve(shifted, template, replace(stages, padding=(0, 0), bias=0.0))
    size = (kernel_height, kernel_width)
    sums = _box_sums(shifted, size, stages)
    squares = _box_sums((shifted**2).sum(axis=0, keepdims=True), size, stages)[0]
    energy = squares - (sums**2).sum(axis=0) / (kernel_height * kernel_width)
    rounding = (kernel_height + kernel_width + channels) * float(np.finfo(np.float64).eps)
    has_pattern = (energy > _SAFETY * rounding * squares) & (length > 0)
    scale = np.sqrt(np.where(has_pattern, energy, 1.0)) * (length or 1.0)
    return np.where(has_pattern, np.clip(products / scale, -1, 1), 0.0)


def zero_mean(weights: Floats) -> Doubles:
    """Take the mean away from each channel (C, KH, KW), so that a flat patch of any colour gives no response.

    A filter of which nothing but rounding is left becomes zeros.
    """
    doubles = weights.astype(np.float64)
    rest: Doubles = doubles - doubles.mean(axis=(1, 2), keepdims=True)
    if float(np.linalg.norm(rest)) <= _LEAST_CONTRAST * float(np.linalg.norm(doubles)):
        return np.zeros_like(rest)
    return rest


def _box_sums(planes: Doubles, size: Pair, stages: Stages) -> Doubles:
    """Add up what lies under the cells of a filter of this size at each place: (C, H, W) to (C, OH, OW)."""
    (height, width), (down, right), (row_gap, column_gap) = size, stages.stride, stages.dilation
    column, row = np.ones((1, 1, height, 1)), np.ones((1, 1, 1, width))
    along = conv2d(planes[:, np.newaxis], column, stride=(down, 1), dilation=(row_gap, 1))
    return np.asarray(conv2d(along, row, stride=(1, right), dilation=(1, column_gap))[:, 0], np.float64)
