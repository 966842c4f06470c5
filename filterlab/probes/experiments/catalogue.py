"""The experiments of the course, ready to run on drawn or handwritten digits of 28 × 28 pixels."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from filterlab.data import presets
from filterlab.nets import NetSpec, TrainConfig, zoo
from filterlab.nets.spec import Conv2d, Dropout, Flatten, LayerSpec, Linear, MaxPool2d, ReLU, Tanh
from filterlab.probes.experiments.findings import (
    judge_dropout,
    judge_parameters,
    judge_ranking,
    judge_speed,
    judge_test_error,
)
from filterlab.probes.experiments.model import Arm, Claim, Experiment
from filterlab.probes.experiments.starts import first_layer_start

_DIGIT = (1, 28, 28)
_HAND_MADE = (
    "sobel-x", "sobel-y", "line-0", "line-45", "line-90", "line-135", "curve-detector", "centre-on",
)  # fmt: skip
# Only what an experiment asks for is recorded: its seconds are those of the training.
_PLAIN = TrainConfig(diagnostics=False, snapshot_every=10**9)
_KRIZHEVSKY = "Krizhevsky, Sutskever and Hinton 2012"


def _relu_tanh() -> Experiment:
    """Keep the learning rate: a schedule would end the race by itself."""
    config = replace(_PLAIN, epochs=12, schedule="constant", learning_rate=0.02)

    def net(kind: type[LayerSpec]) -> NetSpec:
        layers = tuple(
            kind(layer.name) if isinstance(layer, ReLU) else layer for layer in zoo["lenet5"].layers
        )
        return replace(zoo["lenet5"], name=f"lenet5 with {kind.__name__}", layers=layers)

    return Experiment(
        name="relu-tanh",
        title="ReLU against tanh",
        question="How much longer does a net of tanh units take to the same training error?",
        arms=(Arm("ReLU", net(ReLU), config), Arm("tanh", net(Tanh), config)),
        claim=Claim(
            "a four-layer net reaches 25 % training error on CIFAR-10 six times faster with ReLU",
            f"{_KRIZHEVSKY}, figure 1",
            6.0,
        ),
        judge=judge_speed,
        target_error=0.02,
        stops_at_target=True,
        train_size=4000,
    )


def _dropout() -> Experiment:
    """Few pictures and a wide layer, so that there is something to forget."""
    config = replace(_PLAIN, epochs=40, schedule="constant", learning_rate=0.02)

    def net(rate: float) -> NetSpec:
        return NetSpec(
            f"wide with dropout {rate:g}",
            _DIGIT,
            (
                Conv2d("conv1", 8, 7),
                ReLU("relu1"),
                MaxPool2d("pool1", 2),
                Flatten("flatten"),
                Linear("fc1", 256),
                ReLU("relu2"),
                Dropout("drop2", rate),
                Linear("fc2", 10),
            ),
        )

    return Experiment(
        name="dropout",
        title="Dropout 0 against 0.5",
        question="How much longer does dropout take to the same training error, and does it narrow the gap?",
        arms=(Arm("no dropout", net(0.0), config), Arm("dropout 0.5", net(0.5), config)),
        claim=Claim(
            "dropout roughly doubles the number of iterations required to converge",
            f"{_KRIZHEVSKY}, section 4.2",
            2.0,
        ),
        judge=judge_dropout,
        target_error=0.02,
        train_size=500,
    )


def _pooling() -> Experiment:
    """Pad the overlapping windows, so that both nets have maps of one size and as many parameters."""
    config = replace(_PLAIN, epochs=6, learning_rate=0.03)

    def net(name: str, size: int, padding: int) -> NetSpec:
        layers = tuple(
            MaxPool2d(layer.name, size, stride=2, padding=padding) if isinstance(layer, MaxPool2d) else layer
            for layer in zoo["tiny"].layers
        )
        return replace(zoo["tiny"], name=f"tiny, {name}", layers=layers)

    return Experiment(
        name="pooling",
        title="Overlapping against plain pooling",
        question="Are windows of 3 in steps of 2 better than windows of 2?",
        arms=(
            Arm("overlapping", net("overlapping pooling", 3, 1), config),
            Arm("plain", net("plain pooling", 2, 0), config),
        ),
        claim=Claim(
            "overlapping pooling lowers the top-1 error by 0.4 percentage points",
            f"{_KRIZHEVSKY}, section 3.4",
            0.4,
        ),
        judge=judge_test_error,
        train_size=4000,
    )


def _convolution() -> Experiment:
    config = replace(_PLAIN, epochs=5)

    def joined(width: int) -> NetSpec:
        layers = (Flatten("flatten"), Linear("fc1", width), ReLU("relu1"), Linear("fc2", 10))
        return NetSpec(f"fully connected, {width} wide", _DIGIT, layers)

    return Experiment(
        name="convolution",
        title="Convolution against fully connected",
        question="How many parameters does a net without shared weights need to be as accurate?",
        arms=(
            Arm("convolutions", zoo["tiny"], config),
            *(Arm(f"{width} units", joined(width), config) for width in (16, 64, 256, 1024)),
        ),
        claim=Claim(
            "sharing weights leaves AlexNet's first layer 34,944 parameters instead of 105,705,600, and LeNet-5 "
            "60,000 for its 340,908 connections",
            f"{_KRIZHEVSKY}; LeCun, Bottou, Bengio and Haffner 1998",
        ),
        judge=judge_parameters,
        train_size=4000,
    )


def _first_layer() -> Experiment:
    config = replace(_PLAIN, epochs=4)
    frozen = replace(config, frozen=("conv1",))
    start = first_layer_start(zoo["tiny"], [presets[name].weights for name in _HAND_MADE])
    return Experiment(
        name="first-layer",
        title="Hand-made against learned first layer",
        question="How good is a net whose first filters a hand has made, and that only learns the rest?",
        arms=(
            Arm("hand-made, frozen", zoo["tiny"], frozen, start),
            Arm("learned", zoo["tiny"], config),
            Arm("hand-made, free", zoo["tiny"], config, start),
            Arm("random, frozen", zoo["tiny"], frozen),
        ),
        claim=Claim(
            "random filters that are never trained come close to learned ones where the architecture is good",
            "Jarrett, Kavukcuoglu, Ranzato and LeCun 2009; Saxe and others 2011",
        ),
        judge=judge_ranking,
        train_size=4000,
    )


experiments: Mapping[str, Experiment] = MappingProxyType(
    {
        experiment.name: experiment
        for experiment in (_relu_tanh(), _dropout(), _pooling(), _convolution(), _first_layer())
    }
)
"""By their names."""
