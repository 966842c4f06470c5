"""Which number of the response is read, and what it was made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from filterlab.data import samples
from filterlab.gui.afterwards import Afterwards
from filterlab.gui.design.tool import Place
from filterlab.gui.opening import SAMPLE
from filterlab.gui.widgets.placement import Placement
from filterlab.probes import explain

if TYPE_CHECKING:
    from filterlab.gui.design.explanation_panel import ExplanationPanel
    from filterlab.gui.design.live_response import LiveResponse
    from filterlab.gui.design.scene import Scene
    from filterlab.gui.widgets.array_view import ArrayView
    from filterlab.probes import Pair, Survey
    from filterlab.project import Document

STRONGEST, WEAKEST = "strongest", "most-negative"


class Reading(QObject):
    """Take apart the number under the mouse, or else the pinned one.

    The pinned place is where the explanation stands while the mouse is elsewhere; it starts on
    the first mark of a sample picture, else on the strongest response, and stays while the filter is painted.

    Signals
    -------
    place_shown(place)
        The explanation stands here now.
    place_left()
        No number is read any more: nothing is pinned and the mouse is elsewhere.
    """

    place_shown = Signal(object)
    place_left = Signal()

    def __init__(
        self,
        document: Document,
        picture_view: ArrayView,
        response_view: ArrayView,
        explanation: ExplanationPanel,
        live: LiveResponse,
        parent: QObject,
    ) -> None:
        """Listen to the views; there is nothing to read yet."""
        super().__init__(parent)
        self._document = document
        self._picture_view = picture_view
        self._response_view = response_view
        self._explanation = explanation
        self._live = live
        self._scene: Scene | None = None
        self._survey: Survey | None = None
        self._shape: Pair = (0, 0)
        self._placement = Placement()
        self._pinned: Pair | None = None
        self._hovered: Pair | None = None
        # The user took the pin out, and wants none put in elsewhere.
        self._is_loose = False
        # A mark that has to wait until the whole response is known.
        self._wanted = ""
        self._again = Afterwards(self)
        self._again.came.connect(self._read)
        self._connect()

    def _connect(self) -> None:
        self._response_view.cell_hovered.connect(self._on_response_hovered)
        self._response_view.cell_clicked.connect(self.pin)
        self._response_view.cell_stepped.connect(self._on_view_stepped)
        self._response_view.hover_left.connect(self._on_hover_left)
        self._picture_view.cell_hovered.connect(self._on_picture_hovered)
        self._picture_view.cell_clicked.connect(self._on_picture_clicked)
        self._picture_view.cell_stepped.connect(self._on_view_stepped)
        self._picture_view.hover_left.connect(self._on_hover_left)
        self._explanation.place_typed.connect(self.pin)
        self._explanation.mark_chosen.connect(self.go_to)
        self._explanation.unpin_wanted.connect(self.unpin)
        self._live.measured.connect(self._on_live_measured)

    @property
    def pinned(self) -> Pair | None:
        """The pinned (row, column) of the response, or None."""
        return self._pinned

    @property
    def is_idle(self) -> bool:
        """Whether the number is that of the response on screen."""
        return not self._again.is_active

    def stop(self) -> None:
        """Read nothing more by itself."""
        self._again.stop()

    def set_map(self, shape: Pair, placement: Placement) -> None:
        """Say how large the response is and where its cells lie on the picture."""
        self._shape, self._placement = shape, placement
        self._explanation.set_bounds(*shape)

    def set_scene(self, scene: Scene, survey: Survey | None) -> None:
        """Read the same place of another response, before long."""
        self._scene, self._survey = scene, survey
        is_lost = self._pinned is None or not self._is_on_map(self._pinned)
        if is_lost and not self._is_loose:
            self.go_to(next(iter(self._sample_marks()), STRONGEST))
        else:
            self._again.start()

    def set_survey(self, survey: Survey) -> None:
        """Read the strongest number if that has been waited for; else the same one again, now to the last digit."""
        self._survey = survey
        if self._wanted:
            self.go_to(self._wanted)
        else:
            self._read()

    def show_nothing(self, sentence: str) -> None:
        """Say why there is no number."""
        self._scene = self._survey = None
        self._picture_view.set_field(None)
        self._explanation.show_message(sentence)

    def follow_picture(self, last: str | None) -> None:
        """Look for another place if there is another picture than the last one; a copy of it keeps the place."""
        picture = self._document.current_picture
        if picture is not None and picture.id == last:
            return
        self._hovered = None
        size = picture.pixels.shape[1:] if picture is not None else None
        known = self._scene.pixels.shape[1:] if self._scene is not None else None
        if size != known or self._sample_marks():
            self._pinned, self._is_loose = None, False

    def pin(self, row: int, column: int) -> None:
        """Keep the explanation at a place of the response."""
        self._pinned, self._hovered, self._wanted, self._is_loose = (row, column), None, "", False
        self._read()

    def unpin(self) -> None:
        """Let go of the place, until another one is pinned or another picture is looked at."""
        self._pinned, self._wanted, self._is_loose = None, "", True
        self._read()

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
        return self._on_map(*self._placement.cell_at(x, y))

    def _on_map(self, row: int, column: int) -> Pair:
        """Return the nearest cell that exists."""
        height, width = self._shape
        return min(max(row, 0), height - 1), min(max(column, 0), width - 1)

    def _is_on_map(self, place: Pair) -> bool:
        return place[0] < self._shape[0] and place[1] < self._shape[1]

    def _read(self) -> None:
        """Take the hovered number apart, or else the pinned one."""
        self._again.stop()
        place, scene = self._hovered or self._pinned, self._scene
        if scene is None:
            return
        if place is None and self._is_loose:
            self._show_no_place()
            return
        if place is None or not self._is_on_map(place):
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
            scale=scene.scale.factor,
        )
        is_pinned = place == self._pinned
        self._explanation.show_explanation(
            explanation, scene.stages, value_range=brightness, pinned=is_pinned
        )
        field = explanation.receptive_field
        self._picture_view.set_field((field.top, field.left, field.height, field.width))
        spot = self._placement
        self._response_view.set_field(
            (spot.top + place[0] * spot.step_y, spot.left + place[1] * spot.step_x, spot.step_y, spot.step_x)
        )
        self.place_shown.emit(Place(scene, explanation, brightness, is_pinned=is_pinned))

    def _show_no_place(self) -> None:
        """Show that no number is read, in the views too."""
        self._picture_view.set_field(None)
        self._response_view.set_field(None)
        self._explanation.show_message(
            self.tr(
                "Nothing is pinned. Move over the response to see where a number comes from; click to pin it."
            )
        )
        self.place_left.emit()

    def _on_live_measured(self, _scene: Scene) -> None:
        self._read()

    def _on_response_hovered(self, row: int, column: int) -> None:
        self._hovered = (row, column)
        self._read()

    def _on_picture_hovered(self, row: int, column: int) -> None:
        if self._scene is not None:
            self._hovered = self._cell_centred_on(row + 0.5, column + 0.5)
            self._read()

    def _on_picture_clicked(self, row: int, column: int) -> None:
        if self._scene is not None:
            self.pin(*self._cell_centred_on(row + 0.5, column + 0.5))

    def _on_view_stepped(self, rows: int, columns: int) -> None:
        if self._scene is None:
            return
        if self._pinned is None:
            self.go_to(STRONGEST)
        else:
            self.pin(*self._on_map(self._pinned[0] + rows, self._pinned[1] + columns))

    def _on_hover_left(self) -> None:
        self._hovered = None
        self._read()
