"""The data a net learns from: which, how they are split, what they look like, and how they are changed meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from filterlab.gui.desk_panel import DeskPanel
from filterlab.gui.train.augmentation_form import AugmentationForm
from filterlab.gui.train.class_table import ClassTable
from filterlab.gui.train.data_words import DataWords
from filterlab.gui.train.desk import SET_UP
from filterlab.gui.train.picture_browser import PictureBrowser
from filterlab.gui.train.settings_fields import FIELD_HEIGHT, show_whole
from filterlab.gui.widgets.flow_layout import FlowLayout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from filterlab.data import Augmentation
    from filterlab.gui.train.data_sight import DataSight

MAX_SEED = 2**31 - 1
CLASSES_WIDTH = 165
BROWSER_HEIGHT = 200
SEED_WIDTH = 90
SOURCE_CHARACTERS = 12


class DataPanel(DeskPanel):
    """Show a data set and ask for another one. Setters never emit.

    Signals
    -------
    source_chosen(key)
        The user chose another data set.
    folder_wanted(), file_wanted()
        The user wants one of their own.
    download_wanted(), cancel_wanted()
        Fetch the data set that is chosen; stop that.
    split_edited(test_share, seed)
        The share that is kept back, 0 for as the data come, and the seed.
    augmentation_edited(Augmentation)
        How pictures are changed.
    """

    source_chosen = Signal(str)
    folder_wanted = Signal()
    file_wanted = Signal()
    download_wanted = Signal()
    cancel_wanted = Signal()
    split_edited = Signal(float, int)
    augmentation_edited = Signal(object)
    key = "data"
    group = SET_UP

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without data."""
        super().__init__(parent)
        self._words = DataWords()
        self._sight: DataSight | None = None
        self._label: int | None = None
        self.source = QComboBox()
        self.folder = QPushButton(self.tr("Folder…"))
        self.file = QPushButton(self.tr("File…"))
        self._sentence = QLabel("", wordWrap=True)
        self._news = QLabel("", wordWrap=True)
        self.progress = QProgressBar(textVisible=False)
        self.download = QPushButton()
        self.cancel = QPushButton(self.tr("Cancel"))
        self.test_share = QDoubleSpinBox(minimum=0, maximum=90, singleStep=5, decimals=0, suffix=" %")
        self.seed = QSpinBox(minimum=0, maximum=MAX_SEED)
        self.part = QComboBox()
        self.classes = ClassTable()
        self.browser = PictureBrowser()
        self.augmentation = AugmentationForm()
        self._explain()
        self._lay_out()
        self._connect()
        self.set_download("", "", 0)

    def title(self) -> str:
        """Return the translated name on the panel's tab."""
        return self.tr("&Data")

    def purpose(self) -> str:
        """Return in a translated line what the panel is for."""
        return self.tr("What the net learns from, split and changed")

    def _explain(self) -> None:
        for spin in (self.test_share, self.seed):
            # Half a number would have all pictures read.
            spin.setKeyboardTracking(False)
        self.test_share.setSpecialValueText(self.tr("as they come"))
        self.part.addItems([self.tr("those to learn from"), self.tr("those kept back")])
        for field, name, tip in (
            (self.source, self.tr("Data set"), self.tr("What the net learns from")),
            (self.folder, "", self.tr("A folder with one folder of pictures a class, or with MNIST's files")),
            (self.file, "", self.tr("Arrays (.npz), or a table of pictures and their classes (.csv)")),
            (self.cancel, "", self.tr("Stop the download; what has come is kept for the next time")),
            (
                self.test_share,
                self.tr("Kept back for the test"),
                self.tr(
                    "Share of the pictures that only test what was learned; 0: the split the data come with"
                ),
            ),
            (
                self.seed,
                self.tr("Seed of the data"),
                self.tr("Chooses which pictures are kept back, and which strokes are drawn"),
            ),
            (self.part, self.tr("Part shown"), self.tr("Which part of the pictures is shown below")),
        ):
            field.setToolTip(tip)
            if name:
                field.setAccessibleName(name)
        self.progress.setMaximumHeight(12)
        self.source.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.source.setMinimumContentsLength(SOURCE_CHARACTERS)

    def _lay_out(self) -> None:
        for button in (self.folder, self.file, self.download, self.cancel):
            button.setAutoDefault(False)
        top = QHBoxLayout()
        top.addWidget(self.source, 1)
        top.addWidget(self.folder)
        top.addWidget(self.file)
        fetching = QHBoxLayout()
        fetching.addWidget(self.progress, 1)
        fetching.addWidget(self.download)
        fetching.addWidget(self.cancel)
        split = QWidget()
        flow = FlowLayout(split, spacing=8)
        flow.setContentsMargins(0, 0, 0, 0)
        self.seed.setFixedWidth(SEED_WIDTH)
        for text, field in (
            (self.tr("Kept back"), self.test_share),
            (self.tr("Seed"), self.seed),
            (self.tr("Shown"), self.part),
        ):
            flow.addWidget(_named(text, field))
            field.setMinimumHeight(FIELD_HEIGHT)
        self._pictures = QWidget()
        self._pictures.setMinimumHeight(BROWSER_HEIGHT)
        both = QHBoxLayout(self._pictures)
        both.setContentsMargins(0, 0, 0, 0)
        self.classes.setFixedWidth(CLASSES_WIDTH)
        both.addWidget(self.classes)
        both.addWidget(self.browser, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.setSpacing(6)
        layout.addLayout(top)
        layout.addWidget(self._sentence)
        layout.addWidget(self._news)
        layout.addLayout(fetching)
        layout.addWidget(split)
        layout.addWidget(self._pictures, 1)
        layout.addWidget(self.augmentation)

    def _connect(self) -> None:
        self.source.activated.connect(self._on_source_activated)
        self.folder.clicked.connect(self.folder_wanted)
        self.file.clicked.connect(self.file_wanted)
        self.download.clicked.connect(self.download_wanted)
        self.cancel.clicked.connect(self.cancel_wanted)
        self.test_share.valueChanged.connect(self._on_split_edited)
        self.seed.valueChanged.connect(self._on_split_edited)
        self.part.currentIndexChanged.connect(self._show_pictures)
        self.classes.class_chosen.connect(self._on_classes_class_chosen)
        self.browser.picture_chosen.connect(self._show_picture)
        self.augmentation.edited.connect(self.augmentation_edited)

    @property
    def sentence(self) -> str:
        """What is said about the data set."""
        text: str = self._sentence.text()
        return text

    @property
    def news(self) -> str:
        """What is being fetched, in words; empty when nothing is."""
        text: str = self._news.text()
        return text

    def set_sources(self, entries: Sequence[tuple[str, str, str]], current: str) -> None:
        """List data sets as (key, title, tooltip), and show which is chosen."""
        blocker = QSignalBlocker(self.source)
        self.source.clear()
        for key, title, tip in entries:
            self.source.addItem(title, key)
            self.source.setItemData(self.source.count() - 1, tip, 3)
        self.source.setCurrentIndex(self.source.findData(current))
        del blocker

    def set_split(self, test_share: float | None, seed: int) -> None:
        """Show how the data are split; None: as they come."""
        blockers = [QSignalBlocker(field) for field in (self.test_share, self.seed)]
        self.test_share.setValue(100 * (test_share or 0))
        show_whole(self.seed, seed)
        del blockers

    def set_augmentation(self, settings: Augmentation) -> None:
        """Show how pictures are changed."""
        self.augmentation.set_settings(settings)

    def show_sight(self, sight: DataSight, sentence: str) -> None:
        """Show a data set that has been read."""
        self._sight, self._label = sight, None
        self._sentence.setText(sentence)
        self.classes.set_sight(sight)
        self.classes.show()
        self.part.setEnabled(True)
        self._show_pictures()

    def show_nothing(self, sentence: str, in_the_middle: str) -> None:
        """Say why there is no data set, above and where its pictures would be."""
        self._sight = None
        self._sentence.setText(sentence)
        self.classes.clear_sight()
        self.classes.hide()
        self.part.setEnabled(False)
        self.browser.show_message(in_the_middle)
        self.augmentation.set_picture(None)

    def set_download(self, offer: str, news: str, percent: int | None) -> None:
        """Show whether the data set can be fetched, or how far one is that is being fetched.

        Parameters
        ----------
        offer : str
            Translated text of the button; empty: there is nothing to fetch.
        news : str
            What is being fetched, in words; empty: nothing is.
        percent : int or None
            How much has come, or None while that is not known.
        """
        self.download.setText(offer)
        self.download.setVisible(bool(offer) and not news)
        self._news.setText(news)
        for widget in (self._news, self.progress, self.cancel):
            widget.setVisible(bool(news))
        # A range without length makes the bar move to and fro.
        self.progress.setMaximum(0 if percent is None else 100)
        self.progress.setValue(-1 if percent is None else percent)

    def _show_pictures(self) -> None:
        sight = self._sight
        if sight is None:
            return
        is_kept = self.part.currentIndex() == 1
        part = sight.kept if is_kept else sight.learned
        message = self._words.no_picture(sight, self._label, is_kept=is_kept)
        self.browser.set_part(part, sight.class_names, self._label, message)
        self._show_picture(self.browser.current)

    def _show_picture(self, index: int) -> None:
        """Change the chosen picture as the net would see it."""
        sight = self._sight
        if sight is None or index < 0:
            self.augmentation.set_picture(None)
            return
        part = sight.kept if self.part.currentIndex() == 1 else sight.learned
        self.augmentation.set_picture(part.pictures[index].astype(np.float32) / np.float32(255))

    def _on_source_activated(self, _index: int) -> None:
        self.source_chosen.emit(self.source.currentData())

    def _on_split_edited(self) -> None:
        self.split_edited.emit(self.test_share.value() / 100, self.seed.value())

    def _on_classes_class_chosen(self, label: int | None) -> None:
        self._label = label
        self._show_pictures()


def _named(text: str, field: QWidget) -> QWidget:
    """Put a field's name before it, so that both wrap together."""
    both = QWidget()
    line = QHBoxLayout(both)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(5)
    label = QLabel(text)
    label.setBuddy(field)
    label.setToolTip(field.toolTip())
    line.addWidget(label)
    line.addWidget(field)
    return both
