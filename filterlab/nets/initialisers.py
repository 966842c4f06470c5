"""The random numbers a net starts from, sized so that signals neither fade nor explode on their way."""

from itertools import takewhile
from math import prod, sqrt

import numpy as np
import numpy.typing as npt

from filterlab.engine.arrays import FloatArray
from filterlab.nets.spec import (
    BatchNorm,
    Conv1d,
    Conv2d,
    LayerSpec,
    LeakyReLU,
    Linear,
    ReLU,
    ScaledTanh,
    Shape,
    Sigmoid,
    Stage,
    Subsample2d,
    Tanh,
)

_SQUASHING = (Tanh, ScaledTanh, Sigmoid)
_RECTIFYING = (ReLU, LeakyReLU)
_LEARNING = (Conv1d, Conv2d, Linear, Subsample2d)


def he_normal(
    shape: Shape,
    fan_in: int,
    rng: np.random.Generator,
    dtype: npt.DTypeLike = np.float32,
    *,
    slope: float = 0.0,
) -> FloatArray:
    """Draw weights for a layer before a (leaky) ReLU: normal, variance ``2 / ((1 + slope**2) * fan_in)``.

    Parameters
    ----------
    shape
        The shape of the array.
    fan_in
        How many inputs one output adds up.
    rng
        Where the numbers come from.
    dtype
        float32 or float64.
    slope
        What the activation multiplies negative numbers by; 0 for ReLU.

    References
    ----------
    He, Zhang, Ren and Sun, Delving Deep into Rectifiers (2015).
    """
    weights = _standard_normal(shape, rng, dtype)
    weights *= sqrt(2 / ((1 + slope**2) * fan_in))
    return weights


def glorot_uniform(
    shape: Shape, fan_in: int, fan_out: int, rng: np.random.Generator, dtype: npt.DTypeLike = np.float32
) -> FloatArray:
    """Draw weights for any other layer: uniform in ``±sqrt(6 / (fan_in + fan_out))``.

    Parameters
    ----------
    shape
        The shape of the array.
    fan_in
        How many inputs one output adds up.
    fan_out
        How many outputs one input goes to.
    rng
        Where the numbers come from.
    dtype
        float32 or float64.

    References
    ----------
    Glorot and Bengio, Understanding the Difficulty of Training Deep Feedforward Neural Networks (2010).
    """
    weights = _uniform(shape, rng, dtype)
    weights -= 0.5
    weights *= 2 * sqrt(6 / (fan_in + fan_out))
    return weights


def initial_parameters(
    stages: tuple[Stage, ...], index: int, rng: np.random.Generator, dtype: npt.DTypeLike = np.float32
) -> dict[str, FloatArray]:
    """Draw the parameters of the layer at ``index``, by what stands behind it.

    Weights are drawn by He's rule if a ReLU comes next, by Glorot's otherwise; biases start at 0, a trainable
    subsampling as plain averaging, and batch normalisation scales by 1.
    """
    stage = stages[index]
    shapes = stage.layer.parameter_shapes(stage.input_shape)
    parameters = {name: np.zeros(shape, dtype) for name, shape in shapes.items()}
    if isinstance(stage.layer, Subsample2d):
        parameters["weight"] += 1 / prod(axis.kernel for axis in stage.layer.axes(stage.input_shape))
    elif isinstance(stage.layer, BatchNorm):
        parameters["weight"] += 1
    elif "weight" in shapes:
        next_layers = takewhile(lambda s: not isinstance(s.layer, _LEARNING), stages[index + 1 :])
        activation = next(
            (s.layer for s in next_layers if isinstance(s.layer, _RECTIFYING + _SQUASHING)), None
        )
        parameters["weight"] = _weight(stage.layer, shapes["weight"], activation, rng, dtype)
    return parameters


def _weight(
    layer: LayerSpec,
    shape: Shape,
    activation: LayerSpec | None,
    rng: np.random.Generator,
    dtype: npt.DTypeLike,
) -> FloatArray:
    if isinstance(layer, Conv2d) and layer.table is not None:
        weight = np.zeros(shape, dtype)
        for filter_weights, row in zip(weight, layer.table, strict=True):
            own_shape = (len(row), *shape[2:])
            filter_weights[list(row)] = _draw(
                own_shape, prod(own_shape), prod(shape[2:]) * shape[0], activation, rng, dtype
            )
        return weight
    groups = layer.groups if isinstance(layer, Conv1d | Conv2d) else 1
    fan_in, fan_out = prod(shape[1:]), shape[0] // groups * prod(shape[2:])
    return _draw(shape, fan_in, fan_out, activation, rng, dtype)


def _draw(
    shape: Shape,
    fan_in: int,
    fan_out: int,
    activation: LayerSpec | None,
    rng: np.random.Generator,
    dtype: npt.DTypeLike,
) -> FloatArray:
    if isinstance(activation, _RECTIFYING):
        slope = activation.slope if isinstance(activation, LeakyReLU) else 0.0
        return he_normal(shape, fan_in, rng, dtype, slope=slope)
    return glorot_uniform(shape, fan_in, fan_out, rng, dtype)


def _standard_normal(shape: Shape, rng: np.random.Generator, dtype: npt.DTypeLike) -> FloatArray:
    # Drawn in the wanted type at once: float64 first would need twice AlexNet's memory.
    return rng.standard_normal(shape, np.float32 if np.dtype(dtype) == np.float32 else np.float64)


def _uniform(shape: Shape, rng: np.random.Generator, dtype: npt.DTypeLike) -> FloatArray:
    return rng.random(shape, np.float32 if np.dtype(dtype) == np.float32 else np.float64)
