"""Whole training steps beside PyTorch: pictures picked out, scores, loss, gradients, weights changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from cases import Case
from filterlab.nets import NetSpec, Network, Step, TrainConfig, build, train, zoo
from filterlab.nets.spec import Conv2d, Flatten, LayerSpec, Linear, MaxPool2d, ReLU
from timing import THREADS, Side

GROUP = "One training step, whole"
PICTURES = 10_000
LEARNING_RATE = 0.01
MOMENTUM = 0.9
CHECKED_STEPS = 3
TOLERANCE = 1e-3

WIDE = NetSpec(
    "32→64 filters 3 × 3",
    (1, 28, 28),
    (
        Conv2d("conv1", 32, 3),
        ReLU("relu1"),
        MaxPool2d("pool1", 2),
        Conv2d("conv2", 64, 3),
        ReLU("relu2"),
        MaxPool2d("pool2", 2),
        Flatten("flatten"),
        Linear("fc1", 10),
    ),
)


@dataclass(frozen=True)
class Pictures:
    """What both learn from."""

    images: npt.NDArray[np.float32]
    labels: npt.NDArray[np.int64]


@dataclass(frozen=True)
class Data:
    """Pictures to learn from, and one to test with: no run gets to the end of its epochs."""

    train: Pictures
    test: Pictures


def training_cases() -> Iterator[Case]:
    """Yield the three nets."""
    for spec, batch, target in ((zoo["tiny"], 64, 0.7), (zoo["lenet5"], 64, 0.8), (WIDE, 128, 1.0)):
        name = f"{spec.name}, batches of {batch}"
        yield Case(GROUP, name, partial(_beside_torch, spec, batch), target, same_result=False)


def make_data(spec: NetSpec, count: int) -> Data:
    """Make pictures as sparse as drawn digits; what they show does not matter for the time."""
    rng = np.random.default_rng(0)
    images = rng.random((count, *spec.input_shape), dtype=np.float32)
    images[images < 0.8] = 0
    labels = rng.integers(0, 10, count)
    return Data(Pictures(images, labels), Pictures(images[:1], labels[:1]))


def our_losses(net: Network, data: Data, batch: int) -> Iterator[float]:
    """Train with FilterLab, one step at a time; give the loss of each."""
    config = TrainConfig(
        epochs=10**6,
        batch_size=batch,
        learning_rate=LEARNING_RATE,
        momentum=MOMENTUM,
        schedule="constant",
        threads=THREADS,
        snapshot_every=10**9,
    )
    for event in train(net, data, config):
        if isinstance(event, Step):
            yield event.loss


def their_losses(net: Network, data: Data, batch: int) -> Iterator[float]:
    """Train with PyTorch, one step at a time, from the same weights and in the same way."""
    twin = nn.Sequential(*(_their_layer(net, layer) for layer in net.spec.layers))
    optimiser = torch.optim.SGD(twin.parameters(), LEARNING_RATE, momentum=MOMENTUM)
    images, labels = torch.from_numpy(data.train.images), torch.from_numpy(data.train.labels)
    while True:
        order = torch.randperm(len(labels))
        for start in range(0, len(labels), batch):
            chosen = order[start : start + batch]
            optimiser.zero_grad(set_to_none=True)
            scores = twin(images[chosen])
            loss = nn.functional.cross_entropy(scores, labels[chosen])
            loss.backward()
            optimiser.step()
            # FilterLab tells loss and accuracy after every step, so PyTorch has to read them too.
            (scores.argmax(1) == labels[chosen]).sum().item()
            yield loss.item()


def _their_layer(net: Network, layer: LayerSpec) -> nn.Module:
    """Make PyTorch's layer of the same kind, with a copy of our layer's weights."""
    weights = {
        name.removeprefix(f"{layer.name}."): torch.tensor(array)
        for name, array in net.parameters.items()
        if name.startswith(f"{layer.name}.")
    }
    match layer:
        case Conv2d():
            o, c, kh, kw = weights["weight"].shape
            made: nn.Module = nn.Conv2d(c, o, (kh, kw), layer.stride, layer.padding)
        case Linear():
            made = nn.Linear(weights["weight"].shape[1], weights["weight"].shape[0])
        case MaxPool2d():
            made = nn.MaxPool2d(layer.size, layer.stride)
        case ReLU():
            made = nn.ReLU()
        case Flatten():
            made = nn.Flatten()
        case _:
            raise SystemExit(f"{net.spec.name}: no layer of PyTorch's for {layer}.")
    made.load_state_dict(weights)
    return made


def _beside_torch(spec: NetSpec, batch: int) -> tuple[Side, Side]:
    _check_same_losses(spec, batch)
    data = make_data(spec, PICTURES)
    net = build(spec, np.random.default_rng(0))
    theirs = their_losses(net, data, batch)
    # PyTorch copies the weights at its first step, and FilterLab changes them from its first on.
    next(theirs)
    ours = our_losses(net, data, batch)
    return Side("FilterLab", lambda: next(ours)), Side("PyTorch eager", lambda: next(theirs))


def _check_same_losses(spec: NetSpec, batch: int) -> None:
    """End the benchmark unless both learn the same from one batch, taken again and again."""
    data = make_data(spec, batch)
    net = build(spec, np.random.default_rng(0))
    theirs = list(islice(their_losses(net, data, batch), CHECKED_STEPS))
    ours = list(islice(our_losses(net, data, batch), CHECKED_STEPS))
    if not np.allclose(ours, theirs, rtol=TOLERANCE):
        raise SystemExit(f"{spec.name}: our losses {ours} and PyTorch's {theirs} differ.")
