"""Layers with weights: run forward, and handed back how to run backward."""

from collections.abc import Mapping

from filterlab.engine.arrays import FloatArray
from filterlab.nets.layers.activations import (
    DropoutLayer,
    LeakyReLULayer,
    relu_layer,
    scaled_tanh_layer,
    sigmoid_layer,
    tanh_layer,
)
from filterlab.nets.layers.base import Backward, Gradients, Layer
from filterlab.nets.layers.convolutions import Conv1dLayer, Conv2dLayer
from filterlab.nets.layers.normalisation import BatchNormLayer
from filterlab.nets.layers.pooling import AvgPool2dLayer, MaxPool2dLayer, Subsample2dLayer
from filterlab.nets.layers.vectors import DigitRBFLayer, FlattenLayer, LinearLayer
from filterlab.nets.spec import (
    AvgPool2d,
    BatchNorm,
    Conv1d,
    Conv2d,
    DigitRBF,
    Dropout,
    Flatten,
    LayerSpec,
    LeakyReLU,
    Linear,
    MaxPool2d,
    ReLU,
    ScaledTanh,
    Sigmoid,
    Subsample2d,
    Tanh,
)

__all__ = ["Backward", "Gradients", "Layer", "MaxPool2dLayer", "make_layer"]


def make_layer(spec: LayerSpec, parameters: Mapping[str, FloatArray]) -> Layer:
    """Make the layer a description stands for, with the given parameters.

    Raises
    ------
    TypeError
        If the description is of a kind that nothing here can run.
    """
    match spec:
        case Conv2d():
            return Conv2dLayer(spec, parameters)
        case Conv1d():
            return Conv1dLayer(spec, parameters)
        case Linear():
            return LinearLayer(spec, parameters)
        case MaxPool2d():
            return MaxPool2dLayer(spec)
        case AvgPool2d():
            return AvgPool2dLayer(spec)
        case Subsample2d():
            return Subsample2dLayer(spec, parameters)
        case BatchNorm():
            return BatchNormLayer(spec, parameters)
        case Flatten():
            return FlattenLayer(spec)
        case Dropout():
            return DropoutLayer(spec)
        case DigitRBF():
            return DigitRBFLayer(spec)
        case _:
            return _make_activation(spec)


def _make_activation(spec: LayerSpec) -> Layer:
    match spec:
        case ReLU():
            return relu_layer(spec)
        case LeakyReLU():
            return LeakyReLULayer(spec)
        case Tanh():
            return tanh_layer(spec)
        case ScaledTanh():
            return scaled_tanh_layer(spec)
        case Sigmoid():
            return sigmoid_layer(spec)
        case _:
            raise TypeError(f"No layer runs a description of the kind {spec.kind}.")
