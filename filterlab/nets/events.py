"""What a training run tells, event by event; the last one is always Finished, Cancelled or Failed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from math import isfinite
from typing import TypeAlias

from filterlab.engine.arrays import FloatArray
from filterlab.nets.diagnostics import LayerNorms
from filterlab.nets.evaluation import Report
from filterlab.nets.spec import NetSpec
from filterlab.nets.train_config import TrainConfig
from filterlab.nets.training_state import TrainingState


@dataclass(frozen=True, kw_only=True)
class Started:
    """The run begins.

    Attributes
    ----------
    net, config
        What is trained, and how.
    train_size, test_size
        Pictures to learn from, and pictures kept back.
    steps_per_epoch, total_steps
        How many steps there will be.
    step
        Steps made before: 0 unless the run was taken up again.
    """

    net: NetSpec
    config: TrainConfig
    train_size: int
    test_size: int
    steps_per_epoch: int
    total_steps: int
    step: int = 0


@dataclass(frozen=True, kw_only=True)
class Step:
    """The weights have changed once.

    Attributes
    ----------
    step
        Steps made so far, from 1 on.
    epoch
        The epoch it belongs to, from 1 on.
    loss, accuracy
        Mean loss in nats and share of right answers in [0, 1] on the step's batch, before the change.
    learning_rate
        How far the step went.
    seconds
        Since the run began.
    """

    step: int
    epoch: int
    loss: float
    accuracy: float
    learning_rate: float
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """The weights after a step (step 0: before the first), as read-only copies under PyTorch's names.

    ``norms`` are those of the layers just before the step, if the config asks for diagnostics and a snapshot was
    due then. ``state`` is what `train` needs to take the run up again from here: what it tells then after `Started`
    is what this run told after this snapshot. It shares the snapshot's arrays; None if `train` was
    told to leave it out.
    """

    step: int
    epoch: int
    parameters: Mapping[str, FloatArray] = field(repr=False)
    seconds: float
    norms: Mapping[str, LayerNorms] = field(default_factory=dict, repr=False)
    state: TrainingState | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class EpochEnd:
    """Every training picture has been seen once more.

    Attributes
    ----------
    epoch, step
        Epochs and steps made so far.
    train_loss, train_accuracy
        Means over the epoch's pictures, each measured before the step that learned from it.
    test_loss, test_accuracy
        On the pictures kept back, with the weights as they are now.
    seconds
        Since the run began.
    dead_units
        By the name of each ReLU, which share of its units stayed at 0 for all test pictures; see `UnitWatch`.
    report
        On all test pictures: confusion matrix and worst mistakes. It and the dead units are left out (empty, None) if
        the config asks for no diagnostics.
    """

    epoch: int
    step: int
    train_loss: float
    train_accuracy: float
    test_loss: float
    test_accuracy: float
    seconds: float
    dead_units: Mapping[str, float] = field(default_factory=dict, repr=False)
    report: Report | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, kw_only=True)
class Finished:
    """The run is done; the weights are read-only copies under PyTorch's names.

    With early stopping (``patience``), test figures and weights are those of the end of ``best_epoch``, and ``epoch``
    can be lower than the config's epochs; without, ``best_epoch`` is None.
    """

    step: int
    epoch: int
    test_loss: float
    test_accuracy: float
    parameters: Mapping[str, FloatArray] = field(repr=False)
    seconds: float
    best_epoch: int | None = None


@dataclass(frozen=True, kw_only=True)
class Cancelled:
    """The run was asked to stop and did, after a whole step; the weights are what was learned until then.

    Given ``state``, `train` goes on as if it had not been asked.
    """

    step: int
    epoch: int
    parameters: Mapping[str, FloatArray] = field(repr=False)
    seconds: float
    state: TrainingState | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class Failed:
    """The run cannot go on; ``reason`` says in words why, and what to do."""

    reason: str
    step: int = 0
    epoch: int = 0
    seconds: float = 0.0


Terminal: TypeAlias = Finished | Cancelled | Failed
Event: TypeAlias = Started | Step | Snapshot | EpochEnd | Terminal


def event_as_json_dict(event: Event) -> dict[str, object]:
    """Turn an event into plain values for one line of JSON: its kind under ``event``, then its fields.

    What is left out of an event's ``repr`` is left out here: weights and other arrays. Numbers that are
    not finite become None, since JSON has no word for them.
    """
    plain: dict[str, object] = {"event": _json_name(event)}
    for entry in fields(event):
        if entry.repr:
            plain[entry.name] = _plain(getattr(event, entry.name))
    return plain


def _json_name(event: Event) -> str:
    return "epoch_end" if isinstance(event, EpochEnd) else type(event).__name__.lower()


def _plain(value: object) -> object:
    if isinstance(value, NetSpec):
        return value.name
    if isinstance(value, TrainConfig):
        return {entry.name: _plain(getattr(value, entry.name)) for entry in fields(value)} | {
            "learning_rate": value.initial_learning_rate
        }
    if isinstance(value, float) and not isfinite(value):
        return None
    return value
