"""The training run: a plain generator of events."""

from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from math import ceil, isfinite
from time import perf_counter

import numpy as np
import numpy.typing as npt

from filterlab.engine import kernels, softmax_cross_entropy
from filterlab.errors import FilterLabError
from filterlab.nets.evaluation import count_right, evaluation_batches, measure
from filterlab.nets.events import (
    Cancelled,
    EpochEnd,
    Event,
    Failed,
    Finished,
    Snapshot,
    Started,
    Step,
    Terminal,
)
from filterlab.nets.inputs import fit_images
from filterlab.nets.network import Network
from filterlab.nets.optimisers import SGD, Adam, Optimiser
from filterlab.nets.threads import thread_limiter
from filterlab.nets.train_config import TrainConfig
from filterlab.nets.training_data import TrainingData, check_training_data
from filterlab.nets.training_state import (
    TrainingState,
    random_state_text,
    read_only_copies,
    set_random_state,
)


def never() -> bool:
    """Do not stop."""
    return False


def train(
    net: Network,
    dataset: TrainingData,
    config: TrainConfig,
    *,
    should_stop: Callable[[], bool] = never,
    clock: Callable[[], float] = perf_counter,
    resume: TrainingState | None = None,
) -> Generator[Event, None, None]:
    """Train a net in place, and tell what happens, event by event.

    The events are `Started`, a `Snapshot` of the weights at step 0, then `Step` after `Step` with a
    `Snapshot` now and then and an `EpochEnd` after each epoch, a `Snapshot` of the weights as they stay, and
    at last exactly one of `Finished`, `Cancelled` and `Failed`. Work is done only while the next event is
    awaited; a generator that is dropped leaves the net as it is then.

    Parameters
    ----------
    net
        Its weights are changed in place.
    dataset
        Anything with ``.train`` and ``.test``, each with ``.images`` (N, C, H, W) and ``.labels`` (N,).
        Pictures smaller than the net takes are put in the middle of an empty one, see `fit_images`.
    config
        The settings.
    should_stop
        Asked before every step; as soon as it says True, the run ends as `Cancelled`.
    clock
        Tells the time in seconds.
    resume
        The ``state`` of a `Snapshot` or of `Cancelled`: the run goes on from there with the same net, data and
        settings, and tells after `Started` what it would have told after that event, to the last bit (but the
        seconds). The net's weights are replaced.

    Yields
    ------
    Event
        See above. A loss that is no number any more ends the run as `Failed`.

    Raises
    ------
    FilterLabError
        At the first event, if the net cannot learn from the data, or ``resume`` belongs to another run.
    """
    check_training_data(net.spec, dataset)
    run = _Run(net, dataset, config, should_stop, clock)
    if resume is not None:
        run.take_up(resume)
    yield run.started()
    # A run computes in one way from its first step to its last: the same seed shall give the same bits.
    kernels.prepare(wait=True)
    try:
        ending = yield from run.events()
        if not isinstance(ending, Failed):
            yield from run.last_snapshot()
    except FilterLabError as error:
        ending = run.failed(str(error))
    except MemoryError:
        ending = run.failed("The memory is full: use smaller batches or a smaller net.")
    # The last snapshot came after the ending was known, and time does not run backwards.
    yield replace(ending, seconds=run.seconds())


class _Run:
    """One training run: the counters and tools its events share."""

    def __init__(
        self,
        net: Network,
        dataset: TrainingData,
        config: TrainConfig,
        should_stop: Callable[[], bool],
        clock: Callable[[], float],
    ) -> None:
        self._net = net
        self._train, self._test = dataset.train, dataset.test
        self._config = config
        self._should_stop = should_stop
        self._clock = clock
        self._began = clock()
        self._order_rng, self._dropout_rng = np.random.default_rng(config.seed).spawn(2)
        self._limit_threads = thread_limiter(config.threads)
        self._optimiser = make_optimiser(net, config)
        self._steps_per_epoch = ceil(len(self._train.labels) / config.batch_size)
        self._total_steps = self._steps_per_epoch * config.epochs
        self._step = 0
        self._shown_step = -1
        # Of the epochs told to their end, and of the one that is under way.
        self._epoch = 0
        self._tested = (0.0, 0.0)
        self._order_state = random_state_text(self._order_rng)
        self._position = 0
        self._loss_sum, self._right = 0.0, 0

    def take_up(self, state: TrainingState) -> None:
        """Go on from where another run was; FilterLabError if it was not a run of this net with these settings."""
        self._check(state)
        self._net.set_parameters(state.parameters)
        self._optimiser.load(state.optimiser)
        self._order_state = state.order_rng
        set_random_state(self._order_rng, state.order_rng)
        set_random_state(self._dropout_rng, state.dropout_rng)
        self._step = self._shown_step = state.step
        self._epoch, self._position = state.epoch, state.position
        self._tested = (state.test_loss, state.test_accuracy)
        self._loss_sum, self._right = state.loss_sum, state.right
        self._began -= state.seconds

    def _check(self, state: TrainingState) -> None:
        size, batch_size = len(self._train.labels), self._config.batch_size
        in_epoch = ceil(state.position / batch_size)
        on_the_way = (
            state.epoch < self._config.epochs
            and state.position <= size
            and (state.position % batch_size == 0 or state.position == size)
        )
        at_the_end = state.epoch == self._config.epochs and state.position == 0
        if not (on_the_way or at_the_end) or state.step != state.epoch * self._steps_per_epoch + in_epoch:
            raise FilterLabError(
                f"The run was kept at step {state.step}, which these settings do not lead to: go on with the "
                "data and the settings it was begun with."
            )

    def started(self) -> Started:
        """Tell what is going to happen."""
        return Started(
            net=self._net.spec,
            config=self._config,
            train_size=len(self._train.labels),
            test_size=len(self._test.labels),
            steps_per_epoch=self._steps_per_epoch,
            total_steps=self._total_steps,
            step=self._step,
        )

    def events(self) -> Generator[Event, None, Terminal]:
        """Yield all events but the first and the last, and return the last."""
        if self._shown_step < 0:
            yield self._snapshot()
        while self._epoch < self._config.epochs:
            ending = yield from self._learn_for_an_epoch()
            if ending is not None:
                return ending
            tested = self._measure_test()
            if tested is None:
                return self._cancelled()
            if not isfinite(tested[0]):
                return self._diverged()
            yield self._end_epoch(tested)
        return Finished(
            step=self._step,
            epoch=self._epoch,
            test_loss=self._tested[0],
            test_accuracy=self._tested[1],
            parameters=read_only_copies(self._net.state),
            seconds=self.seconds(),
        )

    def _learn_for_an_epoch(self) -> Generator[Event, None, Cancelled | Failed | None]:
        """Go through the training pictures once, from where the run is, and return why not to the end."""
        size = len(self._train.labels)
        order = self._order_rng.permutation(size)
        while self._position < size:
            if self._should_stop():
                return self._cancelled()
            chosen = order[self._position : self._position + self._config.batch_size]
            rate = self._config.learning_rate_at(self._step, self._total_steps)
            loss, correct = self._learn_from(chosen, rate)
            if not isfinite(loss):
                return self._diverged()
            self._step += 1
            self._position += len(chosen)
            self._loss_sum += loss * len(chosen)
            self._right += correct
            yield Step(
                step=self._step,
                epoch=self._shown_epoch(),
                loss=loss,
                accuracy=correct / len(chosen),
                learning_rate=rate,
                seconds=self.seconds(),
            )
            if self._step % self._config.snapshot_every == 0:
                yield self._snapshot()
        return None

    def _end_epoch(self, tested: tuple[float, float]) -> EpochEnd:
        """Close the epoch that is under way, and tell how it went."""
        size = len(self._train.labels)
        end = EpochEnd(
            epoch=self._epoch + 1,
            step=self._step,
            train_loss=self._loss_sum / size,
            train_accuracy=self._right / size,
            test_loss=tested[0],
            test_accuracy=tested[1],
            seconds=self.seconds(),
        )
        self._epoch += 1
        self._tested = tested
        self._order_state = random_state_text(self._order_rng)
        self._position = 0
        self._loss_sum, self._right = 0.0, 0
        return end

    def _learn_from(self, chosen: npt.NDArray[np.intp], learning_rate: float) -> tuple[float, int]:
        """Make one step, and return the mean loss and the number of right answers before it."""
        images = fit_images(self._train.images[chosen], self._net.spec.input_shape)
        labels = self._train.labels[chosen]
        with self._limit_threads(), _quiet():
            logits, backward = self._net.forward(images, training=True, rng=self._dropout_rng)
            loss, dlogits = softmax_cross_entropy(logits, labels)
            if isfinite(loss):
                _, gradients = backward(dlogits)
                self._optimiser.step(gradients, learning_rate)
        return loss, count_right(logits, labels)

    def _measure_test(self) -> tuple[float, float] | None:
        """Return the loss and the accuracy on the test pictures; None if asked to stop meanwhile."""
        total, right = 0.0, 0
        with self._limit_threads(), _quiet():
            for batch in evaluation_batches(self._test):
                if self._should_stop():
                    return None
                loss, correct = measure(self._net, self._test, batch)
                total += loss
                right += correct
        return total / len(self._test.labels), right / len(self._test.labels)

    def last_snapshot(self) -> Iterator[Snapshot]:
        """Yield the weights once more, unless the last snapshot shows them as they are."""
        if self._shown_step != self._step:
            yield self._snapshot()

    def _snapshot(self) -> Snapshot:
        self._shown_step = self._step
        state = self._state()
        return Snapshot(
            step=self._step,
            epoch=self._shown_epoch(),
            parameters=state.parameters,
            seconds=state.seconds,
            state=state,
        )

    def _state(self) -> TrainingState:
        return TrainingState(
            step=self._step,
            epoch=self._epoch,
            position=self._position,
            parameters=read_only_copies(self._net.state),
            optimiser=read_only_copies(self._optimiser.state),
            order_rng=self._order_state,
            dropout_rng=random_state_text(self._dropout_rng),
            loss_sum=self._loss_sum,
            right=self._right,
            test_loss=self._tested[0],
            test_accuracy=self._tested[1],
            seconds=self.seconds(),
        )

    def _cancelled(self) -> Cancelled:
        state = self._state()
        return Cancelled(
            step=self._step,
            epoch=self._shown_epoch(),
            parameters=state.parameters,
            seconds=state.seconds,
            state=state,
        )

    def _diverged(self) -> Failed:
        rate = self._config.initial_learning_rate
        return self.failed(
            f"The loss is no number any more after step {self._step} (epoch {self._shown_epoch()}): a learning rate "
            f'of {rate:g} is too high for net "{self._net.spec.name}", so try {rate / 10:g}.'
        )

    def failed(self, reason: str) -> Failed:
        """Tell why the run cannot go on."""
        return Failed(reason=reason, step=self._step, epoch=self._shown_epoch(), seconds=self.seconds())

    def _shown_epoch(self) -> int:
        """Count epochs as events do: the one under way is counted from its first step on."""
        return self._epoch + (1 if self._position else 0)

    def seconds(self) -> float:
        """Tell the time since the run began."""
        return self._clock() - self._began


def make_optimiser(net: Network, config: TrainConfig) -> Optimiser:
    """Make the optimiser a config asks for, over the net's parameters."""
    if config.optimizer == "adam":
        return Adam(net.parameters, weight_decay=config.weight_decay)
    return SGD(
        net.parameters, momentum=config.momentum, nesterov=config.nesterov, weight_decay=config.weight_decay
    )


def _quiet() -> AbstractContextManager[None]:
    """Let numbers overflow without a warning: a run that diverges ends as Failed, which says more."""
    return np.errstate(all="ignore")
