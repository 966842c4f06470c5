"""Ties the row of samples to the data of runs and of the Train room: what is chosen is looked at by all filters."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject

from filterlab.errors import FilterLabError
from filterlab.gui.compare.samples.sources import DataSources
from filterlab.gui.listening import listen
from filterlab.gui.soon import Soon
from filterlab.gui.train.layer_words import shape_text
from filterlab.project import Comparison, Picture, SampleChoice

if TYPE_CHECKING:
    from filterlab.data import Dataset, Split
    from filterlab.gui.compare.looked_at import LookedAt
    from filterlab.gui.compare.samples.bar import SampleBar
    from filterlab.gui.compare.samples.sources import DataSource
    from filterlab.gui.compare.units.asked_net import PictureMemory


class SamplePresenter(QObject):
    """Keep the row, and the picture all filters look at, true to the sample that is chosen."""

    def __init__(
        self, bar: SampleBar, looked_at: LookedAt, memory: PictureMemory, parent: QObject | None = None
    ) -> None:
        """Go on with the sample that the document keeps, once it can be seen."""
        super().__init__(parent)
        self._bar, self._looked_at, self._document = bar, looked_at, looked_at.document
        kept = self._document.comparison
        self._choice = kept.sample if kept is not None else None
        self._sources = DataSources(self._document, memory, self)
        # Pictures have an identity: those of other data are others, whatever their numbers.
        self._serial = 0
        self._shown_of: Dataset | None = None
        self._is_awake = False
        self._soon = Soon(self)
        self._soon.came.connect(self._show)
        self._sources.loaded.connect(self._soon.start)
        for signal in (
            self._document.run_added, self._document.run_removed, self._document.plan_changed,
        ):  # fmt: skip
            listen(self, signal, self._on_document_changed)
        bar.data_chosen.connect(self._on_bar_data_chosen)
        bar.part_chosen.connect(self._on_bar_part_chosen)
        bar.number_chosen.connect(self._on_bar_number_chosen)
        bar.label_chosen.connect(self._on_bar_label_chosen)
        bar.step_wanted.connect(self._on_bar_step_wanted)
        bar.setVisible(self._choice is not None)

    @property
    def is_idle(self) -> bool:
        """Whether the sample that is wanted is shown."""
        return not self._soon.is_active and self._sources.is_idle

    @property
    def choice(self) -> SampleChoice | None:
        """Which sample is chosen; None: the open picture is looked at."""
        return self._choice

    def set_awake(self, *, is_awake: bool) -> None:
        """Say whether it can be seen; while it cannot, nothing is loaded."""
        self._is_awake = is_awake
        if is_awake:
            self._show()
        else:
            self._soon.stop()

    def shut_down(self) -> None:
        """Load no more."""
        self.set_awake(is_awake=False)
        self._sources.shut_down()

    def begin(self) -> None:
        """Look at a sample: of the newest run's data, else of the Train room's."""
        if self._choice is None:
            newest = self._sources.all()[0]
            self._choose(SampleChoice(newest.key, name=self._name_of(newest.key)))

    def leave(self) -> None:
        """Look at the open picture."""
        self._choose(None)

    def _choose(self, choice: SampleChoice | None) -> None:
        self._choice = choice
        kept = self._document.comparison or Comparison()
        self._document.set_comparison(replace(kept, sample=choice))
        self._show()

    def _name_of(self, key: str) -> str:
        return next((run.name for run in self._document.runs if run.id == key), "")

    def _show(self) -> None:
        """Show the sample that is chosen, or say why there is none."""
        if not self._is_awake:
            return
        choice = self._choice
        self._bar.setVisible(choice is not None)
        if choice is None:
            self._looked_at.show_sample(None)
            return
        offered, source = self._sources.all(), self._sources.find(choice.data)
        listed = next((one.key for one in offered if source is not None and one.is_like(source)), "")
        self._bar.set_data([(one.key, one.title) for one in offered], listed, choice.part)
        dataset = self._sources.load(source) if source is not None else None
        if source is None:
            self._refuse(
                self.tr(
                    "The data of {run} were looked at, and it was deleted meanwhile: choose other data."
                ).format(run=choice.name or self.tr("a run"))
            )
        elif dataset is None:
            self._refuse(self._sources.problem or self.tr("Loading the pictures…"))
        else:
            self._show_picture(choice, source, dataset)

    def _show_picture(self, choice: SampleChoice, source: DataSource, dataset: Dataset) -> None:
        split, names = _part(dataset, choice), dataset.class_names
        present = np.unique(split.labels).tolist()
        label = choice.label if choice.label in present else None
        self._bar.set_labels([(one, names[one]) for one in present], label)
        count = len(split.labels)
        if not count:
            self._refuse(self.tr("This part of the data has no pictures: choose the other part."))
            return
        number = min(choice.number, count - 1)
        if dataset is not self._shown_of:
            self._serial, self._shown_of = self._serial + 1, dataset
        pixels = split.images[number]
        title = self.tr("picture {number} of {data}").format(number=number, data=source.title)
        try:
            picture = Picture(f"sample {self._serial} {choice.part} {number}", title, pixels)
        except FilterLabError as error:
            self._refuse(str(error))
            return
        words = self.tr("{name}, one of {count} pictures, {shape}").format(
            name=names[int(split.labels[number])], count=count, shape=shape_text(pixels.shape)
        )
        self._bar.show_sample(pixels, number, count, words)
        shown = self._looked_at.picture if self._looked_at.is_sample else None
        if shown is None or (shown.id, shown.name) != (picture.id, picture.name):
            self._looked_at.show_sample(picture)

    def _refuse(self, sentence: str) -> None:
        self._bar.show_message(sentence)
        self._looked_at.show_sample(None, sentence)

    def _split(self) -> Split | None:
        """Return the pictures one goes through, or None while there are none."""
        choice = self._choice
        source = self._sources.find(choice.data) if choice is not None else None
        dataset = self._sources.load(source) if source is not None else None
        return _part(dataset, choice) if dataset is not None and choice is not None else None

    def _on_document_changed(self, _value: object = None) -> None:
        if self._choice is not None and self._is_awake:
            self._soon.start()

    def _on_bar_data_chosen(self, key: str) -> None:
        if self._choice is not None:
            self._choose(SampleChoice(key, self._choice.part, self._choice.number, name=self._name_of(key)))

    def _on_bar_part_chosen(self, part: str) -> None:
        if self._choice is not None:
            self._choose(replace(self._choice, part="train" if part == "train" else "test"))

    def _on_bar_number_chosen(self, number: int) -> None:
        if self._choice is not None:
            self._choose(replace(self._choice, number=number))

    def _on_bar_label_chosen(self, label: int | None) -> None:
        """Go to the next picture of a class, this one counted in."""
        choice, split = self._choice, self._split()
        if choice is not None and split is not None:
            start = min(choice.number, len(split.labels) - 1)
            self._choose(
                replace(choice, label=label, number=_next(split, start, 1, label, counts_itself=True))
            )

    def _on_bar_step_wanted(self, step: int) -> None:
        choice, split = self._choice, self._split()
        if choice is not None and split is not None:
            start = min(choice.number, len(split.labels) - 1)
            self._choose(replace(choice, number=_next(split, start, step, choice.label)))


def _part(dataset: Dataset, choice: SampleChoice) -> Split:
    return dataset.train if choice.part == "train" else dataset.test


def _next(split: Split, start: int, step: int, label: int | None, *, counts_itself: bool = False) -> int:
    """Return the number of the next picture of a class, or of any where it has none; after the last the first."""
    count = len(split.labels)
    way = np.arange(0 if counts_itself else 1, count + 1)
    numbers = (start + step * way) % count
    of_class = numbers[split.labels[numbers] == label]
    return int(of_class[0] if len(of_class) else numbers[0])
