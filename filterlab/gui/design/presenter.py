"""Tie the drawing table's views to the document: resolve, compute, draw, explain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal

from filterlab.errors import FilterLabError
from filterlab.figures import limits_of, short_number
from filterlab.gui.afterwards import Afterwards
from filterlab.gui.design.live_response import LiveResponse
from filterlab.gui.design.picture_side import PictureSide
from filterlab.gui.design.reading import Reading
from filterlab.gui.design.scene import placement_of, resolve_scene
from filterlab.gui.listening import listen
from filterlab.gui.soon import Soon
from filterlab.probes import without_rounding
from filterlab.probes.peaks import ROUNDING

if TYPE_CHECKING:
    from filterlab.gui.design.explanation_panel import ExplanationPanel
    from filterlab.gui.design.scene import Scene
    from filterlab.gui.design.tool import Place
    from filterlab.gui.widgets.array_view import ArrayView
    from filterlab.probes import Explanation, Pair, Sample, Survey
    from filterlab.project import Document


class DesignPresenter(QObject):
    """Keep picture, response and explanation true to the document.

    Attributes
    ----------
    reading : Reading
        Which number of the response is taken apart.

    Signals
    -------
    status_changed(str)
        Place, value and speed for the status bar.
    nothing_shown(sentence)
        There is no response, and why.
    scene_shown(scene), survey_shown(scene, survey, milliseconds), place_shown(place)
        What is on the table now, for the panels around it.
    """

    status_changed = Signal(str)
    nothing_shown = Signal(str)
    scene_shown = Signal(object)
    survey_shown = Signal(object, object, float)
    place_shown = Signal(object)

    def __init__(
        self,
        document: Document,
        picture_view: ArrayView,
        response_view: ArrayView,
        explanation: ExplanationPanel,
        parent: QObject | None = None,
    ) -> None:
        """Listen to the document and to the views."""
        super().__init__(parent)
        self._document = document
        self._response_view = response_view
        self._picture = PictureSide(document, picture_view, self)
        self._live = LiveResponse(self)
        self.reading = Reading(document, picture_view, response_view, explanation, self._live, self)
        self._scene: Scene | None = None
        self._survey: Survey | None = None
        self._shape: Pair = (0, 0)
        self._speed = ""
        # Several changes of one moment (a new filter is added, then selected) become one request.
        self._refresh = Soon(self)
        self._refresh.came.connect(self._submit)
        # Between which values the response lies while it has not been looked through.
        self._about = (0.0, 0.0)
        self._caption = Afterwards(self)
        self._caption.came.connect(self._show_caption)
        self._connect()

    def _connect(self) -> None:
        document = self._document
        listen(self, document.filter_changed, self._on_document_filter_changed)
        listen(self, document.current_filter_changed, self._on_document_changed)
        listen(self, document.current_picture_changed, self._on_document_picture_changed)
        listen(self, document.picture_changed, self._on_document_picture_changed)
        listen(self, document.stages_changed, self._on_document_changed)
        listen(self, document.units_changed, self._on_document_picture_changed)
        self._live.sampled.connect(self._on_live_sampled)
        self._live.surveyed.connect(self._on_live_surveyed)
        self._live.failed.connect(self._on_live_failed)
        self._response_view.sight_changed.connect(self._on_response_sight_changed)
        self.reading.place_shown.connect(self._on_reading_place_shown)
        self.reading.place_left.connect(self._on_reading_place_left)

    @property
    def shown_scene(self) -> Scene | None:
        """What the response on screen was computed from, or None."""
        return self._scene

    @property
    def survey(self) -> Survey | None:
        """What is known of the whole response on screen; None while it is looked through."""
        return self._survey

    def is_idle(self) -> bool:
        """Whether the newest response has been computed, drawn and looked through."""
        waiting = self._refresh.is_active or self._caption.is_active
        return self._live.is_idle and self.reading.is_idle and not waiting

    def shut_down(self) -> None:
        """Stop computing."""
        for what_follows in (self._refresh, self._caption, self.reading):
            what_follows.stop()
        self._live.shut_down()

    def refresh(self) -> None:
        """Show the picture and ask for its response."""
        self._picture.show()
        self._refresh.start()

    def _submit(self) -> None:
        scene = resolve_scene(self._document)
        if scene is None:
            self._show_nothing(self.tr("Choose a filter and a picture to see a response."))
            return
        try:
            places = scene.places
        except FilterLabError as error:
            self._show_nothing(str(error))
            return
        self._shape, placement = places.final_shape, placement_of(places)
        self.reading.set_map(self._shape, placement)
        self._response_view.set_frame(self._shape, placement)
        self._live.show(scene, self._response_view.cells_in_sight())

    def _show_nothing(self, sentence: str) -> None:
        self._live.forget()
        self._caption.stop()
        self._scene = self._survey = None
        self._response_view.show_message(sentence)
        self.reading.show_nothing(sentence)
        self.nothing_shown.emit(sentence)
        self.status_changed.emit("")

    def _on_document_changed(self, _what: object) -> None:
        self._refresh.start()

    def _on_document_filter_changed(self, filter_id: str) -> None:
        current = self._document.current_filter
        if current is not None and current.id == filter_id:
            self._refresh.start()

    def _on_document_picture_changed(self, _what: object) -> None:
        self.reading.follow_picture(self._picture.picture_id)
        self.refresh()

    def _on_live_sampled(
        self, scene: Scene, sample: Sample, low: float, high: float, milliseconds: float
    ) -> None:
        if (
            self._scene is None
            or scene.revision != self._scene.revision
            or scene.subject != self._scene.subject
        ):
            self._survey = None
        self._scene = scene
        if self._survey is not None:
            low, high = self._survey.low, self._survey.high
        else:
            self._about = (low, high)
            self._response_view.set_peaks([])
            self._caption.start()
            self._set_speed(sample.values.size * scene.pixels.shape[0], milliseconds)
        values = without_rounding(sample.values, scene.weights, scene.stages, self._largest(scene))
        limits = limits_of(np.array([low, high]) if values.any() else values, scene.kind)
        self._response_view.set_cells(sample.cells, values, scene.kind, limits=limits)
        self.scene_shown.emit(scene)
        self.reading.set_scene(scene, self._survey)

    def _on_live_surveyed(self, scene: Scene, survey: Survey, milliseconds: float) -> None:
        self._survey = survey
        self._response_view.set_limits(limits_of(np.array([survey.low, survey.high]), scene.kind))
        self._show_caption()
        self._response_view.set_peaks([(peak.row, peak.column) for peak in survey.peaks])
        self._set_speed(scene.pixels.size // scene.pixels.shape[0], milliseconds)
        self.survey_shown.emit(scene, survey, milliseconds)
        self.reading.set_survey(survey)

    def _on_live_failed(self, _scene: Scene, error: Exception) -> None:
        self._show_nothing(
            str(error)
            if isinstance(error, FilterLabError)
            else self.tr("The response could not be computed; Help ▸ Open log folder has the details.")
        )

    def _show_caption(self) -> None:
        """Say beside the title between which values the response lies, or about, while that is found out."""
        self._caption.stop()
        height, width = self._shape
        survey = self._survey
        low, high = (survey.low, survey.high) if survey is not None else self._about
        if survey is None:
            sentence = self.tr("{height} × {width}, about {low} to {high}")
        elif high - low <= ROUNDING * max(abs(low), abs(high)):
            sentence = self.tr("{height} × {width}, {low} everywhere")
        elif survey.peaks:
            sentence = self.tr("{height} × {width}, from {low} to {high}, ○ strongest")
        else:
            sentence = self.tr("{height} × {width}, from {low} to {high}")
        self._response_view.set_caption(
            sentence.format(height=height, width=width, low=short_number(low), high=short_number(high))
        )

    def _set_speed(self, pixels: int, milliseconds: float) -> None:
        self._speed = self.tr("{milliseconds:.1f} ms, {speed:.0f} Mpixel/s").format(
            milliseconds=milliseconds, speed=pixels / max(milliseconds, 1e-3) / 1000
        )

    def _largest(self, scene: Scene) -> float:
        """Return the largest size of a pixel, as far as it is known."""
        return max(abs(end) for end in self._live.brightness(scene) or (scene.scale.black, scene.scale.white))

    def _on_response_sight_changed(self) -> None:
        self._live.look_at(self._response_view.cells_in_sight())

    def _on_reading_place_shown(self, place: Place) -> None:
        self.place_shown.emit(place)
        self.status_changed.emit(self._status_text(place.explanation))

    def _on_reading_place_left(self) -> None:
        height, width = self._shape
        self.status_changed.emit(
            self.tr("{height} × {width}      {speed}").format(height=height, width=width, speed=self._speed)
        )

    def _status_text(self, explanation: Explanation) -> str:
        height, width = self._shape
        return self.tr("x {column}   y {row}   value {value}   of {height} × {width}      {speed}").format(
            column=explanation.column,
            row=explanation.row,
            value=short_number(explanation.value, 6),
            height=height,
            width=width,
            speed=self._speed,
        )
