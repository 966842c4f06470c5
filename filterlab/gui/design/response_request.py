"""From the document to one frozen request, and from the request to everything the response side draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from filterlab.data import match_channels
from filterlab.gui.widgets.placement import Placement
from filterlab.probes import Stages, find_peaks, find_places, respond, rounding_floor

if TYPE_CHECKING:
    from collections.abc import Hashable

    from numpy.typing import NDArray

    from filterlab.figures import Kind
    from filterlab.probes import Peak, Places
    from filterlab.project import Document, Units

PEAK_COUNT = 5


@dataclass(frozen=True, eq=False)
class ResponseRequest:
    """All that one response depends on; nothing in it changes any more.

    Attributes
    ----------
    picture_id, filter_id : str
        Which picture and which filter of the document.
    pixels : ndarray
        Shape (C, H, W), float32 in [0, 1].
    weights : ndarray
        Shape (C, KH, KW), float32.
    revision : int
        The filter's revision.
    stages : Stages
        Stride, padding and what follows.
    units : int
        1 or 255: what a pixel value of 1 counts as.
    """

    picture_id: str
    filter_id: str
    pixels: NDArray[np.float32]
    weights: NDArray[np.float32]
    revision: int
    stages: Stages
    units: Units

    @property
    def subject(self) -> Hashable:
        """What the answer is about: an answer for other cells of the same filter may still be shown."""
        return self.picture_id, self.filter_id, self.weights.shape, self.stages, self.units

    def seen_pixels(self) -> NDArray[np.float32]:
        """Return the picture as the filter sees it: its channels matched, in the chosen units."""
        return match_channels(self.pixels, self.weights.shape[0]) * np.float32(self.units)

    def places(self) -> Places:
        """Return where the filter goes on the picture; raise ``ShapeError`` where it does not fit."""
        _, height, width = self.pixels.shape
        _, kernel_height, kernel_width = self.weights.shape
        return find_places((height, width), (kernel_height, kernel_width), self.stages)


@dataclass(frozen=True, eq=False)
class ResponseAnswer:
    """What is drawn: the finished map, its colours, its place on the picture, its peaks.

    Attributes
    ----------
    values : ndarray
        Shape (OH, OW): the finished map.
    kind : str
        The colour map it deserves.
    placement : Placement
        Where its cells lie on the picture.
    peaks : tuple of Peak
        The strongest responses.
    seen : ndarray
        Shape (C, H, W): the picture as the filter saw it, in the chosen units.
    value_range : (float, float)
        Darkest and brightest value of ``seen``.
    """

    values: NDArray[np.floating[Any]]
    kind: Kind
    placement: Placement
    peaks: tuple[Peak, ...]
    seen: NDArray[np.float32]
    value_range: tuple[float, float]


def resolve_request(document: Document) -> ResponseRequest | None:
    """Freeze what the document shows now into one request; None without a picture or a filter."""
    picture, item = document.current_picture, document.current_filter
    if picture is None or item is None:
        return None
    return ResponseRequest(
        picture_id=picture.id,
        filter_id=item.id,
        pixels=picture.pixels,
        weights=item.weights,
        revision=item.revision,
        stages=document.stages,
        units=document.units,
    )


def compute_answer(request: ResponseRequest) -> ResponseAnswer:
    """Compute a response and what belongs to it; pure, runs off the UI thread.

    Raises
    ------
    FilterLabError
        The filter does not fit on the padded picture, or the pooling window not on the map.
    """
    seen = request.seen_pixels()
    response = respond(seen, request.weights, request.stages)
    values = response.values
    # What cannot be told from rounding is nothing, and must not be drawn in strong colours.
    if not request.stages.bias and np.abs(values).max() <= rounding_floor(seen, request.weights):
        values = np.zeros_like(values)
    kind: Kind = "activation" if request.stages.is_never_negative else "signed"
    return ResponseAnswer(
        values=values,
        kind=kind,
        placement=placement_of(request.places()),
        peaks=find_peaks(values, PEAK_COUNT, min_distance=max(3, max(request.weights.shape[1:]) // 2)),
        seen=seen,
        value_range=(float(seen.min()), float(seen.max())),
    )


def placement_of(places: Places) -> Placement:
    """Lay the map over the picture so that each cell sits in the middle of what it sees."""
    first = places.pixels_behind(places.cells_behind(0, 0))
    step_y, step_x = places.rows.stride, places.columns.stride
    if places.pool_rows is not None and places.pool_columns is not None:
        step_y, step_x = step_y * places.pool_rows.stride, step_x * places.pool_columns.stride
    return Placement(
        top=first.top + first.height / 2 - step_y / 2,
        left=first.left + first.width / 2 - step_x / 2,
        step_y=step_y,
        step_x=step_x,
    )
