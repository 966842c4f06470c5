"""Finding a learning rate: a short trial run that goes faster and faster, until the loss climbs."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from math import inf, isfinite
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from filterlab.errors import FilterLabError
from filterlab.nets.batches import BatchChange, take_batch
from filterlab.nets.network import Network, build
from filterlab.nets.stepping import Stepper
from filterlab.nets.threads import thread_limiter
from filterlab.nets.train_config import TrainConfig
from filterlab.nets.training_data import TrainingData, check_training_data

_SMOOTHING = 0.9
# A loss so many times the lowest one does not come back.
_FAR_TOO_HIGH = 4.0
_LEAST_RATES = 10


@dataclass(frozen=True, kw_only=True)
class RateTried:
    """One step of the trial.

    Attributes
    ----------
    step
        From 1 on.
    learning_rate
        How far it went.
    loss
        Mean loss in nats of its batch, before the step.
    smoothed_loss
        The running mean of the losses so far, the newer the weightier.
    """

    step: int
    learning_rate: float
    loss: float
    smoothed_loss: float


@dataclass(frozen=True, kw_only=True)
class RateFound:
    """The trial is over.

    Attributes
    ----------
    suggestion
        Where the loss fell most steeply; None if it never fell, or the trial was stopped.
    reason
        One sentence: why that rate, or why none.
    """

    suggestion: float | None
    reason: str


RateEvent: TypeAlias = RateTried | RateFound


def find_learning_rate(
    net: Network,
    dataset: TrainingData,
    config: TrainConfig,
    *,
    lowest: float = 1e-5,
    highest: float = 10.0,
    steps: int = 100,
    should_stop: Callable[[], bool] = lambda: False,
    change: BatchChange | None = None,
) -> Generator[RateEvent, None, None]:
    """Train a copy of a net for some steps with a rate that grows from each to the next by the same factor.

    The net itself stays as it is. The rate to choose is where the loss falls most steeply against the logarithm of
    the rate; smaller ones waste time, and a little above it the loss begins to climb.

    Parameters
    ----------
    net
        The net the rate is for, with the weights it will begin with.
    dataset
        What it will learn from; pictures are taken anew as often as needed.
    config
        The settings but for the rate and its schedule: optimizer, batch size, seed and so on.
    lowest, highest
        The first and the last rate to try, 0 < lowest < highest.
    steps
        How many rates to try, 10 or more.
    should_stop
        Asked before every step.
    change
        What is done to the training pictures of each step, as for `train`.

    Yields
    ------
    RateTried or RateFound
        A `RateTried` for each step, at last one `RateFound`; earlier than after all steps if the loss is far too high
        or no number any more.

    Raises
    ------
    FilterLabError
        At the first event, if the net cannot learn from the data or the rates to try are none.

    References
    ----------
    Smith, Cyclical Learning Rates for Training Neural Networks (2017), section 3.3.
    """
    _check_rates(lowest, highest, steps)
    check_training_data(net.spec, dataset)
    trial = build(net.spec, np.random.default_rng(0), dtype=net.dtype)
    trial.set_parameters(net.state)
    order_rng, dropout_rng = np.random.default_rng(config.seed).spawn(2)
    stepper = Stepper(trial, config, dropout_rng)
    limit_threads = thread_limiter(config.threads)
    pictures = dataset.train
    batches = _endless_batches(len(pictures.labels), config.batch_size, order_rng)
    tried: list[RateTried] = []
    mean, best = 0.0, inf
    rates = np.geomspace(lowest, highest, steps).tolist()
    for step, (rate, chosen) in enumerate(zip(rates, batches, strict=False), start=1):
        if should_stop():
            yield RateFound(
                suggestion=None, reason="The search was stopped before it had found a learning rate."
            )
            return
        with limit_threads():
            images = take_batch(pictures, chosen, change=change, seed=config.seed, step=step - 1)
            lesson = stepper.learn_from(images, pictures.labels[chosen], rate)
        if not isfinite(lesson.loss):
            break
        mean = _SMOOTHING * mean + (1 - _SMOOTHING) * lesson.loss
        # The running mean began at 0 and is corrected for that.
        smoothed = mean / (1 - _SMOOTHING**step)
        best = min(best, smoothed)
        tried.append(RateTried(step=step, learning_rate=rate, loss=lesson.loss, smoothed_loss=smoothed))
        yield tried[-1]
        if smoothed > _FAR_TOO_HIGH * best:
            break
    yield _conclusion(tried, lowest)


def steepest_descent(rates: Sequence[float], losses: Sequence[float]) -> float | None:
    """Find the rate at which a loss falls most steeply against the rate's logarithm; None if it never falls.

    The slope at a rate is that of the straight line through the losses around it, a sixth of all: a running mean
    would lag behind and name too high a rate.

    Parameters
    ----------
    rates
        Growing by the same factor, above 0; at least three.
    losses
        As many, in nats.
    """
    reach = max(len(rates) // 12, 1)
    places = np.arange(-reach, reach + 1)
    windows = np.lib.stride_tricks.sliding_window_view(np.asarray(losses, np.float64), len(places))
    slopes = windows @ places
    steepest = int(np.argmin(slopes))
    return rates[steepest + reach] if slopes[steepest] < 0 else None


def _conclusion(tried: Sequence[RateTried], lowest: float) -> RateFound:
    if len(tried) < _LEAST_RATES:
        return RateFound(
            suggestion=None,
            reason=f"The loss was lost after {len(tried)} steps: begin with a rate lower than {lowest:g}.",
        )
    suggestion = steepest_descent([one.learning_rate for one in tried], [one.loss for one in tried])
    if suggestion is None:
        return RateFound(
            suggestion=None,
            reason="The loss never fell: try other rates, or see whether the pictures can tell the classes apart.",
        )
    return RateFound(
        suggestion=float(f"{suggestion:.2g}"),
        reason=f"The loss falls most steeply at a learning rate of {suggestion:.2g}.",
    )


def _endless_batches(
    size: int, batch_size: int, rng: np.random.Generator
) -> Generator[npt.NDArray[np.intp], None, None]:
    while True:
        order = rng.permutation(size)
        for start in range(0, size, batch_size):
            yield order[start : start + batch_size]


def _check_rates(lowest: float, highest: float, steps: int) -> None:
    if not 0 < lowest < highest < inf:
        raise FilterLabError(
            f"Rates from {lowest:g} to {highest:g} cannot be tried: give two numbers above 0, the lower one first."
        )
    if steps < _LEAST_RATES:
        raise FilterLabError(f"{steps} steps are too few to see a curve: ask for {_LEAST_RATES} or more.")
