"""Layers that make pictures smaller."""

from collections.abc import Mapping
from math import prod

import numpy as np

from filterlab.engine import (
    avg_pool2d,
    avg_pool2d_backward,
    max_pool2d,
    max_pool2d_backward,
    max_pool2d_with_winners,
)
from filterlab.engine.arrays import FloatArray
from filterlab.nets.layers.base import Backward, Gradients, Layer
from filterlab.nets.spec import AvgPool2d, MaxPool2d, Subsample2d
from filterlab.nets.spec.checks import as_pair


class MaxPool2dLayer(Layer):
    """The largest value of each window: (N, C, H, W) to (N, C, OH, OW).

    With ``relu`` it does the work of a ReLU before or after it as well.
    """

    def __init__(self, spec: MaxPool2d, *, relu: bool = False) -> None:
        super().__init__(spec.name, {})
        self._spec = spec
        self._relu = relu

    def __call__(self, x: FloatArray) -> FloatArray:
        """Keep the largest value of each window."""
        s = self._spec
        return max_pool2d(x, s.size, stride=s.stride, padding=s.padding, relu=self._relu)

    def forward(
        self, x: FloatArray, *, training: bool, rng: np.random.Generator
    ) -> tuple[FloatArray, Backward]:
        """Keep the largest value of each window; going back needs only where it was."""
        del training, rng
        s = self._spec
        n, c, h, w = x.shape
        y, winners = max_pool2d_with_winners(x, s.size, stride=s.stride, padding=s.padding, relu=self._relu)

        def backward(
            dy: FloatArray, *, wants_dx: bool = True, wants_gradients: bool = True
        ) -> tuple[FloatArray | None, Gradients]:
            del wants_gradients
            if not wants_dx:
                return None, {}
            dx = max_pool2d_backward(dy, winners, (n, c, h, w), s.size, stride=s.stride, padding=s.padding)
            return dx, {}

        return y, backward


class AvgPool2dLayer(Layer):
    """The average of each window: (N, C, H, W) to (N, C, OH, OW)."""

    def __init__(self, spec: AvgPool2d) -> None:
        super().__init__(spec.name, {})
        self._spec = spec

    def __call__(self, x: FloatArray) -> FloatArray:
        """Average each window."""
        return avg_pool2d(x, self._spec.size, stride=self._spec.stride, padding=self._spec.padding)

    def forward(
        self, x: FloatArray, *, training: bool, rng: np.random.Generator
    ) -> tuple[FloatArray, Backward]:
        """Average each window; going back needs nothing of the input."""
        del training, rng
        s = self._spec
        n, c, h, w = x.shape

        def backward(
            dy: FloatArray, *, wants_dx: bool = True, wants_gradients: bool = True
        ) -> tuple[FloatArray | None, Gradients]:
            del wants_gradients
            if not wants_dx:
                return None, {}
            return avg_pool2d_backward(dy, (n, c, h, w), s.size, stride=s.stride, padding=s.padding), {}

        return self(x), backward


class Subsample2dLayer(Layer):
    """LeNet-5's trainable pooling: the sum of each window times the map's coefficient plus the map's bias."""

    def __init__(self, spec: Subsample2d, parameters: Mapping[str, FloatArray]) -> None:
        super().__init__(spec.name, parameters)
        self._size = as_pair(spec.size)

    def __call__(self, x: FloatArray) -> FloatArray:
        """Subsample a batch of maps, (N, C, H, W) to (N, C, OH, OW)."""
        return self._scale(self._sums(x))

    def forward(
        self, x: FloatArray, *, training: bool, rng: np.random.Generator
    ) -> tuple[FloatArray, Backward]:
        """Subsample a batch of maps; going back needs the sums of the windows."""
        del training, rng
        n, c, h, w = x.shape
        sums = self._sums(x)

        def backward(
            dy: FloatArray, *, wants_dx: bool = True, wants_gradients: bool = True
        ) -> tuple[FloatArray | None, Gradients]:
            gradients = {"weight": np.einsum("ncij,ncij->c", dy, sums), "bias": dy.sum(axis=(0, 2, 3))}
            if not wants_gradients:
                gradients = {}
            if not wants_dx:
                return None, gradients
            dsums = dy * self.parameters["weight"][:, None, None]
            return avg_pool2d_backward(dsums * prod(self._size), (n, c, h, w), self._size), gradients

        return self._scale(sums), backward

    def _sums(self, x: FloatArray) -> FloatArray:
        return avg_pool2d(x, self._size) * prod(self._size)

    def _scale(self, sums: FloatArray) -> FloatArray:
        return sums * self.parameters["weight"][:, None, None] + self.parameters["bias"][:, None, None]
