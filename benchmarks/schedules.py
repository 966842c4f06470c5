"""Which schedule and which rate serve best on strokes, chosen without a look at the test digits.

A fifth of the training digits of each seed is held back, and every choice learns from the rest; the one whose mean
accuracy on the digits held back is highest is the best. Only then does it learn from all training digits, and is
measured once on the test digits, with seeds that took no part in the choice; so is what is shipped, if it is another.

    python benchmarks/schedules.py [--nets tiny lenet5] [--seeds 3] [--test-seeds 5] [--epochs 5] [--threads 1]
"""

import argparse
from dataclasses import replace
from statistics import mean, stdev

import numpy as np

from filterlab.data import Dataset, load_dataset
from filterlab.data.splitting import split_by_class
from filterlab.nets import Finished, TrainConfig, build, train

SCHEDULES = ("constant", "step", "cosine", "one-cycle")
RATES = (0.5, 1.0, 2.0)
"""Shares of the usual rate."""
VALIDATION_SHARE = 0.2


def validation_of(dataset: Dataset, seed: int) -> Dataset:
    """Split the training digits once more; the test digits are not in what comes out."""
    labels = dataset.train.labels
    learned, kept = split_by_class(labels, VALIDATION_SHARE, np.random.default_rng(seed))
    train_part, validation = (
        replace(dataset.train, images=dataset.train.images[part], labels=labels[part])
        for part in (learned, kept)
    )
    return replace(dataset, train=train_part, test=validation)


def accuracy(net: str, dataset: Dataset, config: TrainConfig) -> float:
    """Train, and return the share of right answers on what the data set holds back, in percent."""
    *_, ending = train(build(net, np.random.default_rng(config.seed)), dataset, config)
    return 100 * ending.test_accuracy if isinstance(ending, Finished) else 0.0


def told(values: list[float]) -> str:
    """Write a mean with its standard deviation and the lowest of all."""
    spread = stdev(values) if len(values) > 1 else 0.0
    return f"{mean(values):6.2f} ± {spread:.2f} %, lowest {min(values):.2f} %"


def main() -> None:
    """Print what each choice reaches, the best of them, and its accuracy on the test digits."""
    parser = argparse.ArgumentParser(
        description="Choose a schedule on digits held back from the training ones."
    )
    parser.add_argument("--nets", nargs="+", default=["tiny", "lenet5"], help="nets (default tiny lenet5)")
    parser.add_argument("--seeds", type=int, default=3, help="seeds of the choice (default 3)")
    parser.add_argument("--test-seeds", type=int, default=5, help="seeds of the test (default 5)")
    parser.add_argument("--epochs", type=int, default=5, help="epochs of each run (default 5)")
    parser.add_argument("--threads", type=int, default=1, help="threads to train with (default 1)")
    options = parser.parse_args()
    shipped = TrainConfig(options.epochs, threads=options.threads, diagnostics=False, snapshot_every=10**9)
    choices = [
        replace(shipped, schedule=schedule, learning_rate=share * shipped.initial_learning_rate)
        for schedule in SCHEDULES
        for share in RATES
    ]
    drawn = [load_dataset("strokes", seed=seed) for seed in range(options.seeds + options.test_seeds)]
    for net in options.nets:
        reached: list[list[float]] = []
        for choice in choices:
            reached.append(
                [
                    accuracy(net, validation_of(drawn[seed], seed), replace(choice, seed=seed))
                    for seed in range(options.seeds)
                ]
            )
            print(
                f"{net:8s}{choice.schedule:10s}{choice.initial_learning_rate:7.3f}: {told(reached[-1])}",
                flush=True,
            )
        best = choices[int(np.argmax([mean(values) for values in reached]))]
        finals = {"best": best}
        if (best.schedule, best.initial_learning_rate) != (shipped.schedule, shipped.initial_learning_rate):
            finals["shipped"] = shipped
        for name, config in finals.items():
            tested = [
                accuracy(net, drawn[seed], replace(config, seed=seed))
                for seed in range(options.seeds, len(drawn))
            ]
            rate = config.initial_learning_rate
            print(
                f"{net:8s}{name}: {config.schedule}, rate {rate:g}: {told(tested)} of the test digits",
                flush=True,
            )


if __name__ == "__main__":
    main()
