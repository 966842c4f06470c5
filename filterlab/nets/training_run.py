"""One training run: what its events share, from the first step to the last."""

from collections.abc import Callable, Generator, Iterator, Mapping
from math import isfinite

import numpy as np

from filterlab.engine.arrays import FloatArray
from filterlab.nets.batches import BatchChange, take_batch
from filterlab.nets.diagnostics import LayerNorms, UnitWatch
from filterlab.nets.evaluation import Examiner, Report
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
from filterlab.nets.network import Network
from filterlab.nets.parameters import check_parameters
from filterlab.nets.progress import Progress
from filterlab.nets.stepping import Stepper, quiet
from filterlab.nets.threads import thread_limiter
from filterlab.nets.train_config import TrainConfig
from filterlab.nets.training_data import TrainingData
from filterlab.nets.training_state import (
    Best,
    TrainingState,
    random_state_text,
    read_only_copies,
    set_random_state,
)


class TrainingRun:
    """One training run: the counters and tools its events share."""

    def __init__(
        self,
        net: Network,
        dataset: TrainingData,
        config: TrainConfig,
        should_stop: Callable[[], bool],
        clock: Callable[[], float],
        change: BatchChange | None,
        wants_state: Callable[[float], bool],
    ) -> None:
        """Get ready; the arguments are those of `filterlab.nets.train`."""
        self._net = net
        self._change = change
        self._train, self._test = dataset.train, dataset.test
        self._config = config
        self._should_stop = should_stop
        self._clock = clock
        self._wants_state = wants_state
        self._began = clock()
        self._order_rng, self._dropout_rng = np.random.default_rng(config.seed).spawn(2)
        self._limit_threads = thread_limiter(config.threads)
        self._stepper = Stepper(net, config, self._dropout_rng)
        self._at = Progress(config, len(self._train.labels), random_state_text(self._order_rng))
        self._shown_step = -1
        self._norms: Mapping[str, LayerNorms] = {}

    def take_up(self, state: TrainingState) -> None:
        """Go on from where another run was; FilterLabError if it was not a run of this net with these settings."""
        self._at.take_up(state)
        self._net.set_parameters(state.parameters)
        if state.best is not None:
            check_parameters(self._net.spec, state.best.parameters)
        self._stepper.optimiser.load(state.optimiser)
        set_random_state(self._order_rng, state.order_rng)
        set_random_state(self._dropout_rng, state.dropout_rng)
        self._shown_step = state.step
        self._began -= state.seconds

    def started(self) -> Started:
        """Tell what is going to happen."""
        return Started(
            net=self._net.spec,
            config=self._config,
            train_size=len(self._train.labels),
            test_size=len(self._test.labels),
            steps_per_epoch=self._at.steps_per_epoch,
            total_steps=self._at.total_steps,
            step=self._at.step,
        )

    def events(self) -> Generator[Event, None, Terminal]:
        """Yield all events but the first and the last, and return the last."""
        if self._shown_step < 0:
            yield self._snapshot()
        while not self._at.is_over:
            ending = yield from self._learn_for_an_epoch()
            if ending is None:
                ending = yield from self._end_epoch()
            if ending is not None:
                return ending
        yield from self.last_snapshot()
        return self._finished()

    def _learn_for_an_epoch(self) -> Generator[Event, None, Cancelled | Failed | None]:
        """Go through the training pictures once, from where the run is, and return why not to the end."""
        at = self._at
        order = self._order_rng.permutation(at.size)
        while at.position < at.size:
            if self._should_stop():
                return self._cancelled()
            chosen = order[at.position : at.position + self._config.batch_size]
            rate = self._config.learning_rate_at(at.step, at.total_steps)
            is_shown = (at.step + 1) % self._config.snapshot_every == 0
            with self._limit_threads():
                lesson = self._stepper.learn_from(
                    take_batch(
                        self._train, chosen, change=self._change, seed=self._config.seed, step=at.step
                    ),
                    self._train.labels[chosen],
                    rate,
                    wants_norms=self._config.diagnostics and (is_shown or at.step + 1 == at.total_steps),
                )
            if not isfinite(lesson.loss):
                return self._diverged("The loss is no number")
            self._norms = lesson.norms
            at.learned(len(chosen), lesson.loss, lesson.right)
            yield Step(
                step=at.step,
                epoch=at.shown_epoch,
                loss=lesson.loss,
                accuracy=lesson.right / len(chosen),
                learning_rate=rate,
                seconds=self.seconds(),
            )
            if lesson.unsound is not None:
                return self._diverged(f'"{lesson.unsound}" holds values that are no numbers')
            if is_shown:
                yield self._snapshot()
        return None

    def _end_epoch(self) -> Generator[Event, None, Cancelled | Failed | None]:
        """Measure the net at the end of an epoch, and return why the run ends, if it does."""
        watch = UnitWatch(self._net.spec) if self._config.diagnostics else None
        report = self._examine_test(watch)
        if report is None:
            return self._cancelled()
        if not isfinite(report.loss):
            return self._diverged("The loss is no number")
        at = self._at
        end = EpochEnd(
            epoch=at.epoch + 1,
            step=at.step,
            train_loss=at.loss_sum / at.size,
            train_accuracy=at.right / at.size,
            test_loss=report.loss,
            test_accuracy=report.accuracy,
            dead_units=watch.dead_units() if watch is not None else {},
            report=report if watch is not None else None,
            seconds=self.seconds(),
        )
        at.end_epoch(report.loss, report.accuracy, random_state_text(self._order_rng))
        is_best = self._config.patience is not None and (at.best is None or report.loss < at.best.test_loss)
        if is_best:
            at.best = Best(
                epoch=at.epoch,
                test_loss=report.loss,
                test_accuracy=report.accuracy,
                parameters=read_only_copies(self._net.state),
            )
        yield end
        if is_best:
            # Whoever keeps snapshots has the best weights among them.
            yield from self.last_snapshot()
        return None

    def _examine_test(self, watch: UnitWatch | None) -> Report | None:
        """Return how the net does on the test pictures; None if asked to stop meanwhile."""
        examiner = Examiner(self._net, self._test, watch=watch.see if watch is not None else None)
        with self._limit_threads(), quiet():
            for batch in examiner.batches():
                if self._should_stop():
                    return None
                examiner.take(batch)
        return examiner.report()

    def _finished(self) -> Finished:
        """Go back to the best weights, if early stopping kept some, and tell how good the net is."""
        best = self._at.best
        if best is not None:
            self._net.set_parameters(best.parameters)
        return Finished(
            step=self._at.step,
            epoch=self._at.epoch,
            test_loss=self._at.test_loss if best is None else best.test_loss,
            test_accuracy=self._at.test_accuracy if best is None else best.test_accuracy,
            parameters=read_only_copies(self._net.state),
            seconds=self.seconds(),
            best_epoch=None if best is None else best.epoch,
        )

    def last_snapshot(self) -> Iterator[Snapshot]:
        """Yield the weights once more, unless the last snapshot shows them as they are."""
        if self._shown_step != self._at.step:
            yield self._snapshot()

    def _snapshot(self) -> Snapshot:
        self._shown_step = self._at.step
        seconds = self.seconds()
        parameters = read_only_copies(self._net.state)
        return Snapshot(
            step=self._at.step,
            epoch=self._at.shown_epoch,
            parameters=parameters,
            seconds=seconds,
            norms=self._norms,
            state=self._state(parameters, seconds) if self._wants_state(seconds) else None,
        )

    def _state(self, parameters: Mapping[str, FloatArray], seconds: float) -> TrainingState:
        at = self._at
        return TrainingState(
            step=at.step,
            epoch=at.epoch,
            position=at.position,
            parameters=parameters,
            optimiser=read_only_copies(self._stepper.optimiser.state),
            order_rng=at.order_rng,
            dropout_rng=random_state_text(self._dropout_rng),
            loss_sum=at.loss_sum,
            right=at.right,
            test_loss=at.test_loss,
            test_accuracy=at.test_accuracy,
            seconds=seconds,
            best=at.best,
        )

    def _cancelled(self) -> Cancelled:
        state = self._state(read_only_copies(self._net.state), self.seconds())
        return Cancelled(
            step=state.step,
            epoch=self._at.shown_epoch,
            parameters=state.parameters,
            seconds=state.seconds,
            state=state,
        )

    def _diverged(self, what: str) -> Failed:
        rate = self._config.initial_learning_rate
        return self.failed(
            f"{what} any more after step {self._at.step} (epoch {self._at.shown_epoch}): a learning rate of {rate:g} "
            f'is too high for net "{self._net.spec.name}", so try {self._config.lower_learning_rate:g}.'
        )

    def failed(self, reason: str) -> Failed:
        """Tell why the run cannot go on."""
        return Failed(reason=reason, step=self._at.step, epoch=self._at.shown_epoch, seconds=self.seconds())

    def seconds(self) -> float:
        """Tell the time since the run began."""
        return self._clock() - self._began
