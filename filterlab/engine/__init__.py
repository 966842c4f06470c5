"""Arrays in, arrays out: convolutions, pooling, activations, losses and their gradients."""

from filterlab.engine.activations import (
    leaky_relu,
    leaky_relu_backward,
    relu,
    relu_backward,
    sigmoid,
    sigmoid_backward,
    tanh,
    tanh_backward,
)
from filterlab.engine.conv import (
    conv2d,
    conv2d_backward,
    conv2d_bias_gradient,
    conv2d_input_gradient,
    conv2d_weight_gradient,
)
from filterlab.engine.errors import DTypeError, ShapeError
from filterlab.engine.explanation import Explanation, explain
from filterlab.engine.geometry import Axis, ReceptiveField, Window, output_size, receptive_field, resolve_axis
from filterlab.engine.losses import softmax, softmax_cross_entropy
from filterlab.engine.pooling import (
    avg_pool2d,
    avg_pool2d_backward,
    max_pool2d,
    max_pool2d_backward,
    max_pool2d_with_winners,
)
from filterlab.engine.sampling import conv2d_at
from filterlab.engine.signals import conv1d, conv1d_backward
from filterlab.engine.update import update_conv2d

__all__ = [
    "Axis",
    "DTypeError",
    "Explanation",
    "ReceptiveField",
    "ShapeError",
    "Window",
    "avg_pool2d",
    "avg_pool2d_backward",
    "conv1d",
    "conv1d_backward",
    "conv2d",
    "conv2d_at",
    "conv2d_backward",
    "conv2d_bias_gradient",
    "conv2d_input_gradient",
    "conv2d_weight_gradient",
    "explain",
    "leaky_relu",
    "leaky_relu_backward",
    "max_pool2d",
    "max_pool2d_backward",
    "max_pool2d_with_winners",
    "output_size",
    "receptive_field",
    "relu",
    "relu_backward",
    "resolve_axis",
    "sigmoid",
    "sigmoid_backward",
    "softmax",
    "softmax_cross_entropy",
    "tanh",
    "tanh_backward",
    "update_conv2d",
]
