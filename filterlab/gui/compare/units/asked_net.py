"""Which nets can be asked what their units see: those of the runs, and filters of one shape as a net of one layer."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from filterlab.data import DataChoice
from filterlab.gui.train.learned import network_of, spec_of
from filterlab.gui.widgets.first_layer import first_filters
from filterlab.nets import TrainConfig, layer_name
from filterlab.nets.spec import trace
from filterlab.probes import Stages
from filterlab.probes.units import Subject, subject_of_filters
from filterlab.project.runs import TrainingRequest, load_fitting_dataset

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from numpy.typing import NDArray

    from filterlab.data import Dataset
    from filterlab.nets import NetSpec, Snapshot
    from filterlab.project import Document, Filter, Run

    Floats = NDArray[np.floating[Any]]

BANK = "bank "
# The size of the drawn digits that are shown where no run says otherwise.
SIDE = 28


class SubjectMemory:
    """Have the net built once for all panels; asked by worker threads."""

    def __init__(self) -> None:
        """Start with nothing built."""
        self._lock = threading.Lock()
        self._subject: Subject | None = None

    def get(self, net: AskedNet) -> Subject:
        """Build the net, or return the one that was built."""
        with self._lock:
            if self._subject is None:
                self._subject = Subject(network_of(net.spec, net.parameters), title=net.title)
            return self._subject


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
        What its units are called, where they are filters of the bank; else empty.
    ids : tuple of str
        Those filters.
    """

    key: str
    stamp: Hashable
    title: str
    spec: NetSpec
    parameters: Mapping[str, Floats]
    request: TrainingRequest
    names: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    _built: SubjectMemory = field(default_factory=SubjectMemory, repr=False)

    @property
    def data_name(self) -> str:
        """What captions call its pictures: the name of the data set, or of the file or folder."""
        return Path(self.request.data.source).name

    @property
    def layers(self) -> tuple[str, ...]:
        """The names of all its layers, from the input on."""
        return tuple(layer.name for layer in self.spec.layers)

    def count_units(self, layer: str) -> int:
        """Return how many maps or numbers a layer has."""
        return next(stage.output_shape[0] for stage in trace(self.spec) if stage.layer.name == layer)

    def map_size(self, layer: str) -> tuple[int, int]:
        """Return rows and columns of a layer's maps; 1 × 1 for a layer without."""
        shape = next(stage.output_shape for stage in trace(self.spec) if stage.layer.name == layer)
        return (shape[1], shape[2]) if len(shape) == 3 else (1, 1)

    def has_classes(self, layer: str) -> bool:
        """Whether the units of a layer are the scores of classes: the row of numbers the net ends with."""
        return layer == self.layers[-1] and len(trace(self.spec)[-1].output_shape) == 1

    def subject(self) -> Subject:
        """Return the net that can be asked; building a large one takes a while, the first time."""
        return self._built.get(self)


class PictureMemory:
    """Have the pictures that were asked for last at hand; asked by worker threads."""

    def __init__(self) -> None:
        """Start with none."""
        self._lock = threading.Lock()
        self._known: tuple[TrainingRequest, Dataset] | None = None

    def load(self, request: TrainingRequest) -> Dataset:
        """Load the pictures of a request; takes a while the first time.

        Raises
        ------
        FilterLabError
            If they cannot be had.
        """
        # Data do not depend on how a net is trained, nor on what it starts from.
        wanted = replace(request, config=TrainConfig(), start=None)
        with self._lock:
            if self._known is None or self._known[0] != wanted:
                self._known = (wanted, load_fitting_dataset(wanted))
            return self._known[1]


def keys_of(document: Document) -> list[tuple[str, str]]:
    """List what can be asked as (key, name), the newest run first, then the bank's filters by their shapes.

    No weights are read from the project's file for it.
    """
    runs = [(run.id, run.name) for run in reversed(document.runs)]
    banks = {bank_key(item): _shape_in_words(item) for item in document.filters}
    return [*runs, *banks.items()]


def bank_key(item: Filter) -> str:
    """Return the key of the net that a filter of the bank is in."""
    return BANK + _shape_in_words(item)


def net_of(document: Document, key: str, moment: Snapshot | None = None) -> AskedNet | None:
    """Return a net with its newest weights, or those of a moment; None if it has none or takes no pictures."""
    if not key.startswith(BANK):
        run = next((run for run in document.runs if run.id == key), None)
        return _net_of_run(run, moment or run.snapshot) if run is not None else None
    alike = [item for item in document.filters if bank_key(item) == key]
    shown = next((run.request for run in reversed(document.runs) if run.request is not None), None)
    return _net_of_filters(alike, shown) if alike else None


def _net_of_run(run: Run, snapshot: Snapshot | None) -> AskedNet | None:
    spec = spec_of(run)
    if snapshot is None or (spec is not None and len(spec.input_shape) != 3):
        return None
    title, stamp = run.name, (run.id, snapshot.step)
    if spec is None:
        # Weights of a net that is not known here: their first filters can be asked all the same.
        bank = first_filters(snapshot.parameters)
        if bank is None or not np.isfinite(bank[1]).all():
            return None
        subject = _subject(bank[1], (SIDE, SIDE), layer_name(bank[0]))
        spec, parameters = subject.net.spec, dict(subject.net.parameters)
    else:
        parameters = dict(snapshot.parameters)
    if run.state != "imported":
        title = f"{run.name}, step {snapshot.step}"
    request = run.request or TrainingRequest(DataChoice(), spec, TrainConfig())
    return AskedNet(run.id, stamp, title, spec, parameters, request)


def _net_of_filters(filters: Sequence[Filter], shown: TrainingRequest | None) -> AskedNet:
    """Make filters of one shape a net for pictures like those of the newest run, or of the usual size."""
    room = (SIDE, SIDE)
    if shown is not None and len(shown.net.input_shape) == 3:
        room = shown.net.input_shape[1:]
    subject = _subject(np.stack([item.weights for item in filters]), room)
    data = DataChoice() if shown is None else shown.data
    key = bank_key(filters[0])
    return AskedNet(
        key,
        (key, tuple((item.id, item.revision) for item in filters), subject.input_shape),
        _shape_in_words(filters[0]),
        subject.net.spec,
        subject.net.parameters,
        TrainingRequest(data, subject.net.spec, TrainConfig()),
        tuple(item.name for item in filters),
        tuple(item.id for item in filters),
    )


def _subject(weights: Floats, room: tuple[int, int], layer: str = "conv1") -> Subject:
    """Make filters a net of one layer for pictures of this size, or as large as the filters at least."""
    _count, _channels, height, width = weights.shape
    return subject_of_filters(weights, Stages(), (max(room[0], height), max(room[1], width)), layer=layer)


def _shape_in_words(item: Filter) -> str:
    channels, height, width = item.weights.shape
    return f"{height} × {width}" if channels == 1 else f"{height} × {width} × {channels}"
