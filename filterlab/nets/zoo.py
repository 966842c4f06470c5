"""Nets to start from: our own small one, and the two that made history."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from filterlab.nets.spec import (
    Conv2d,
    DigitRBF,
    Dropout,
    Flatten,
    LayerSpec,
    Linear,
    MaxPool2d,
    NetSpec,
    ReLU,
    ScaledTanh,
    Subsample2d,
)

# Table I of LeCun et al. (1998): which of the six S2 maps each of the sixteen C3 maps looks at. Six look at
# three neighbours, six at four neighbours, three at four maps with a gap, one at all.
_C3_TABLE = (
    *(tuple(sorted((first + step) % 6 for step in range(3))) for first in range(6)),
    *(tuple(sorted((first + step) % 6 for step in range(4))) for first in range(6)),
    *(tuple(sorted((first + step) % 6 for step in (0, 1, 3, 4))) for first in range(3)),
    tuple(range(6)),
)


def _tiny() -> NetSpec:
    return NetSpec(
        "tiny",
        (1, 28, 28),
        (
            Conv2d("conv1", 8, 7),
            ReLU("relu1"),
            MaxPool2d("pool1", 2),
            Conv2d("conv2", 16, 4),
            ReLU("relu2"),
            MaxPool2d("pool2", 2),
            Flatten("flatten"),
            Linear("fc1", 10),
        ),
    )


def _lenet5() -> NetSpec:
    """LeNet-5 as it is built today: all maps see all maps, max pooling, ReLU and ten plain scores."""
    return NetSpec(
        "lenet5",
        (1, 32, 32),
        (
            Conv2d("conv1", 6, 5),
            ReLU("relu1"),
            MaxPool2d("pool1", 2),
            Conv2d("conv2", 16, 5),
            ReLU("relu2"),
            MaxPool2d("pool2", 2),
            Flatten("flatten"),
            Linear("fc1", 120),
            ReLU("relu3"),
            Linear("fc2", 84),
            ReLU("relu4"),
            Linear("fc3", 10),
        ),
    )


def _lenet5_1998() -> NetSpec:
    """LeNet-5 as published: a sparse C3, trainable subsampling, squashing, fixed drawings at the end."""
    return NetSpec(
        "lenet5-1998",
        (1, 32, 32),
        (
            Conv2d("c1", 6, 5),
            ScaledTanh("squash1"),
            Subsample2d("s2", 2),
            ScaledTanh("squash2"),
            Conv2d("c3", 16, 5, table=_C3_TABLE),
            ScaledTanh("squash3"),
            Subsample2d("s4", 2),
            ScaledTanh("squash4"),
            Conv2d("c5", 120, 5),
            ScaledTanh("squash5"),
            Flatten("flatten"),
            Linear("f6", 84),
            ScaledTanh("squash6"),
            # The paper's spread lets only far smaller learning rates train than other nets need.
            DigitRBF("output", spread=3),
        ),
    )


def _alexnet(name: str, groups: int) -> NetSpec:
    """AlexNet (Krizhevsky, Sutskever and Hinton 2012) without its local response normalisation.

    ``groups`` is 2 for the two towers of the paper, which conv2, conv4 and conv5 do not cross; 1 for one
    tower.
    """
    return NetSpec(
        name,
        (3, 227, 227),
        (
            Conv2d("conv1", 96, 11, stride=4),
            ReLU("relu1"),
            MaxPool2d("pool1", 3, stride=2),
            Conv2d("conv2", 256, 5, padding=2, groups=groups),
            ReLU("relu2"),
            MaxPool2d("pool2", 3, stride=2),
            Conv2d("conv3", 384, 3, padding=1),
            ReLU("relu3"),
            Conv2d("conv4", 384, 3, padding=1, groups=groups),
            ReLU("relu4"),
            Conv2d("conv5", 256, 3, padding=1, groups=groups),
            ReLU("relu5"),
            MaxPool2d("pool5", 3, stride=2),
            Flatten("flatten"),
            *_with_dropout("6", 4096),
            *_with_dropout("7", 4096),
            Linear("fc8", 1000),
        ),
    )


def _with_dropout(number: str, out_features: int) -> Iterable[LayerSpec]:
    return Linear(f"fc{number}", out_features), ReLU(f"relu{number}"), Dropout(f"dropout{number}")


zoo: Mapping[str, NetSpec] = MappingProxyType(
    {
        spec.name: spec
        for spec in (
            _tiny(),
            _lenet5(),
            _lenet5_1998(),
            _alexnet("alexnet", groups=1),
            _alexnet("alexnet-grouped", groups=2),
        )
    }
)
