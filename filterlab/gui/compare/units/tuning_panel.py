"""The bench of Hubel and Wiesel: what a unit is tuned to, curve by curve."""

from __future__ import annotations

from functools import partial
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from filterlab.figures import short_number
from filterlab.gui.compare.units.tuning_card import LINES, AxisCard, PolarCard, TuningCard
from filterlab.gui.compare.units.unit_panel import UnitPanel
from filterlab.gui.theme import current_theme
from filterlab.gui.widgets.array_view import ArrayView
from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.placement import Placement

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from filterlab.probes.bench import CurvatureMap

COLUMNS = 5
LEAST_HEIGHT = 470
# Cells of the map of arcs are so many times as high as wide: there are more directions than radii.
TALL = 1.6


class TuningPanel(UnitPanel):
    """Show the curves of a unit, and of others that were kept, over each other.

    Signals
    -------
    keep_wanted(), forget_wanted()
        The user wants to see these curves beside those of the next unit; or no others any more.
    """

    keep_wanted = Signal()
    forget_wanted = Signal()
    key = "tuning"

    def title(self) -> str:
        """Return the name on the tab."""
        return self.tr("Tuning")

    def purpose(self) -> str:
        """Return what the panel is for, in a line."""
        return self.tr(
            "Which bars, gratings, edges, spots and arcs a unit answers to: the bench of Hubel and Wiesel"
        )

    def start_text(self) -> str:
        """Return the word on the button."""
        return self.tr("Measure again")

    def explanation(self) -> str:
        """Return what a simple cell is, and what F1/F0 measures."""
        return self.tr(
            "While stripes pass, answers go up and down (F1, the height of that wave) around their mean (F0),\n"
            "both counted from the answer to the empty screen.\n"
            "A simple cell answers to light in some places and to dark in others, so it follows the stripes;\n"
            "a complex cell answers wherever they lie."
        )

    def extras(self) -> Sequence[QWidget]:
        """Return what keeps curves."""
        self.keep = QPushButton(self.tr("Keep curves"))
        self.keep.setToolTip(
            self.tr("Draw these curves under those of the units that are chosen next, up to four")
        )
        self.forget = QPushButton(self.tr("This one alone"))
        self.forget.setToolTip(self.tr("Take the curves of all other units away"))
        self.keep.clicked.connect(self.keep_wanted)
        self.forget.clicked.connect(self.forget_wanted)
        self.set_can_keep(can_keep=False, has_kept=False)
        return (self.keep, self.forget)

    def build_content(self) -> QWidget:
        """Return the cards in two rows."""
        self.cards = self._make_cards()
        self.grating = ArrayView(self.tr("Best grating"), colour_bar=False)
        self.grating.setToolTip(
            self.tr("The stripes it answers to most, on a screen as large as its receptive field")
        )
        self.grating_note = dressed(QLabel("", wordWrap=True), "muted")
        self.arcs = ArrayView(self.tr("Arcs"))
        self.arcs.setToolTip(
            self.tr("Answers to half circles of every radius and direction, the strongest over nine places")
        )
        for view in (self.grating, self.arcs):
            view.hold_still()
        self.arcs_note = dressed(QLabel("", wordWrap=True), "muted")
        self.arcs.cell_hovered.connect(self._on_arcs_cell_hovered)
        self.arcs.hover_left.connect(partial(self.value_hovered.emit, ""))
        self._curvature: CurvatureMap | None = None
        self._legend = QLabel("")
        self._names: tuple[tuple[int, str], ...] = ()
        whole = QWidget()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._legend)
        grid = QGridLayout()
        grid.setSpacing(8)
        widgets = [_below(self.grating, self.grating_note), *self.cards.values()]
        widgets.insert(COLUMNS - 1, _below(self.arcs, self.arcs_note))
        for index, widget in enumerate(widgets):
            grid.addWidget(widget, index // COLUMNS, index % COLUMNS)
        for column in range(COLUMNS):
            grid.setColumnStretch(column, 1)
        layout.addLayout(grid, 1)
        whole.setMinimumHeight(LEAST_HEIGHT)
        return whole

    def _make_cards(self) -> dict[tuple[str, str], TuningCard]:
        axis, polar = AxisCard, PolarCard
        degrees = self.tr("degrees")
        pixels = self.tr("pixels")
        half_height = self.tr(
            "Width at half height lies between the values on both sides where half the answer is left."
        )
        octaves = f"{half_height}\n{self.tr('It is told in octaves: one octave is a doubling.')}"
        turn = self.tr("Selectivity is 1 if it answers to one angle alone, 0 if it answers to all alike.")
        phase = self.tr(
            "Phase is how far the stripes are moved: 360 degrees are a whole stripe, light and dark."
        )
        middle = self.tr("Edges run through the middle, where a filter alike on both sides answers nothing.")
        above = self.tr("Answers above that to the empty screen, in the units of the layer.")
        strength = self.tr("Answers to gratings are F1, the amplitude over the phases, or F0, their mean.")
        return {
            ("grating", "angle"): polar(self.tr("Angle of gratings"), f"{strength}\n{turn}", half_turn=True),
            ("grating", "frequency"): axis(
                self.tr("Spatial frequency"),
                f"{strength}\n{octaves}",
                self.tr("stripes per pixel"),
                by_doublings=True,
            ),
            ("grating", "phase"): axis(self.tr("Phase"), f"{above}\n{phase}", degrees, by_doublings=False),
            ("bar", "angle"): polar(self.tr("Angle of a bar"), f"{above}\n{turn}", half_turn=True),
            ("edge", "angle"): polar(
                self.tr("Angle of an edge"), f"{above}\n{turn}\n{middle}", half_turn=False
            ),
            ("bar", "position"): axis(
                self.tr("Position of a bar"),
                f"{above}\n{half_height}",
                self.tr("pixels aside"),
                by_doublings=False,
            ),
            ("bar", "width"): axis(
                self.tr("Width of a bar"), f"{above}\n{octaves}", pixels, by_doublings=True
            ),
            ("spot", "radius"): axis(
                self.tr("Radius of a spot"), f"{above}\n{octaves}", pixels, by_doublings=True
            ),
        }

    def show_grating(self, screen: NDArray[np.float32], words: str) -> None:
        """Show the best grating (H, W), and say what it is."""
        self.grating.set_array(screen, "grey", limits=(0.0, 1.0))
        self.grating_note.setText(words)

    def show_arcs(self, arcs: CurvatureMap, words: str) -> None:
        """Show the answers to arcs, and say which is best."""
        self._curvature = arcs
        self.arcs.set_array(arcs.answers, "signed", placement=Placement(step_y=TALL))
        self.arcs.set_caption(self.tr("radius down, direction across"))
        self.arcs_note.setText(words)

    def show_pending(self) -> None:
        """Empty what comes at the end of the measurements."""
        self._curvature = None
        self.grating.show_message(self.tr("Being looked for …"))
        self.arcs.show_message(self.tr("Measured last …"))
        for note in (self.grating_note, self.arcs_note, *(card.note for card in self.cards.values())):
            note.setText("")

    def set_names(self, names: Mapping[int, str]) -> None:
        """Name the curves by the numbers of their colours; a single one needs no name."""
        self._names = tuple(names.items())
        self._legend.setVisible(len(self._names) > 1)
        self._write_names()

    @property
    def names(self) -> tuple[str, ...]:
        """What the curves are called."""
        return tuple(name for _colour, name in self._names)

    def set_can_keep(self, *, can_keep: bool, has_kept: bool) -> None:
        """Say whether curves can be kept, and whether some are."""
        self.keep.setEnabled(can_keep)
        self.forget.setVisible(has_kept)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._write_names()

    def _write_names(self) -> None:
        curves = current_theme().curves
        self._legend.setText(
            " &nbsp; ".join(
                f'<span style="color:{curves[colour].name()}">■</span> {escape(name)}'
                for colour, name in self._names
            )
        )

    def _on_arcs_cell_hovered(self, row: int, column: int) -> None:
        arcs = self._curvature
        if arcs is not None:
            words = self.tr("arc of radius {radius} pixels in direction {angle} degrees: answer {value}")
            self.value_hovered.emit(
                words.format(
                    radius=short_number(float(arcs.radii[row]), 3),
                    angle=short_number(float(arcs.angles[column]), 3),
                    value=short_number(float(arcs.answers[row, column]), 4),
                )
            )


def _below(view: QWidget, note: QLabel) -> QWidget:
    """Put words below a view."""
    card = QWidget()
    note.setMinimumHeight(LINES * note.fontMetrics().height())
    note.setAlignment(Qt.AlignmentFlag.AlignTop)
    layout = QVBoxLayout(card)
    layout.setContentsMargins(2, 2, 2, 2)
    layout.setSpacing(2)
    layout.addWidget(view, 1)
    layout.addWidget(note)
    return card
