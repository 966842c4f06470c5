"""The element-wise functions between layers, each with its gradient."""

import numpy as np
import numpy.typing as npt

from filterlab.engine.arrays import FloatArray, as_floats


def relu(x: npt.ArrayLike) -> FloatArray:
    """Keep what is positive and turn the rest into 0: ``max(x, 0)``. NaN stays NaN."""
    (x,) = as_floats(x=x)
    return np.maximum(x, 0)


def relu_backward(dy: npt.ArrayLike, y: npt.ArrayLike) -> FloatArray:
    """Return the gradient of ``relu`` from that of its output ``y``: ``dy`` where ``y > 0``, else 0."""
    dy, y = as_floats(dy=dy, y=y)
    return dy * (y > 0)


def leaky_relu(x: npt.ArrayLike, slope: float = 0.01) -> FloatArray:
    """Keep what is positive and shrink the rest: ``x`` where ``x > 0``, else ``slope * x``. NaN stays NaN."""
    (x,) = as_floats(x=x)
    return np.where(x > 0, x, x * x.dtype.type(slope))


def leaky_relu_backward(dy: npt.ArrayLike, x: npt.ArrayLike, slope: float = 0.01) -> FloatArray:
    """Return the gradient of ``leaky_relu`` from its input ``x``: ``dy`` where ``x > 0``, else ``slope * dy``."""
    dy, x = as_floats(dy=dy, x=x)
    return np.where(x > 0, dy, dy * x.dtype.type(slope))


def tanh(x: npt.ArrayLike) -> FloatArray:
    """Squash into (-1, 1) by the hyperbolic tangent."""
    (x,) = as_floats(x=x)
    return np.tanh(x)


def tanh_backward(dy: npt.ArrayLike, y: npt.ArrayLike) -> FloatArray:
    """Return the gradient of ``tanh`` from its output ``y``: ``dy * (1 - y**2)``."""
    dy, y = as_floats(dy=dy, y=y)
    return dy * (1 - y * y)


def sigmoid(x: npt.ArrayLike) -> FloatArray:
    """Squash into (0, 1): ``1 / (1 + exp(-x))``, without overflow however large ``x`` is."""
    (x,) = as_floats(x=x)
    # exp of a number that is never positive cannot overflow.
    decay = np.exp(-np.abs(x))
    return np.where(x >= 0, 1, decay) / (1 + decay)


def sigmoid_backward(dy: npt.ArrayLike, y: npt.ArrayLike) -> FloatArray:
    """Return the gradient of ``sigmoid`` from its output ``y``: ``dy * y * (1 - y)``."""
    dy, y = as_floats(dy=dy, y=y)
    return dy * y * (1 - y)
