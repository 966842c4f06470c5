"""The training run: a plain generator of events."""

from collections.abc import Callable, Generator
from dataclasses import replace
from time import perf_counter

from filterlab.engine import kernels
from filterlab.errors import FilterLabError
from filterlab.nets.batches import BatchChange
from filterlab.nets.events import (
    Cancelled,
    Event,
)
from filterlab.nets.network import Network
from filterlab.nets.train_config import TrainConfig
from filterlab.nets.training_data import TrainingData, check_training_data
from filterlab.nets.training_run import TrainingRun
from filterlab.nets.training_state import (
    TrainingState,
)


def never() -> bool:
    """Do not stop."""
    return False


def always(_seconds: float) -> bool:
    """Want the state of every snapshot."""
    return True


def train(
    net: Network,
    dataset: TrainingData,
    config: TrainConfig,
    *,
    should_stop: Callable[[], bool] = never,
    clock: Callable[[], float] = perf_counter,
    resume: TrainingState | None = None,
    change: BatchChange | None = None,
    wants_state: Callable[[float], bool] = always,
) -> Generator[Event, None, None]:
    """Train a net in place, and tell what happens, event by event.

    The events are `Started`, a `Snapshot` of the weights at step 0, then `Step` after `Step` with a
    `Snapshot` now and then and an `EpochEnd` after each epoch, a `Snapshot` of the weights after the last step, and
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
    change
        What is done to the training pictures of each step, see `batches.take_batch`; a run that is taken up again
        needs the same.
    wants_state
        Asked for each snapshot, with the seconds since the run began, whether it carries its ``state``: what the
        optimiser remembers is copied for it, up to twice as much as the weights.

    Yields
    ------
    Event
        See above. With ``patience``, an epoch with the lowest test loss so far is followed by a `Snapshot`. A loss or
        a weight that is no number any more ends the run as `Failed`; no snapshot ever shows such weights.

    Raises
    ------
    FilterLabError
        At the first event, if the net cannot learn from the data, or ``resume`` belongs to another run.
    """
    check_training_data(net.spec, dataset)
    run = TrainingRun(net, dataset, config, should_stop, clock, change, wants_state)
    if resume is not None:
        run.take_up(resume)
    yield run.started()
    # A run computes in one way from its first step to its last: the same seed shall give the same bits.
    kernels.prepare(wait=True)
    try:
        ending = yield from run.events()
        if isinstance(ending, Cancelled):
            yield from run.last_snapshot()
    except FilterLabError as error:
        ending = run.failed(str(error))
    except MemoryError:
        ending = run.failed("The memory is full: use smaller batches or a smaller net.")
    # The last snapshot came after the ending was known, and time does not run backwards.
    yield replace(ending, seconds=run.seconds())
