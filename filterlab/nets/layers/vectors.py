"""Layers that make or take vectors."""

from collections.abc import Mapping
from math import prod

import numpy as np

from filterlab.engine.arrays import FloatArray
from filterlab.nets.layers.base import Backward, Gradients, Layer
from filterlab.nets.layers.digit_drawings import digit_drawings
from filterlab.nets.spec import DigitRBF, Flatten, Linear


class FlattenLayer(Layer):
    """All maps of one input in a row: (N, …) to (N, F)."""

    def __init__(self, spec: Flatten) -> None:
        super().__init__(spec.name, {})

    def __call__(self, x: FloatArray) -> FloatArray:
        """Write each input of the batch in a row."""
        return x.reshape(len(x), prod(x.shape[1:]))

    def forward(
        self, x: FloatArray, *, training: bool, rng: np.random.Generator
    ) -> tuple[FloatArray, Backward]:
        """Write each input of the batch in a row; going back needs the shape."""
        del training, rng
        shape = x.shape

        def backward(
            dy: FloatArray, *, wants_dx: bool = True, wants_gradients: bool = True
        ) -> tuple[FloatArray | None, Gradients]:
            del wants_gradients
            return dy.reshape(shape) if wants_dx else None, {}

        return self(x), backward


class LinearLayer(Layer):
    """Weighted sums of the whole input: (N, F) to (N, O)."""

    def __init__(self, spec: Linear, parameters: Mapping[str, FloatArray]) -> None:
        super().__init__(spec.name, parameters)

    def __call__(self, x: FloatArray) -> FloatArray:
        """Compute ``x @ weight.T + bias``."""
        y: FloatArray = x @ self.parameters["weight"].T
        if "bias" in self.parameters:
            y += self.parameters["bias"]
        return y

    def forward(
        self, x: FloatArray, *, training: bool, rng: np.random.Generator
    ) -> tuple[FloatArray, Backward]:
        """Compute the weighted sums; going back needs the input."""
        del training, rng

        def backward(
            dy: FloatArray, *, wants_dx: bool = True, wants_gradients: bool = True
        ) -> tuple[FloatArray | None, Gradients]:
            gradients: Gradients = {"weight": dy.T @ x} if wants_gradients else {}
            if wants_gradients and "bias" in self.parameters:
                gradients["bias"] = dy.sum(axis=0)
            return dy @ self.parameters["weight"] if wants_dx else None, gradients

        return self(x), backward


class DigitRBFLayer(Layer):
    """How near a vector of 84 comes to each of ten drawings: (N, 84) to (N, 10), the nearest highest."""

    def __init__(self, spec: DigitRBF) -> None:
        super().__init__(spec.name, {})
        self._drawings = digit_drawings()
        self._variance = spec.spread**2

    def __call__(self, x: FloatArray) -> FloatArray:
        """Compute ``-sum((x - drawing)**2) / (2 * spread**2)`` for each drawing."""
        drawings = self._drawings.astype(x.dtype)
        # (x - d)² = x² - 2xd + d², and d² is 1 in every one of the 84 cells.
        squares: FloatArray = np.einsum("nf,nf->n", x, x)[:, None] + drawings.shape[1]
        scores: FloatArray = (x @ drawings.T - squares / 2) / self._variance
        return scores

    def forward(
        self, x: FloatArray, *, training: bool, rng: np.random.Generator
    ) -> tuple[FloatArray, Backward]:
        """Compute the scores; going back needs the input: the score of a drawing grows towards it."""
        del training, rng

        def backward(
            dy: FloatArray, *, wants_dx: bool = True, wants_gradients: bool = True
        ) -> tuple[FloatArray | None, Gradients]:
            del wants_gradients
            if not wants_dx:
                return None, {}
            pull = dy / self._variance
            return pull @ self._drawings.astype(x.dtype) - pull.sum(axis=1, keepdims=True) * x, {}

        return self(x), backward
