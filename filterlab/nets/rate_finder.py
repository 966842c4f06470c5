"""Finding a learning rate: a short trial run that goes faster and faster, until the loss climbs."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from math import inf, isfinite, isinf
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from filterlab.errors import FilterLabError
from filterlab.nets.batches import BatchChange, take_batch
from filterlab.nets.network import Network, build
from filterlab.nets.spec import count_classes
from filterlab.nets.stepping import Stepper
from filterlab.nets.threads import thread_limiter
from filterlab.nets.train_config import TrainConfig
from filterlab.nets.training_data import TrainingData, check_training_data

_SMOOTHING = 0.9
# A loss so many times the lowest one does not come back.
_FAR_TOO_HIGH = 4.0
_LEAST_RATES = 10
# Less than such a share of the loss of guessing comes and goes with the batches.
_LEAST_GAIN = 0.05


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
        Where the loss fell most steeply; None if it fell no lower than by guessing, or the trial was stopped.
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
    Smith, Cyclical Learning Rates for Training Neural Networks (2017), section 3.3, reads the curve by eye, where
    the accuracy begins to rise and where it gets ragged. Of the rules that read it for one, "steep" of Howard and
    Gugger's fastai takes the slope between two neighbouring batches.
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
    guessing = loss_of_guessing(pictures.labels, count_classes(net.spec), config.label_smoothing)
    yield _conclusion(tried, lowest, guessing)


def steepest_descent(rates: Sequence[float], losses: Sequence[float], guessing: float = inf) -> float | None:
    """Find the rate at which a loss falls most steeply against the rate's logarithm; None if it never does.

    The slope at a rate is that of the straight line through the losses around it, a sixth of all: a running mean
    would lag behind and name too high a rate. Only rates up to the lowest loss count, since above it the loss leaps
    up and falls back by chance. Losses above that of guessing count as that: a net that begins sure of wrong answers
    unlearns these first, at rates far too low to learn anything by.

    Parameters
    ----------
    rates
        Growing by the same factor, above 0; at least three.
    losses
        As many, in nats.
    guessing
        What the loss is without any knowledge of the pictures, in nats; it must fall by a twentieth of that.
    """
    reach = max(len(rates) // 12, 1)
    places = np.arange(-reach, reach + 1)
    capped = np.minimum(np.asarray(losses, np.float64), guessing)
    windows = np.lib.stride_tricks.sliding_window_view(capped, len(places))
    means = windows.mean(axis=1)
    lowest = int(np.argmin(means))
    slopes = (windows @ places)[: lowest + 1]
    steepest = int(np.argmin(slopes))
    has_learned = isinf(guessing) or means[lowest] < (1 - _LEAST_GAIN) * guessing
    return rates[steepest + reach] if has_learned and slopes[steepest] < 0 else None


def loss_of_guessing(labels: npt.NDArray[np.integer[Any]], classes: int, smoothing: float = 0.0) -> float:
    """Return the mean cross-entropy, in nats, of a net that knows how frequent the classes are and nothing else.

    It is the entropy of the mean target: of the labels' frequencies, smoothed like the labels.

    Parameters
    ----------
    labels
        (N,), 0 to ``classes`` − 1, one or more.
    classes
        How many scores the net gives.
    smoothing
        Share of every target that is spread evenly over all classes, 0 or more and below 1.
    """
    shares = np.bincount(labels, minlength=classes) / len(labels)
    targets = (1 - smoothing) * shares + smoothing / classes
    return float(-(targets * np.log(targets, where=targets > 0, out=np.zeros_like(targets))).sum())


def _conclusion(tried: Sequence[RateTried], lowest: float, guessing: float) -> RateFound:
    if len(tried) < _LEAST_RATES:
        return RateFound(
            suggestion=None,
            reason=f"The loss was lost after {len(tried)} steps: begin with a rate lower than {lowest:g}.",
        )
    rates, losses = [one.learning_rate for one in tried], [one.loss for one in tried]
    suggestion = steepest_descent(rates, losses, guessing)
    if suggestion is None:
        return RateFound(
            suggestion=None,
            reason=f"The loss never fell clearly below that of guessing ({guessing:.2f}) in {len(tried)} steps: "
            "change the pictures less while learning, keep the usual rate, or see whether they can be told apart.",
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
