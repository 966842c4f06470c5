"""The element-wise functions between layers, each with its gradient.

Each takes an array of any shape and returns one of the same shape. A ``*_backward`` takes the gradient
``dy`` of the loss with respect to the function's output and returns the gradient with respect to its
input. NaN goes through.
"""

import numpy as np
import numpy.typing as npt

from filterlab.engine.arrays import FloatArray, as_floats, keep, quiet
from filterlab.engine.errors import ShapeError


@quiet
def relu(x: npt.ArrayLike) -> FloatArray:
    """Keep what is positive and turn the rest into 0: ``max(x, 0)``."""
    (x,) = as_floats(x=x)
    return np.maximum(x, 0)


@quiet
def relu_backward(dy: npt.ArrayLike, y: npt.ArrayLike) -> FloatArray:
    """Pass the gradient on where the output ``y`` of ``relu`` is positive (or NaN), 0 elsewhere."""
    dy, y = _alike(dy=dy, y=y)
    return keep(dy, ~(y <= 0))


@quiet
def leaky_relu(x: npt.ArrayLike, slope: float = 0.01) -> FloatArray:
    """Keep what is positive and shrink the rest: ``x`` where ``x > 0``, else ``slope * x``."""
    (x,) = as_floats(x=x)
    return np.where(x > 0, x, x * x.dtype.type(slope))


@quiet
def leaky_relu_backward(dy: npt.ArrayLike, x: npt.ArrayLike, slope: float = 0.01) -> FloatArray:
    """Pass the gradient on where the input ``x`` of ``leaky_relu`` is positive, ``slope`` times elsewhere."""
    dy, x = _alike(dy=dy, x=x)
    return np.where(x > 0, dy, dy * dy.dtype.type(slope))


@quiet
def tanh(x: npt.ArrayLike) -> FloatArray:
    """Squash into (-1, 1) by the hyperbolic tangent."""
    (x,) = as_floats(x=x)
    return np.tanh(x)


@quiet
def tanh_backward(dy: npt.ArrayLike, y: npt.ArrayLike) -> FloatArray:
    """Return ``dy * (1 - y**2)``, the gradient of ``tanh`` from its output ``y``."""
    dy, y = _alike(dy=dy, y=y)
    return dy * (1 - y * y)


@quiet
def sigmoid(x: npt.ArrayLike) -> FloatArray:
    """Squash into (0, 1): ``1 / (1 + exp(-x))``, without overflow however large ``x`` is."""
    (x,) = as_floats(x=x)
    # exp of a number that is never positive cannot overflow.
    decay = np.exp(-np.abs(x))
    squashed: FloatArray = np.where(x >= 0, x.dtype.type(1), decay) / (1 + decay)
    return squashed


@quiet
def sigmoid_backward(dy: npt.ArrayLike, y: npt.ArrayLike) -> FloatArray:
    """Return ``dy * y * (1 - y)``, the gradient of ``sigmoid`` from its output ``y``."""
    dy, y = _alike(dy=dy, y=y)
    return dy * y * (1 - y)


def _alike(**arrays: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return the gradient and the array it belongs to as floats, once it is sure that they fit."""
    gradient, values = as_floats(**arrays)
    if gradient.shape != values.shape:
        first, second = arrays
        raise ShapeError(
            f"{first} has the shape {gradient.shape} and {second} has {values.shape}; "
            f"expected the same: a gradient has the shape of what it is the gradient of."
        )
    return gradient, values
