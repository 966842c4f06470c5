"""Filters and pictures as sums of gratings: what a filter does to each, and how much of each a picture holds."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from filterlab.data import match_channels
from filterlab.probes.response import as_floating, check_finite, check_shape
from filterlab.probes.stages import Pair

Floats = NDArray[np.floating[Any]]
Doubles = NDArray[np.float64]

FLOOR_DB = -120.0
"""Power this far below the strongest, in decibels, is not told from none."""

# Blocks of a picture along each axis whose spectra are averaged.
_MOST_BLOCKS = 8


def frequencies(size: int) -> Doubles:
    """Return the frequencies of a spectrum's axis in cycles per pixel, from -0.5 up, 0 at index ``size // 2``."""
    axis: Doubles = np.fft.fftshift(np.fft.fftfreq(size))
    return axis


def gain(kernel: Floats, down: Doubles, right: Doubles, dilation: Pair = (1, 1)) -> Doubles:
    """Return how strongly a filter answers gratings: their largest response when they have height 1.

    The size of the filter's Fourier transform, summed up as it is defined: ``|sum w[i, j] exp(-2 pi i (f_y i d + f_x
    j d))|``. That needs no padding with zeros, and takes gaps as they are. Several channels count as the root of the
    sum of their squares.

    Parameters
    ----------
    kernel : ndarray
        Shape (C, KH, KW).
    down, right : ndarray
        Shapes (M,) and (N,): frequencies along the columns and along the rows, in cycles per pixel.
    dilation : tuple of int
        (height, width), in pixels.

    Returns
    -------
    ndarray
        Shape (M, N), float64, in units of the weights.
    """
    _channels, height, width = kernel.shape
    waves_down = np.exp(-2j * np.pi * dilation[0] * down[:, np.newaxis] * np.arange(height))
    waves_right = np.exp(-2j * np.pi * dilation[1] * right[:, np.newaxis] * np.arange(width))
    transforms = waves_down @ kernel.astype(np.float64) @ waves_right.T
    length: Doubles = np.sqrt((np.abs(transforms) ** 2).sum(axis=0))
    return length


def picture_spectrum(image: Floats, size: int) -> Doubles:
    """Return how much of each grating a picture holds, as power in decibels below the strongest.

    The power spectra of up to 8 × 8 overlapping blocks are averaged, each block without its mean and faded out
    towards its edges (a Hann window), because an edge would count as a pattern of all frequencies.

    Parameters
    ----------
    image : ndarray
        Shape (C, H, W), C = 1 or 3; of a colour picture the luminance is looked at.
    size : int
        Side of the spectrum and of the blocks; a smaller picture is filled up with zeros.

    Returns
    -------
    ndarray
        Shape (size, size), float64, from ``FLOOR_DB`` to 0; frequency 0 at ``[size // 2, size // 2]``, as in
        `frequencies`. A flat picture has no pattern: all of it is ``FLOOR_DB``.

    Raises
    ------
    FilterLabError
        If ``image`` is no picture, or holds NaN or infinity.

    References
    ----------
    Welch, The use of fast Fourier transform for the estimation of power spectra (1967).
    """
    check_shape(image)
    _channels, height, width = image.shape
    block_height, block_width = min(size, height), min(size, width)
    window = _hann(block_height)[:, np.newaxis] * _hann(block_width)
    power = np.zeros((size, size))
    for top in _starts(height, block_height):
        for left in _starts(width, block_width):
            part = image[:, top : top + block_height, left : left + block_width]
            check_finite(part, "picture")
            block = match_channels(as_floating(part), 1)[0].astype(np.float64)
            # Of a flat block nothing at all may be left, not even the rounding of its mean.
            block -= block[0, 0]
            power += np.abs(np.fft.fft2((block - block.mean()) * window, (size, size))) ** 2
    strongest = float(power.max())
    if strongest == 0:
        return np.full((size, size), FLOOR_DB)
    decibels = 10 * np.log10(np.maximum(power / strongest, 10 ** (FLOOR_DB / 10)))
    shifted: Doubles = np.fft.fftshift(decibels)
    return shifted


def _hann(count: int) -> Doubles:
    """Return a bell of so many values, highest in the middle, without zeros at its ends."""
    bell: Doubles = np.sin(np.pi * (np.arange(count) + 0.5) / count) ** 2
    return bell


def _starts(size: int, block: int) -> list[int]:
    """Spread blocks evenly along an axis, overlapping by half if that takes few enough."""
    count = min(-(-2 * (size - block) // block) + 1, _MOST_BLOCKS)
    if count == 1:
        return [(size - block) // 2]
    return [round(i * (size - block) / (count - 1)) for i in range(count)]
