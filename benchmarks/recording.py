"""What recording costs a training run: norms, dead units, reports, snapshots, all written into a project, on or off.

What is spent on writing, norms, dead units and copies of the weights is added up by the clock: the account, as a
share of the recorded run's time. It holds on a machine that others use, too, and knows what comes every few seconds:
states that a run goes on from, and the log that is moved to its place. It does not know what recording costs later,
in caches that it emptied.

So a second run learns the same and is not recorded. They go in turns of as many steps as lie between two snapshots
that stay, now one first, now the other. For each step of a turn (the first, the second, and so on), and for the ends
of the epochs, with the test, the lower quartiles of both are compared: what others do on the machine only adds time.
What is in the account is left out. The sum of these differences is the rest. How well it is known is found by drawing
the turns anew (Efron, Bootstrap Methods, 1979): 95 % of the sums lie so near. Where that is at most 1 % of a run's
time, the account and the rest together decide; else noise hides what recording costs, and the line says so.

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
from time import perf_counter
from typing import ParamSpec, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from filterlab.data import DataChoice
from filterlab.nets import EpochEnd, Step, TrainConfig, build, diagnostics, stepping, train, training_run, zoo
from filterlab.project import Document, Project, TrainingRequest
from filterlab.project.store import Pace, RunRecorder

P = ParamSpec("P")
Result = TypeVar("Result")
FloatArray: TypeAlias = npt.NDArray[np.float64]

LIMIT = 3.0
"""Percent of a run's time that recording may cost."""
WELL_KNOWN = 1.0
"""Percent of a run's time to either side within which the cost has to be known for a verdict."""
SNAPSHOT_EVERY = 10
"""As in the window."""
PIECE = Pace().least_steps
"""Steps between two snapshots that stay, in a run as short as those here."""
DRAWS = 500
"""How often turns are drawn anew."""


@dataclass(frozen=True)
class Lap:
    """From one step to the next, or the end of an epoch: seconds of training, and of recording in between."""

    step: int
    is_epoch_end: bool
    training: float
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
diagnostics.UnitWatch.see = ACCOUNT.timed(diagnostics.UnitWatch.see)  # type: ignore[method-assign]
training_run.read_only_copies = ACCOUNT.timed(training_run.read_only_copies)


def never(_seconds: float) -> bool:
    """Want no state."""
    return False


def laps(net_name: str, config: TrainConfig, pictures: int, *, is_recorded: bool) -> Iterator[Lap]:
    """Train, and give the time of every step and of every epoch's end."""
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
        wants_state = recorder.wants_state if recorder is not None else never
        for event in train(net, dataset, config, wants_state=wants_state):
            seconds += perf_counter() - before
            recording += ACCOUNT.seconds - known
            seconds -= ACCOUNT.seconds - known
            began = perf_counter()
            if recorder is not None:
                recorder.record(event)
            recording += perf_counter() - began
            if isinstance(event, Step | EpochEnd):
                yield Lap(event.step, isinstance(event, EpochEnd), seconds, recording)
                seconds = recording = 0.0
            before, known = perf_counter(), ACCOUNT.seconds


def piece(run: Iterator[Lap]) -> list[Lap]:
    """Go on with a run until the step after a snapshot that stays, or the end of an epoch; nothing after its end."""
    done: list[Lap] = []
    for lap in run:
        done.append(lap)
        if lap.is_epoch_end or lap.step % PIECE == 1:
            break
    return done


def in_turns(recorded: Iterator[Lap], silent: Iterator[Lap]) -> Iterator[tuple[list[Lap], list[Lap]]]:
    """Go on with both runs in turns, now one first and now the other: (recorded, silent)."""
    for turn in itertools.count():
        both = (recorded, silent) if turn % 2 else (silent, recorded)
        first, second = (piece(run) for run in both)
        if not (first and second):
            return
        yield (first, second) if turn % 2 else (second, first)


def by_place(turns: Sequence[Sequence[Lap]]) -> FloatArray:
    """Lay out the seconds of training of some turns: (turns, PIECE + 1), the ends of epochs last, NaN for none."""
    table = np.full((len(turns), PIECE + 1), np.nan)
    for row, laps_of_turn in zip(table, turns, strict=True):
        for lap in laps_of_turn:
            row[PIECE if lap.is_epoch_end else lap.step % PIECE] = lap.training
    return table


def epochs_of(table: FloatArray, steps: float) -> FloatArray:
    """Add up the lower quartiles of the places over an epoch; the turns are the last axis but one."""
    places = np.nanquantile(table, 0.25, axis=-2)
    total: FloatArray = places[..., :PIECE].sum(axis=-1) * steps / PIECE + places[..., PIECE]
    return total


def report(net: str, config: TrainConfig, pictures: int) -> str:
    """Measure one net with one optimizer, and say in a line what recording costs."""
    silent = replace(config, diagnostics=False, snapshot_every=10**9)
    # The first two get the machine warm.
    turns = list(
        in_turns(
            laps(net, config, pictures, is_recorded=True), laps(net, silent, pictures, is_recorded=False)
        )
    )[2:]
    on, off = (by_place(run) for run in zip(*turns, strict=True))
    steps = pictures / config.batch_size
    epoch = float(epochs_of(off, steps))

    def slower(chosen: npt.NDArray[np.intp]) -> FloatArray:
        return 100 * (epochs_of(on[chosen], steps) - epochs_of(off[chosen], steps)) / epoch

    rest = float(slower(np.arange(len(turns))))
    drawn = np.random.default_rng(0).integers(len(turns), size=(DRAWS, len(turns)))
    known = np.abs(np.quantile(slower(drawn), (0.025, 0.975)) - rest).max()
    laps_on = [lap for turn, _other in turns for lap in turn]
    spent = sum(lap.recording for lap in laps_on)
    account = 100 * spent / (spent + sum(lap.training for lap in laps_on))
    by_sum = "ok" if account + rest <= LIMIT else f"over {LIMIT} %"
    verdict = by_sum if known <= WELL_KNOWN else "noise hides it"
    return (
        f"{net:8s}{config.optimizer:6s}{1000 * np.nanmedian(off[:, :PIECE]):5.2f} ms a step, {epoch:.2f} s an epoch; "
        f"recording {account:.2f} % by account, {rest:+.2f} % ± {known:.2f} beside it, "
        f"together {account + rest:.1f} % of a run: {verdict}"
    )


def main() -> None:
    """Print the cost in percent for each net and optimizer."""
    parser = argparse.ArgumentParser(description="Measure what recording costs a training run.")
    parser.add_argument("--nets", nargs="+", default=["tiny", "lenet5"], help="nets (default tiny lenet5)")
    parser.add_argument(
        "--optimizers", nargs="+", default=["sgd", "adam"], help="optimizers (default sgd adam)"
    )
    parser.add_argument("--epochs", type=int, default=12, help="epochs of each kind, 3 or more (default 12)")
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
