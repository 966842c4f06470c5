"""What an experiment is: a few arms that differ in one thing, a question, and what others have published."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from filterlab.engine.arrays import FloatArray
    from filterlab.nets import NetSpec, TrainConfig
    from filterlab.probes.experiments.findings import Finding

Curve: TypeAlias = Literal["training error", "test error"]


@dataclass(frozen=True)
class Arm:
    """One of the ways that are compared.

    Attributes
    ----------
    name : str
        What it is called in plots and sentences: "ReLU".
    net : NetSpec
        What is trained.
    config : TrainConfig
        How; each trial puts its own seed in.
    start : mapping of str to ndarray
        Weights to begin with instead of random ones, by PyTorch's names; those not named are drawn.
    """

    name: str
    net: NetSpec
    config: TrainConfig
    start: Mapping[str, FloatArray] = field(
        default_factory=lambda: MappingProxyType({}), repr=False, compare=False
    )


@dataclass(frozen=True)
class Claim:
    """What was published.

    Attributes
    ----------
    words : str
        The claim in a sentence.
    source : str
        Who said it where.
    value : float or None
        Its figure, in the unit of the experiment's own; None if it has none.
    """

    words: str
    source: str
    value: float | None = None


@dataclass(frozen=True)
class Moved:
    """How far the filters of a first layer had come from where they began, the mean over them.

    Attributes
    ----------
    step : int
        When.
    angle : float
        In degrees, see `filterlab.probes.drift.Drift`.
    distance : float
        As a part of the length they began with.
    """

    step: int
    angle: float
    distance: float


@dataclass(frozen=True)
class Trial:
    """One arm trained once.

    Attributes
    ----------
    arm : str
        Its name.
    seed : int
        What the weights, the order of the pictures and dropout were drawn from.
    parameters : int
        How many numbers the net learned or was given.
    steps, seconds : int, float
        How many steps were made, and how long they took; measuring is not counted.
    steps_to_target, seconds_to_target : int or None, float or None
        When the training error first was down at the experiment's target; None if it never was.
    train_accuracy, test_accuracy : float
        Of the trained net, dropout switched off, in [0, 1].
    drift : float or None
        Degrees between the filters of the first layer and what they began with, the mean over the filters; None for
        a net without filters.
    way : tuple of Moved
        How they came there, where the experiment follows them; from step 0 to the last.
    """

    arm: str
    seed: int
    parameters: int
    steps: int
    seconds: float
    steps_to_target: int | None
    seconds_to_target: float | None
    train_accuracy: float
    test_accuracy: float
    drift: float | None = None
    way: tuple[Moved, ...] = ()


@dataclass(frozen=True)
class Experiment:
    """A question that training answers.

    Attributes
    ----------
    name : str
        Short, for the command line: "relu-tanh".
    title : str
        For people.
    question, method : str
        What is asked, and how it is measured.
    arms : tuple of Arm
        What is compared; the first is what the others are measured against.
    claim : Claim
        What was published.
    judge : callable
        Makes the finding of the trials of all arms.
    curve : {"training error", "test error"}
        What is drawn while it runs.
    train_size, test_size : int
        How many pictures each seed draws to learn from and to test with.
    target_error : float or None
        The training error, in [0, 1], to wait for; None if none is waited for.
    measured_at : {"steps", "epochs"}
        Whether the training error is the mean over the batches of the last steps, each before the net learned from
        it, or that of the net as it is after each epoch, on all training pictures and with dropout switched off.
    follows_filters : bool
        Whether it is noted on the way how far the filters of the first layer have come.
    """

    name: str
    title: str
    question: str
    method: str
    arms: tuple[Arm, ...]
    claim: Claim
    judge: Callable[[Experiment, Sequence[Trial]], Finding]
    curve: Curve
    train_size: int
    test_size: int
    target_error: float | None = None
    measured_at: Literal["steps", "epochs"] = "steps"
    follows_filters: bool = False
