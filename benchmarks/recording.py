"""What recording costs a training run: norms, dead units, reports, snapshots, all written into a project, on or off.

Both runs learn the same. They go in turns of as many steps as lie between two snapshots that stay, and the lower
quartiles of these pieces are compared, so that a busy moment of the machine falls on both and counts for neither: on
one that others use, medians of runs that do the same differ by several percent. The pieces at the end of an epoch,
with the test, are compared for themselves. States that a run goes on from are written every few seconds, too seldom
for a quartile.

Beside stands the account: the share of the recorded run's time that was spent on writing, norms, dead units and
copies of the weights. It holds on a machine that others use, too, where the difference of two runs does not.

    python benchmarks/recording.py [--nets tiny lenet5] [--epochs 6] [--pictures 10000] [--threads 2]
"""

import argparse
import contextlib
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from statistics import quantiles
from time import perf_counter
from typing import ParamSpec, TypeVar

import numpy as np

from filterlab.data import DataChoice
from filterlab.nets import EpochEnd, Step, TrainConfig, build, stepping, train, training_run, zoo
from filterlab.project import Document, Project, TrainingRequest
from filterlab.project.store import Pace, RunRecorder

P = ParamSpec("P")
Result = TypeVar("Result")

LIMIT = 3.0
"""Percent of a run's time that recording may cost."""
SNAPSHOT_EVERY = 10
"""As in the window."""
PIECE = Pace().least_steps


@dataclass(frozen=True)
class Piece:
    """Seconds of some steps, or of the end of an epoch, and how many of them went into writing."""

    is_epoch_end: bool
    seconds: float
    recording: float


class Account:
    """Adds up what is spent on recording inside the training."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def timed(self, function: Callable[P, Result]) -> Callable[P, Result]:
        """Return a function that does the same and is added up."""

        def call(*arguments: P.args, **options: P.kwargs) -> Result:
            began = perf_counter()
            try:
                return function(*arguments, **options)
            finally:
                self.seconds += perf_counter() - began

        return call


ACCOUNT = Account()
stepping.layer_norms = ACCOUNT.timed(stepping.layer_norms)
training_run.dead_units = ACCOUNT.timed(training_run.dead_units)
training_run.read_only_copies = ACCOUNT.timed(training_run.read_only_copies)


def pieces(net_name: str, config: TrainConfig, pictures: int, *, is_recorded: bool) -> Iterator[Piece]:
    """Train, and give the time of every 30 steps with what is recorded of them, and of every epoch's end."""
    data = DataChoice(train_size=pictures, test_size=pictures // 5)
    dataset = data.load()
    net = build(net_name, np.random.default_rng(0))
    with contextlib.ExitStack() as closing:
        recorder: RunRecorder | None = None
        if is_recorded:
            folder = closing.enter_context(tempfile.TemporaryDirectory())
            document = Document()
            run = document.add_run(TrainingRequest(data, zoo[net_name], config))
            project = Project.created(f"{folder}/run", document, time.time())
            closing.callback(project.close)
            place = project.recording_place(run.id)
            recorder = closing.enter_context(RunRecorder(place)) if place is not None else None
        seconds = recording = 0.0
        before, known = perf_counter(), ACCOUNT.seconds
        for event in train(net, dataset, config):
            began = perf_counter()
            if recorder is not None:
                recorder.record(event)
            now = perf_counter()
            seconds += now - before
            recording += now - began + ACCOUNT.seconds - known
            is_epoch_end = isinstance(event, EpochEnd)
            # A piece is some steps with their snapshots and the first step of the next.
            if is_epoch_end or (isinstance(event, Step) and event.step % PIECE == 1):
                yield Piece(is_epoch_end=is_epoch_end, seconds=seconds, recording=recording)
                seconds = recording = 0.0
            before, known = perf_counter(), ACCOUNT.seconds


def undisturbed(seconds: Iterable[float]) -> float:
    """Return what a piece takes while nothing disturbs the machine: a quarter of all took less."""
    return quantiles(seconds, n=4)[0]


def main() -> None:
    """Print the cost in percent for each net and optimizer."""
    parser = argparse.ArgumentParser(description="Measure what recording costs a training run.")
    parser.add_argument("--nets", nargs="+", default=["tiny", "lenet5"], help="nets (default tiny lenet5)")
    parser.add_argument("--epochs", type=int, default=6, help="epochs of each kind (default 6)")
    parser.add_argument("--pictures", type=int, default=10_000, help="pictures an epoch (default 10000)")
    parser.add_argument("--threads", type=int, default=2, help="threads to train with (default 2)")
    options = parser.parse_args()
    for net in options.nets:
        for optimizer in ("sgd", "adam"):
            recorded = TrainConfig(
                options.epochs,
                optimizer=optimizer,
                threads=options.threads,
                learning_rate=1e-3,
                snapshot_every=SNAPSHOT_EVERY,
            )
            silent = replace(recorded, diagnostics=False, snapshot_every=10**9)
            turns = [
                turn
                for turn in zip(
                    pieces(net, recorded, options.pictures, is_recorded=True),
                    pieces(net, silent, options.pictures, is_recorded=False),
                    strict=True,
                )
                if turn[0].is_epoch_end == turn[1].is_epoch_end
            ][2:]
            steps_on, steps_off, end_on, end_off = (
                undisturbed(turn[side].seconds for turn in turns if turn[side].is_epoch_end is ends)
                for ends in (False, True)
                for side in (0, 1)
            )
            count = options.pictures / recorded.batch_size / PIECE
            on, off = count * steps_on + end_on, count * steps_off + end_off
            cost = 100 * (on / off - 1)
            took, spent = (sum(getattr(turn[0], name) for turn in turns) for name in ("seconds", "recording"))
            account = 100 * spent / took
            verdict = "ok" if account <= LIMIT else f"over {LIMIT} %"
            print(
                f"{net:8s}{optimizer:6s}{1000 * steps_off / PIECE:6.2f} ms a step; recording costs "
                f"{1000 * (steps_on - steps_off):+6.2f} ms every {PIECE} steps and "
                f"{1000 * (end_on - end_off):+6.1f} ms an epoch of {off:.2f} s, {cost:+5.1f} %; "
                f"by account {account:.1f} %: {verdict}",
                flush=True,
            )


if __name__ == "__main__":
    main()
