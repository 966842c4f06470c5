"""The settings of a training run."""

from dataclasses import dataclass
from math import cos, inf, isfinite, pi
from typing import Literal, get_args

from filterlab.errors import FilterLabError

OptimizerName = Literal["sgd", "adam"]
ScheduleName = Literal["constant", "cosine"]

_USUAL_LEARNING_RATES = {"sgd": 0.05, "adam": 0.004}


@dataclass(frozen=True)
class TrainConfig:
    """The settings of a training run; nothing else but the net and the data decides how it goes.

    Attributes
    ----------
    epochs
        How many times each training picture is seen, 1 or more.
    batch_size
        Pictures for each step; the last step of an epoch takes what is left.
    optimizer
        ``"sgd"`` (gradient descent with momentum) or ``"adam"``.
    learning_rate
        How far a step goes, above 0; None means the optimizer's usual one.
    momentum
        Of ``"sgd"``: how much of the last velocity is kept, at least 0 and below 1.
    nesterov
        Of ``"sgd"``: whether to look ahead along the velocity.
    weight_decay
        How strongly parameters are pulled to 0, 0 or more.
    schedule
        ``"cosine"`` lowers the learning rate from its first value to almost 0 along half a cosine;
        ``"constant"`` keeps it.
    seed
        Decides the order of the pictures and what dropout drops. Same seed and weights: same result, to the last
        bit, however many threads compute.
    snapshot_every
        Steps between two snapshots of the weights.
    threads
        How many threads compute, 1 or more; None means one on each processor.

    Raises
    ------
    FilterLabError
        If a setting is out of its range.
    """

    epochs: int = 3
    batch_size: int = 64
    optimizer: OptimizerName = "sgd"
    learning_rate: float | None = None
    momentum: float = 0.9
    nesterov: bool = False
    weight_decay: float = 0.0
    schedule: ScheduleName = "cosine"
    seed: int = 0
    snapshot_every: int = 25
    threads: int | None = None

    def __post_init__(self) -> None:
        """Check every setting."""
        for field, least in (
            ("epochs", 1),
            ("batch_size", 1),
            ("seed", 0),
            ("snapshot_every", 1),
        ):
            _check_whole(field, getattr(self, field), least)
        if self.threads is not None:
            _check_whole("threads", self.threads, 1)
        _check_choice("optimizer", self.optimizer, get_args(OptimizerName))
        _check_choice("schedule", self.schedule, get_args(ScheduleName))
        if self.learning_rate is not None:
            _check_number("learning_rate", self.learning_rate, "a number above 0", above=0)
        _check_number("momentum", self.momentum, "a number of at least 0 and below 1", below=1)
        _check_number("weight_decay", self.weight_decay, "a number, 0 or more")
        _check_flag("nesterov", self.nesterov)
        if self.nesterov and (self.optimizer != "sgd" or not self.momentum):
            raise FilterLabError(
                'nesterov needs optimizer "sgd" with a momentum above 0: set those, or leave it out.'
            )

    @property
    def initial_learning_rate(self) -> float:
        """The learning rate of the first step."""
        return _USUAL_LEARNING_RATES[self.optimizer] if self.learning_rate is None else self.learning_rate

    def learning_rate_at(self, step: int, total_steps: int) -> float:
        """Give the learning rate of a step, counted from 0, in a run of that many steps."""
        if self.schedule == "constant":
            return self.initial_learning_rate
        return self.initial_learning_rate * (1 + cos(pi * step / total_steps)) / 2


def _check_whole(field: str, value: object, least: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise FilterLabError(f"{field} is {value!r}: give a whole number, {least} or more.")


def _check_choice(field: str, value: object, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise FilterLabError(f'{field} is "{value}": choose one of {", ".join(choices)}.')


def _check_flag(field: str, value: object) -> None:
    if not isinstance(value, bool):
        raise FilterLabError(f"{field} is {value!r}: give True or False.")


def _check_number(field: str, value: object, wanted: str, *, above: float = -inf, below: float = inf) -> None:
    usable = isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
    if (
        not usable
        or not isinstance(value, int | float)
        or not max(above, 0) <= value < below
        or value == above
    ):
        raise FilterLabError(f"{field} is {value!r}: give {wanted}.")
