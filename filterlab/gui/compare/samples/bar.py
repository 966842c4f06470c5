"""The row that chooses a picture of a data set: whose data, which part of them, which picture, of which class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from filterlab.gui.train.choosers import PictureNumberBox
from filterlab.gui.train.pictures import small_picture
from filterlab.gui.widgets.choice_box import ChoiceBox
from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.elided_label import ElidedLabel
from filterlab.gui.widgets.glyphs import GlyphButton

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

BUTTON, THUMBNAIL = 24, 28


class SampleBar(QWidget):
    """Show and ask for a sample; setters never emit.

    Signals
    -------
    data_chosen(str), part_chosen(str)
        Another data set, or the other part of it, by its key.
    number_chosen(int)
        Another picture, by its number.
    label_chosen(object)
        Only pictures of a class from now on; None: of all classes.
    step_wanted(int)
        The next one (1) or the one before (-1).
    """

    data_chosen = Signal(str)
    part_chosen = Signal(str)
    number_chosen = Signal(int)
    label_chosen = Signal(object)
    step_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without data."""
        super().__init__(parent)
        self.data = ChoiceBox(
            self.tr("Data"), self.tr("The data a net was trained on, or those of the Train room"), 14
        )
        self.part = ChoiceBox(
            self.tr("Part"), self.tr("Pictures nets are tested with, or those they learn from")
        )
        self.part.set_entries((("test", self.tr("test")), ("train", self.tr("training"))), "test")
        self.number = PictureNumberBox()
        self.number.setAccessibleName(self.tr("Number of the picture"))
        self.number.setToolTip(self.tr("Which picture all filters look at, from 0"))
        self.number.setKeyboardTracking(False)
        self.label = ChoiceBox(self.tr("Class"), self.tr("Go through the pictures of this class alone"), 8)
        self.back, self.on = GlyphButton("back", BUTTON), GlyphButton("on", BUTTON)
        for button, name in ((self.back, self.tr("Previous picture")), (self.on, self.tr("Next picture"))):
            button.setToolTip(name)
            button.setAccessibleName(name)
        self._picture = QLabel()
        self._picture.setFixedSize(THUMBNAIL, THUMBNAIL)
        self._words = dressed(ElidedLabel(""), "muted")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 0, 10, 5)
        layout.setSpacing(7)
        for text, field in (
            (self.tr("&Data"), self.data),
            ("", self.part),
            ("", self.back),
            ("", self.number),
            ("", self.on),
            (self.tr("Class"), self.label),
        ):
            if text:
                caption = QLabel(text)
                caption.setBuddy(field)
                layout.addWidget(caption)
            layout.addWidget(field)
        layout.addWidget(self._picture)
        layout.addWidget(self._words, 1)

    def _connect(self) -> None:
        self.data.chosen.connect(self.data_chosen.emit)
        self.part.chosen.connect(self.part_chosen.emit)
        self.label.chosen.connect(self.label_chosen.emit)
        self.number.valueChanged.connect(self.number_chosen)
        self.back.clicked.connect(lambda: self.step_wanted.emit(-1))
        self.on.clicked.connect(lambda: self.step_wanted.emit(1))

    @property
    def words(self) -> str:
        """What is said about the sample, or why there is none."""
        return self._words.text()

    def set_data(self, entries: Sequence[tuple[str, str]], current: str, part: str) -> None:
        """List data sets as (key, title), and show whose and which part of them is looked at."""
        self.data.set_entries(entries, current)
        self.part.set_current(part)

    def set_labels(self, labels: Sequence[tuple[int, str]], current: int | None) -> None:
        """List the classes that have pictures, as (label, name), and show through which one goes."""
        self.label.set_entries([(None, self.tr("all")), *labels], current)

    def show_sample(self, pixels: NDArray[np.floating[Any]], number: int, count: int, words: str) -> None:
        """Show a picture (C, H, W), which of how many it is, and what there is to say about it."""
        self.number.set_count(count, number)
        self._picture.setPixmap(small_picture(pixels, THUMBNAIL))
        self._say(words, can_go=count > 1)

    def show_message(self, sentence: str) -> None:
        """Say why there is no picture."""
        self.number.set_count(0, 0)
        self._picture.setPixmap(QPixmap())
        self._say(sentence, can_go=False)

    def _say(self, words: str, *, can_go: bool) -> None:
        self._words.setText(words)
        for button in (self.back, self.on):
            button.setEnabled(can_go)
