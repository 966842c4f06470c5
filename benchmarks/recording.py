"""What recording costs a training run: snapshots with the whole state, norms, dead units and reports, on against off.

Both runs learn the same. They go in turns of as many steps as lie between two snapshots, and the medians of these
pieces are compared, so that a busy moment of the machine falls on both and counts for neither. The pieces at the end
of an epoch, with the test, are compared for themselves.

    python benchmarks/recording.py [--nets tiny lenet5] [--epochs 6] [--pictures 10000] [--threads 2]
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, replace
from statistics import median
from time import perf_counter

import numpy as np

from filterlab.data import load_dataset
from filterlab.nets import EpochEnd, Step, TrainConfig, build, train

LIMIT = 3.0
"""Percent of a run's time that recording may cost."""
PIECE = TrainConfig().snapshot_every


@dataclass(frozen=True)
class Piece:
    """Seconds of some steps, or of the end of an epoch."""

    is_epoch_end: bool
    seconds: float


def pieces(net_name: str, config: TrainConfig, pictures: int) -> Iterator[Piece]:
    """Train, and give the time of every 25 steps with what is recorded of them, and of every epoch's end."""
    dataset = load_dataset("strokes", seed=0, train_size=pictures, test_size=pictures // 5)
    net = build(net_name, np.random.default_rng(0))
    seconds, before = 0.0, perf_counter()
    for event in train(net, dataset, config):
        now = perf_counter()
        if isinstance(event, EpochEnd):
            yield Piece(is_epoch_end=True, seconds=now - before)
            seconds = 0.0
        elif isinstance(event, Step) and event.step % PIECE == 1:
            # What came since the last piece: its steps, its snapshot, and the first step of this one.
            yield Piece(is_epoch_end=False, seconds=seconds + now - before)
            seconds = 0.0
        else:
            seconds += now - before
        before = perf_counter()


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
                options.epochs, optimizer=optimizer, threads=options.threads, learning_rate=1e-3
            )
            silent = replace(recorded, diagnostics=False, snapshot_every=10**9)
            turns = [
                turn
                for turn in zip(
                    *(pieces(net, config, options.pictures) for config in (recorded, silent)), strict=True
                )
                if turn[0].is_epoch_end == turn[1].is_epoch_end
            ][2:]
            steps_on, steps_off, end_on, end_off = (
                median(turn[side].seconds for turn in turns if turn[side].is_epoch_end is ends)
                for ends in (False, True)
                for side in (0, 1)
            )
            count = options.pictures / recorded.batch_size / PIECE
            on, off = count * steps_on + end_on, count * steps_off + end_off
            cost = 100 * (on / off - 1)
            verdict = "ok" if cost <= LIMIT else f"over {LIMIT} %"
            print(
                f"{net:8s}{optimizer:6s}{1000 * steps_off / PIECE:6.2f} ms a step; recording costs "
                f"{1000 * (steps_on - steps_off):+6.2f} ms every {PIECE} steps and "
                f"{1000 * (end_on - end_off):+6.1f} ms an epoch of {off:.2f} s, {cost:+5.1f} %: {verdict}",
                flush=True,
            )


if __name__ == "__main__":
    main()
