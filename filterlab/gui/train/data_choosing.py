"""Ties the Data panel to what is read and fetched in the background, and holds the data that are trained on next."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from filterlab.data import DATASET_NAMES, PUBLISHED, DataChoice, dataset_is_there, how_to_get
from filterlab.data.sources import STROKES_SIZES
from filterlab.gui.train.data_download import DataDownload
from filterlab.gui.train.data_reading import DataReading
from filterlab.gui.train.data_sight import read_part
from filterlab.gui.train.data_words import STROKES, DataWords
from filterlab.gui.train.layer_words import memory_text
from filterlab.project import DataShape

if TYPE_CHECKING:
    from filterlab.data import Augmentation
    from filterlab.gui.train.data_panel import DataPanel
    from filterlab.gui.train.data_sight import DataSight

STROKES_SHAPE = DataShape((1, 28, 28), 10)
# One picture kept back for so many to learn from, where they are drawn.
TEST_PART = 5


class DataChoosing(QObject):
    """Hold the choice of data and keep the panel true to it; read it while somebody sees the panel.

    Signals
    -------
    changed()
        The choice is another, or more is known about it.
    panel_wanted()
        Data were chosen of which the panel has to tell something before they can be trained on.
    """

    changed = Signal()
    panel_wanted = Signal()

    def __init__(self, panel: DataPanel, parent: QObject | None = None) -> None:
        """Begin with the digits that are drawn here."""
        super().__init__(parent)
        self._panel = panel
        self._words = DataWords()
        self._places: list[str] = []
        self._drawn = STROKES_SIZES
        self._choice = DataChoice(train_size=self._drawn[0], test_size=self._drawn[1])
        self._sight: tuple[DataChoice, DataSight] | None = None
        self._refusal: tuple[DataChoice, str] | None = None
        self._download_said: dict[str, str] = {}
        self._reading, self._download = DataReading(self), DataDownload(self)
        self._connect()
        self._show_choice()

    def _connect(self) -> None:
        panel = self._panel
        panel.seen_changed.connect(self._on_panel_seen_changed)
        panel.source_chosen.connect(self.choose)
        panel.folder_wanted.connect(self.ask_for_folder)
        panel.file_wanted.connect(self.ask_for_file)
        panel.download_wanted.connect(self._on_panel_download_wanted)
        panel.cancel_wanted.connect(self._download.cancel)
        panel.split_edited.connect(self._on_panel_split_edited)
        panel.augmentation_edited.connect(self._on_panel_augmentation_edited)
        self._reading.read.connect(self._on_reading_read)
        self._reading.refused.connect(self._on_reading_refused)
        self._download.changed.connect(self._show_download)
        self._download.finished.connect(self._on_download_finished)
        self._download.refused.connect(self._on_download_refused)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.applicationStateChanged.connect(self._on_application_state_changed)

    @property
    def choice(self) -> DataChoice:
        """The data that are trained on next."""
        return self._choice

    @property
    def sight(self) -> DataSight | None:
        """What is known about them, or None before they have been read."""
        is_of_choice = self._sight is not None and self._sight[0] == read_part(self._choice)
        return self._sight[1] if is_of_choice and self._sight is not None else None

    @property
    def shape(self) -> DataShape | None:
        """What their pictures are like, as far as that is known."""
        sight = self.sight
        if sight is not None:
            return DataShape(sight.shape, len(sight.class_names))
        return STROKES_SHAPE if self._choice.source == STROKES else None

    @property
    def hindrance(self) -> str:
        """Why they cannot be trained on, in a sentence; empty if they can be, as far as that is known."""
        is_of_choice = self._refusal is not None and self._refusal[0] == read_part(self._choice)
        return self._refusal[1] if is_of_choice and self._refusal is not None else ""

    @property
    def is_idle(self) -> bool:
        """Whether nothing is read or fetched."""
        return self._reading.is_idle and self._download.is_idle

    def entries(self) -> list[tuple[str, str, str]]:
        """List all data sets as (key, title, explanation)."""
        return [(key, *self._words.entry(key)) for key in (*DATASET_NAMES, *self._places)]

    def choose(self, source: str) -> None:
        """Train on other data; a folder or a file is listed from now on. The same once more are looked at again."""
        if source not in DATASET_NAMES and source not in self._places:
            self._places.append(source)
        sizes = self._drawn if source == STROKES else (None, None)
        choice = replace(self._choice, source=source, train_size=sizes[0], test_size=sizes[1])
        if choice == self._choice:
            self.look_again()
        else:
            self._refusal = None
            self._change(choice)
        if self.hindrance or (source not in DATASET_NAMES and self.sight is None):
            self.panel_wanted.emit()

    def look_again(self) -> None:
        """Try data that were refused once more: the user may have mended them, or put files in place."""
        if self._refusal is not None:
            self._refusal = None
            self._show_choice()
            self.changed.emit()

    def restore(self, choice: DataChoice) -> None:
        """Go on with data as they were chosen when the project was closed; what is missing is said on looking."""
        if choice.source not in DATASET_NAMES:
            self._places.append(choice.source)
        # How many are drawn is a setting, and what is read here is never stretched.
        sizes = self._drawn if choice.source == STROKES else (None, None)
        self._change(replace(choice, train_size=sizes[0], test_size=sizes[1], image_size=None))

    def set_drawn(self, pictures: int) -> None:
        """Say how many strokes are drawn to learn from; nothing changes for other data."""
        self._drawn = (pictures, pictures // TEST_PART)
        if self._choice.source == STROKES:
            self._change(replace(self._choice, train_size=self._drawn[0], test_size=self._drawn[1]))

    def ask_for_folder(self) -> None:
        """Let the user choose a folder."""
        chosen = QFileDialog.getExistingDirectory(
            self._panel.window(), self.tr("Choose a folder of IDX files, or of one folder a class")
        )
        if chosen:
            self.choose(str(Path(chosen)))

    def ask_for_file(self) -> None:
        """Let the user choose a file."""
        chosen, _ = QFileDialog.getOpenFileName(
            self._panel.window(),
            self.tr("Choose arrays, or a table of pictures"),
            "",
            self.tr("Data sets (*.npz *.csv *.tsv)"),
        )
        if chosen:
            self.choose(str(Path(chosen)))

    def shut_down(self) -> None:
        """Stop reading and fetching; called before the window goes."""
        self._reading.shut_down()
        self._download.shut_down()

    def _change(self, choice: DataChoice) -> None:
        if choice == self._choice:
            return
        self._choice = choice
        self._show_choice()
        self.changed.emit()

    def _show_choice(self) -> None:
        self._panel.set_sources(self.entries(), self._choice.source)
        self._panel.set_split(self._choice.test_share, self._choice.seed)
        self._panel.set_augmentation(self._choice.augmentation)
        self._look()
        self._show_download()

    def _look(self) -> None:
        """Show the data, reading them first if somebody looks and they have not been read."""
        wanted, source = read_part(self._choice), self._choice.source
        sight = self.sight
        if sight is not None:
            self._panel.show_sight(sight, self._words.facts(sight))
        elif self._is_missing():
            self._refusal = (wanted, how_to_get(source))
            self._show_refusal()
        elif self.hindrance:
            self._show_refusal()
        else:
            text = self._words.reading(source)
            self._panel.show_nothing(text, text)
            if self._panel.is_seen:
                self._reading.read_soon(wanted)

    def _show_refusal(self) -> None:
        sentence = self.hindrance
        if self._is_missing():
            sentence = self._download_said.get(self._choice.source, sentence)
        self._panel.show_nothing(sentence, self.tr("Its pictures will be shown here."))

    def _is_missing(self) -> bool:
        return self._choice.source in PUBLISHED and not dataset_is_there(self._choice.source)

    def _show_download(self) -> None:
        running = self._download.current
        if running is not None:
            news = self._words.progress(running.name, running.course)
            self._panel.set_download("", news, running.course.percent)
            return
        offer = ""
        if self._is_missing() or (self.hindrance and self._choice.source in PUBLISHED):
            offer = self.tr("Download {size}").format(size=memory_text(PUBLISHED[self._choice.source].size))
        self._panel.set_download(offer, "", 0)

    def _on_panel_seen_changed(self, is_seen: bool) -> None:
        if is_seen and self.hindrance:
            self.look_again()
        elif is_seen and self.sight is None:
            self._look()

    def _on_application_state_changed(self, state: Qt.ApplicationState) -> None:
        # The user may come back from the browser or the file manager.
        if state == Qt.ApplicationState.ApplicationActive and self.hindrance and self._panel.is_seen:
            self.look_again()

    def _on_panel_download_wanted(self) -> None:
        self._download.start(self._choice.source)

    def _on_panel_split_edited(self, share: float, seed: int) -> None:
        self._change(replace(self._choice, test_share=share or None, seed=seed))

    def _on_panel_augmentation_edited(self, augmentation: Augmentation) -> None:
        self._choice = replace(self._choice, augmentation=augmentation)
        self.changed.emit()

    def _on_reading_read(self, choice: DataChoice, sight: DataSight) -> None:
        self._sight = (choice, sight)
        if choice == read_part(self._choice):
            self._look()
            self.changed.emit()

    def _on_reading_refused(self, choice: DataChoice, sentence: str) -> None:
        self._refusal = (choice, sentence)
        if choice == read_part(self._choice):
            self._look()
            self._show_download()
            self.changed.emit()

    def _on_download_finished(self, name: str) -> None:
        self._download_said.pop(name, None)
        self._refusal = None
        self._show_choice()
        self.changed.emit()

    def _on_download_refused(self, name: str, sentence: str) -> None:
        self._download_said[name] = sentence
        if name == self._choice.source:
            self._look()
