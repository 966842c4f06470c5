"""How gradients change weights: gradient descent with momentum, and Adam."""

from collections.abc import Mapping
from math import sqrt
from typing import Protocol

import numpy as np

from filterlab.engine.arrays import FloatArray
from filterlab.errors import FilterLabError


class Optimiser(Protocol):
    """Something that changes parameters in place, gradient after gradient."""

    def step(self, gradients: Mapping[str, FloatArray], learning_rate: float) -> None:
        """Change every parameter once.

        Parameters
        ----------
        gradients
            Of the loss by each parameter, under the parameter's name; read, not kept.
        learning_rate
            How far to go.
        """
        ...

    @property
    def state(self) -> dict[str, FloatArray]:
        """What it remembers between steps, by name, such as ``momentum.conv1.weight``; not copies."""
        ...

    def load(self, state: Mapping[str, FloatArray]) -> None:
        """Copy in what another one remembered, so that the next step is that one's next step.

        Raises
        ------
        FilterLabError
            If the names or the shapes are not those of `state`.
        """
        ...


class SGD:
    """Stochastic gradient descent: ``v = momentum * v + g``, then ``w -= learning_rate * v``.

    Weight decay adds ``weight_decay * w`` to ``g`` first. Nesterov's variant goes along ``g + momentum * v``
    with the new ``v``. The formulas are PyTorch's, so that the learning rate scales the whole velocity.

    Parameters
    ----------
    parameters
        The arrays to change in place, by name.
    momentum
        How much of the last velocity is kept, in [0, 1).
    nesterov
        Whether to look ahead along the velocity.
    weight_decay
        How strongly parameters are pulled to 0.

    References
    ----------
    Sutskever, Martens, Dahl and Hinton, On the Importance of Initialization and Momentum in Deep Learning
    (2013).
    """

    def __init__(
        self,
        parameters: Mapping[str, FloatArray],
        *,
        momentum: float = 0.0,
        nesterov: bool = False,
        weight_decay: float = 0.0,
    ) -> None:
        self._parameters = dict(parameters)
        self._momentum = momentum
        self._nesterov = nesterov
        self._weight_decay = weight_decay
        remembered = self._parameters if momentum else {}
        self._velocities = {name: np.zeros_like(array) for name, array in remembered.items()}
        self._scratch = {name: np.empty_like(array) for name, array in self._parameters.items()}

    @property
    def state(self) -> dict[str, FloatArray]:
        """The velocities."""
        return {f"momentum.{name}": array for name, array in self._velocities.items()}

    def load(self, state: Mapping[str, FloatArray]) -> None:
        """Copy in the velocities."""
        _copy_in(state, self.state)

    def step(self, gradients: Mapping[str, FloatArray], learning_rate: float) -> None:
        """Change every parameter once."""
        for name, weights in self._parameters.items():
            scratch = self._scratch[name]
            gradient = _with_decay(gradients[name], weights, self._weight_decay, scratch)
            if self._momentum:
                velocity = self._velocities[name]
                velocity *= self._momentum
                velocity += gradient
                if self._nesterov:
                    # The gradient may lie in the scratch array, so it is taken up before that is used again.
                    ahead = velocity * self._momentum
                    ahead += gradient
                    gradient = ahead
                else:
                    gradient = velocity
            np.multiply(gradient, learning_rate, out=scratch)
            np.subtract(weights, scratch, out=weights)


class Adam:
    """Steps sized by the mean and the spread of recent gradients: ``w -= rate * m / (sqrt(v) + 1e-8)``.

    ``m`` and ``v`` are running means of the gradient (factor 0.9) and of its square (0.999), corrected for
    having started at 0. Weight decay adds ``weight_decay * w`` to the gradient first, as PyTorch's ``Adam``
    (not ``AdamW``) does.

    Parameters
    ----------
    parameters
        The arrays to change in place, by name.
    weight_decay
        How strongly parameters are pulled to 0.

    References
    ----------
    Kingma and Ba, Adam: A Method for Stochastic Optimization (2015).
    """

    _BETA1, _BETA2, _EPSILON = 0.9, 0.999, 1e-8

    def __init__(self, parameters: Mapping[str, FloatArray], *, weight_decay: float = 0.0) -> None:
        self._parameters = dict(parameters)
        self._weight_decay = weight_decay
        self._steps = 0
        self._means = {name: np.zeros_like(array) for name, array in self._parameters.items()}
        self._squares = {name: np.zeros_like(array) for name, array in self._parameters.items()}
        self._scratch = {name: np.empty_like(array) for name, array in self._parameters.items()}

    @property
    def state(self) -> dict[str, FloatArray]:
        """The running means, and under ``step`` how many steps were made."""
        means = {f"mean.{name}": array for name, array in self._means.items()}
        squares = {f"square.{name}": array for name, array in self._squares.items()}
        return {**means, **squares, "step": np.array(self._steps, np.float64)}

    def load(self, state: Mapping[str, FloatArray]) -> None:
        """Copy in the running means and the number of steps."""
        _copy_in(state, self.state)
        self._steps = int(state["step"])

    def step(self, gradients: Mapping[str, FloatArray], learning_rate: float) -> None:
        """Change every parameter once."""
        self._steps += 1
        mean_correction = 1 - self._BETA1**self._steps
        square_correction = sqrt(1 - self._BETA2**self._steps)
        for name, weights in self._parameters.items():
            mean, square, scratch = self._means[name], self._squares[name], self._scratch[name]
            gradient = _with_decay(gradients[name], weights, self._weight_decay, scratch)
            # mean += (1 - beta1) * (gradient - mean), in place and without another array.
            mean *= self._BETA1
            mean += gradient * (1 - self._BETA1)
            square *= self._BETA2
            np.multiply(gradient, gradient, out=scratch)
            scratch *= 1 - self._BETA2
            square += scratch
            np.sqrt(square, out=scratch)
            scratch /= square_correction
            scratch += self._EPSILON
            np.divide(mean, scratch, out=scratch)
            scratch *= learning_rate / mean_correction
            np.subtract(weights, scratch, out=weights)


def _copy_in(state: Mapping[str, FloatArray], own: Mapping[str, FloatArray]) -> None:
    shapes = {name: array.shape for name, array in own.items()}
    if {name: array.shape for name, array in state.items()} != shapes:
        raise FilterLabError(
            "The optimiser's memory is another run's: go on with the net and the settings it was kept with."
        )
    for name, array in own.items():
        array[...] = state[name]


def _with_decay(gradient: FloatArray, weights: FloatArray, decay: float, scratch: FloatArray) -> FloatArray:
    if not decay:
        return gradient
    np.multiply(weights, decay, out=scratch)
    scratch += gradient
    return scratch
