"""Activation layers and dropout: the same shape out as in."""

from collections.abc import Callable

import numpy as np

from filterlab.engine import (
    leaky_relu,
    leaky_relu_backward,
    relu,
    relu_backward,
    sigmoid,
    sigmoid_backward,
    tanh,
    tanh_backward,
)
from filterlab.engine.arrays import FloatArray
from filterlab.nets.layers.base import Backward, Gradients, Layer
from filterlab.nets.spec import Dropout, LayerSpec, LeakyReLU, ScaledTanh


class OutputActivation(Layer):
    """An activation whose gradient can be told from its output: ReLU, tanh, sigmoid."""

    def __init__(
        self,
        spec: LayerSpec,
        function: Callable[[FloatArray], FloatArray],
        derivative: Callable[[FloatArray, FloatArray], FloatArray],
    ) -> None:
        super().__init__(spec.name, {})
        self._function = function
        self._derivative = derivative

    def __call__(self, x: FloatArray) -> FloatArray:
        """Apply the function to each number."""
        return self._function(x)

    def forward(
        self, x: FloatArray, *, training: bool, rng: np.random.Generator
    ) -> tuple[FloatArray, Backward]:
        """Apply the function to each number; going back needs the output."""
        del training, rng
        y = self._function(x)

        def backward(
            dy: FloatArray, *, wants_dx: bool = True, wants_gradients: bool = True
        ) -> tuple[FloatArray | None, Gradients]:
            del wants_gradients
            return self._derivative(dy, y) if wants_dx else None, {}

        return y, backward


class LeakyReLULayer(Layer):
    """Keep what is positive, shrink the rest."""

    def __init__(self, spec: LeakyReLU) -> None:
        super().__init__(spec.name, {})
        self._slope = spec.slope

    def __call__(self, x: FloatArray) -> FloatArray:
        """Apply the function to each number."""
        return leaky_relu(x, self._slope)

    def forward(
        self, x: FloatArray, *, training: bool, rng: np.random.Generator
    ) -> tuple[FloatArray, Backward]:
        """Apply the function to each number; going back needs the input."""
        del training, rng

        def backward(
            dy: FloatArray, *, wants_dx: bool = True, wants_gradients: bool = True
        ) -> tuple[FloatArray | None, Gradients]:
            del wants_gradients
            return leaky_relu_backward(dy, x, self._slope) if wants_dx else None, {}

        return self(x), backward


class DropoutLayer(Layer):
    """While training, set numbers to 0 by chance and scale the others up, so that their mean stays."""

    def __init__(self, spec: Dropout) -> None:
        super().__init__(spec.name, {})
        self._rate = spec.rate

    def __call__(self, x: FloatArray) -> FloatArray:
        """In use, dropout does nothing."""
        return x

    def forward(
        self, x: FloatArray, *, training: bool, rng: np.random.Generator
    ) -> tuple[FloatArray, Backward]:
        """Drop by chance in training; going back needs what was kept."""
        if not training or self._rate == 0:
            return x, _unchanged
        kept = rng.random(x.shape, dtype=np.float32) >= self._rate
        scale = kept * x.dtype.type(1 / (1 - self._rate))

        def backward(
            dy: FloatArray, *, wants_dx: bool = True, wants_gradients: bool = True
        ) -> tuple[FloatArray | None, Gradients]:
            del wants_gradients
            return dy * scale if wants_dx else None, {}

        return x * scale, backward


def relu_layer(spec: LayerSpec) -> Layer:
    """Make a layer of ``max(x, 0)``."""
    return OutputActivation(spec, relu, relu_backward)


def tanh_layer(spec: LayerSpec) -> Layer:
    """Make a layer of the hyperbolic tangent."""
    return OutputActivation(spec, tanh, tanh_backward)


def sigmoid_layer(spec: LayerSpec) -> Layer:
    """Make a layer of ``1 / (1 + exp(-x))``."""
    return OutputActivation(spec, sigmoid, sigmoid_backward)


def scaled_tanh_layer(spec: ScaledTanh) -> Layer:
    """Make a layer of LeNet-5's squashing function."""
    amplitude, steepness = spec.amplitude, spec.steepness

    def function(x: FloatArray) -> FloatArray:
        return amplitude * tanh(steepness * x)

    def derivative(dy: FloatArray, y: FloatArray) -> FloatArray:
        return amplitude * steepness * tanh_backward(dy, y / amplitude)

    return OutputActivation(spec, function, derivative)


def _unchanged(
    dy: FloatArray, *, wants_dx: bool = True, wants_gradients: bool = True
) -> tuple[FloatArray | None, Gradients]:
    del wants_gradients
    return dy if wants_dx else None, {}
