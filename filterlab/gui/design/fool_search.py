"""What beats the pinned place, found off the UI thread; how far the search has come can be asked."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from filterlab.engine.threads import limited_threads
from filterlab.probes import Fooling, fool, unit_length, zero_mean
from filterlab.probes.bands import bands

if TYPE_CHECKING:
    from collections.abc import Hashable

    from numpy.typing import NDArray

    from filterlab.gui.design.scene import Scene
    from filterlab.probes import Cure

RIVALS = 3


@dataclass(eq=False)
class Course:
    """How far a search has come; its worker counts, whoever waits for it reads and may stop it.

    Attributes
    ----------
    bands : int
        How many bands the picture is gone through in.
    done : int
        How many of them have been begun.
    """

    bands: int
    done: int = 0
    _stop: threading.Event = field(default_factory=threading.Event, init=False)

    @property
    def percent(self) -> int:
        """How much of the picture has been looked through."""
        return min(100 * max(self.done - 1, 0) // max(self.bands, 1), 100)

    def stop(self) -> None:
        """Ask the worker to end."""
        self._stop.set()

    def proceed(self) -> bool:
        """Count a band; return whether to go through it. Called by the worker."""
        self.done += 1
        return not self._stop.is_set()


@dataclass(frozen=True, eq=False)
class FoolRequest:
    """An intended place of a scene, for which rivals are looked for.

    Attributes
    ----------
    scene : Scene
        What is on the table.
    row, column : int
        The place in the finished map.
    brightness : (float, float)
        Darkest and brightest value of the picture, in the scene's units.
    course : Course
        Where the worker counts.
    """

    scene: Scene
    row: int
    column: int
    brightness: tuple[float, float]
    course: Course

    @property
    def subject(self) -> Hashable:
        """What the answer is about."""
        return self.scene.subject, self.scene.revision, self.row, self.column


def course_of(scene: Scene) -> Course:
    """Return a course for a scene, at its start."""
    places = scene.places
    return Course(sum(1 for _ in bands(places, max(3, max(scene.weights.shape[1:]) // 2))))


def compute_fooling(request: FoolRequest) -> Fooling | None:
    """Find what beats the intended place; pure but for the course, and leaves a processor to the window."""
    scene = request.scene
    with limited_threads(1):
        return fool(
            scene.pixels,
            scene.weights,
            scene.stages,
            request.row,
            request.column,
            scale=scene.scale.factor,
            value_range=request.brightness,
            count=RIVALS,
            proceed=request.course.proceed,
        )


def cured(weights: NDArray[np.floating[Any]], cure: Cure) -> NDArray[np.float32]:
    """Return a filter (C, KH, KW) after a cure; for normalised cross-correlation, the filter it compares with."""
    doubles = weights.astype(np.float64)
    if cure in ("zero_mean", "ncc"):
        doubles = zero_mean(doubles)
    if cure in ("unit_length", "ncc"):
        doubles = unit_length(doubles)
    return doubles.astype(np.float32)
