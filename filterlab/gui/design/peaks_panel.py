"""The strongest and the most negative responses as two strips of patches; a click goes there."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QLabel, QSpinBox, QVBoxLayout, QWidget

from filterlab.errors import FilterLabError
from filterlab.figures import short_number
from filterlab.gui.design.peak_search import (
    MOST_PEAKS,
    FoundPeaks,
    PeaksRequest,
    brightest,
    compute_peaks,
    sight_of,
)
from filterlab.gui.design.tool import DesignTool
from filterlab.gui.jobs import NewestWins
from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.elided_label import ElidedLabel
from filterlab.gui.widgets.patch_strip import PatchCard, PatchStrip

if TYPE_CHECKING:
    from collections.abc import Hashable

    from filterlab.gui.design.peak_search import PeakSight
    from filterlab.gui.design.scene import Scene
    from filterlab.gui.design.tool import Place
    from filterlab.probes import Survey

FEWEST, AT_FIRST = 3, 5
# Up to so many pixels of the picture, and of a patch, the survey's peaks are drawn without waiting for a worker.
QUICK_PICTURE, QUICK_PATCH = 2**21, 2**14


class PeaksPanel(DesignTool):
    """Show where a response is farthest from 0, and what the filter saw there."""

    key = "peaks"
    group = "understand"

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._count = QSpinBox(minimum=FEWEST, maximum=MOST_PEAKS, value=AT_FIRST)
        self._count.setAccessibleName(self.tr("How many peaks of each sign"))
        self._note = dressed(QLabel(), "muted")
        self._message = QLabel(wordWrap=True)
        self._titles = [
            dressed(QLabel(text), "title") for text in (self.tr("Strongest"), self.tr("Most negative"))
        ]
        self._hints = [dressed(ElidedLabel(self.tr("value; row, column")), "muted") for _ in range(2)]
        self.strongest = PatchStrip(self.tr("Strongest responses"))
        self.most_negative = PatchStrip(self.tr("Most negative responses"))
        self._lacks = [dressed(QLabel(wordWrap=True), "muted") for _ in range(2)]
        self._found: tuple[Scene, FoundPeaks] | None = None
        self._asked: Scene | None = None
        self._shown: FoundPeaks | None = None
        self._white: tuple[Hashable, float] | None = None
        self._pinned: tuple[int, int] | None = None
        self._stop = threading.Event()
        self._search: NewestWins[PeaksRequest, FoundPeaks | None] = NewestWins(
            compute_peaks, lambda request: request.subject, self
        )
        self._build()
        self._connect()
        self._say("")

    def _build(self) -> None:
        header = QHBoxLayout()
        label = QLabel(self.tr("How many"))
        label.setBuddy(self._count)
        header.addWidget(label)
        header.addWidget(self._count)
        header.addStretch(1)
        header.addWidget(self._note)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 8)
        layout.setSpacing(4)
        layout.addLayout(header)
        layout.addWidget(self._message)
        for title, hint, strip, lack in zip(
            self._titles, self._hints, (self.strongest, self.most_negative), self._lacks, strict=True
        ):
            line = QHBoxLayout()
            line.addWidget(title)
            line.addWidget(hint, 1)
            layout.addLayout(line)
            layout.addWidget(strip)
            layout.addWidget(lack)
        layout.addStretch(1)

    def _connect(self) -> None:
        self._count.valueChanged.connect(self._on_count_value_changed)
        self.strongest.patch_chosen.connect(self._on_strongest_patch_chosen)
        self.most_negative.patch_chosen.connect(self._on_most_negative_patch_chosen)
        self._search.answered.connect(self._on_search_answered)
        self._search.failed.connect(self._on_search_failed)

    def title(self) -> str:
        """Return the name on the tab."""
        return self.tr("Peaks")

    def purpose(self) -> str:
        """Return what the panel is for, in a line."""
        return self.tr("The places that answer most strongly")

    def show_nothing(self, sentence: str) -> None:
        """Say why there are no peaks."""
        self._cancel()
        self._found = None
        self._say(sentence)

    def show_scene(self, scene: Scene) -> None:
        """Pale what is shown while the filter is painted; wait for the survey when there is another subject."""
        if self._is_looked_through(scene):
            return
        self._cancel()
        if self._found is not None and self._found[0].subject == scene.subject:
            self._set_stale()
        else:
            self._found = None
            self._say(self.tr("Looking through the response …"))

    def show_survey(self, scene: Scene, survey: Survey) -> None:
        """Show the strongest places, which are known, and look for all others."""
        if self._is_looked_through(scene):
            return
        self._cancel()
        self._asked = scene
        white = self._white[1] if self._white is not None and self._white[0] == scene.seen else None
        self._show_known(scene, survey, white)
        self._note.setText(self.tr("looking …"))
        self._stop = threading.Event()
        stop = self._stop
        self._search.submit(PeaksRequest(scene, white, proceed=lambda: not stop.is_set()))

    def show_place(self, place: Place) -> None:
        """Mark the pinned place where it is one of the peaks."""
        if place.is_pinned:
            self._pinned = (place.explanation.row, place.explanation.column)
            self._mark()

    def is_idle(self) -> bool:
        """Whether all peaks are shown."""
        return self._search.is_idle

    def fall_asleep(self) -> None:
        """Stop looking."""
        self._cancel()

    def shut_down(self) -> None:
        """Stop looking for good."""
        self._cancel()
        self._search.shut_down()

    def _cancel(self) -> None:
        self._stop.set()
        self._search.forget()
        self._asked = None
        self._note.setText("")

    def _is_looked_through(self, scene: Scene) -> bool:
        """Whether this scene's peaks are shown, or looked for."""
        scenes = (self._asked, self._found[0] if self._found is not None else None)
        return any(
            known is not None and (known.subject, known.revision) == (scene.subject, scene.revision)
            for known in scenes
        )

    def _show_known(self, scene: Scene, survey: Survey, white: float | None) -> None:
        """Show the survey's peaks, if that takes no time; the most negative ones are not known yet."""
        _channels, height, width = scene.pixels.shape
        places = scene.places
        field = places.pixels_behind(places.cells_behind(0, 0))
        is_quick = white is not None or height * width <= QUICK_PICTURE
        if not survey.peaks or not is_quick or field.height * field.width > QUICK_PATCH:
            return
        white = brightest(scene) if white is None else white
        sights = tuple(sight_of(scene, peak, white) for peak in survey.peaks)
        self._show(scene, FoundPeaks(sights, (), white))
        self._titles[1].hide()
        self._lacks[1].hide()

    def _show(self, scene: Scene, found: FoundPeaks) -> None:
        """Show both strips."""
        self._message.hide()
        self._white = (scene.seen, found.white)
        self._shown = found
        sentences = (self.tr("{rank} of the strongest"), self.tr("{rank} of the most negative"))
        lacks = (
            self.tr("No place stands out above 0."),
            self.tr("None: the activation leaves nothing below 0.")
            if scene.stages.is_never_negative
            else self.tr("No place stands out below 0."),
        )
        parts = (found.strongest, found.most_negative)
        strips = (self.strongest, self.most_negative)
        for title, hint, strip, lack, sights, sentence, why in zip(
            self._titles, self._hints, strips, self._lacks, parts, sentences, lacks, strict=True
        ):
            title.show()
            shown = sights[: self._count.value()]
            strip.set_cards([self._card(sight, rank, sentence) for rank, sight in enumerate(shown, start=1)])
            strip.setVisible(bool(shown))
            hint.setVisible(bool(shown))
            lack.setText(why)
            lack.setVisible(not shown)
        self._mark()

    def _card(self, sight: PeakSight, rank: int, sentence: str) -> PatchCard:
        peak = sight.peak
        words = self.tr("{rank}: {value} at row {row}, column {column}; click to go there").format(
            rank=sentence.format(rank=rank),
            value=short_number(peak.value, 6),
            row=peak.row,
            column=peak.column,
        )
        return PatchCard(
            sight.patch,
            short_number(peak.value),
            self.tr("{row}, {column}").format(row=peak.row, column=peak.column),
            words,
        )

    def _say(self, sentence: str) -> None:
        """Show a sentence in place of the strips."""
        self._shown = None
        self._message.setText(sentence)
        self._message.show()
        for widget in (*self._titles, *self._hints, self.strongest, self.most_negative, *self._lacks):
            widget.hide()

    def _set_stale(self) -> None:
        for strip in (self.strongest, self.most_negative):
            strip.set_stale(True)

    def _mark(self) -> None:
        """Mark the patch of the pinned place."""
        if self._shown is None:
            return
        for strip, sights in (
            (self.strongest, self._shown.strongest),
            (self.most_negative, self._shown.most_negative),
        ):
            places = [(sight.peak.row, sight.peak.column) for sight in sights]
            strip.set_marked(places.index(self._pinned) if self._pinned in places else -1)

    def _go_to(self, sights: tuple[PeakSight, ...], index: int) -> None:
        peak = sights[index].peak
        self.place_wanted.emit(peak.row, peak.column)

    def _on_count_value_changed(self) -> None:
        if self._found is not None:
            self._show(*self._found)

    def _on_strongest_patch_chosen(self, index: int) -> None:
        if self._shown is not None:
            self._go_to(self._shown.strongest, index)

    def _on_most_negative_patch_chosen(self, index: int) -> None:
        if self._shown is not None:
            self._go_to(self._shown.most_negative, index)

    def _on_search_answered(
        self, request: PeaksRequest, found: FoundPeaks | None, _milliseconds: float
    ) -> None:
        if found is not None:
            self._asked = None
            self._note.setText("")
            self._found = (request.scene, found)
            self._show(request.scene, found)

    def _on_search_failed(self, _request: PeaksRequest, error: Exception) -> None:
        self._cancel()
        self._say(
            str(error)
            if isinstance(error, FilterLabError)
            else self.tr("The peaks could not be found; Help ▸ Open log folder has the details.")
        )
