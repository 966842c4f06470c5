"""Fool your filter: what beats the place one means, and what the cures do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from filterlab.errors import FilterLabError
from filterlab.figures import short_number
from filterlab.gui.design.cure_table import CureTable
from filterlab.gui.design.finished import finished_place
from filterlab.gui.design.fool_search import FoolRequest, compute_fooling, course_of, cured
from filterlab.gui.design.rival_strip import RivalStrip, figure
from filterlab.gui.design.tool import DesignTool
from filterlab.gui.jobs import NewestWins
from filterlab.gui.widgets.dressed import dressed

if TYPE_CHECKING:
    from filterlab.gui.design.scene import Scene
    from filterlab.gui.design.tool import Place
    from filterlab.probes import Cure, Fooling

# A hand that has not painted, and a place that has not moved, for so long rests.
REST_MS = 150
POLL_MS = 200


class FoolPanel(DesignTool):
    """Show what scores more than the pinned place, and offer cures with their figures."""

    key = "fool"
    group = "understand"

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._headline = QLabel(wordWrap=True)
        self._note = dressed(QLabel(wordWrap=True), "muted")
        self._busy = dressed(QLabel(wordWrap=True), "muted")
        self.strip = RivalStrip(self.tr("What is meant and what beats it"))
        self.table = CureTable()
        self._ncc = dressed(
            QLabel(
                self.tr(
                    "Normalised cross-correlation (from −1 to 1) also divides by each patch's contrast, which "
                    "no weights can do: its button sets the filter it compares with, not its figures."
                ),
                wordWrap=True,
            ),
            "muted",
        )
        self._wanted: FoolRequest | None = None
        self._found: tuple[FoolRequest, Fooling] | None = None
        self._search: NewestWins[FoolRequest, Fooling | None] = NewestWins(
            compute_fooling, lambda request: request.subject, self
        )
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._poll = QTimer(self, interval=POLL_MS)
        self._build()
        self._connect()
        self._say("")

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 8)
        layout.setSpacing(4)
        for widget in (self._headline, self._busy, self.strip, self._note, self.table, self._ncc):
            layout.addWidget(widget)
        layout.addStretch(1)

    def _connect(self) -> None:
        self._rest.timeout.connect(self._on_rest_timeout)
        self._poll.timeout.connect(self.say_progress)
        self._search.answered.connect(self._on_search_answered)
        self._search.failed.connect(self._on_search_failed)
        self.strip.place_chosen.connect(self.place_wanted)
        self.table.cure_chosen.connect(self._on_table_cure_chosen)
        self.table.rival_chosen.connect(self._on_table_rival_chosen)

    def title(self) -> str:
        """Return the name on the tab."""
        return self.tr("Fool your filter")

    def purpose(self) -> str:
        """Return what the panel is for, in a line."""
        return self.tr("What answers more strongly than what you meant, and cures")

    @property
    def headline(self) -> str:
        """What the panel says first, rich text."""
        return self._headline.text()

    def show_nothing(self, sentence: str) -> None:
        """Say why there is nothing to fool."""
        self._cancel()
        self._found = None
        self._say(sentence)

    def show_scene(self, scene: Scene) -> None:
        """Stop looking for what beats another filter; the place comes after the scene."""
        newest = self._wanted or (self._found[0] if self._found is not None else None)
        if newest is not None and (newest.scene.subject, newest.scene.revision) == (
            scene.subject,
            scene.revision,
        ):
            return
        self._cancel()
        if self._found is not None and self._found[0].scene.subject == scene.subject:
            self._set_stale(True)
        else:
            self._found = None
            self._say(self.tr("Pin the place you mean: click it in the picture or in the response."))

    def show_place(self, place: Place) -> None:
        """Look for what beats the pinned place, once the hand rests."""
        # The place is told again when the filter has been painted since.
        if not place.is_pinned or (self._scene is not None and place.scene.revision != self._scene.revision):
            return
        told = place.explanation
        request = FoolRequest(place.scene, told.row, told.column, place.brightness, course_of(place.scene))
        if self._wanted is not None and self._wanted.subject == request.subject:
            return
        self._cancel()
        is_found = self._found is not None and self._found[0].subject == request.subject
        self._set_stale(not is_found)
        if not is_found:
            self._wanted = request
            self._rest.start()

    def say_progress(self) -> None:
        """Say how far the search has come; one that is done at once says nothing."""
        if self._wanted is not None:
            if self._found is None:
                self._headline.setText(self.tr("Looking for what beats the place you mean."))
            text = self.tr("Looking through the picture: {percent} %")
            self._busy.setText(text.format(percent=self._wanted.course.percent))
            self._busy.show()

    def is_idle(self) -> bool:
        """Whether the figures are those of the pinned place."""
        return self._search.is_idle and not self._rest.isActive()

    def fall_asleep(self) -> None:
        """Stop looking."""
        self._cancel()

    def shut_down(self) -> None:
        """Stop looking for good."""
        self._cancel()
        self._search.shut_down()

    def _cancel(self) -> None:
        if self._wanted is not None:
            self._wanted.course.stop()
        self._wanted = None
        self._rest.stop()
        self._poll.stop()
        self._search.forget()
        self._busy.hide()

    def _set_stale(self, is_stale: bool) -> None:
        self.strip.set_stale(is_stale)
        self.table.set_stale(is_stale)

    def _say(self, sentence: str) -> None:
        """Show a sentence in place of all figures."""
        self._headline.setText(sentence)
        for widget in (self._busy, self.strip, self._note, self.table, self._ncc):
            widget.hide()

    def _show(self, request: FoolRequest, fooling: Fooling) -> None:
        scene = request.scene
        self._headline.setText(self._verdict_text(request, fooling))
        self.strip.show_fooling(request, fooling)
        is_plain = scene.stages.activation == "none" and scene.stages.pool == "none"
        self._note.setText(
            self.tr("▲ beats what you mean.")
            if is_plain
            else self.tr("▲ beats what you mean. All numbers are before activation and pooling.")
        )
        self.table.show_fooling(fooling)
        for widget in (self.strip, self._note, self.table, self._ncc):
            widget.show()

    def _verdict_text(self, request: FoolRequest, fooling: Fooling) -> str:
        """Say in a sentence or two what beats the intended place."""
        plain = fooling.verdicts["none"]
        meant = self.tr("You mean row {row}, column {column}: <b>{value}</b>.").format(
            row=request.row, column=request.column, value=figure(plain.intended, plain, 6)
        )
        parts = [meant]
        if plain.beaten_by(plain.flat):
            text = self.tr("Fooled: a flat patch of {level} gives <b>{value}</b>.")
            parts.append(
                text.format(level=short_number(fooling.flat_level), value=figure(plain.flat, plain, 6))
            )
        if plain.rank > 1:
            text = self.tr("{count} of {total} places in the picture give more.")
            parts.append(text.format(count=f"{plain.rank - 1:,}", total=f"{plain.places:,}"))
        elif not plain.beaten_by(plain.flat):
            parts.append(self.tr("No flat patch as bright and no other place in the picture gives more."))
        return " ".join(parts)

    def _on_rest_timeout(self) -> None:
        if self._wanted is not None:
            self._search.submit(self._wanted)
            self._poll.start()

    def _on_search_answered(
        self, request: FoolRequest, fooling: Fooling | None, _milliseconds: float
    ) -> None:
        if fooling is not None and request is self._wanted:
            self._cancel()
            self._found = (request, fooling)
            self._show(request, fooling)

    def _on_search_failed(self, _request: FoolRequest, error: Exception) -> None:
        self._cancel()
        self._found = None
        self._say(
            str(error)
            if isinstance(error, FilterLabError)
            else self.tr("This could not be found out; Help ▸ Open log folder has the details.")
        )

    def _on_table_cure_chosen(self, cure: Cure) -> None:
        if self._scene is not None:
            self.weights_edited.emit(cured(self._scene.weights, cure), self.table.title_of(cure))

    def _on_table_rival_chosen(self, cure: Cure) -> None:
        """Pin the strongest other place under a cure, which is a place before pooling."""
        if self._found is None:
            return
        rival = self._found[1].verdicts[cure].rivals[0]
        place = finished_place(self._found[0].scene.places, rival.row, rival.column)
        if place is not None:
            self.place_wanted.emit(*place)
            return
        text = self.tr("No pooling window reaches row {row}, column {column} of the map.")
        self.message_raised.emit(text.format(row=rival.row, column=rival.column))
