"""The strongest and the most negative places of a whole response, each with the patch it came from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from filterlab.engine.threads import limited_threads
from filterlab.gui.widgets.patch_art import Patch, strong_cells
from filterlab.probes import Cells, brightness_range, explain, find_peaks, peak_patches, rounding_floor
from filterlab.probes.peaks import strongest_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from filterlab.figures import Limits
    from filterlab.gui.design.scene import Scene
    from filterlab.probes import Peak

MOST_PEAKS = 12
# Cells of a band; whoever wants to stop the search waits some milliseconds.
BAND = 2**19
# A patch is drawn smaller than this; of a larger one every s-th pixel is kept.
MOST_PIXELS = 64


@dataclass(frozen=True, eq=False)
class PeaksRequest:
    """A scene's peaks of both signs to be found, unless something else becomes more important.

    ``white`` is the value drawn white in grey patches, the brightest of the picture; None asks to look for it.
    """

    scene: Scene
    white: float | None
    proceed: Callable[[], bool]

    @property
    def subject(self) -> Hashable:
        """What the answer is about."""
        return self.scene.subject, self.scene.revision


@dataclass(frozen=True, eq=False)
class PeakSight:
    """A peak, and what it saw."""

    peak: Peak
    patch: Patch


@dataclass(frozen=True, eq=False)
class FoundPeaks:
    """Up to ``MOST_PEAKS`` of each sign, the farthest from 0 first."""

    strongest: tuple[PeakSight, ...]
    most_negative: tuple[PeakSight, ...]
    white: float


def compute_peaks(request: PeaksRequest) -> FoundPeaks | None:
    """Find the peaks of a whole response band by band; pure, runs off the UI thread and leaves a processor to it."""
    scene = request.scene
    with limited_threads(1):
        white = request.white if request.white is not None else brightest(scene)
        found = _search(scene, request.proceed)
        if found is None:
            return None
        strongest, most_negative = found
        return FoundPeaks(
            tuple(sight_of(scene, peak, white) for peak in strongest),
            tuple(sight_of(scene, peak, white) for peak in most_negative),
            white,
        )


def brightest(scene: Scene) -> float:
    """Return which of the scene's pixels is drawn white: in grey the largest, as its view has it, else white."""
    factor = scene.scale.factor
    if scene.pixels.shape[0] != 1:
        return scene.scale.white / factor
    return scene.scale.limits(brightness_range(scene.pixels, 1)[1] * factor)[1] / factor


def sight_of(scene: Scene, peak: Peak, white: float) -> PeakSight:
    """Cut out what a peak saw, with the filter's strong cells where the number was made.

    Parameters
    ----------
    scene : Scene
        What the response was computed from.
    peak : Peak
        A place of the finished map.
    white : float
        The pixel value that is drawn white.

    Raises
    ------
    FilterLabError
        If a number sees too many pixels for a patch.
    """
    cut = peak_patches(scene.pixels, scene.weights.shape[1:], scene.stages, (peak,))[0]
    step = ceil(max(cut.box.height, cut.box.width) / MOST_PIXELS)
    limits: Limits = (scene.scale.black, white)
    if step > 1:
        return PeakSight(
            peak, Patch(cut.pixels[:, ::step, ::step].copy(), limits, cut.is_padding[::step, ::step].copy())
        )
    told = explain(
        scene.pixels,
        scene.weights,
        scene.stages,
        peak.row,
        peak.column,
        value_range=(0.0, 1.0),
        scale=scene.scale.factor,
    )
    signs = np.zeros(cut.is_padding.shape, np.int8)
    top, left = told.patch_box.top - cut.box.top, told.patch_box.left - cut.box.left
    down, right = scene.stages.dilation
    lying = signs[top : top + told.patch_box.height : down, left : left + told.patch_box.width : right]
    lying[:] = strong_cells(told.weights)
    return PeakSight(peak, Patch(cut.pixels, limits, cut.is_padding, signs))


def _search(scene: Scene, proceed: Callable[[], bool]) -> tuple[tuple[Peak, ...], tuple[Peak, ...]] | None:
    """Look through the finished map in bands that overlap by what a peak is compared with."""
    rows, columns = scene.places.final_shape
    distance = max(3, max(scene.weights.shape[1:]) // 2)
    lines = max(BAND // columns, 2 * distance, 1)
    positive: list[Peak] = []
    negative: list[Peak] = []
    for start in range(0, rows, lines):
        if not proceed():
            return None
        stop = min(start + lines, rows)
        first, last = max(start - distance, 0), min(stop + distance, rows)
        values = scene.sample(Cells(range(first, last), range(columns))).values
        core = range(start - first, stop - first)
        positive += _shifted(find_peaks(values, MOST_PEAKS, min_distance=distance, rows=core), first)
        negative += _shifted(
            find_peaks(values, MOST_PEAKS, min_distance=distance, rows=core, sign="negative"), first
        )
    least = _rounding(scene)
    above, below = (
        strongest_of((peak for peak in peaks if abs(peak.value) > least), MOST_PEAKS, min_distance=distance)
        for peaks in (positive, negative)
    )
    return above, below


def _shifted(peaks: tuple[Peak, ...], rows: int) -> list[Peak]:
    return [replace(peak, row=peak.row + rows) for peak in peaks]


def _rounding(scene: Scene) -> float:
    """Return below which size a response cannot be told from rounding of 0; with a bias it is no 0."""
    if scene.stages.bias:
        return 0.0
    brightest_pixel = np.full((1, 1, 1), max(-scene.scale.black, scene.scale.white), np.float32)
    return rounding_floor(brightest_pixel, scene.weights)
