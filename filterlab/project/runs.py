"""Training runs: what was asked for, the one event stream, and what has come back so far."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np

from filterlab.data import DataChoice, Split, batch_change, keeps_its_size, match_channels, resize_dataset
from filterlab.nets import (
    Cancelled,
    EpochEnd,
    Failed,
    Finished,
    NetSpec,
    Snapshot,
    Started,
    Step,
    TrainConfig,
    build,
    train,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any

    from numpy.typing import NDArray

    from filterlab.data import Dataset
    from filterlab.nets import Event, LayerNorms, TrainingState

    # A step, and the norms of the layers just before it, by their names.
    NormsAt = tuple[int, Mapping[str, LayerNorms]]

RunState = Literal["waiting", "running", "paused", "finished", "cancelled", "failed", "imported"]


@dataclass(frozen=True)
class TrainingRequest:
    """Everything one run needs, small enough to send to a child process.

    Attributes
    ----------
    data : DataChoice
        Which pictures it learns from, how they are split, and how they are changed each time they are seen.
    net : NetSpec
        What is trained.
    config : TrainConfig
        How it is trained.
    start : mapping of str to ndarray or None
        The weights to begin with, by PyTorch's names; None draws them by chance. Two requests that differ in
        nothing else count as equal.
    """

    data: DataChoice
    net: NetSpec
    config: TrainConfig
    start: Mapping[str, NDArray[Any]] | None = field(default=None, compare=False, repr=False)


def load_fitting_dataset(request: TrainingRequest) -> Dataset:
    """Load a request's data, with its pictures brought to the size and the channels that the net takes.

    Pictures of a folder or a file are stretched to the net's rows and columns unless the choice names a size;
    ready-made sets keep theirs where the net has room for them, and ``train`` puts smaller ones in the middle. Colour
    becomes luminance for a grey net, grey is repeated for a colour net.

    Raises
    ------
    FilterLabError
        The data set cannot be read.
    """
    channels, *size = request.net.input_shape
    choice = request.data
    if choice.image_size is None and len(size) == 2 and not keeps_its_size(choice.source):
        choice = replace(choice, image_size=(size[0], size[1]))
    dataset = choice.load()
    if len(size) == 2 and any(
        have > room for have, room in zip(dataset.train.images.shape[2:], size, strict=True)
    ):
        dataset = resize_dataset(dataset, (size[0], size[1]))
    train, test = (_with_channels(split, channels) for split in (dataset.train, dataset.test))
    return replace(dataset, train=train, test=test)


def _with_channels(split: Split, channels: int) -> Split:
    n, c, h, w = split.images.shape
    if c == channels or channels not in (1, 3):
        return split
    # All pictures below one another are one tall picture.
    tall = match_channels(split.images.transpose(1, 0, 2, 3).reshape(c, n * h, w), channels)
    return replace(split, images=tall.reshape(channels, n, h, w).transpose(1, 0, 2, 3))


def run_training(
    request: TrainingRequest,
    should_stop: Callable[[], bool] = lambda: False,
    resume: TrainingState | None = None,
    dataset: Dataset | None = None,
    wants_state: Callable[[float], bool] = lambda _seconds: True,
) -> Iterator[Event]:
    """Load the data, build the net and train it: the one stream that every front reads.

    Parameters
    ----------
    request : TrainingRequest
        What to train on what.
    should_stop : callable
        Asked between steps; True ends the stream with ``Cancelled``.
    resume : TrainingState, optional
        Where a run of the same request stood: it goes on from there, see `filterlab.nets.train`.
    dataset : Dataset, optional
        What `load_fitting_dataset` gives for the request, if it is loaded already.
    wants_state : callable
        Which snapshots carry their state, see `filterlab.nets.train`.

    Yields
    ------
    Event
        ``Started``, then ``Step``, ``Snapshot`` and ``EpochEnd``, then exactly one of ``Finished``,
        ``Cancelled`` and ``Failed``.

    Raises
    ------
    FilterLabError
        At the first ``next()``: the data set cannot be read or does not fit the net, or the weights to begin
        with are another net's.
    """
    if dataset is None:
        dataset = load_fitting_dataset(request)
    net = build(request.net, np.random.default_rng(request.config.seed))
    if request.start is not None:
        net.set_parameters(request.start)
    yield from train(
        net,
        dataset,
        request.config,
        should_stop=should_stop,
        resume=resume,
        change=batch_change(request.data.augmentation),
        wants_state=wants_state,
    )


class RunArchive(Protocol):
    """Where the history of a run lies that is not in memory; what is asked for is read then."""

    def steps(self) -> list[Step]:
        """Read every step."""

    def epochs(self) -> list[EpochEnd]:
        """Read every epoch's figures."""

    def norms(self) -> list[NormsAt]:
        """Read the norms of the layers at every snapshot."""

    def snapshot(self) -> Snapshot | None:
        """Read the newest weights."""


@dataclass
class Run:
    """One training run as the document remembers it, growing with every event.

    Attributes
    ----------
    id, name : str
        Identity, and what the user calls it ("run 3").
    request : TrainingRequest or None
        What was asked for; None for weights that came from a file.
    state : str
        "waiting", "running", "paused", "finished", "cancelled", "failed" or "imported".
    started : Started or None
        Sizes and counts of the run, once it runs.
    reason : str
        Why the run failed, in words; empty otherwise.
    archive : RunArchive or None
        Where its history lies, if it came from a project file.
    """

    id: str
    name: str
    request: TrainingRequest | None
    state: RunState = "waiting"
    started: Started | None = None
    reason: str = ""
    archive: RunArchive | None = field(default=None, repr=False)

    @cached_property
    def steps(self) -> list[Step]:
        """Every step's loss and accuracy."""
        return self.archive.steps() if self.archive is not None else []

    @cached_property
    def epochs(self) -> list[EpochEnd]:
        """Every epoch's figures."""
        return self.archive.epochs() if self.archive is not None else []

    @cached_property
    def norms(self) -> list[NormsAt]:
        """The norms of weights and gradients at every snapshot that told them."""
        return self.archive.norms() if self.archive is not None else []

    @cached_property
    def snapshot(self) -> Snapshot | None:
        """The newest copy of the weights, or None before the first."""
        return self.archive.snapshot() if self.archive is not None else None

    def rewind(self, step: int) -> None:
        """Forget what came after a step, because the run goes on from there."""
        self.steps = [event for event in self.steps if event.step <= step]
        self.epochs = [event for event in self.epochs if event.step <= step]
        self.norms = [(at, norms) for at, norms in self.norms if at <= step]

    @property
    def is_active(self) -> bool:
        """Whether a terminal event is still to come."""
        return self.state in ("waiting", "running")

    @property
    def parameters(self) -> Mapping[str, NDArray[Any]]:
        """The newest weights by PyTorch's names; empty before the first snapshot."""
        return self.snapshot.parameters if self.snapshot is not None else {}

    def record(self, event: Event, *, is_pausing: bool = False) -> None:
        """Take in the next event of the stream; with ``is_pausing``, one that was stopped goes on another time."""
        match event:
            case Started():
                self.started = event
                self.state, self.reason = "running", ""
                self.rewind(event.step)
            case Step():
                self.steps.append(event)
            case Snapshot():
                self.snapshot = event
                if event.norms:
                    self.norms.append((event.step, event.norms))
            case EpochEnd():
                # A run that went on from the end of an epoch may have made its test once more.
                self.epochs = [*(end for end in self.epochs if end.epoch < event.epoch), event]
            case Finished() | Cancelled():
                stopped: RunState = "paused" if is_pausing else "cancelled"
                self.state = "finished" if isinstance(event, Finished) else stopped
                if event.parameters:
                    self.snapshot = Snapshot(
                        step=event.step, epoch=event.epoch, parameters=event.parameters, seconds=event.seconds
                    )
            case Failed():
                self.state = "failed"
                self.reason = event.reason
