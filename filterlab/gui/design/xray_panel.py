"""A look into the filter: the terms it is a sum of, the gratings it answers, and how its response is computed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from filterlab.engine.threads import limited_threads
from filterlab.errors import FilterLabError
from filterlab.figures import short_number
from filterlab.gui.design.tool import DesignTool
from filterlab.gui.jobs import NewestWins
from filterlab.gui.widgets.array_view import ArrayView
from filterlab.gui.widgets.calm_text import CalmText
from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.matrix_view import MatrixView
from filterlab.probes.xray import XRay, take_xray

if TYPE_CHECKING:
    from filterlab.gui.design.scene import Scene
    from filterlab.probes import Survey
    from filterlab.probes.xray import Term

SPECTRUM = 96
MOST_TERMS, ACROSS = 6, 3
LETTERS = "RGB"
LEAST_DECIBELS = -60.0


@dataclass(frozen=True, eq=False)
class XRayRequest:
    """A scene to look into."""

    scene: Scene


def look_into(request: XRayRequest) -> XRay:
    """Take the X-ray of a scene's filter; pure, runs off the UI thread."""
    scene = request.scene
    with limited_threads(1):
        return take_xray(scene.pixels, scene.weights, scene.stages, size=SPECTRUM)


class XRayPanel(DesignTool):
    """Show singular values and terms, frequency response beside the picture's spectrum, and the algorithm."""

    key = "xray"
    group = "understand"

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without a filter."""
        super().__init__(parent)
        self.figures = CalmText()
        self.terms_title = CalmText()
        self.computation = CalmText()
        self.answer = ArrayView(self.tr("Filter"), colour_bar=False)
        self.spectrum = ArrayView(self.tr("Picture"), colour_bar=False)
        self._terms = QWidget()
        self._term_views = [MatrixView("signed") for _ in range(MOST_TERMS)]
        self._term_captions = [dressed(QLabel(), "muted") for _ in range(MOST_TERMS)]
        self._spectra = QWidget()
        self._message = QLabel(wordWrap=True)
        self._asked: Scene | None = None
        self._jobs: NewestWins[XRayRequest, XRay] = NewestWins(
            look_into, lambda request: (request.scene.subject, request.scene.revision), self
        )
        self._jobs.answered.connect(self._on_jobs_answered)
        self._jobs.failed.connect(self._on_jobs_failed)
        self._build()

    def _build(self) -> None:
        terms = QGridLayout(self._terms)
        terms.setContentsMargins(0, 0, 0, 0)
        terms.setSpacing(3)
        for number, (view, caption) in enumerate(zip(self._term_views, self._term_captions, strict=True)):
            row, column = divmod(number, ACROSS)
            view.setFixedHeight(84)
            view.setMinimumWidth(56)
            caption.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            terms.addWidget(view, 2 * row, column)
            terms.addWidget(caption, 2 * row + 1, column)
        spectra = QGridLayout(self._spectra)
        spectra.setContentsMargins(0, 0, 0, 0)
        for column, map_view in enumerate((self.answer, self.spectrum)):
            map_view.setFixedHeight(150)
            spectra.addWidget(map_view, 0, column)
        self.spectrum.link_to(self.answer)
        self._note = dressed(
            QLabel(
                self.tr(
                    "Gratings from −½ to ½ cycle a pixel, a flat patch in the middle; bright: strong. "
                    "The picture's power is in decibels."
                ),
                wordWrap=True,
            ),
            "muted",
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 8)
        layout.setSpacing(6)
        self._parts = (
            self.figures,
            self.terms_title,
            self._terms,
            self._spectra,
            self._note,
            self.computation,
        )
        for part in (self._message, *self._parts):
            layout.addWidget(part)
        layout.addStretch(1)

    def title(self) -> str:
        """Return the name on the tab."""
        return self.tr("X-ray")

    def purpose(self) -> str:
        """Return what the panel is for, in a line."""
        return self.tr("What the filter is made of: terms, frequencies, cost")

    def is_idle(self) -> bool:
        """Whether the newest filter has been looked into."""
        return self._jobs.is_idle

    def shut_down(self) -> None:
        """Stop computing."""
        self._jobs.shut_down()

    def show_nothing(self, sentence: str) -> None:
        """Say why there is nothing to look into."""
        self._jobs.forget()
        self._asked = None
        self._message.setText(sentence)
        self._message.show()
        for part in self._parts:
            part.hide()

    def show_scene(self, scene: Scene) -> None:
        """Look into this filter."""
        if scene is not self._asked:
            self._asked = scene
            self._jobs.submit(XRayRequest(scene))

    def show_survey(self, scene: Scene, survey: Survey) -> None:
        """Add how long the whole response took."""
        del scene, survey
        if self._computation_words:
            self.computation.set_text(self._computation_words + self._time_in_words())

    _computation_words = ""

    def _show(self, found: XRay, scene: Scene) -> None:
        self._message.hide()
        for part in self._parts:
            part.show()
        self.figures.set_text(self._figures_in_words(found))
        self.terms_title.set_text(self._terms_in_words(found))
        for number, (view, caption) in enumerate(zip(self._term_views, self._term_captions, strict=True)):
            term = found.terms[number] if number < len(found.terms) else None
            view.setVisible(term is not None)
            caption.setVisible(term is not None)
            if term is not None:
                view.set_values(term.product)
                view.setToolTip(self._term_in_words(term))
                channel = f"{LETTERS[term.channel]} " if scene.weights.shape[0] > 1 else ""
                caption.setText(f"{channel}{short_number(term.strength, 3)}")
        self.answer.set_array(found.gains.astype(np.float32), "activation")
        self.spectrum.set_array(
            found.picture_decibels.clip(LEAST_DECIBELS, 0).astype(np.float32),
            "grey",
            limits=(LEAST_DECIBELS, 0.0),
        )
        self._computation_words = self._computation_in_words(found)
        self.computation.set_text(self._computation_words + self._time_in_words())

    def _figures_in_words(self, found: XRay) -> str:
        grating = found.strongest
        lines = [
            self.tr("sum {total} · L2 {norm} · a flat patch gets {share} % of the strongest answer").format(
                total=short_number(found.total),
                norm=short_number(found.l2),
                share=short_number(100 * found.dc_share, 3),
            )
        ]
        if grating.wavelength is None or grating.angle is None:
            lines.append(self.tr("Answers flat patches most: it averages."))
        else:
            lines.append(
                self.tr(
                    "Answers stripes most that are {wavelength} pixels apart and run at {angle}°."
                ).format(wavelength=short_number(grating.wavelength, 3), angle=short_number(grating.angle, 3))
                if found.has_direction
                else self.tr(
                    "Answers stripes most that are {wavelength} pixels apart; none of their directions is preferred."
                ).format(wavelength=short_number(grating.wavelength, 3))
            )
        return "<br>".join(lines)

    def _terms_in_words(self, found: XRay) -> str:
        count, largest = len(found.terms), min(found.weights.shape[1:]) * found.weights.shape[0]
        shown = self.tr(" (the first {shown} shown)").format(shown=MOST_TERMS) if count > MOST_TERMS else ""
        words = self.tr("<b>{count}</b> of at most {largest} products of a column and a row{shown}").format(
            count=count, largest=largest, shown=shown
        )
        if count == found.weights.shape[0]:
            words += self.tr(": separable, so it can be slid along the columns, then along the rows")
        return words

    def _term_in_words(self, term: Term) -> str:
        return self.tr("singular value {strength}, {share} % of the energy").format(
            strength=short_number(term.strength, 6), share=short_number(100 * term.share, 3)
        )

    def _computation_in_words(self, found: XRay) -> str:
        chosen = found.computation
        words = self.tr(
            "Computed <b>{algorithm}</b>: {summary}. Chosen: {reason}. It takes {count} multiplications."
        )
        return words.format(
            algorithm=chosen.algorithm,
            summary=chosen.summary,
            reason=chosen.reason,
            count=f"{chosen.multiplications:,}",
        )

    def _time_in_words(self) -> str:
        if self._milliseconds is None:
            return ""
        return self.tr(" The whole response took {milliseconds} ms in the background.").format(
            milliseconds=short_number(self._milliseconds, 3)
        )

    def _on_jobs_answered(self, request: XRayRequest, found: XRay, _milliseconds: float) -> None:
        self._show(found, request.scene)

    def _on_jobs_failed(self, _request: XRayRequest, error: Exception) -> None:
        self.show_nothing(
            str(error)
            if isinstance(error, FilterLabError)
            else self.tr("The filter could not be looked into.")
        )
