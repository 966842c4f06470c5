"""Nets as descriptions: frozen layer settings, without a single weight."""

from collections.abc import Mapping
from types import MappingProxyType

from filterlab.nets.spec.base import LayerSpec, WindowedSpec
from filterlab.nets.spec.checks import Shape, format_shape
from filterlab.nets.spec.convolutions import Conv1d, Conv2d
from filterlab.nets.spec.net import NetSpec, Stage, count_classes, score_names, trace
from filterlab.nets.spec.normalisation import BatchNorm
from filterlab.nets.spec.pooling import AvgPool2d, MaxPool2d, Subsample2d
from filterlab.nets.spec.units import (
    DigitRBF,
    Dropout,
    Flatten,
    LeakyReLU,
    Linear,
    ReLU,
    ScaledTanh,
    Sigmoid,
    Tanh,
)

__all__ = [
    "LAYER_KINDS",
    "AvgPool2d",
    "BatchNorm",
    "Conv1d",
    "Conv2d",
    "DigitRBF",
    "Dropout",
    "Flatten",
    "LayerSpec",
    "LeakyReLU",
    "Linear",
    "MaxPool2d",
    "NetSpec",
    "ReLU",
    "ScaledTanh",
    "Shape",
    "Sigmoid",
    "Stage",
    "Subsample2d",
    "Tanh",
    "WindowedSpec",
    "count_classes",
    "format_shape",
    "score_names",
    "trace",
]

LAYER_KINDS: Mapping[str, type[LayerSpec]] = MappingProxyType(
    {
        kind.__name__: kind
        for kind in (
            Conv2d, Conv1d, MaxPool2d, AvgPool2d, Subsample2d,
            ReLU, LeakyReLU, Tanh, ScaledTanh, Sigmoid, Dropout, BatchNorm,
            Flatten, Linear, DigitRBF,
        )
    }
)  # fmt: skip
"""Every kind of layer there is, by the name it has in files."""
