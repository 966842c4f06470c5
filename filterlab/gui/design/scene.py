"""From the document to one frozen scene, and what is computed of it for the response side."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from filterlab.engine.threads import limited_threads
from filterlab.gui.widgets.placement import Placement
from filterlab.probes import brightness_range, find_places, sample, survey

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    import numpy as np
    from numpy.typing import NDArray

    from filterlab.figures import Kind
    from filterlab.probes import Cells, Places, Sample, Stages, Survey
    from filterlab.project import Document, Scale

PEAK_COUNT = 5


@dataclass(frozen=True, eq=False)
class Scene:
    """All that a response depends on; nothing in it changes any more.

    Attributes
    ----------
    picture_id, filter_id : str
        Which picture and which filter of the document.
    pixels : ndarray
        Shape (C, H, W), float32; times the factor of the scale they are what the filter looks at.
    weights : ndarray
        Shape (C, KH, KW), float32.
    revision : int
        The filter's revision.
    stages : Stages
        Stride, padding and what follows.
    scale : Scale
        What black and white of the picture count as.
    picture_revision : int
        The picture's revision.
    """

    picture_id: str
    filter_id: str
    pixels: NDArray[np.float32]
    weights: NDArray[np.float32]
    revision: int
    stages: Stages
    scale: Scale
    picture_revision: int = 0

    @cached_property
    def layout(self) -> Hashable:
        """What lies where: a response with the same layout may still be shown while this one's is made."""
        shapes = self.pixels.shape, self.weights.shape
        return self.picture_id, self.filter_id, shapes, self.stages, self.scale

    @cached_property
    def subject(self) -> Hashable:
        """What is looked at: equal for scenes that differ by the filter's numbers alone."""
        return self.seen, self.filter_id, self.weights.shape, self.stages

    @cached_property
    def seen(self) -> Hashable:
        """Which numbers the filter sees: equal for two scenes with the same pixels on the same scale."""
        return self.picture_id, self.picture_revision, self.weights.shape[0], self.scale

    @property
    def kind(self) -> Kind:
        """The colour map the response deserves."""
        return "activation" if self.stages.is_never_negative else "signed"

    @cached_property
    def places(self) -> Places:
        """Where the filter goes on the picture; raises ``ShapeError`` where it does not fit."""
        return find_places(self.pixels.shape[1:], self.weights.shape[1:], self.stages)

    def sample(self, cells: Cells, before: Sample | None = None) -> Sample:
        """Compute the response at some cells, from a sample of other weights if there is one."""
        return sample(self.pixels, self.weights, self.stages, cells, scale=self.scale.factor, before=before)


@dataclass(frozen=True, eq=False)
class SampleRequest:
    """Some cells of a scene's response to be computed."""

    scene: Scene
    cells: Cells


@dataclass(frozen=True, eq=False)
class SurveyRequest:
    """A scene's whole response to be surveyed, unless something else becomes more important."""

    scene: Scene
    largest: float
    proceed: Callable[[], bool]


def resolve_scene(document: Document) -> Scene | None:
    """Freeze what the document shows now; None without a picture or a filter."""
    picture, item = document.current_picture, document.current_filter
    if picture is None or item is None:
        return None
    return Scene(
        picture_id=picture.id,
        filter_id=item.id,
        picture_revision=picture.revision,
        pixels=picture.numbers_in(document.units),
        weights=item.weights,
        revision=item.revision,
        stages=document.stages,
        scale=picture.scale_in(document.units),
    )


def compute_sample(request: SampleRequest) -> Sample:
    """Compute the response at some cells; pure, runs off the UI thread and leaves a processor to it."""
    with limited_threads(1):
        return request.scene.sample(request.cells)


def compute_survey(request: SurveyRequest) -> Survey | None:
    """Survey the whole response; pure, runs off the UI thread and leaves a processor to it."""
    scene = request.scene
    with limited_threads(1):
        return survey(
            scene.pixels,
            scene.weights,
            scene.stages,
            scale=scene.scale.factor,
            largest=request.largest,
            peak_count=PEAK_COUNT,
            proceed=request.proceed,
        )


def compute_brightness(scene: Scene) -> tuple[float, float]:
    """Find the darkest and brightest value that the filter sees, on the scene's scale; runs off the UI thread."""
    low, high = brightness_range(scene.pixels, scene.weights.shape[0])
    return low * scene.scale.factor, high * scene.scale.factor


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
