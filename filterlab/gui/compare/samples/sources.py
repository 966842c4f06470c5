"""Whose data sets samples are taken from: those of the runs, and what the Train room is set up with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from filterlab.data import Augmentation, DataChoice
from filterlab.gui.train.data_words import DataWords
from filterlab.gui.train.wanted_data import WantedData
from filterlab.nets import TrainConfig, zoo
from filterlab.project import TrainingRequest
from filterlab.project.comparison import TRAIN_ROOM

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from filterlab.data import Dataset
    from filterlab.gui.compare.units.asked_net import PictureMemory
    from filterlab.project import Document

USUAL_NET = "tiny"


@dataclass(frozen=True)
class DataSource:
    """A data set to choose from.

    Attributes
    ----------
    key : str
        The id of a run, or "train".
    title : str
        How it is listed.
    request : TrainingRequest
        What loads it, in the size of its net.
    """

    key: str
    title: str
    request: TrainingRequest

    def is_like(self, other: DataSource) -> bool:
        """Whether it is the same pictures in the same size."""
        return self.request == other.request


class DataSources(WantedData["Dataset"]):
    """List data sets, and load the one that is wanted off the UI thread."""

    def __init__(self, document: Document, memory: PictureMemory, parent: QObject | None = None) -> None:
        """Load nothing yet."""
        super().__init__(memory.load, parent)
        self._document, self._words = document, DataWords(self)

    def all(self) -> list[DataSource]:
        """List the data of the runs, the newest first and each once, and at last those of the Train room."""
        listed: list[DataSource] = []
        for run in reversed(self._document.runs):
            source = self.find(run.id)
            if source is not None and not any(source.is_like(other) for other in listed):
                listed.append(source)
        return [*listed, self._of_train_room()]

    def find(self, key: str) -> DataSource | None:
        """Return the data of a run or of the Train room; None where a run is gone or has none."""
        if key == TRAIN_ROOM:
            return self._of_train_room()
        run = next((run for run in self._document.runs if run.id == key), None)
        if run is None or run.request is None or len(run.request.net.input_shape) != 3:
            return None
        return self._source(key, run.name, run.request)

    def load(self, source: DataSource) -> Dataset | None:
        """Return the pictures of a data set, or None while they are loaded, and where they cannot be had."""
        return self.want(source.request)

    def _of_train_room(self) -> DataSource:
        plan, usual = self._document.plan, zoo[USUAL_NET]
        data = plan.data if plan is not None else DataChoice()
        net = plan.draft.spec if plan is not None and len(plan.draft.spec.input_shape) == 3 else usual
        return self._source(TRAIN_ROOM, self.tr("Train room"), TrainingRequest(data, net, TrainConfig()))

    def _source(self, key: str, owner: str, request: TrainingRequest) -> DataSource:
        name, _explanation = self._words.entry(request.data.source)
        # Pictures do not depend on how they are changed for a net that learns, nor on what it begins with.
        data = replace(request.data, augmentation=Augmentation())
        return DataSource(
            key,
            self.tr("{data} of {owner}").format(data=name, owner=owner),
            TrainingRequest(data, request.net, TrainConfig()),
        )
