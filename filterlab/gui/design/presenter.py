"""Tie the drawing table's views to the document: resolve, compute, draw, explain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from filterlab.data import samples
from filterlab.errors import FilterLabError
from filterlab.figures import short_number
from filterlab.gui.design.response_request import (
    ResponseAnswer,
    ResponseRequest,
    compute_answer,
    resolve_request,
)
from filterlab.gui.jobs import NewestWins
from filterlab.gui.listening import listen
from filterlab.gui.opening import SAMPLE
from filterlab.probes import explain

if TYPE_CHECKING:
    from filterlab.gui.design.explanation_panel import ExplanationPanel
    from filterlab.gui.design.size_panel import SizePanel
    from filterlab.gui.widgets.array_view import ArrayView
    from filterlab.probes import Explanation
    from filterlab.project import Document

STRONGEST, WEAKEST = "strongest", "most-negative"


class DesignPresenter(QObject):
    """Keep picture, response, explanation and size true to the document.

    The pinned place is where the explanation stands while the mouse is elsewhere; it starts on
    the first mark of a sample picture, else on the strongest response, and stays while the filter is painted.

    Signals
    -------
    status_changed(str)
        Place, value and speed for the status bar.
    """

    status_changed = Signal(str)

    def __init__(
        self,
        document: Document,
        picture_view: ArrayView,
        response_view: ArrayView,
        explanation: ExplanationPanel,
        size: SizePanel,
        parent: QObject | None = None,
    ) -> None:
        """Listen to the document and to the views."""
        super().__init__(parent)
        self._document = document
        self._picture_view = picture_view
        self._response_view = response_view
        self._explanation = explanation
        self._size = size
        self._jobs: NewestWins[ResponseRequest, ResponseAnswer] = NewestWins(
            compute_answer, lambda request: request.subject, self
        )
        self._shown: tuple[ResponseRequest, ResponseAnswer] | None = None
        self._pinned: tuple[int, int] | None = None
        self._hovered: tuple[int, int] | None = None
        self._shown_picture: tuple[str, int] | None = None
        self._speed = ""
        # Several changes of one moment (a new filter is added, then selected) become one request.
        self._refresh = QTimer(self, singleShot=True, interval=0)
        self._refresh.timeout.connect(self._submit)
        self._connect()

    def _connect(self) -> None:
        document = self._document
        listen(self, document.filter_changed, self._on_document_filter_changed)
        listen(self, document.current_filter_changed, self._on_document_changed)
        listen(self, document.current_picture_changed, self._on_document_picture_changed)
        listen(self, document.stages_changed, self._on_document_changed)
        listen(self, document.units_changed, self._on_document_picture_changed)
        self._jobs.answered.connect(self._on_jobs_answered)
        self._jobs.failed.connect(self._on_jobs_failed)
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
    def shown_answer(self) -> ResponseAnswer | None:
        """The response on screen, or None."""
        return self._shown[1] if self._shown is not None else None

    @property
    def pinned(self) -> tuple[int, int] | None:
        """The pinned (row, column) of the response, or None."""
        return self._pinned

    def is_idle(self) -> bool:
        """Whether the newest request has been answered and drawn."""
        return self._jobs.is_idle and not self._refresh.isActive()

    def shut_down(self) -> None:
        """Stop computing."""
        self._refresh.stop()
        self._jobs.shut_down()

    def refresh(self) -> None:
        """Show the picture and ask for its response."""
        self._show_picture()
        self._refresh.start()

    def pin(self, row: int, column: int) -> None:
        """Keep the explanation at a place of the response."""
        self._pinned, self._hovered = (row, column), None
        self._explain()

    def go_to(self, mark: str) -> None:
        """Pin a named place: the strongest or most negative response, or a mark of the sample picture."""
        if self._shown is None:
            return
        request, answer = self._shown
        if mark in (STRONGEST, WEAKEST):
            index = int(np.argmax(answer.values) if mark == STRONGEST else np.argmin(answer.values))
            row, column = (int(v) for v in np.unravel_index(index, answer.values.shape))
            self.pin(row, column)
            return
        top, left = self._sample_marks()[mark]
        _, height, width = request.weights.shape
        self.pin(*self._cell_centred_on(answer, top + height / 2, left + width / 2))

    def _sample_marks(self) -> dict[str, tuple[int, int]]:
        picture = self._document.current_picture
        sample = samples.get(picture.source.removeprefix(SAMPLE)) if picture is not None else None
        return dict(sample.marks) if sample is not None else {}

    def _cell_centred_on(self, answer: ResponseAnswer, y: float, x: float) -> tuple[int, int]:
        """Return the response cell whose receptive field is centred nearest to a point of the picture."""
        row, column = answer.placement.cell_at(x, y)
        height, width = answer.values.shape
        return min(max(row, 0), height - 1), min(max(column, 0), width - 1)

    def _submit(self) -> None:
        request = resolve_request(self._document)
        if request is None:
            self._jobs.forget()
            self._show_nothing(self.tr("Choose a filter and a picture to see a response."))
            return
        try:
            places = request.places()
        except FilterLabError as error:
            self._jobs.forget()
            self._show_nothing(str(error))
            return
        self._size.show_places(places, request.weights.shape[0])
        self._jobs.submit(request)

    def _show_nothing(self, sentence: str) -> None:
        self._shown = None
        self._response_view.show_message(sentence)
        self._picture_view.set_field(None)
        self._size.show_message(sentence)
        self._explanation.show_message(sentence)
        self.status_changed.emit("")

    def _show_picture(self) -> None:
        picture, units = self._document.current_picture, self._document.units
        if picture is None:
            self._picture_view.show_message(
                self.tr("Open a picture (Ctrl+O), drop one here, or choose a sample above.")
            )
            self._shown_picture = None
            return
        if self._shown_picture == (picture.id, units):
            return
        self._shown_picture = (picture.id, units)
        channels, height, width = picture.pixels.shape
        values = picture.pixels * np.float32(units)
        limits = (0.0, float(values.max()) or float(units))
        if channels == 1:
            self._picture_view.set_array(values[0], "grey", limits=limits)
        else:
            self._picture_view.set_array(values, "colour", limits=(0.0, float(units)))
        kind = self.tr("grey") if channels == 1 else self.tr("colour, a one-channel filter sees luminance")
        self._picture_view.set_caption(
            self.tr("{height} × {width}, {kind}, values {low} to {high}").format(
                height=height,
                width=width,
                kind=kind,
                low=short_number(float(values.min())),
                high=short_number(float(values.max())),
            )
        )

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
        return self._shown_picture is None or picture is None or self._shown_picture[0] != picture.id

    def _on_jobs_answered(
        self, request: ResponseRequest, answer: ResponseAnswer, milliseconds: float
    ) -> None:
        self._shown = (request, answer)
        height, width = answer.values.shape
        self._response_view.set_array(answer.values, answer.kind, placement=answer.placement)
        self._response_view.set_peaks([(peak.row, peak.column) for peak in answer.peaks])
        self._response_view.set_caption(
            self.tr("{height} × {width}, from {low} to {high}, ○ strongest").format(
                height=height,
                width=width,
                low=short_number(float(answer.values.min())),
                high=short_number(float(answer.values.max())),
            )
        )
        pixels = answer.seen.shape[1] * answer.seen.shape[2]
        self._speed = self.tr("{milliseconds:.1f} ms, {speed:.0f} Mpixel/s").format(
            milliseconds=milliseconds, speed=pixels / max(milliseconds, 1e-3) / 1000
        )
        self._explanation.set_bounds(height, width)
        if self._pinned is None or not (self._pinned[0] < height and self._pinned[1] < width):
            self.go_to(next(iter(self._sample_marks()), STRONGEST))
        else:
            self._explain()

    def _on_jobs_failed(self, _request: ResponseRequest, error: Exception) -> None:
        self._show_nothing(
            str(error)
            if isinstance(error, FilterLabError)
            else self.tr("The response could not be computed; Help ▸ Open log folder has the details.")
        )

    def _on_response_hovered(self, row: int, column: int) -> None:
        self._hovered = (row, column)
        self._explain()

    def _on_response_clicked(self, row: int, column: int) -> None:
        self.pin(row, column)

    def _on_picture_hovered(self, row: int, column: int) -> None:
        if self._shown is not None:
            self._hovered = self._cell_centred_on(self._shown[1], row + 0.5, column + 0.5)
            self._explain()

    def _on_picture_clicked(self, row: int, column: int) -> None:
        if self._shown is not None:
            self.pin(*self._cell_centred_on(self._shown[1], row + 0.5, column + 0.5))

    def _on_view_stepped(self, rows: int, columns: int) -> None:
        if self._shown is not None and self._pinned is not None:
            height, width = self._shown[1].values.shape
            row = min(max(self._pinned[0] + rows, 0), height - 1)
            column = min(max(self._pinned[1] + columns, 0), width - 1)
            self.pin(row, column)

    def _on_hover_left(self) -> None:
        self._hovered = None
        self._explain()

    def _explain(self) -> None:
        """Take the hovered number apart, or else the pinned one."""
        place = self._hovered or self._pinned
        if self._shown is None or place is None:
            return
        request, answer = self._shown
        height, width = answer.values.shape
        if not (place[0] < height and place[1] < width):
            return
        explanation = explain(
            answer.seen, request.weights, request.stages, *place, value_range=answer.value_range
        )
        self._explanation.show_explanation(
            explanation, request.stages, value_range=answer.value_range, pinned=place == self._pinned
        )
        field = explanation.receptive_field
        self._picture_view.set_field((field.top, field.left, field.height, field.width))
        spot = answer.placement
        self._response_view.set_field(
            (spot.top + place[0] * spot.step_y, spot.left + place[1] * spot.step_x, spot.step_y, spot.step_x)
        )
        self.status_changed.emit(self._status_text(explanation))

    def _status_text(self, explanation: Explanation) -> str:
        return self.tr("x {column}   y {row}   value {value}      {speed}").format(
            column=explanation.column,
            row=explanation.row,
            value=short_number(explanation.value, 6),
            speed=self._speed,
        )
