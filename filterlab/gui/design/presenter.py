"""Tie the drawing table's views to the document: resolve, compute, draw, explain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from filterlab.data import samples
from filterlab.errors import FilterLabError
from filterlab.figures import limits_of, short_number
from filterlab.gui.design.live_response import LiveResponse
from filterlab.gui.design.picture_side import PictureSide
from filterlab.gui.design.scene import placement_of, resolve_scene
from filterlab.gui.design.tool import Place
from filterlab.gui.listening import listen
from filterlab.gui.opening import SAMPLE
from filterlab.gui.soon import Soon
from filterlab.gui.widgets.placement import Placement
from filterlab.probes import explain, without_rounding

if TYPE_CHECKING:
    from filterlab.gui.design.explanation_panel import ExplanationPanel
    from filterlab.gui.design.scene import Scene
    from filterlab.gui.widgets.array_view import ArrayView
    from filterlab.probes import Explanation, Pair, Sample, Survey
    from filterlab.project import Document

STRONGEST, WEAKEST = "strongest", "most-negative"
READING_MS, RETRY_MS = 60, 4


class DesignPresenter(QObject):
    """Keep picture, response, explanation and size true to the document.

    The pinned place is where the explanation stands while the mouse is elsewhere; it starts on
    the first mark of a sample picture, else on the strongest response, and stays while the filter is painted.

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
        self._picture_view = picture_view
        self._response_view = response_view
        self._explanation = explanation
        self._picture = PictureSide(document, picture_view, self)
        self._live = LiveResponse(self)
        self._scene: Scene | None = None
        self._survey: Survey | None = None
        self._shape: Pair = (0, 0)
        self._placement = Placement()
        self._pinned: Pair | None = None
        self._hovered: Pair | None = None
        # A mark that has to wait until the whole response is known.
        self._wanted = ""
        self._speed = ""
        # Several changes of one moment (a new filter is added, then selected) become one request.
        self._refresh = Soon(self)
        self._refresh.came.connect(self._submit)
        # While a stroke goes on, the response is drawn first; its numbers follow at a pace eyes can read.
        self._reading = QTimer(self, singleShot=True)
        self._reading.timeout.connect(self._on_reading_timeout)
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
        self._live.measured.connect(self._on_live_measured)
        self._live.failed.connect(self._on_live_failed)
        self._response_view.sight_changed.connect(self._on_response_sight_changed)
        self._response_view.cell_hovered.connect(self._on_response_hovered)
        self._response_view.cell_clicked.connect(self._on_response_clicked)
        self._response_view.cell_stepped.connect(self._on_view_stepped)
        self._response_view.hover_left.connect(self._on_hover_left)
        self._picture_view.cell_hovered.connect(self._on_picture_hovered)
        self._picture_view.cell_clicked.connect(self._on_picture_clicked)
        self._picture_view.cell_stepped.connect(self._on_view_stepped)
        self._picture_view.hover_left.connect(self._on_hover_left)
        self._explanation.place_typed.connect(self.pin)
        self._explanation.mark_chosen.connect(self.go_to)

    @property
    def shown_scene(self) -> Scene | None:
        """What the response on screen was computed from, or None."""
        return self._scene

    @property
    def survey(self) -> Survey | None:
        """What is known of the whole response on screen; None while it is looked through."""
        return self._survey

    @property
    def pinned(self) -> Pair | None:
        """The pinned (row, column) of the response, or None."""
        return self._pinned

    def is_idle(self) -> bool:
        """Whether the newest response has been computed, drawn and looked through."""
        waiting = self._refresh.is_active or self._reading.isActive()
        return self._live.is_idle and not waiting

    def shut_down(self) -> None:
        """Stop computing."""
        self._refresh.stop()
        self._reading.stop()
        self._live.shut_down()

    def refresh(self) -> None:
        """Show the picture and ask for its response."""
        self._picture.show()
        self._refresh.start()

    def pin(self, row: int, column: int) -> None:
        """Keep the explanation at a place of the response."""
        self._pinned, self._hovered, self._wanted = (row, column), None, ""
        self._explain()

    def go_to(self, mark: str) -> None:
        """Pin a named place: the strongest or most negative response, or a mark of the sample picture."""
        if self._scene is None:
            return
        if mark not in (STRONGEST, WEAKEST):
            top, left = self._sample_marks()[mark]
            _, height, width = self._scene.weights.shape
            self.pin(*self._cell_centred_on(top + height / 2, left + width / 2))
        elif self._survey is not None:
            self.pin(*(self._survey.highest if mark == STRONGEST else self._survey.lowest))
        else:
            self._wanted = mark

    def _sample_marks(self) -> dict[str, tuple[int, int]]:
        picture = self._document.current_picture
        sample = samples.get(picture.source.removeprefix(SAMPLE)) if picture is not None else None
        return dict(sample.marks) if sample is not None else {}

    def _cell_centred_on(self, y: float, x: float) -> Pair:
        """Return the response cell whose receptive field is centred nearest to a point of the picture."""
        row, column = self._placement.cell_at(x, y)
        height, width = self._shape
        return min(max(row, 0), height - 1), min(max(column, 0), width - 1)

    def _submit(self) -> None:
        scene = resolve_scene(self._document)
        if scene is None:
            self._show_nothing(self.tr("Choose a filter and a picture to see a response."))
            return
        try:
            places = scene.places()
        except FilterLabError as error:
            self._show_nothing(str(error))
            return
        self._shape, self._placement = places.final_shape, placement_of(places)
        self._explanation.set_bounds(*self._shape)
        self._response_view.set_frame(self._shape, self._placement)
        self._live.show(scene, self._response_view.cells_in_sight())

    def _show_nothing(self, sentence: str) -> None:
        self._live.forget()
        self._scene = self._survey = None
        self._response_view.show_message(sentence)
        self._picture_view.set_field(None)
        self._explanation.show_message(sentence)
        self.nothing_shown.emit(sentence)
        self.status_changed.emit("")

    def _on_document_changed(self, _what: object) -> None:
        self._refresh.start()

    def _on_document_filter_changed(self, filter_id: str) -> None:
        current = self._document.current_filter
        if current is not None and current.id == filter_id:
            self._refresh.start()

    def _on_document_picture_changed(self, _what: object) -> None:
        self._pinned = self._hovered = None if self._picture_differs() else self._pinned
        self.refresh()

    def _picture_differs(self) -> bool:
        picture = self._document.current_picture
        return picture is None or self._picture.picture_id != picture.id

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
            self._set_extremes(low, high, certain=False)
            self._set_speed(sample.values.size * scene.pixels.shape[0], milliseconds)
        values = without_rounding(
            sample.values, scene.weights * scene.units, scene.stages, self._largest(scene)
        )
        limits = limits_of(np.array([low, high]) if values.any() else values, scene.kind)
        self._response_view.set_cells(sample.cells, values, scene.kind, limits=limits)
        self.scene_shown.emit(scene)
        if self._pinned is None or not self._is_on_map(self._pinned):
            self.go_to(next(iter(self._sample_marks()), STRONGEST))
        elif not self._reading.isActive():
            self._reading.start(READING_MS)

    def _on_live_surveyed(self, scene: Scene, survey: Survey, milliseconds: float) -> None:
        self._survey = survey
        self._response_view.set_limits(limits_of(np.array([survey.low, survey.high]), scene.kind))
        self._response_view.set_peaks([(peak.row, peak.column) for peak in survey.peaks])
        self._set_extremes(survey.low, survey.high, certain=True)
        self._set_speed(scene.pixels.size // scene.pixels.shape[0], milliseconds)
        self.survey_shown.emit(scene, survey, milliseconds)
        if self._wanted:
            self.go_to(self._wanted)
        else:
            self._explain()

    def _on_live_measured(self, _scene: Scene) -> None:
        self._explain()

    def _on_live_failed(self, _scene: Scene, error: Exception) -> None:
        self._show_nothing(
            str(error)
            if isinstance(error, FilterLabError)
            else self.tr("The response could not be computed; Help ▸ Open log folder has the details.")
        )

    def _set_extremes(self, low: float, high: float, *, certain: bool) -> None:
        """Say beside the title between which values the response lies, or about, while that is found out."""
        height, width = self._shape
        sentence = (
            self.tr("{height} × {width}, from {low} to {high}, ○ strongest")
            if certain
            else self.tr("{height} × {width}, about {low} to {high}")
        )
        self._response_view.set_caption(
            sentence.format(height=height, width=width, low=short_number(low), high=short_number(high))
        )
        if not certain:
            self._response_view.set_peaks([])

    def _set_speed(self, pixels: int, milliseconds: float) -> None:
        self._speed = self.tr("{milliseconds:.1f} ms, {speed:.0f} Mpixel/s").format(
            milliseconds=milliseconds, speed=pixels / max(milliseconds, 1e-3) / 1000
        )

    def _largest(self, scene: Scene) -> float:
        """Return the largest size of a pixel, as far as it is known."""
        return max(abs(end) for end in self._live.brightness(scene) or (0.0, float(scene.units)))

    def _is_on_map(self, place: Pair) -> bool:
        return place[0] < self._shape[0] and place[1] < self._shape[1]

    def _on_response_sight_changed(self) -> None:
        self._live.look_at(self._response_view.cells_in_sight())

    def _on_response_hovered(self, row: int, column: int) -> None:
        self._hovered = (row, column)
        self._explain()

    def _on_response_clicked(self, row: int, column: int) -> None:
        self.pin(row, column)

    def _on_picture_hovered(self, row: int, column: int) -> None:
        if self._scene is not None:
            self._hovered = self._cell_centred_on(row + 0.5, column + 0.5)
            self._explain()

    def _on_picture_clicked(self, row: int, column: int) -> None:
        if self._scene is not None:
            self.pin(*self._cell_centred_on(row + 0.5, column + 0.5))

    def _on_view_stepped(self, rows: int, columns: int) -> None:
        if self._scene is not None and self._pinned is not None:
            height, width = self._shape
            row = min(max(self._pinned[0] + rows, 0), height - 1)
            column = min(max(self._pinned[1] + columns, 0), width - 1)
            self.pin(row, column)

    def _on_hover_left(self) -> None:
        self._hovered = None
        self._explain()

    def _on_reading_timeout(self) -> None:
        if self._refresh.is_active:
            # A cell has just been painted: its response comes first.
            self._reading.start(RETRY_MS)
        else:
            self._explain()

    def _explain(self) -> None:
        """Take the hovered number apart, or else the pinned one."""
        place, scene = self._hovered or self._pinned, self._scene
        if scene is None or place is None or not self._is_on_map(place):
            return
        brightness = self._live.brightness(scene)
        if brightness is None:
            self._explanation.show_message(
                self.tr("Looking for the darkest and the brightest value of this large picture …")
            )
            return
        explanation = explain(
            scene.pixels,
            scene.weights,
            scene.stages,
            *place,
            value_range=brightness,
            scale=float(scene.units),
        )
        self._explanation.show_explanation(
            explanation, scene.stages, value_range=brightness, pinned=place == self._pinned
        )
        field = explanation.receptive_field
        self._picture_view.set_field((field.top, field.left, field.height, field.width))
        spot = self._placement
        self._response_view.set_field(
            (spot.top + place[0] * spot.step_y, spot.left + place[1] * spot.step_x, spot.step_y, spot.step_x)
        )
        self.place_shown.emit(Place(scene, explanation, brightness, is_pinned=place == self._pinned))
        self.status_changed.emit(self._status_text(explanation))

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
