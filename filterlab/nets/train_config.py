"""The settings of a training run."""

from dataclasses import dataclass
from math import inf, isfinite
from typing import Literal, get_args

from filterlab.errors import FilterLabError
from filterlab.nets.schedules import cosine, one_cycle, step_decay

OptimizerName = Literal["sgd", "adam"]
ScheduleName = Literal["constant", "step", "cosine", "one-cycle"]

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
        How far a step goes, above 0, where the schedule is at its highest; None means the optimizer's usual one.
    momentum
        Of ``"sgd"``: how much of the last velocity is kept, at least 0 and below 1.
    nesterov
        Of ``"sgd"``: whether to look ahead along the velocity.
    weight_decay
        How strongly parameters are pulled to 0, 0 or more.
    schedule
        ``"one-cycle"`` begins far below the learning rate, rises to it over the first three tenths of the run and
        falls to almost 0 over the rest; ``"cosine"`` falls from it to almost 0 along half a cosine; ``"step"`` lowers
        it at once every few epochs; ``"constant"`` keeps it. On ``strokes``, one cycle of 5 epochs leaves a third
        fewer mistakes than a cosine.
    drop_every, drop_factor
        Of ``"step"``: after how many epochs the learning rate is multiplied by which number above 0 and up to 1.
    label_smoothing
        Which share of the certainty is spread over all classes in what the net should answer, at least 0 and below 1;
        test losses are measured without.
    patience
        Stop early: after so many epochs in a row whose test loss is no lower than the lowest so far, the run
        finishes; it then keeps the weights with the lowest. None runs all epochs and keeps the last weights.
    frozen
        Parameters that stay as they are, such as ``"conv1.weight"``, or all of a layer's by its name, ``"conv1"``.
        The running statistics of batch normalisation are no parameters and go on.
    seed
        Decides the order of the pictures and what dropout drops. Same seed and weights: same result, to the last
        bit, however many threads compute.
    snapshot_every
        Steps between two snapshots of the weights.
    diagnostics
        Whether snapshots tell the norms of weights and gradients, and epoch ends the dead units and a report on the
        test pictures.
    threads
        How many threads compute, 1 or more; None means one on each processor.

    Raises
    ------
    FilterLabError
        If a setting is out of its range.
    """

    epochs: int = 5
    batch_size: int = 64
    optimizer: OptimizerName = "sgd"
    learning_rate: float | None = None
    momentum: float = 0.9
    nesterov: bool = False
    weight_decay: float = 0.0
    schedule: ScheduleName = "one-cycle"
    drop_every: int = 1
    drop_factor: float = 0.5
    label_smoothing: float = 0.0
    patience: int | None = None
    frozen: tuple[str, ...] = ()
    seed: int = 0
    snapshot_every: int = 25
    diagnostics: bool = True
    threads: int | None = None

    def __post_init__(self) -> None:
        """Check every setting."""
        for field, least in (
            ("epochs", 1),
            ("batch_size", 1),
            ("drop_every", 1),
            ("seed", 0),
            ("snapshot_every", 1),
        ):
            _check_whole(field, getattr(self, field), least)
        for field in ("threads", "patience"):
            if getattr(self, field) is not None:
                _check_whole(field, getattr(self, field), 1)
        _check_choice("optimizer", self.optimizer, get_args(OptimizerName))
        _check_choice("schedule", self.schedule, get_args(ScheduleName))
        if self.learning_rate is not None:
            _check_number("learning_rate", self.learning_rate, "a number above 0", above=0)
        _check_number("momentum", self.momentum, "a number of at least 0 and below 1", below=1)
        _check_number("weight_decay", self.weight_decay, "a number, 0 or more")
        _check_number("label_smoothing", self.label_smoothing, "a number of at least 0 and below 1", below=1)
        if self.drop_factor != 1:
            _check_number("drop_factor", self.drop_factor, "a number above 0 and up to 1", above=0, below=1)
        _check_flag("nesterov", self.nesterov)
        _check_flag("diagnostics", self.diagnostics)
        object.__setattr__(self, "frozen", _checked_names("frozen", self.frozen))
        if self.nesterov and (self.optimizer != "sgd" or not self.momentum):
            raise FilterLabError(
                'nesterov needs optimizer "sgd" with a momentum above 0: set those, or leave it out.'
            )

    @property
    def initial_learning_rate(self) -> float:
        """The learning rate the schedule takes its shares of: its highest."""
        return _USUAL_LEARNING_RATES[self.optimizer] if self.learning_rate is None else self.learning_rate

    @property
    def lower_learning_rate(self) -> float:
        """A learning rate to try where this one is too high: the optimizer's usual one, or a tenth of a lower one."""
        rate, usual = self.initial_learning_rate, _USUAL_LEARNING_RATES[self.optimizer]
        return usual if rate > usual else rate / 10

    def learning_rate_at(self, step: int, total_steps: int) -> float:
        """Give the learning rate of a step, counted from 0, in a run of that many steps."""
        return self.initial_learning_rate * self._share_at(step, total_steps)

    def _share_at(self, step: int, total_steps: int) -> float:
        match self.schedule:
            case "constant":
                return 1.0
            case "step":
                return step_decay(step, self.drop_every * (total_steps // self.epochs), self.drop_factor)
            case "cosine":
                return cosine(step, total_steps)
            case "one-cycle":
                return one_cycle(step, total_steps)


def _check_whole(field: str, value: object, least: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise FilterLabError(f"{field} is {value!r}: give a whole number, {least} or more.")


def _check_choice(field: str, value: object, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise FilterLabError(f'{field} is "{value}": choose one of {", ".join(choices)}.')


def _check_flag(field: str, value: object) -> None:
    if not isinstance(value, bool):
        raise FilterLabError(f"{field} is {value!r}: give True or False.")


def _checked_names(field: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, tuple | list) or not all(isinstance(name, str) and name for name in value):
        raise FilterLabError(f'{field} is {value!r}: give a list of names, such as ("conv1",).')
    return tuple(value)


def _check_number(field: str, value: object, wanted: str, *, above: float = -inf, below: float = inf) -> None:
    usable = isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
    if (
        not usable
        or not isinstance(value, int | float)
        or not max(above, 0) <= value < below
        or value == above
    ):
        raise FilterLabError(f"{field} is {value!r}: give {wanted}.")
