"""Filters and pictures as sums of gratings: what a filter does to each, and how much of each a picture holds."""

from dataclasses import dataclass
from math import atan2, degrees, hypot
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filterlab.data import match_channels
from filterlab.probes.response import as_floating, check_finite, check_shape
from filterlab.probes.selectivity import has_preference
from filterlab.probes.stages import Pair

Floats = NDArray[np.floating[Any]]
Doubles = NDArray[np.float64]
Waves = NDArray[np.complex128]

FLOOR_DB = -120.0
"""Power this far below the strongest, in decibels, is not told from none."""

# Gains that differ by no more than this part are the same, and so are frequencies no farther apart.
_SAME = 1e-9
# Blocks of a picture along each axis whose spectra are averaged.
_MOST_BLOCKS = 8


@dataclass(frozen=True, slots=True)
class Grating:
    """A pattern of stripes.

    Attributes
    ----------
    frequency : float
        Cycles per pixel, 0 (flat) to about 0.71 (chequered); at most 0.5 along an axis.
    angle : float or None
        The direction in which the stripes run, in degrees counterclockwise from the horizontal, from 0 up to
        180; None for a flat patch.
    gain : float
        How strongly the filter answers it, in units of the weights.
    """

    frequency: float
    angle: float | None
    gain: float

    @property
    def wavelength(self) -> float | None:
        """Pixels from one stripe to the next; None for a flat patch."""
        return 1 / self.frequency if self.frequency > 0 else None


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
    waves_down, waves_right = _waves(kernel, down, right, dilation)
    return _length(waves_down @ kernel.astype(np.float64) @ waves_right.T)


def strongest_grating(kernel: Floats, dilation: Pair = (1, 1), *, size: int = 64) -> Grating:
    """Find the grating that a filter answers most: its dominant frequency and direction.

    First on a grid of frequencies, then ever closer around the best of them.

    Parameters
    ----------
    kernel : ndarray
        Shape (C, KH, KW).
    dilation : tuple of int
        (height, width), in pixels.
    size : int
        How many frequencies along each axis are tried first; more than twice the filter's side.

    Returns
    -------
    Grating
        Of equally good ones that of the lowest frequency; frequency 0 for a filter of zeros.
    """
    axis = frequencies(size)
    gains = gain(kernel, axis, axis, dilation)
    largest = float(gains.max())
    if largest == 0:
        return Grating(0.0, None, 0.0)
    rows, columns = np.nonzero(gains >= largest * (1 - _SAME))
    lowest = np.argmin(np.hypot(axis[rows], axis[columns]).round(12))
    down, right = float(axis[rows[lowest]]), float(axis[columns[lowest]])
    reach = float(axis[1] - axis[0])
    while reach > _SAME:
        nearby = np.linspace(-reach, reach, 9)
        around = gain(kernel, down + nearby, right + nearby, dilation)
        best = float(around.max())
        if best > largest * (1 + _SAME):
            row, column = np.unravel_index(int(around.argmax()), around.shape)
            down, right, largest = down + float(nearby[row]), right + float(nearby[column]), best
        reach /= 3
    # Frequencies half a cycle apart from 0.5 are the same from both sides, and a grating and its mirror twin as well.
    down, right = down - round(down), right - round(right)
    if right < 0 or (right == 0 and down < 0):
        down, right = -down, -right
    frequency = hypot(down, right)
    angle = (degrees(atan2(-down, right)) + 90) % 180 if frequency > 0 else None
    return Grating(frequency, angle, largest)


def isotropy(kernel: Floats, strongest: Grating, dilation: Pair = (1, 1)) -> float:
    """Compare the gains for gratings of the strongest one's frequency in all directions, degree by degree.

    Parameters
    ----------
    kernel : ndarray
        Shape (C, KH, KW).
    strongest : Grating
        As `strongest_grating` found it.
    dilation : tuple of int
        (height, width), in pixels.

    Returns
    -------
    float
        The smallest of the gains as a part of the largest: 1 for a filter that prefers no direction, 0 for one that
        is blind to some; 1 for a filter of zeros.
    """
    if strongest.gain == 0:
        return 1.0
    gains = gains_by_direction(kernel, strongest, dilation)
    return min(float(gains.min()) / strongest.gain, 1.0)


def gains_by_direction(kernel: Floats, strongest: Grating, dilation: Pair = (1, 1)) -> Doubles:
    """Return the gains for gratings of the strongest one's frequency in all directions, degree by degree.

    Parameters
    ----------
    kernel : ndarray
        Shape (C, KH, KW).
    strongest : Grating
        As `strongest_grating` found it.
    dilation : tuple of int
        (height, width), in pixels.

    Returns
    -------
    ndarray
        Shape (180,): for directions in which the grating goes on, from 0 up to 179 degrees clockwise from the right.
    """
    angles = np.deg2rad(np.arange(180))
    down, right = strongest.frequency * np.sin(angles), strongest.frequency * np.cos(angles)
    waves_down, waves_right = _waves(kernel, down, right, dilation)
    return _length(((waves_down @ kernel.astype(np.float64)) * waves_right).sum(axis=2))


def has_direction(kernel: Floats, strongest: Grating, dilation: Pair = (1, 1)) -> bool:
    """Whether a filter (C, KH, KW) prefers one direction of the gratings of the strongest one's frequency."""
    if strongest.angle is None:
        return False
    gains = gains_by_direction(kernel, strongest, dilation)
    return has_preference(gains, np.arange(180.0), 180)


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


def _waves(kernel: Floats, down: Doubles, right: Doubles, dilation: Pair) -> tuple[Waves, Waves]:
    """Return the waves (M, KH) and (N, KW) of a Fourier transform at the cells of a filter."""
    _channels, height, width = kernel.shape
    return (
        np.exp(-2j * np.pi * dilation[0] * down[:, np.newaxis] * np.arange(height)),
        np.exp(-2j * np.pi * dilation[1] * right[:, np.newaxis] * np.arange(width)),
    )


def _length(transforms: Waves) -> Doubles:
    """Return the root of the sum of the squares of all channels, the first axis."""
    length: Doubles = np.sqrt((np.abs(transforms) ** 2).sum(axis=0))
    return length


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
