"""The experiments of the course, ready to run on drawn or handwritten digits of 28 × 28 pixels."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from filterlab.data import presets
from filterlab.engine.arrays import FloatArray
from filterlab.nets import NetSpec, TrainConfig, zoo
from filterlab.nets.spec import Conv2d, Dropout, Flatten, LayerSpec, Linear, MaxPool2d, ReLU, Tanh
from filterlab.probes.experiments.findings import (
    judge_dropout,
    judge_parameters,
    judge_speed,
    judge_test_error,
)
from filterlab.probes.experiments.model import Arm, Claim, Experiment
from filterlab.probes.experiments.seeding import seed_and_thaw

NEVER = 10**9
"""No run makes so many steps."""

_DIGIT = (1, 28, 28)
_HAND_MADE = (
    "sobel-x", "sobel-y", "line-0", "line-45", "line-90", "line-135", "curve-detector", "centre-on",
)  # fmt: skip
# Only what an experiment asks for is recorded: its seconds are those of the training. Schedule and rate are named, so
# that other usual settings of the program do not change what an experiment finds.
_PLAIN = TrainConfig(diagnostics=False, snapshot_every=NEVER, schedule="one-cycle", learning_rate=0.05)
_KRIZHEVSKY = "Krizhevsky, Sutskever and Hinton 2012"

QUICK_SEEDS = 5
"""Seeds for a first answer, in about a minute."""
THOROUGH_SEEDS = 20
"""Seeds for an answer to rely on, in four times as long."""


def _relu_tanh() -> Experiment:
    """Keep the learning rates: a schedule would end the race by itself.

    Each arm has the rate that is the fastest for it, as in the paper. Of 0.01, 0.02, 0.04, 0.06, 0.1 and 0.15, on
    seeds that no run uses (100 to 102), 0.04 took ReLU 133 steps and 0.1 took tanh 112; with 0.02 for both they took
    156 and 175.
    """
    config = replace(_PLAIN, epochs=5, schedule="constant")

    def net(kind: type[LayerSpec]) -> NetSpec:
        layers = tuple(
            kind(layer.name) if isinstance(layer, ReLU) else layer for layer in zoo["lenet5"].layers
        )
        return replace(zoo["lenet5"], name=f"lenet5 with {kind.__name__}", layers=layers)

    return Experiment(
        name="relu-tanh",
        title="ReLU against tanh",
        question="How much longer does a net of tanh units take to the same training error?",
        method="LeNet-5 learns 4,000 digits. Its training error is the mean over the last 10 batches "
        "of 64. Each of the two nets has the learning rate that is the fastest for it, chosen "
        "on other seeds.",
        arms=(
            Arm("ReLU", net(ReLU), replace(config, learning_rate=0.04)),
            Arm("tanh", net(Tanh), replace(config, learning_rate=0.1)),
        ),
        claim=Claim(
            "a four-layer net reaches 25 % training error on CIFAR-10 six times faster with ReLU",
            f"{_KRIZHEVSKY}, figure 1",
            6.0,
        ),
        judge=judge_speed,
        curve="training error",
        target_error=0.02,
        train_size=4000,
        test_size=500,
    )


def _dropout() -> Experiment:
    """Few pictures and a wide layer, so that there is something to forget.

    The error is measured after whole epochs: a low learning rate spreads the way over many of them.
    """
    config = replace(_PLAIN, epochs=40, schedule="constant", learning_rate=0.01)

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
        method="A convolution and a layer of 256 units, half of them dropped or none, learn 500 "
        "digits. After each epoch the training error of the net as it is used, no unit dropped, "
        "is measured on all of them; the gap to the error on 2,000 other digits is that after "
        "40 epochs.",
        arms=(Arm("no dropout", net(0.0), config), Arm("dropout 0.5", net(0.5), config)),
        claim=Claim(
            "dropout roughly doubles the number of iterations required to converge",
            f"{_KRIZHEVSKY}, section 4.2",
            2.0,
        ),
        judge=judge_dropout,
        curve="training error",
        target_error=0.02,
        train_size=500,
        test_size=2000,
        measured_at="epochs",
    )


def _pooling() -> Experiment:
    """Pad the overlapping windows, so that both nets have maps of one size and as many parameters.

    At 0.03, along a cosine, one net in twenty with overlapping windows lost its way; at 0.02 none of twelve did, on
    seeds that no run uses (100 to 111).
    """
    config = replace(_PLAIN, epochs=6, learning_rate=0.02)

    def net(name: str, size: int, padding: int) -> NetSpec:
        layers = tuple(
            MaxPool2d(layer.name, size, stride=2, padding=padding) if isinstance(layer, MaxPool2d) else layer
            for layer in zoo["tiny"].layers
        )
        return replace(zoo["tiny"], name=f"tiny, {name}", layers=layers)

    return Experiment(
        name="pooling",
        title="Overlapping against plain pooling",
        question="Does a net make fewer mistakes with windows of 3 in steps of 2 than with windows of 2?",
        method="The net tiny learns 4,000 digits for 6 epochs with either kind of pooling; both nets "
        "have 5,034 parameters. The test error is that on 2,000 other digits.",
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
        curve="test error",
        train_size=4000,
        test_size=2000,
    )


def _convolution() -> Experiment:
    """Let convolutions learn more slowly: at 0.05, along a cosine, one net of few filters in twenty learned nothing.

    At 0.02 none of twelve did, on seeds that no run uses (100 to 111).
    """
    config = replace(_PLAIN, epochs=8)
    slower = replace(config, learning_rate=0.02)

    def sharing(*widths: int) -> NetSpec:
        counts = iter(widths)
        layers = tuple(
            replace(layer, out_channels=next(counts)) if isinstance(layer, Conv2d) else layer
            for layer in zoo["tiny"].layers
        )
        return replace(zoo["tiny"], name=f"tiny, {' + '.join(map(str, widths))} filters", layers=layers)

    def joined(width: int) -> NetSpec:
        layers = (Flatten("flatten"), Linear("fc1", width), ReLU("relu1"), Linear("fc2", 10))
        return NetSpec(f"fully connected, {width} wide", _DIGIT, layers)

    return Experiment(
        name="convolution",
        title="Convolution against fully connected",
        question="How many parameters does a net without shared weights need to be as accurate?",
        method="Two nets of two convolutions and three of one fully connected layer learn 4,000 digits "
        "for 8 epochs. The most accurate of the three is set beside the smallest of the two "
        "that makes no more mistakes on 2,000 other digits.",
        arms=(
            Arm("8 + 16 filters", sharing(8, 16), slower),
            Arm("3 + 6 filters", sharing(3, 6), slower),
            *(Arm(f"{width} units", joined(width), config) for width in (32, 128, 512)),
        ),
        claim=Claim(
            "on handwritten digits a net of 1,000 fully connected units, 795,010 parameters, makes 4.5 "
            "% mistakes, and LeNet-5 with 60,000 makes 0.95 %",
            "LeCun, Bottou, Bengio and Haffner 1998, section III",
        ),
        judge=judge_parameters,
        curve="test error",
        train_size=4000,
        test_size=2000,
    )


def first_layer(
    filters: Sequence[FloatArray] = (),
    net: NetSpec | None = None,
    config: TrainConfig | None = None,
    *,
    pictures: str = "",
) -> Experiment:
    """Set up the experiment about hand-made first layers, with other filters, net or pictures than the course's.

    Parameters
    ----------
    filters : sequence of ndarray
        (C, KH, KW) each; none: those of the course.
    net : NetSpec or None
        Which net learns; None: that of the course.
    config : TrainConfig or None
        How it learns; None: as in the course.
    pictures : str
        What the pictures are called; empty: digits.
    """
    told = "" if filters else "eight first filters are edges, lines, a curve and a spot made by hand"
    return seed_and_thaw(
        net or zoo["tiny"],
        filters or [presets[name].weights for name in _HAND_MADE],
        config or replace(_PLAIN, epochs=4),
        told=told,
        pictures=pictures,
    )


experiments: Mapping[str, Experiment] = MappingProxyType(
    {
        experiment.name: experiment
        for experiment in (_relu_tanh(), _dropout(), _pooling(), _convolution(), first_layer())
    }
)
"""By their names."""
