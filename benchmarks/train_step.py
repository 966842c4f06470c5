"""Train ``tiny`` in FilterLab and in PyTorch, turn and turn about in one process, and compare the times.

The same net from the same weights on the same 10,000 pictures of 28 × 28 in batches of 64, SGD with momentum.
PyTorch gets both cores. FilterLab's nets run on one thread unless told otherwise: for products this small the
threads of NumPy's matrix library cost more than they bring. The turns are short, so that whatever else the
machine does meets both alike. Medians are printed.

    python benchmarks/train_step.py [--epochs 4] [--pictures 10000] [--threads 1] [--their-threads 2]
"""

import argparse
import os
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from time import perf_counter

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import Conv2d, Flatten, Linear, MaxPool2d, ReLU, Sequential, functional

from filterlab.nets import Network, Step, TrainConfig, build, train

BATCH = 64
TURN = 20


@dataclass(frozen=True)
class Pictures:
    """What both learn from."""

    images: npt.NDArray[np.float32]
    labels: npt.NDArray[np.int64]


@dataclass(frozen=True)
class Data:
    """The pictures, and one to test with: the benchmark never gets that far."""

    train: Pictures
    test: Pictures


def make_pictures(count: int) -> Pictures:
    """Make pictures as sparse as drawn digits; what they show does not matter for the time."""
    rng = np.random.default_rng(0)
    images = rng.random((count, 1, 28, 28), dtype=np.float32)
    images[images < 0.8] = 0
    return Pictures(images, rng.integers(0, 10, count))


def our_steps(net: Network, pictures: Pictures, threads: int) -> Iterator[None]:
    """Train with FilterLab, one step at a time."""
    data = Data(pictures, Pictures(pictures.images[:1], pictures.labels[:1]))
    config = TrainConfig(10**6, BATCH, schedule="constant", threads=threads, snapshot_every=10**9)
    for event in train(net, data, config):
        if isinstance(event, Step):
            yield


def their_steps(net: Network, pictures: Pictures) -> Iterator[None]:
    """Train with PyTorch, one step at a time, from the same weights and in the same way."""
    twin = Sequential()
    for name, layer in {
        "conv1": Conv2d(1, 8, 7),
        "relu1": ReLU(),
        "pool1": MaxPool2d(2),
        "conv2": Conv2d(8, 16, 4),
        "relu2": ReLU(),
        "pool2": MaxPool2d(2),
        "flatten": Flatten(),
        "fc1": Linear(256, 10),
    }.items():
        twin.add_module(name, layer)
    twin.load_state_dict({name: torch.tensor(array) for name, array in net.parameters.items()})
    images, labels = torch.from_numpy(pictures.images), torch.from_numpy(pictures.labels)
    optimiser = torch.optim.SGD(twin.parameters(), 0.05, momentum=0.9)
    while True:
        order = torch.randperm(len(labels))
        for start in range(0, len(labels), BATCH):
            chosen = order[start : start + BATCH]
            optimiser.zero_grad(set_to_none=True)
            scores = twin(images[chosen])
            loss = functional.cross_entropy(scores, labels[chosen])
            loss.backward()
            optimiser.step()
            # FilterLab tells loss and accuracy after every step, so PyTorch has to read them too.
            loss.item()
            (scores.argmax(1) == labels[chosen]).sum().item()
            yield


def take_turn(steps: Iterator[None]) -> list[float]:
    """Time a few steps, in seconds."""
    times = []
    for _ in range(TURN):
        began = perf_counter()
        next(steps)
        times.append(perf_counter() - began)
    return times


def main() -> None:
    """Run both and print both."""
    parser = argparse.ArgumentParser(description="Train tiny in FilterLab and in PyTorch, and compare.")
    parser.add_argument("--epochs", type=int, default=4, help="epochs of each (default 4)")
    parser.add_argument("--pictures", type=int, default=10_000, help="pictures in an epoch (default 10000)")
    parser.add_argument("--threads", type=int, default=1, help="threads of FilterLab (default 1)")
    parser.add_argument("--their-threads", type=int, default=2, help="threads of PyTorch (default 2)")
    options = parser.parse_args()
    torch.set_num_threads(options.their_threads)
    load = os.getloadavg()[0]
    pictures = make_pictures(options.pictures)
    net = build("tiny", np.random.default_rng(0))
    theirs = their_steps(net, pictures)
    # PyTorch copies the weights when it starts, and FilterLab changes them from its first step on.
    take_turn(theirs)
    ours = our_steps(net, pictures, options.threads)
    take_turn(ours)
    steps_per_epoch = -(-options.pictures // BATCH)
    turns = max(1, options.epochs * steps_per_epoch // TURN)
    pairs = [(take_turn(ours), take_turn(theirs)) for _ in range(turns)]

    print(f"tiny, batches of {BATCH}, {options.pictures} pictures, {turns * TURN} steps of each")
    print(f"{os.cpu_count()} processors, load before {load:.1f}, PyTorch {torch.__version__}")
    if load > 0.5:
        print(
            "Other programs are busy: PyTorch's threads wait for each other, and the ratio flatters FilterLab."
        )
    sides = (("FilterLab", options.threads), ("PyTorch", options.their_threads))
    medians = [median(time for pair in pairs for time in pair[side]) for side in range(2)]
    for (name, threads), step in zip(sides, medians, strict=True):
        epoch = step * steps_per_epoch
        print(f"{name:9s}  threads {threads}   step {1e3 * step:7.2f} ms   epoch {epoch:6.2f} s")
    print(f"FilterLab / PyTorch: {medians[0] / medians[1]:.2f} by the medians of all steps,")
    print(f"{median(sum(a) / sum(b) for a, b in pairs):25.2f} by the median of the turns")


if __name__ == "__main__":
    main()
