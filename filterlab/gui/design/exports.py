"""The maps of Design whose exact values can be written to a file: the response, and what the filter sees."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QCoreApplication

from filterlab.data import match_channels
from filterlab.engine.memory import check_fits
from filterlab.errors import FilterLabError
from filterlab.gui.design.scene import resolve_scene
from filterlab.gui.map_export import ExportableMap, file_stem
from filterlab.gui.whole_maps import whole_maps
from filterlab.probes import brightness_range, without_rounding
from filterlab.probes.chain import Chain, ChainStage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from filterlab.gui.design.scene import Scene
    from filterlab.gui.map_export import Course
    from filterlab.project import Document

    Floats = NDArray[np.floating[Any]]

# Numbers of a band.
_BAND = 2**20


def _tr(text: str) -> str:
    return QCoreApplication.translate("exports", text)


def design_maps(document: Document) -> tuple[ExportableMap, ...]:
    """List what Design shows now as maps to be exported, the response first; empty without picture or filter."""
    scene, picture, item = resolve_scene(document), document.current_picture, document.current_filter
    if scene is None or picture is None or item is None:
        return ()
    channels, (_c, height, width) = scene.weights.shape[0], scene.pixels.shape
    seen = ExportableMap(
        title=_tr("Picture {picture} as the filter sees it").format(picture=picture.name),
        name=file_stem(picture.name, "seen"),
        shape=(height, width) if channels == 1 else (channels, height, width),
        scale=scene.scale,
        compute=partial(whole_seen, scene),
    )
    try:
        shape = scene.places.final_shape
    except FilterLabError:
        # The filter does not fit on the picture; the window says so.
        return (seen,)
    response = ExportableMap(
        title=_tr("Response of {picture} to {filter}").format(picture=picture.name, filter=item.name),
        name=file_stem(picture.name, item.name),
        shape=shape,
        scale=scene.scale,
        compute=partial(whole_response, scene),
    )
    return response, seen


def whole_response(scene: Scene, course: Course) -> Floats:
    """Compute a scene's whole finished map band by band, in its units; runs off the UI thread.

    Returns
    -------
    ndarray
        (H, W), float32: what the window shows of it, up to the rounding of sums; zeros where it is nothing but that.

    Raises
    ------
    FilterLabError
        As `filterlab.probes.respond`, the map does not fit into memory, or it is wanted no more.
    """
    # The pixels are multiplied by the factor first: whole numbers of 0 to 255 give whole numbers.
    settings = replace(scene.stages, bias=0.0)
    stage = ChainStage(scene.weights[np.newaxis], np.array([scene.stages.bias]), ("filter",), settings)
    values = whole_maps(scene.pixels, Chain((stage,)), 0, 0, scene.scale.factor, course)
    darkest, brightest = brightness_range(scene.pixels, scene.weights.shape[0])
    largest = max(abs(darkest), abs(brightest)) * scene.scale.factor
    ends = np.array([values.min(), values.max()])
    if not without_rounding(ends, scene.weights, scene.stages, largest).any():
        values[...] = 0
    return values


def whole_seen(scene: Scene, course: Course) -> NDArray[np.float32]:
    """Return the picture as the filter sees it, in the scene's units; runs off the UI thread.

    Returns
    -------
    ndarray
        (H, W) for a filter of one channel, else (C, H, W); float32.
    """
    channels, (_c, height, width) = scene.weights.shape[0], scene.pixels.shape
    remedy = "Close other programs, or choose a smaller picture."
    check_fits("The export", np.float32, {"the picture": (channels, height, width)}, remedy=remedy)
    values = np.empty((channels, height, width), np.float32)
    lines = max(_BAND // width, 1)
    for top in range(0, height, lines):
        course.advance(top, height)
        band = match_channels(scene.pixels[:, top : top + lines], channels)
        np.multiply(band, np.float32(scene.scale.factor), out=values[:, top : top + lines])
    return values[0] if channels == 1 else values
