"""A whole response, band by band: its extremes and its peaks, without keeping the map."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filterlab.data import match_channels
from filterlab.probes.peaks import Peak, find_peaks, strongest_of
from filterlab.probes.places import find_places
from filterlab.probes.stages import Pair, Stages
from filterlab.probes.viewing import Cells, sample, without_rounding

Floats = NDArray[np.floating[Any]]

# Cells of a band: its maps stay in the processor's cache, and whoever wants to stop it waits some milliseconds.
_BAND = 2**17


@dataclass(frozen=True, slots=True)
class Survey:
    """What there is to know of a whole finished map.

    Attributes
    ----------
    shape : tuple of int
        Height and width.
    low, high : float
        The lowest and the highest value.
    lowest, highest : tuple of int
        Where they are; of equal ones the first, read like a page.
    peaks : tuple of Peak
        The strongest places, strongest first.
    """

    shape: Pair
    low: float
    high: float
    lowest: Pair
    highest: Pair
    peaks: tuple[Peak, ...]


def survey(
    pixels: Floats,
    weights: Floats,
    stages: Stages,
    *,
    scale: float = 1.0,
    largest: float = 1.0,
    peak_count: int = 5,
    proceed: Callable[[], bool] = lambda: True,
) -> Survey | None:
    """Compute a whole finished map band by band, in little memory, and tell what is in it.

    Parameters
    ----------
    pixels, weights, stages, scale
        As for `sample`.
    largest : float
        The largest size of a pixel, times ``scale``: what rounding is measured by.
    peak_count : int
        How many peaks to name at most. Two of them are further apart than half the filter.
    proceed : callable
        Asked before each band; False ends the work.

    Returns
    -------
    Survey or None
        None if it was not to proceed.

    Raises
    ------
    FilterLabError
        As `respond`.
    """
    _channels, height, width = pixels.shape
    places = find_places((height, width), weights.shape[1:], stages)
    distance = max(3, max(weights.shape[1:]) // 2)
    rows, columns = places.final_shape
    lines = max(_BAND // columns, 2 * distance, 1)
    extremes: list[tuple[float, float, Pair, Pair]] = []
    found: list[Peak] = []
    for first in range(0, rows, lines):
        if not proceed():
            return None
        last = min(first + lines, rows)
        # Peaks are compared with what lies beyond the band, too.
        top, bottom = max(first - distance, 0), min(last + distance, rows)
        cells = Cells(range(top, bottom), range(columns))
        values = sample(pixels, weights, stages, cells, scale=scale).values
        extremes.append(_extremes(values[first - top : last - top], first))
        own = range(first - top, last - top)
        found += (
            Peak(peak.row + top, peak.column, peak.value)
            for peak in find_peaks(values, peak_count, min_distance=distance, rows=own)
        )
    low = min(extremes, key=lambda band: band[0])
    high = max(extremes, key=lambda band: band[1])
    ends = without_rounding(np.array([low[0], high[1]], pixels.dtype), weights, stages, largest)
    if not ends.any() and (low[0] or high[1]):
        return Survey((rows, columns), 0.0, 0.0, (0, 0), (0, 0), ())
    peaks = strongest_of(found, peak_count, min_distance=distance)
    return Survey((rows, columns), low[0], high[1], low[2], high[3], peaks)


def brightness_range(pixels: Floats, channels: int) -> tuple[float, float]:
    """Return the darkest and the brightest value of a picture (C, H, W) as a filter of so many channels sees it.

    The picture is matched to the filter in bands, so that a large one is not copied whole.
    """
    _channels, height, width = pixels.shape
    lines = max(_BAND // width, 1)
    bands = (match_channels(pixels[:, row : row + lines], channels) for row in range(0, height, lines))
    ends = [(float(band.min()), float(band.max())) for band in bands]
    return min(low for low, _ in ends), max(high for _, high in ends)


def _extremes(values: Floats, first: int) -> tuple[float, float, Pair, Pair]:
    """Return the lowest and the highest value of a band, and where they are in the map."""
    lowest, highest = (
        np.unravel_index(int(place), values.shape) for place in (values.argmin(), values.argmax())
    )
    return (
        float(values[lowest]),
        float(values[highest]),
        (int(lowest[0]) + first, int(lowest[1])),
        (int(highest[0]) + first, int(highest[1])),
    )
