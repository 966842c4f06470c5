"""What recording costs a training run: snapshots with the whole state, norms, dead units and reports, on against off.

Both runs learn the same; they go in turns of one epoch, so that a busy moment of the machine falls on both.

    python benchmarks/recording.py [--nets tiny lenet5] [--turns 12] [--pictures 3000] [--threads 2]
"""

import argparse
from collections.abc import Iterator
from dataclasses import replace
from statistics import median
from time import perf_counter

import numpy as np

from filterlab.data import load_dataset
from filterlab.nets import EpochEnd, TrainConfig, build, train

LIMIT = 3.0
"""Percent of a run's time that recording may cost."""


def epochs(net_name: str, config: TrainConfig, pictures: int) -> Iterator[float]:
    """Train, and give the seconds of each epoch, its test included."""
    dataset = load_dataset("strokes", seed=0, train_size=pictures, test_size=500)
    net = build(net_name, np.random.default_rng(0))
    began = perf_counter()
    for event in train(net, dataset, config):
        if isinstance(event, EpochEnd):
            yield perf_counter() - began
            began = perf_counter()


def main() -> None:
    """Print the cost in percent for each net and optimizer."""
    parser = argparse.ArgumentParser(description="Measure what recording costs a training run.")
    parser.add_argument("--nets", nargs="+", default=["tiny", "lenet5"], help="nets (default tiny lenet5)")
    parser.add_argument("--turns", type=int, default=12, help="epochs of each kind (default 12)")
    parser.add_argument("--pictures", type=int, default=3000, help="pictures an epoch (default 3000)")
    parser.add_argument("--threads", type=int, default=2, help="threads to train with (default 2)")
    options = parser.parse_args()
    for net in options.nets:
        for optimizer in ("sgd", "adam"):
            recorded = TrainConfig(
                options.turns + 1, optimizer=optimizer, threads=options.threads, learning_rate=1e-3
            )
            silent = replace(recorded, diagnostics=False, snapshot_every=10**9)
            runs = [epochs(net, config, options.pictures) for config in (recorded, silent)]
            turns = list(zip(*runs, strict=True))[1:]
            cost = 100 * median(on / off - 1 for on, off in turns)
            seconds = median(on for on, _ in turns)
            verdict = "ok" if cost <= LIMIT else f"over {LIMIT} %"
            print(
                f"{net:8s}{optimizer:6s}{seconds:7.2f} s an epoch, recording costs {cost:+5.1f} %: {verdict}"
            )


if __name__ == "__main__":
    main()
