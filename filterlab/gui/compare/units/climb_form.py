"""The settings of a climb as sliders, and what it begins with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLabel, QWidget

from filterlab.gui.widgets.slider_box import SliderBox
from filterlab.probes.maximisation import ClimbSettings

if TYPE_CHECKING:
    from filterlab.probes.units import Fit

NOISE = "noise"
# As many as there are colours of curves.
MOST_ANSWERS = 5


@dataclass(frozen=True)
class Slide:
    """One slider: a field of `ClimbSettings`, its ends and its step, and what it is at first."""

    field: str
    low: float
    high: float
    step: float
    at_first: float


SLIDES = (
    Slide("steps", 16, 1024, 16, 256),
    Slide("rate", 0.005, 0.2, 0.005, 0.05),
    Slide("answers", 1, MOST_ANSWERS, 1, 3),
    Slide("diversity", 0.0, 4.0, 0.1, 0.5),
    Slide("noise", 0.0, 0.5, 0.01, 0.05),
    Slide("l2", 0.0, 4.0, 0.1, 0.5),
    Slide("total_variation", 0.0, 1.0, 0.02, 0.1),
    Slide("blur", 0.0, 2.0, 0.1, 0.0),
    Slide("jitter", 0, 8, 1, 0),
)


class ClimbForm(QWidget):
    """Ask for settings; setters never emit.

    Signals
    -------
    changed()
        The user wants other settings.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with settings that suit a small net."""
        super().__init__(parent)
        self.start = QComboBox()
        self.start.setAccessibleName(self.tr("Begin with"))
        self.start.setToolTip(
            self.tr("What the climb begins with: grey with noise, or the picture above, made to fit the net")
        )
        for title, key in (
            (self.tr("noise"), NOISE),
            (self.tr("picture as it is"), "pad"),
            (self.tr("picture, resized"), "resize"),
            (self.tr("picture, its middle"), "crop"),
        ):
            self.start.addItem(title, key)
        self.fourier = QCheckBox(self.tr("Fourier basis"))
        self.fourier.setToolTip(
            self.tr("Take steps wave by wave instead of pixel by pixel: coarse shapes come before fine ones")
        )
        self.sliders: dict[str, SliderBox] = {}
        self._lay_out(self._names())
        self.start.activated.connect(self.changed)
        self.fourier.toggled.connect(self.changed)

    def _names(self) -> dict[str, tuple[str, str]]:
        """Return the name and the explanation of each slider."""
        return {
            "steps": (self.tr("Steps"), self.tr("How many steps the climb takes")),
            "rate": (
                self.tr("Rate"),
                self.tr("By how much pixels change in the first step, in brightness (0 black, 1 white)"),
            ),
            "answers": (self.tr("Answers"), self.tr("How many pictures climb together")),
            "diversity": (self.tr("Diversity"), self.tr("How much it is held against pictures to be alike")),
            "noise": (
                self.tr("Noise"),
                self.tr("Standard deviation of the noise in the beginning, in brightness"),
            ),
            "l2": (self.tr("L2"), self.tr("How strongly pixels are pulled back to grey")),
            "total_variation": (
                self.tr("Variation"),
                self.tr("How much it is held against neighbouring pixels to differ (total variation)"),
            ),
            "blur": (
                self.tr("Blur"),
                self.tr("Every fourth step the picture is blurred by a bell of this deviation, in pixels"),
            ),
            "jitter": (
                self.tr("Jitter"),
                self.tr("By up to how many pixels the picture is moved before each step"),
            ),
        }

    def _lay_out(self, names: dict[str, tuple[str, str]]) -> None:
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 6, 0)
        form.setVerticalSpacing(3)
        form.addRow(self._label(self.tr("Begin with"), self.start), self.start)
        for slide in SLIDES:
            name, tip = names[slide.field]
            box = SliderBox(name, slide.low, slide.high, slide.step)
            box.set_value(slide.at_first)
            box.set_tip(tip)
            box.value_chosen.connect(self.changed)
            self.sliders[slide.field] = box
            form.addRow(self._label(name, box.box), box)
        form.addRow("", self.fourier)

    @staticmethod
    def _label(text: str, buddy: QWidget) -> QLabel:
        label = QLabel(text)
        label.setBuddy(buddy)
        return label

    @property
    def settings(self) -> ClimbSettings:
        """What is set."""
        value = {name: box.value for name, box in self.sliders.items()}
        return ClimbSettings(
            steps=round(value["steps"]),
            rate=value["rate"],
            answers=round(value["answers"]),
            noise=value["noise"],
            l2=value["l2"],
            total_variation=value["total_variation"],
            blur=value["blur"],
            jitter=round(value["jitter"]),
            fourier=self.fourier.isChecked(),
            diversity=value["diversity"],
        )

    @property
    def fit(self) -> Fit | None:
        """How the picture to begin with is made to fit; None to begin with noise."""
        chosen = self.start.currentData()
        return None if chosen == NOISE else cast("Fit", chosen)

    def fit_in(self, how: str) -> None:
        """Show another way to make the picture to begin with fit."""
        self.start.setCurrentIndex(self.start.findData(how))
