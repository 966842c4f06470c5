"""What a layer with weights is: something to run forward, which hands back how to run backward."""

from collections.abc import Mapping
from typing import Protocol

import numpy as np

from filterlab.engine.arrays import FloatArray

Gradients = dict[str, FloatArray]


class Backward(Protocol):
    """What `Layer.forward` hands back: from the output's gradient to those of input and weights."""

    def __call__(
        self, dy: FloatArray, *, wants_dx: bool = True, wants_gradients: bool = True
    ) -> tuple[FloatArray | None, Gradients]:
        """Carry a gradient back through the layer.

        Parameters
        ----------
        dy
            Gradient of the loss by the layer's output, of the output's shape.
        wants_dx
            Whether the gradient by the input is needed; the first layer of a net in training saves that work.
        wants_gradients
            Whether the gradients by the parameters are needed; a frozen layer saves that work.

        Returns
        -------
        dx, gradients
            Gradient by the input (None if it was not wanted) and those by the parameters, under their names (none if
            they were not wanted).
        """
        ...


class Layer:
    """One layer of a net, with its weights. It remembers nothing between calls but its buffers.

    Attributes
    ----------
    name
        The layer's name, as in ``conv1.weight``.
    parameters
        The arrays it learns, under their names without the layer's; they are changed in place.
    buffers
        The arrays it keeps without a gradient, such as running means; training changes them in place.
    """

    def __init__(self, name: str, parameters: Mapping[str, FloatArray]) -> None:
        self.name = name
        self.parameters = dict(parameters)
        self.buffers: dict[str, FloatArray] = {}

    def __call__(self, x: FloatArray) -> FloatArray:
        """Compute the output for a batch ``x``, first axis the batch, and keep nothing."""
        raise NotImplementedError

    def forward(
        self, x: FloatArray, *, training: bool, rng: np.random.Generator
    ) -> tuple[FloatArray, Backward]:
        """Compute the output for a batch, and the function that carries a gradient back.

        The function keeps just what it needs of this call, changes none of it, and the memory is free as soon
        as it is dropped.

        Parameters
        ----------
        x
            The batch.
        training
            Whether to behave as in training (dropout drops, batch normalisation goes by the batch) or as in use.
        rng
            Where a layer that needs chance takes it from.
        """
        raise NotImplementedError
