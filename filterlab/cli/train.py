"""``filterlab train``: train a net, watch it on stderr, write its weights."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, TypeAlias, cast

import numpy as np

from filterlab.cli.augmentation import read_augmentation
from filterlab.cli.kernels import note_first_use
from filterlab.cli.nets import find_net
from filterlab.cli.output import Voice, check_destination, counted
from filterlab.cli.progress import TrainingProgress
from filterlab.cli.stopped import StoppedError
from filterlab.data import Augmentation, DataChoice
from filterlab.errors import FilterLabError
from filterlab.nets import (
    Cancelled,
    Event,
    Failed,
    Finished,
    NetSpec,
    Snapshot,
    Step,
    TrainConfig,
    build,
    event_as_json_dict,
    has_diverged,
    save_weights,
    summary,
)
from filterlab.project import TrainingRequest, run_training

if TYPE_CHECKING:
    from filterlab.nets.train_config import OptimizerName, ScheduleName

Stream: TypeAlias = Callable[[Callable[[], bool]], Iterator[Event]]

OPTION_NAMES = {
    "epochs": "--epochs",
    "batch_size": "--batch-size",
    "learning_rate": "--lr",
    "optimizer": "--optimizer",
    "schedule": "--schedule",
    "seed": "--seed",
}


@dataclass(frozen=True, slots=True)
class TrainOptions:
    """The options of the command as they were written."""

    data: str
    net: str
    epochs: int
    batch_size: int
    learning_rate: float | None
    optimizer: str
    schedule: str | None
    seed: int
    train_size: int | None
    test_size: int | None
    augment: str | None

    def request(self) -> TrainingRequest:
        """Turn the options into a training request; FilterLabError naming the one that cannot work."""
        spec = find_net(self.net)
        summary(spec)
        for name, size in (("training", self.train_size), ("test", self.test_size)):
            if size is not None and size < 1:
                raise FilterLabError(f"{size} {name} pictures are too few; ask for at least 1.")
        augmentation = read_augmentation(self.augment) if self.augment is not None else Augmentation()
        return TrainingRequest(
            data=DataChoice(
                self.data, train_size=self.train_size, test_size=self.test_size, augmentation=augmentation
            ),
            net=spec,
            config=self._config(),
        )

    def _config(self) -> TrainConfig:
        """Return the settings; a complaint about one begins with its name, which here is the option's."""
        try:
            return TrainConfig(
                epochs=self.epochs,
                batch_size=self.batch_size,
                learning_rate=self.learning_rate,
                optimizer=cast("OptimizerName", self.optimizer),
                schedule=cast("ScheduleName", self.schedule or TrainConfig.schedule),
                seed=self.seed,
            )
        except FilterLabError as error:
            setting, complaint = str(error).split(" ", 1)
            raise FilterLabError(f"{OPTION_NAMES.get(setting, setting)} {complaint}") from error


def train_net(options: TrainOptions, output: Path, voice: Voice) -> None:
    """Train a net and write its weights.

    With ``--json`` every event of the run but the snapshots becomes a line on stdout; the last line is the
    run's one terminal event, and says ``finished`` only once the weights are written.

    Raises
    ------
    FilterLabError
        Before the training, if an option cannot work or the output cannot be written; later, if the data
        cannot be read, the loss diverges, or the disk is full.
    StoppedError
        After Ctrl-C; nothing is written.
    """
    check_destination(output, (".safetensors",))
    request = options.request()
    follow_and_save(partial(run_training, request), request, output, voice, [], "nothing was written")


def follow_and_save(
    stream: Stream, request: TrainingRequest, output: Path, voice: Voice, losses: list[float], remains: str
) -> None:
    """Follow a training to its end, write the weights, and say how it went.

    Parameters
    ----------
    stream : callable
        Starts the training, given what tells it to stop.
    request : TrainingRequest
        What is trained.
    output : Path
        Where the weights go.
    voice : Voice
        Says what there is to say.
    losses : list of float
        The losses of the steps made before; those that are made now are added.
    remains : str
        What is left of the training after Ctrl-C, in words.

    Raises
    ------
    FilterLabError, StoppedError
        As from `train_net`.
    """
    spec = request.net

    def take_in(event: Event) -> None:
        if isinstance(event, Step):
            losses.append(event.loss)
        _tell_event(event, voice)

    note_first_use(voice)
    try:
        ending = follow(stream, take_in)
        if isinstance(ending, Finished):
            save_parameters(output, spec, ending)
    except FilterLabError as error:
        ending = Failed(reason=str(error), step=0, epoch=0, seconds=0.0)
    _tell_ending(ending, request, output, voice, remains)
    if isinstance(ending, Finished) and has_diverged(losses, ending.test_loss, spec):
        rate = request.config.initial_learning_rate
        voice.note(
            f"The net has learned nothing: a learning rate of {rate:g} is too high for {spec.name}, "
            f"so try --lr {request.config.lower_learning_rate:g}."
        )


def follow(stream: Stream, on_event: Callable[[Event], None]) -> Finished | Cancelled | Failed:
    """Run one training with its progress on stderr.

    Parameters
    ----------
    stream : callable
        Starts the training, given what tells it to stop.
    on_event : callable
        Is told every event but the terminal one.

    Returns
    -------
    Finished, Cancelled or Failed
        The terminal event; `Cancelled` after Ctrl-C.

    Raises
    ------
    FilterLabError
        If the data cannot be read or do not fit the net.
    """
    with stop_on_interrupt() as should_stop, TrainingProgress() as progress:
        ending = None
        # To its very end: who writes the events down closes the file then.
        for event in stream(should_stop):
            progress.show(event)
            if isinstance(event, Finished | Cancelled | Failed):
                ending = event
            else:
                on_event(event)
    if ending is None:
        raise RuntimeError("the training ended without a terminal event")
    return ending


def save_parameters(path: Path, spec: NetSpec, ending: Finished) -> None:
    """Write the weights that a run ended with."""
    net = build(spec, np.random.default_rng(0))
    net.set_parameters(ending.parameters)
    save_weights(path, net)


@contextmanager
def stop_on_interrupt() -> Iterator[Callable[[], bool]]:
    """Let the first Ctrl-C ask the run to stop after its step, and the second one end the program."""
    asked = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield asked.is_set
        return

    def on_interrupt(_number: int, _frame: FrameType | None) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()
        # Not through sys.stderr: a handler may have interrupted a write to it, and must not write in between.
        os.write(2, b"\nStopping after this step; press Ctrl-C again to end at once.\n")

    before = signal.signal(signal.SIGINT, on_interrupt)
    try:
        yield asked.is_set
    finally:
        signal.signal(signal.SIGINT, before)


def _tell_event(event: Event, voice: Voice) -> None:
    if voice.as_json and not isinstance(event, Snapshot):
        voice.tell("", event_as_json_dict(event))


def _tell_ending(
    ending: Finished | Cancelled | Failed, request: TrainingRequest, output: Path, voice: Voice, remains: str
) -> None:
    record = event_as_json_dict(ending)
    match ending:
        case Finished():
            voice.tell(
                f"{output}: {request.net.name}, trained on {request.data.source} for "
                f"{counted(ending.epoch, 'epoch')} in {ending.seconds:.1f} s; "
                f"{ending.test_accuracy * 100:.2f} % of the pictures kept back "
                f"are named right.",
                record | {"output": str(output)},
            )
        case Cancelled():
            if voice.as_json:
                voice.tell("", record)
            raise StoppedError(f"Stopped by Ctrl-C after step {ending.step}; {remains}.")
        case Failed():
            if voice.as_json:
                voice.tell("", record)
            raise FilterLabError(ending.reason)
