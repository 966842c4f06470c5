"""How training pictures are changed each time they are seen: sliders, and what they do to one picture."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QFormLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from filterlab.data import Augmentation, preview_augmentation
from filterlab.gui.train.picture_row import PictureRow
from filterlab.gui.train.settings_fields import add_row, plain_form
from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.slider_box import SliderBox

if TYPE_CHECKING:
    from numpy.typing import NDArray

VARIANTS = 5


class AugmentationForm(QWidget):
    """Show and ask for an augmentation, and show a picture as a net may see it. Setters never emit.

    Signals
    -------
    edited(Augmentation)
        The user changed one of the settings.
    """

    edited = Signal(Augmentation)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with pictures that stay as they are."""
        super().__init__(parent)
        self._settings = Augmentation()
        self._picture: NDArray[np.float32] | None = None
        self._seed = 0
        self.sliders = {
            "shift": SliderBox(self.tr("Shift"), 0, 8, 0.5),
            "rotate": SliderBox(self.tr("Turn"), 0, 45, 1),
            "scale": SliderBox(self.tr("Scale"), 0, 0.5, 0.01),
            "elastic": SliderBox(self.tr("Bend"), 0, 4, 0.1),
            "noise": SliderBox(self.tr("Noise"), 0, 0.5, 0.01),
        }
        self.horizontal_flip = QCheckBox(self.tr("Mirror left and right"))
        self.vertical_flip = QCheckBox(self.tr("top and bottom"))
        self.again = QPushButton(self.tr("Others"))
        self.row = PictureRow()
        self._lay_out()
        for name, slider in self.sliders.items():
            slider.value_chosen.connect(lambda value, name=name: self._edit(name, value))
        self.horizontal_flip.toggled.connect(lambda is_on: self._edit("horizontal_flip", is_on))
        self.vertical_flip.toggled.connect(lambda is_on: self._edit("vertical_flip", is_on))
        self.again.clicked.connect(self._on_again_clicked)
        self.set_picture(None)

    def _lay_out(self) -> None:
        rows = {
            "shift": (self.tr("Shift, pixels"), self.tr("Most pixels moved up or down, left or right")),
            "rotate": (self.tr("Turn, degrees"), self.tr("Most degrees turned, either way")),
            "scale": (self.tr("Scale, ±"), self.tr("How much larger or smaller at most; 0.1 is a tenth")),
            "elastic": (self.tr("Bend, pixels"), self.tr("How far pixels wander in waves")),
            "noise": (self.tr("Noise"), self.tr("Spread of the noise; 1 is the way from black to white")),
        }
        form: QFormLayout = plain_form()
        form.setVerticalSpacing(1)
        for name, (label, tip) in rows.items():
            add_row(form, label, self.sliders[name], tip)
            self.sliders[name].set_tip(tip)
        flips = QHBoxLayout()
        flips.addWidget(self.horizontal_flip)
        flips.addWidget(self.vertical_flip)
        flips.addStretch(1)
        for box in (self.horizontal_flip, self.vertical_flip):
            box.setToolTip(self.tr("Half of the pictures are mirrored; digits and letters should not be"))
        self.again.setAutoDefault(False)
        self.again.setToolTip(self.tr("Draw other variants of the picture"))
        head = QHBoxLayout()
        title = dressed(QLabel(self.tr("Change pictures while learning")), "title")
        head.addWidget(title)
        head.addStretch(1)
        head.addWidget(self.again)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addLayout(head)
        layout.addWidget(self.row)
        layout.addLayout(form)
        layout.addLayout(flips)

    @property
    def settings(self) -> Augmentation:
        """How pictures are changed."""
        return self._settings

    def set_settings(self, settings: Augmentation) -> None:
        """Show other settings."""
        self._settings = settings
        for name, slider in self.sliders.items():
            slider.set_value(getattr(settings, name))
        for box, is_on in (
            (self.horizontal_flip, settings.horizontal_flip),
            (self.vertical_flip, settings.vertical_flip),
        ):
            blocker = QSignalBlocker(box)
            box.setChecked(is_on)
            del blocker
        self._draw()

    def set_picture(self, picture: NDArray[np.float32] | None) -> None:
        """Show what happens to another picture (C, H, W) in [0, 1]; None: there is none."""
        self._picture = picture
        self._draw()

    def _draw(self) -> None:
        picture = self._picture
        if picture is None:
            self.row.show_message(self.tr("Here: a picture, and how a net may see it."))
            return
        if self._settings.changes_nothing:
            self.row.set_pictures(picture[np.newaxis], self.tr("The net sees every picture as it is."))
            return
        # The same numbers for every place of a slider: what moves is what the hand moves.
        rng = np.random.default_rng(self._seed)
        variants = preview_augmentation(picture, self._settings, rng, VARIANTS)
        self.row.set_pictures(np.concatenate((picture[np.newaxis], variants)), "")

    def _edit(self, name: str, value: float | bool) -> None:
        changes: dict[str, Any] = {name: value}
        self._settings = replace(self._settings, **changes)
        self._draw()
        self.edited.emit(self._settings)

    def _on_again_clicked(self) -> None:
        self._seed += 1
        self._draw()
