"""Keep what is on screen of a response true while the filter is painted, and survey the whole when it rests."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from filterlab.engine import kernels
from filterlab.errors import FilterLabError
from filterlab.gui.design.scene import (
    SampleRequest,
    Scene,
    SurveyRequest,
    compute_brightness,
    compute_sample,
    compute_survey,
)
from filterlab.gui.jobs import NewestWins
from filterlab.probes import Cells, expected_milliseconds

if TYPE_CHECKING:
    from collections.abc import Hashable

    from filterlab.probes import Sample, Survey

# What is expected to take longer is computed in a worker, so that the next move of the brush is not kept waiting.
PATIENCE_MS = 10.0
# A hand that has not painted for so long rests.
REST_MS = 120
# Rows and columns of the sample that tells the extremes of what is out of sight.
OVERVIEW = 96
# A picture of fewer numbers is looked through at once.
SMALL = 2**21
# Pictures whose brightness is remembered.
MOST_KNOWN = 8


class LiveResponse(QObject):
    """Compute a scene's response at the cells in sight at once if that is quick, in a worker if not.

    Signals
    -------
    sampled(scene, sample, low, high, milliseconds)
        The response at the cells in sight, and the extremes of all that was sampled, in sight or not.
    surveyed(scene, survey, milliseconds)
        The whole response has been looked through.
    measured(scene)
        The brightness of the picture is known now.
    failed(scene, error)
        There is no response.
    """

    sampled = Signal(object, object, float, float, float)
    surveyed = Signal(object, object, float)
    measured = Signal(object)
    failed = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Start without a scene."""
        super().__init__(parent)
        self._scene: Scene | None = None
        self._cells: Cells | None = None
        self._shown: tuple[Scene, Sample] | None = None
        self._overview: tuple[Scene, Sample] | None = None
        self._brightness: dict[Hashable, tuple[float, float]] = {}
        self._stop_survey = threading.Event()
        self._samples: NewestWins[SampleRequest, Sample] = NewestWins(
            compute_sample, lambda request: request.scene.layout, self
        )
        self._surveys: NewestWins[SurveyRequest, Survey | None] = NewestWins(
            compute_survey, lambda request: (request.scene.subject, request.scene.revision), self
        )
        self._lightmeter: NewestWins[Scene, tuple[float, float]] = NewestWins(
            compute_brightness, lambda scene: scene.seen, self
        )
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._on_rest_timeout)
        self._samples.answered.connect(self._on_samples_answered)
        self._samples.failed.connect(self._on_samples_failed)
        self._surveys.answered.connect(self._on_surveys_answered)
        self._surveys.failed.connect(self._on_surveys_failed)
        self._lightmeter.answered.connect(self._on_lightmeter_answered)

    @property
    def is_idle(self) -> bool:
        """Whether all that was asked for has been computed, the survey included."""
        jobs = (self._samples, self._surveys, self._lightmeter)
        return not self._rest.isActive() and all(job.is_idle for job in jobs)

    def shut_down(self) -> None:
        """Stop computing."""
        self.forget()
        for jobs in (self._samples, self._surveys, self._lightmeter):
            jobs.shut_down()

    def forget(self) -> None:
        """Drop the scene: there is nothing to show."""
        self._rest.stop()
        self._stop_survey.set()
        self._scene = self._cells = self._shown = self._overview = None
        self._samples.forget()
        self._surveys.forget()

    def brightness(self, scene: Scene) -> tuple[float, float] | None:
        """Return the darkest and brightest value the filter sees, or None while they are looked for."""
        key = scene.seen
        if key not in self._brightness:
            if scene.pixels.size > SMALL:
                if self._lightmeter.is_idle:
                    self._lightmeter.submit(scene)
                return None
            self._keep_brightness(key, compute_brightness(scene))
        return self._brightness[key]

    def _keep_brightness(self, key: Hashable, ends: tuple[float, float]) -> None:
        self._brightness[key] = ends
        # A picture that is drawn on has another brightness with every move.
        while len(self._brightness) > MOST_KNOWN:
            del self._brightness[next(iter(self._brightness))]

    def show(self, scene: Scene, cells: Cells) -> None:
        """Show a scene's response at these cells, and survey it when no other scene follows for a while."""
        self._stop_survey.set()
        self._scene, self._cells = scene, cells
        self._look()
        if self._scene is scene:
            self._rest.start()

    def look_at(self, cells: Cells) -> None:
        """Show other cells of the same scene."""
        if self._scene is not None and cells != self._cells:
            self._cells = cells
            self._look()

    def _look(self) -> None:
        scene, cells = self._scene, self._cells
        if scene is None or cells is None:
            return
        before = self._follow(self._shown, cells)
        if self._is_quick(scene, cells, before):
            # An answer on its way would be older than this one.
            self._samples.forget()
            self._compute(scene, cells, before)
        else:
            self._samples.submit(SampleRequest(scene, cells))

    def _compute(self, scene: Scene, cells: Cells, before: Sample | None) -> None:
        start = time.perf_counter()
        try:
            found = scene.sample(cells, before)
        except FilterLabError as error:
            self._give_up(scene, error)
            return
        self._present(scene, found, (time.perf_counter() - start) * 1000.0)

    def _present(self, scene: Scene, found: Sample, milliseconds: float) -> None:
        self._shown = (scene, found)
        ends = [found.values]
        overview = self._look_over(scene)
        if overview is not None:
            ends.append(overview.values)
        low, high = min(float(v.min()) for v in ends), max(float(v.max()) for v in ends)
        self.sampled.emit(scene, found, low, high, milliseconds)

    def _look_over(self, scene: Scene) -> Sample | None:
        """Sample the whole response coarsely, unless all of it is in sight."""
        height, width = scene.places.final_shape
        cells = Cells(
            range(0, height, max(height // OVERVIEW, 1)), range(0, width, max(width // OVERVIEW, 1))
        )
        if self._cells is not None and _spans(self._cells, cells):
            self._overview = None
            return None
        try:
            found = scene.sample(cells, self._follow(self._overview, cells))
        except FilterLabError:
            # The view says why, if it has cells like that in sight.
            return None
        self._overview = (scene, found)
        return found

    def _follow(self, last: tuple[Scene, Sample] | None, cells: Cells) -> Sample | None:
        """Return the last sample if the present scene differs from its by weights alone."""
        if self._scene is None or last is None:
            return None
        scene, found = last
        return found if scene.subject == self._scene.subject and found.cells == cells else None

    def _is_quick(self, scene: Scene, cells: Cells, before: Sample | None) -> bool:
        if not kernels.ready():
            return cells.shape[0] * cells.shape[1] * scene.weights.size < SMALL
        changed = None
        if before is not None and self._shown is not None:
            differs = (self._shown[0].weights != scene.weights).any(axis=0)
            rows, columns = (int(differs.any(axis=axis).sum()) for axis in (1, 0))
            changed = rows * columns * scene.weights.shape[0]
        expected = expected_milliseconds(scene.places, scene.weights, scene.stages, cells, changed=changed)
        return expected <= PATIENCE_MS

    def _give_up(self, scene: Scene, error: Exception) -> None:
        self.forget()
        self.failed.emit(scene, error)

    def _on_rest_timeout(self) -> None:
        """Compute all anew, which forgets the rounding of a stroke, and look through the whole response."""
        scene, cells = self._scene, self._cells
        if scene is None or cells is None:
            return
        self._samples.submit(SampleRequest(scene, cells))
        self._stop_survey = threading.Event()
        stop = self._stop_survey
        ends = self.brightness(scene) or (scene.scale.black, scene.scale.white)
        largest = float(np.abs(ends).max())
        self._surveys.submit(SurveyRequest(scene, largest, proceed=lambda: not stop.is_set()))

    def _on_samples_answered(self, request: SampleRequest, found: Sample, milliseconds: float) -> None:
        newest = self._scene
        if newest is None or request.scene.layout != newest.layout:
            return
        self._present(request.scene, found, milliseconds)
        if request.scene is not newest or request.cells != self._cells:
            self._look()

    def _on_samples_failed(self, request: SampleRequest, error: Exception) -> None:
        self._give_up(request.scene, error)

    def _on_surveys_answered(self, request: SurveyRequest, found: Survey | None, milliseconds: float) -> None:
        if found is not None and request.scene is self._scene:
            self.surveyed.emit(request.scene, found, milliseconds)

    def _on_surveys_failed(self, request: SurveyRequest, error: Exception) -> None:
        self._give_up(request.scene, error)

    def _on_lightmeter_answered(self, scene: Scene, ends: tuple[float, float], _milliseconds: float) -> None:
        self._keep_brightness(scene.seen, ends)
        self.measured.emit(scene)


def _spans(cells: Cells, others: Cells) -> bool:
    """Whether cells reach from the first to the last of others and lie no further apart."""
    pairs = ((cells.rows, others.rows), (cells.columns, others.columns))
    return all(
        mine[0] <= theirs[0] and mine[-1] + mine.step > theirs[-1] and mine.step <= theirs.step
        for mine, theirs in pairs
    )
