"""What beats the thing a filter was made for, and what the cures do about it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from math import isfinite
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from filterlab.errors import FilterLabError
from filterlab.probes.bands import Band, Doubles, Floats, bands, seen_in, seen_in_box
from filterlab.probes.cures import Cure, Measure, measures
from filterlab.probes.explanation import explain
from filterlab.probes.peaks import Peak, find_peaks, strongest_of
from filterlab.probes.places import Box, Places, find_places
from filterlab.probes.response import as_floating, check_shape, laid_on_picture
from filterlab.probes.stages import Stages
from filterlab.probes.surveying import brightness_range


@dataclass(frozen=True, slots=True, eq=False)
class Rival:
    """A place of the picture that is not the intended one.

    Attributes
    ----------
    row, column : int
        The place in the map before pooling.
    box : Box
        The pixels the filter spans there.
    patch : ndarray
        Shape (C, KH, KW), read-only float64: the pixels under the filter's cells.
    value : float
        Its response, or its correlation.
    """

    row: int
    column: int
    box: Box
    patch: Doubles
    value: float


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """How the intended place fares against everything else under one cure.

    Values are responses with the bias, before activation and pooling; under ``"ncc"`` they are correlations
    from -1 to 1.

    Attributes
    ----------
    cure : {"none", "zero_mean", "unit_length", "ncc"}
        The filter as it is; each channel minus its mean; divided by its length; or compared by normalised
        cross-correlation in place of the plain sum.
    weights : ndarray
        Shape (C, KH, KW), read-only float32: the cured filter, not turned. Under ``"ncc"`` the zero-mean filter
        of length 1 that patches are compared with.
    intended : float
        The value at the intended place.
    flat : float
        The value of a flat patch as bright as the brightest pixel of the intended patch.
    white : float
        The value of a flat patch as bright as the brightest pixel of the picture.
    best : float
        The largest value any patch in the picture's range could reach.
    best_patch : ndarray
        Shape (C, KH, KW), read-only float64: a patch that reaches it, as it lies on the picture.
    rank : int
        The intended place among all places of the map: 1 means that nothing in the picture beats it.
    places : int
        How many places there are.
    rivals : tuple of Rival
        The strongest other places, strongest first, no two of them close together.
    rounding : float
        Values that differ by no more than this cannot be told apart.
    """

    cure: Cure
    weights: NDArray[np.float32]
    intended: float
    flat: float
    white: float
    best: float
    best_patch: Doubles
    rank: int
    places: int
    rivals: tuple[Rival, ...]
    rounding: float

    def beaten_by(self, value: float) -> bool:
        """Whether a value is larger than that of the intended place by more than rounding."""
        return value > self.intended + self.rounding


@dataclass(frozen=True, slots=True, eq=False)
class Fooling:
    """What beats an intended place, before and after the cures.

    Attributes
    ----------
    row, column : int
        The intended place in the map before pooling; after pooling the strongest cell of the pinned window.
    box : Box
        The pixels the filter spans there.
    patch : ndarray
        Shape (C, KH, KW), read-only float64: the pixels under the filter's cells.
    flat_level, white_level : float
        The brightness of the two flat patches.
    verdicts : mapping of str to Verdict
        One for each of ``CURES``, in their order.
    """

    row: int
    column: int
    box: Box
    patch: Doubles
    flat_level: float
    white_level: float
    verdicts: Mapping[Cure, Verdict]


def fool(
    image: Floats,
    weights: Floats,
    stages: Stages,
    row: int,
    column: int,
    *,
    scale: float = 1.0,
    value_range: tuple[float, float] | None = None,
    count: int = 5,
    proceed: Callable[[], bool] = lambda: True,
) -> Fooling | None:
    """Find what beats an intended place of a picture: patches one can think of, and places that are there.

    A filter whose weights do not sum to 0 answers brightness, so a flat patch may beat the very pattern the
    filter was drawn from: the course's curve gives 6600, a flat patch as bright 9000. Subtracting the mean cures
    that. Dividing by the length changes no order, but makes filters comparable. Normalised cross-correlation
    also takes away the advantage of contrast.

    Parameters
    ----------
    image, weights : ndarray
        Shapes (C, H, W) and (C, KH, KW), as for `respond`.
    stages : Stages
        The settings of the map the place was pinned in.
    row, column : int
        The intended place in the finished map.
    scale : float
        What a pixel value of 1 counts as: 255 gives everything in the units 0 to 255.
    value_range : tuple of float or None
        Darkest and brightest value a patch may have, in those units; None takes the picture's own. In a padded
        picture the padding's 0 counts, too.
    count : int
        How many rivals to name at most under each cure.
    proceed : callable
        Asked before each band of the picture; False ends the work.

    Returns
    -------
    Fooling or None
        None if it was not to proceed.

    Raises
    ------
    FilterLabError
        If the place is not on the map, a number makes no sense, or for the reasons `respond` has.
    """
    check_shape(image)
    if count < 0:
        raise FilterLabError(f"{count} rivals cannot be named; ask for 0 or more.")
    kernel = laid_on_picture(weights, stages).astype(np.float64)
    channels, kernel_height, kernel_width = kernel.shape
    _channels, height, width = image.shape
    places = find_places((height, width), (kernel_height, kernel_width), stages)
    low, high = _ends(image, channels, scale, value_range)
    told = explain(
        image, kernel, replace(stages, flip=False), row, column, value_range=(low, high), scale=scale
    )
    if places.is_padded:
        low, high = min(low, 0.0), max(high, 0.0)
    scene = _Scene(image, channels, places, stages, scale, low, high)
    tallies = _tallies(
        scene,
        measures(kernel, stages.bias, max(abs(low), abs(high))),
        told.map_row,
        told.map_column,
        count,
        proceed,
    )
    if tallies is None:
        return None
    box, patch = scene.under_filter(told.map_row, told.map_column)
    flat_level = float(patch.max())
    verdicts = {tally.measure.cure: _verdict(scene, tally, flat_level, count) for tally in tallies}
    return Fooling(told.map_row, told.map_column, box, patch, flat_level, high, MappingProxyType(verdicts))


@dataclass(frozen=True, slots=True, eq=False)
class _Scene:
    """A picture as a filter of so many channels sees it, and the range of its values."""

    image: Floats
    channels: int
    places: Places
    stages: Stages
    scale: float
    low: float
    high: float

    def under_filter(self, row: int, column: int) -> tuple[Box, Doubles]:
        """Return the pixels (C, KH, KW) under the filter's cells at a place of the map, and the box around them."""
        box = self.places.pixels_behind(Box(row, column, 1, 1))
        down, right = self.stages.dilation
        patch = seen_in_box(self.image, self.channels, box, self.scale)[:, ::down, ::right].copy()
        patch.flags.writeable = False
        return box, patch

    def band_of(self, row: int, margin: int) -> Band:
        """Return the band whose own rows include this one."""
        return next(band for band in bands(self.places, margin) if row - band.first in band.core)

    def seen_in(self, band: Band) -> Doubles:
        """Return the pixels that a band sees."""
        return seen_in(self.image, self.channels, self.places, band, self.scale)


@dataclass(frozen=True, slots=True, eq=False)
class _Tally:
    """What one measure found in the picture: the intended value, how many places beat it, and the strongest."""

    measure: Measure
    row: int
    column: int
    intended: float
    better: int
    peaks: tuple[Peak, ...]


def _ends(
    image: Floats, channels: int, scale: float, value_range: tuple[float, float] | None
) -> tuple[float, float]:
    if value_range is None:
        # Scaled in the picture's type, as its pixels are.
        ends = as_floating(np.array(brightness_range(image, channels), image.dtype))
        scaled = np.multiply(ends, ends.dtype.type(scale))
        return float(scaled.min()), float(scaled.max())
    low, high = value_range
    if not (isfinite(low) and isfinite(high) and low <= high):
        raise FilterLabError(
            f"The range of brightness is {low} to {high}; give two numbers, the darker one first."
        )
    return low, high


def _tallies(
    scene: _Scene, tries: tuple[Measure, ...], row: int, column: int, count: int, proceed: Callable[[], bool]
) -> list[_Tally] | None:
    """Go through the picture once, with all measures at each band."""
    _channels, kernel_height, kernel_width = tries[0].kernel.shape
    distance = max(3, max(kernel_height, kernel_width) // 2)
    home = scene.band_of(row, distance)
    at_home = scene.seen_in(home)
    intended = [
        float(measure.at_each_place(at_home, scene.stages)[row - home.first, column]) for measure in tries
    ]
    better = [0] * len(tries)
    peaks: list[list[Peak]] = [[] for _ in tries]
    for band in bands(scene.places, distance):
        if not proceed():
            return None
        pixels = scene.seen_in(band)
        for i, measure in enumerate(tries):
            values = measure.at_each_place(pixels, scene.stages)
            core = values[band.core.start : band.core.stop]
            better[i] += int((core > intended[i] + measure.rounding).sum())
            found = find_peaks(values, count + 1, min_distance=distance, rows=band.core)
            peaks[i] += (replace(peak, row=peak.row + band.first) for peak in found)
    return [
        _Tally(measure, row, column, mine, beating, strongest_of(found, count + 1, min_distance=distance))
        for measure, mine, beating, found in zip(tries, intended, better, peaks, strict=True)
    ]


def _verdict(scene: _Scene, tally: _Tally, flat_level: float, count: int) -> Verdict:
    measure = tally.measure
    others = (peak for peak in tally.peaks if (peak.row, peak.column) != (tally.row, tally.column))
    best_patch = measure.best_patch(scene.low, scene.high)
    weights = (measure.kernel[:, ::-1, ::-1] if scene.stages.flip else measure.kernel).astype(np.float32)
    best_patch.flags.writeable = weights.flags.writeable = False
    return Verdict(
        cure=measure.cure,
        weights=weights,
        intended=tally.intended,
        flat=measure.flat(flat_level),
        white=measure.flat(scene.high),
        best=float(measure.at_each_place(best_patch, replace(scene.stages, dilation=(1, 1))).item()),
        best_patch=best_patch,
        rank=1 + tally.better,
        places=scene.places.rows.out * scene.places.columns.out,
        rivals=tuple(
            Rival(peak.row, peak.column, *scene.under_filter(peak.row, peak.column), peak.value)
            for peak in islice(others, count)
        ),
        rounding=measure.rounding,
    )
