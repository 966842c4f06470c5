"""Which nets can be asked what their units see: those of the runs, and hand-made filters of one shape as a net."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np

from filterlab.data import DataChoice
from filterlab.gui.train.learned import network_of, spec_of
from filterlab.gui.widgets.first_layer import first_filters
from filterlab.nets import TrainConfig
from filterlab.nets.spec import trace
from filterlab.probes import Stages
from filterlab.probes.units import Subject, subject_of_filters
from filterlab.project.runs import TrainingRequest, load_fitting_dataset

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from numpy.typing import NDArray

    from filterlab.data import Dataset
    from filterlab.nets import NetSpec
    from filterlab.project import Document, Filter, Run

    Floats = NDArray[np.floating[Any]]

HAND_MADE = "hand-made "
# The strokes are drawn in this size, in so many pictures to look through.
SIDE, PICTURES = 28, 20_000


@dataclass(frozen=True, eq=False)
class AskedNet:
    """A net as it is asked: its description and its weights at one moment.

    Attributes
    ----------
    key : str
        The same for the same net at every moment.
    stamp : hashable
        Another one when the weights are others.
    title : str
        What it is called.
    spec : NetSpec
        Takes pictures (C, H, W).
    parameters : mapping of str to ndarray
        Its weights, by PyTorch's names.
    request : TrainingRequest
        Whose pictures it is shown.
    names : tuple of str
        What its units are called, where they are hand-made filters; else empty.
    """

    key: str
    stamp: Hashable
    title: str
    spec: NetSpec
    parameters: Mapping[str, Floats]
    request: TrainingRequest
    names: tuple[str, ...] = ()

    @property
    def layers(self) -> tuple[str, ...]:
        """The names of all its layers, from the input on."""
        return tuple(layer.name for layer in self.spec.layers)

    def count_units(self, layer: str) -> int:
        """Return how many maps or numbers a layer has."""
        return next(stage.output_shape[0] for stage in trace(self.spec) if stage.layer.name == layer)

    def subject(self) -> Subject:
        """Build the net that can be asked; takes a while for a large one."""
        return Subject(network_of(self.spec, self.parameters), title=self.title)

    def load_pictures(self) -> Dataset:
        """Load the pictures it is shown; takes a while, and raises ``FilterLabError`` where they cannot be had."""
        return load_fitting_dataset(self.request)


def nets_of(document: Document) -> list[AskedNet]:
    """List what can be asked: runs that have weights of a net for pictures, the newest first; then hand-made ones."""
    runs = [asked for run in reversed(document.runs) if (asked := net_of_run(run)) is not None]
    mine = sorted((item for item in document.filters if not item.is_learned), key=_shape)
    shown = runs[0].request if runs else None
    return runs + [_net_of_filters(tuple(alike), shown) for _shape_of_all, alike in groupby(mine, key=_shape)]


def net_of_run(run: Run) -> AskedNet | None:
    """Return a run's net with its newest weights; None if it has none yet or takes no pictures."""
    spec, snapshot = spec_of(run), run.snapshot
    if snapshot is None:
        return None
    if spec is None:
        return _net_of_bank(run)
    if len(spec.input_shape) != 3:
        return None
    request = run.request or TrainingRequest(DataChoice(train_size=PICTURES), spec, TrainConfig())
    title = run.name if run.state == "imported" else f"{run.name}, step {snapshot.step}"
    return AskedNet(run.id, (run.id, snapshot.step), title, spec, snapshot.parameters, request)


def _net_of_bank(run: Run) -> AskedNet | None:
    """Make the first filters among weights from a file a net of one layer; None if there are none."""
    bank = first_filters(run.parameters)
    if bank is None:
        return None
    _layer, weights = bank
    _count, _channels, height, width = weights.shape
    subject = subject_of_filters(weights, Stages(), (max(SIDE, height), max(SIDE, width)))
    request = TrainingRequest(DataChoice(train_size=PICTURES), subject.net.spec, TrainConfig())
    return AskedNet(run.id, run.id, run.name, subject.net.spec, subject.net.parameters, request)


def _net_of_filters(filters: Sequence[Filter], shown: TrainingRequest | None) -> AskedNet:
    """Make filters of one shape a net for pictures like those of the newest run, or of the usual size."""
    channels, height, width = filters[0].weights.shape
    size = (SIDE, SIDE) if shown is None else shown.net.input_shape[1:]
    room = (max(size[0], height), max(size[1], width))
    subject = subject_of_filters(np.stack([item.weights for item in filters]), Stages(), room)
    spec = subject.net.spec
    data = DataChoice(train_size=PICTURES) if shown is None else shown.data
    key = f"{HAND_MADE}{channels} × {height} × {width}"
    return AskedNet(
        key,
        (key, tuple((item.id, item.revision) for item in filters), spec.input_shape),
        f"{height} × {width}" if channels == 1 else f"{height} × {width}, {channels} channels",
        spec,
        subject.net.parameters,
        TrainingRequest(data, spec, TrainConfig()),
        tuple(item.name for item in filters),
    )


def _shape(item: Filter) -> tuple[int, ...]:
    return item.weights.shape
