"""How far a training run has come."""

from dataclasses import dataclass
from math import ceil

from filterlab.errors import FilterLabError
from filterlab.nets.train_config import TrainConfig
from filterlab.nets.training_state import Best, TrainingState


@dataclass
class Progress:
    """The counters of a run; `TrainingState` says what each of them means.

    Attributes
    ----------
    config
        The settings.
    size
        Training pictures.
    order_rng
        The state of the generator before it shuffled the pictures of the epoch that is under way.
    """

    config: TrainConfig
    size: int
    order_rng: str
    step: int = 0
    epoch: int = 0
    position: int = 0
    loss_sum: float = 0.0
    right: int = 0
    test_loss: float = 0.0
    test_accuracy: float = 0.0
    best: Best | None = None

    @property
    def steps_per_epoch(self) -> int:
        """How many steps an epoch has."""
        return ceil(self.size / self.config.batch_size)

    @property
    def total_steps(self) -> int:
        """How many steps all epochs have."""
        return self.steps_per_epoch * self.config.epochs

    @property
    def shown_epoch(self) -> int:
        """The epoch as events count it: the one under way counts from its first step on."""
        return self.epoch + (1 if self.position else 0)

    @property
    def is_over(self) -> bool:
        """Whether all epochs are done, or patience is at its end."""
        patience = self.config.patience
        out_of_patience = (
            patience is not None and self.best is not None and self.epoch - self.best.epoch >= patience
        )
        return self.epoch == self.config.epochs or out_of_patience

    def learned(self, count: int, loss: float, right: int) -> None:
        """Count one step over so many pictures, with its mean loss and its right answers."""
        self.step += 1
        self.position += count
        self.loss_sum += loss * count
        self.right += right

    def end_epoch(self, test_loss: float, test_accuracy: float, order_rng: str) -> None:
        """Close the epoch that is under way; the next one shuffles with the generator as it is now."""
        self.epoch += 1
        self.position = 0
        self.loss_sum, self.right = 0.0, 0
        self.test_loss, self.test_accuracy = test_loss, test_accuracy
        self.order_rng = order_rng

    def take_up(self, state: TrainingState) -> None:
        """Go on from where another run was; FilterLabError if these settings cannot have led there."""
        self._check(state)
        self.step, self.epoch, self.position = state.step, state.epoch, state.position
        self.loss_sum, self.right = state.loss_sum, state.right
        self.test_loss, self.test_accuracy = state.test_loss, state.test_accuracy
        self.order_rng = state.order_rng
        self.best = state.best

    def _check(self, state: TrainingState) -> None:
        between_steps = state.position % self.config.batch_size == 0 or state.position == self.size
        on_the_way = state.epoch < self.config.epochs and state.position <= self.size and between_steps
        at_the_end = state.epoch == self.config.epochs and state.position == 0
        steps = state.epoch * self.steps_per_epoch + ceil(state.position / self.config.batch_size)
        has_best = self.config.patience is not None and state.epoch > 0
        if not (on_the_way or at_the_end) or state.step != steps or (state.best is not None) != has_best:
            raise FilterLabError(
                f"The run was kept at step {state.step} in a way these settings do not lead to: go on with the "
                "data and the settings it was begun with."
            )
