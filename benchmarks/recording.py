"""What recording costs a training run: norms, dead units, reports, snapshots, all written into a project, on or off.

Both runs learn the same. They go in turns of as many steps as lie between two snapshots that stay, now one first, now
the other, and what counts is by how much the two of a turn differ. The ends of the epochs, with the test, are
compared for themselves. The machine's own noise is in the quartiles of the turns; beside them stands how well their
median is known, as the notches of a box plot are drawn: 1.57 of the distance between the quartiles over the root of
their number (McGill, Tukey and Larsen, Variations of Box Plots, 1978). Where that is at most 1 % of a run's time,
the median decides; else noise hides what recording costs, and the line says so. States that a run goes on from are
written every few seconds, too seldom for either.

Beside stands the account: the share of the recorded run's time that was spent on writing, norms, dead units and
copies of the weights. It does not know what recording costs later, in caches that it emptied, but holds on a machine
that others use, too.

    python benchmarks/recording.py [--nets tiny lenet5] [--optimizers sgd adam] [--epochs 12] [--threads 2]

Where others use the machine, `chrt -r 50` before it (Linux, as root) lets this process and its threads go first,
which takes most of the noise away and most of the machine from the others: for less than a minute at a time.
"""

import argparse
import contextlib
import itertools
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import hypot, sqrt
from statistics import median, quantiles
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
WELL_KNOWN = 1.0
"""Percent of a run's time to either side within which the cost has to be known for a verdict."""
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


@dataclass(frozen=True)
class Difference:
    """By how much the two of a turn differ, in seconds.

    Attributes
    ----------
    quartiles
        Of the turns.
    notch
        How well their median is known, to either side.
    without
        What the run that is not recorded takes, the median.
    """

    quartiles: tuple[float, float, float]
    notch: float
    without: float


def difference(turns: Sequence[tuple[Piece, Piece]]) -> Difference:
    """Compare the recorded piece with the other in each of some turns, at least two."""
    low, middle, high = quantiles((on.seconds - off.seconds for on, off in turns), n=4)
    notch = 1.57 * (high - low) / sqrt(len(turns))
    return Difference((low, middle, high), notch, median(off.seconds for _on, off in turns))


def in_turns(recorded: Iterator[Piece], silent: Iterator[Piece]) -> Iterator[tuple[Piece, Piece]]:
    """Go on with both runs in turns, now one first and now the other: (recorded, silent)."""
    for turn in itertools.count():
        both = (recorded, silent) if turn % 2 else (silent, recorded)
        first, second = (next(run, None) for run in both)
        if first is None or second is None:
            return
        yield (first, second) if turn % 2 else (second, first)


def report(net: str, config: TrainConfig, pictures: int) -> str:
    """Measure one net with one optimizer, and say in a line what recording costs."""
    silent = replace(config, diagnostics=False, snapshot_every=10**9)
    # The first two get the machine warm.
    turns = list(
        in_turns(
            pieces(net, config, pictures, is_recorded=True), pieces(net, silent, pictures, is_recorded=False)
        )
    )[2:]
    steps, ends = (
        difference([turn for turn in turns if turn[0].is_epoch_end is is_end]) for is_end in (False, True)
    )
    count = pictures / config.batch_size / PIECE
    epoch = count * steps.without + ends.without
    cost = 100 * (count * steps.quartiles[1] + ends.quartiles[1]) / epoch
    notch = 100 * hypot(count * steps.notch, ends.notch) / epoch
    took, spent = (sum(getattr(turn[0], name) for turn in turns) for name in ("seconds", "recording"))
    by_median = "ok" if cost <= LIMIT else f"over {LIMIT} %"
    verdict = by_median if notch <= WELL_KNOWN else "noise hides it"
    in_steps, in_ends = (
        "/".join(f"{1000 * seconds:+.2f}" for seconds in part.quartiles) + " ms" for part in (steps, ends)
    )
    return (
        f"{net:8s}{config.optimizer:6s}{1000 * steps.without / PIECE:5.2f} ms a step, {epoch:.2f} s an epoch; "
        f"on less off, quartiles: {in_steps} every {PIECE} steps, {in_ends} an epoch's end; "
        f"together {cost:+.1f} % ± {notch:.1f} of a run: {verdict}; by account {100 * spent / took:.1f} %"
    )


def main() -> None:
    """Print the cost in percent for each net and optimizer."""
    parser = argparse.ArgumentParser(description="Measure what recording costs a training run.")
    parser.add_argument("--nets", nargs="+", default=["tiny", "lenet5"], help="nets (default tiny lenet5)")
    parser.add_argument(
        "--optimizers", nargs="+", default=["sgd", "adam"], help="optimizers (default sgd adam)"
    )
    parser.add_argument("--epochs", type=int, default=12, help="epochs of each kind, 2 or more (default 12)")
    parser.add_argument("--pictures", type=int, default=10_000, help="pictures an epoch (default 10000)")
    parser.add_argument("--threads", type=int, default=2, help="threads to train with (default 2)")
    options = parser.parse_args()
    for net, optimizer in itertools.product(options.nets, options.optimizers):
        config = TrainConfig(
            options.epochs,
            optimizer=optimizer,
            threads=options.threads,
            learning_rate=1e-3,
            snapshot_every=SNAPSHOT_EVERY,
        )
        print(report(net, config, options.pictures), flush=True)


if __name__ == "__main__":
    main()
