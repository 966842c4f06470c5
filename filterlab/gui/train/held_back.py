"""The pictures of a run that were kept back from training, loaded in the background when a panel asks for them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from filterlab.gui.train.data_words import STROKES
from filterlab.gui.train.wanted_data import WantedData
from filterlab.nets import TrainConfig
from filterlab.nets.spec import score_names
from filterlab.project.runs import load_fitting_dataset

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QObject

    from filterlab.data import Split
    from filterlab.project import Run, TrainingRequest


@dataclass(frozen=True, eq=False)
class HeldBack:
    """Pictures a net was tested with.

    Attributes
    ----------
    pictures : Split
        Their pixels (N, C, H, W) and labels (N,).
    class_names : tuple of str
        What label 0, 1, … stands for; a name for each score of the net, see `score_names`.
    """

    pictures: Split
    class_names: tuple[str, ...]


def load_held_back(request: TrainingRequest) -> HeldBack:
    """Load the data of a run and keep the test pictures; runs off the UI thread."""
    data = request.data
    if data.source == STROKES and data.test_share is None:
        # They have a stream of their own: the others need not be drawn.
        request = replace(request, data=replace(data, train_size=1))
    dataset = load_fitting_dataset(request)
    return HeldBack(dataset.test, score_names(request.net, dataset.class_names))


class HeldBackPictures(WantedData[HeldBack]):
    """Have the test pictures of one run at a time at hand."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start with none."""
        super().__init__(load_held_back, parent)

    def of(self, run: Run | None) -> HeldBack | None:
        """Return the test pictures of a run, or None while they are loaded, and where there are none."""
        return self.of_request(run.request) if run is not None and run.request is not None else None

    def of_request(self, request: TrainingRequest) -> HeldBack | None:
        """Return the test pictures of what is asked for, or None while they are loaded, and where there are none."""
        # Data do not depend on how a net is trained, nor on what it starts from.
        return self.want(replace(request, config=TrainConfig(), start=None))

    def names(self, run: Run | None, classes: int) -> Sequence[str]:
        """Return what the classes of a run's net are called; by their numbers as far as that is not known."""
        held = self.of(run)
        return held.class_names if held is not None else [str(number) for number in range(classes)]
