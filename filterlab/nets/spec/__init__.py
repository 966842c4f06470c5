"""Nets as descriptions: frozen layer settings, without a single weight."""

from filterlab.nets.spec.base import LayerSpec, WindowedSpec
from filterlab.nets.spec.checks import Shape, format_shape
from filterlab.nets.spec.convolutions import Conv1d, Conv2d
from filterlab.nets.spec.net import NetSpec, Stage, count_classes, trace
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
    "AvgPool2d",
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
    "trace",
]
