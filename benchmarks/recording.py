"""What recording costs a training run: norms, dead units, reports, snapshots, all written into a project, on or off.

What is spent on writing, norms, dead units and copies of the weights is added up by the clock: the account, as a
share of the recorded run's time. It holds on a machine that others use, too, and knows what comes every few seconds:
states that a run goes on from, and the log that is moved to its place. It does not know what recording costs later,
in caches that it emptied.

So a second run learns the same and is not recorded. They go in turns of as many steps as lie between two snapshots
that stay, now one first, now the other. Each step, less what is in the account, is measured by the median step of its
own turn, which takes out how fast the machine was just then; then the medians of both runs are compared for the first
step of a turn, the second, and so on, and the mean of these differences is what the steps after a snapshot are slower
by. How well it is known is found by drawing the turns anew (Efron, Bootstrap Methods, 1979): 95 % of the means lie so
near. Where that is at most 1 %, the account and these steps together decide; else noise hides what recording costs,
and the table says so. The last figure is by how much whole turns of both runs differ, recording included and the
machine's noise left in: it must not lie above the limit by more than it is uncertain.

    python benchmarks/recording.py [--nets tiny lenet5] [--optimizers sgd adam] [--epochs 12] [--threads 2]
                                   [--json benchmarks/results/recording.json]

Where others use the machine, `chrt -r 50` before it (Linux, as root) lets this process and its threads go first,
which takes most of the noise away and most of the machine from the others: for less than a minute at a time.
"""

import argparse
import contextlib
import itertools
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import ParamSpec, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from filterlab.data import DataChoice
from filterlab.nets import EpochEnd, Step, TrainConfig, build, diagnostics, stepping, train, training_run, zoo
from filterlab.project import Document, Project, TrainingRequest
from filterlab.project.store import Pace, RunRecorder
from timing import RESULTS, Run, Table, yes_or_no

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
    """Lay out the seconds of training of the steps of some turns: (turns, PIECE), NaN for none."""
    table = np.full((len(turns), PIECE), np.nan)
    for row, turn in zip(table, turns, strict=True):
        for lap in turn:
            if not lap.is_epoch_end:
                row[lap.step % PIECE] = lap.training
    return table


def known(figure: Callable[[npt.NDArray[np.intp]], FloatArray], turns: int) -> tuple[float, float]:
    """Return a figure of so many turns, and how well it is known to either side; it is told which turns to take."""
    drawn = np.random.default_rng(0).integers(turns, size=(DRAWS, turns))
    value = float(figure(np.arange(turns)))
    return value, float(np.abs(np.quantile(figure(drawn), (0.025, 0.975)) - value).max())


def total(run: Sequence[Lap]) -> float:
    """Add up what some laps took, recording included."""
    return sum(lap.training + lap.recording for lap in run)


@dataclass(frozen=True)
class Cost:
    """What recording costs one net with one optimizer: percent of a run's time, and how well that is known.

    Attributes
    ----------
    step
        Milliseconds of a step that is not recorded.
    account
        Spent on recording itself.
    after, after_noise
        By how much the steps after a snapshot are slower.
    whole, whole_noise
        By how much whole turns differ.
    """

    net: str
    optimizer: str
    step: float
    account: float
    after: float
    after_noise: float
    whole: float
    whole_noise: float

    @property
    def verdict(self) -> str:
        """Whether the limit is kept, as far as that can be told."""
        if self.after_noise > WELL_KNOWN:
            return "noise hides it"
        is_kept = self.account + self.after <= LIMIT and self.whole - self.whole_noise <= LIMIT
        return yes_or_no(met=is_kept)


def measure(net: str, config: TrainConfig, pictures: int) -> Cost:
    """Measure one net with one optimizer."""
    silent = replace(config, diagnostics=False, snapshot_every=10**9)
    # The first two get the machine warm; a turn without a step has nothing to measure its end by.
    turns = [
        turn
        for turn in in_turns(
            laps(net, config, pictures, is_recorded=True), laps(net, silent, pictures, is_recorded=False)
        )
        if not turn[0][0].is_epoch_end
    ][2:]
    on, off = (by_place(run) for run in zip(*turns, strict=True))
    on, off = (table / np.nanmedian(table, axis=1, keepdims=True) for table in (on, off))
    ratios = np.array([total(recorded) / total(other) for recorded, other in turns])

    def after_snapshots(chosen: npt.NDArray[np.intp]) -> FloatArray:
        places: FloatArray = np.nanmedian(on[chosen], axis=-2) - np.nanmedian(off[chosen], axis=-2)
        return 100 * np.asarray(places.mean(axis=-1))

    def whole_turns(chosen: npt.NDArray[np.intp]) -> FloatArray:
        return 100 * np.asarray(np.median(ratios[chosen], axis=-1) - 1)

    laps_on = [lap for turn, _other in turns for lap in turn]
    return Cost(
        net,
        config.optimizer,
        1000 * median(lap.training for _on, turn in turns for lap in turn if not lap.is_epoch_end),
        100 * sum(lap.recording for lap in laps_on) / total(laps_on),
        *known(after_snapshots, len(turns)),
        *known(whole_turns, len(turns)),
    )


def table_of(costs: Sequence[Cost]) -> Table:
    """Set the costs beside what they may be."""
    headers = [
        "net",
        "optimizer",
        "ms a step",
        "by account, %",
        "steps after snapshots, %",
        "together, %",
        "target",
        "whole turns, on against off, %",
        "met",
    ]
    rows = [
        [
            cost.net,
            cost.optimizer,
            f"{cost.step:.2f}",
            f"{cost.account:.2f}",
            f"{cost.after:+.2f} ± {cost.after_noise:.2f}",
            f"{cost.account + cost.after:.1f}",
            f"≤ {LIMIT:g}",
            f"{cost.whole:+.1f} ± {cost.whole_noise:.1f}",
            cost.verdict,
        ]
        for cost in costs
    ]
    return Table("What recording costs, of a run's time", headers, rows)


def main() -> None:
    """Measure each net with each optimizer, print the table, write everything as JSON."""
    parser = argparse.ArgumentParser(description="Measure what recording costs a training run.")
    parser.add_argument("--nets", nargs="+", default=["tiny", "lenet5"], help="nets (default tiny lenet5)")
    parser.add_argument(
        "--optimizers", nargs="+", default=["sgd", "adam"], help="optimizers (default sgd adam)"
    )
    parser.add_argument("--epochs", type=int, default=12, help="epochs of each kind, 3 or more (default 12)")
    parser.add_argument("--pictures", type=int, default=10_000, help="pictures an epoch (default 10000)")
    parser.add_argument("--threads", type=int, default=2, help="threads to train with (default 2)")
    parser.add_argument("--json", type=Path, default=RESULTS / "recording.json")
    options = parser.parse_args()
    run = Run("recording", {"epochs": options.epochs, "pictures an epoch": options.pictures})
    run.prepare_kernels()
    costs = []
    for net, optimizer in itertools.product(options.nets, options.optimizers):
        config = TrainConfig(
            options.epochs,
            optimizer=optimizer,
            threads=options.threads,
            learning_rate=1e-3,
            snapshot_every=SNAPSHOT_EVERY,
        )
        costs.append(measure(net, config, options.pictures))
        print(costs[-1], flush=True)
    run.results["costs"] = [asdict(cost) for cost in costs]
    run.finish([table_of(costs)], options.json)


if __name__ == "__main__":
    main()
