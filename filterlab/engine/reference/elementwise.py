"""The definitions of the activations and of their gradients, one number at a time."""

from collections.abc import Callable
from math import exp
from math import tanh as tanh_of

import numpy as np
import numpy.typing as npt

from filterlab.engine.arrays import FloatArray, as_floats


def _map(function: Callable[..., float], **arrays: npt.ArrayLike) -> FloatArray:
    """Apply a function of numbers to arrays of one shape, number by number."""
    floats = as_floats(**arrays)
    result = np.zeros_like(floats[0])
    for place in np.ndindex(result.shape):
        result[place] = function(*(float(array[place]) for array in floats))
    return result


def relu(x: npt.ArrayLike) -> FloatArray:
    """Return 0 for what is at most 0, anything else as it is."""
    return _map(lambda x: 0.0 if x <= 0 else x, x=x)


def relu_backward(dy: npt.ArrayLike, y: npt.ArrayLike) -> FloatArray:
    """Return 0 where the output was 0, the gradient elsewhere."""
    return _map(lambda dy, y: 0.0 if y <= 0 else dy, dy=dy, y=y)


def leaky_relu(x: npt.ArrayLike, slope: float = 0.01) -> FloatArray:
    """Return what is positive as it is, anything else times ``slope``."""
    return _map(lambda x: x if x > 0 else slope * x, x=x)


def leaky_relu_backward(dy: npt.ArrayLike, x: npt.ArrayLike, slope: float = 0.01) -> FloatArray:
    """Return the gradient where the input was positive, ``slope`` times it elsewhere."""
    return _map(lambda dy, x: dy if x > 0 else slope * dy, dy=dy, x=x)


def tanh(x: npt.ArrayLike) -> FloatArray:
    """Return ``(exp(x) - exp(-x)) / (exp(x) + exp(-x))``."""
    return _map(tanh_of, x=x)


def tanh_backward(dy: npt.ArrayLike, y: npt.ArrayLike) -> FloatArray:
    """Return the gradient times the slope ``1 - y**2``."""
    return _map(lambda dy, y: dy * (1 - y * y), dy=dy, y=y)


def sigmoid(x: npt.ArrayLike) -> FloatArray:
    """Return ``1 / (1 + exp(-x))``, for negative x as ``exp(x) / (1 + exp(x))``, which cannot overflow."""
    return _map(lambda x: 1 / (1 + exp(-x)) if x >= 0 else exp(x) / (1 + exp(x)), x=x)


def sigmoid_backward(dy: npt.ArrayLike, y: npt.ArrayLike) -> FloatArray:
    """Return the gradient times the slope ``y * (1 - y)``."""
    return _map(lambda dy, y: dy * y * (1 - y), dy=dy, y=y)
