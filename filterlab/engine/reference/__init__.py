"""What every operation of the engine means, written as plain loops.

Nothing here is fast, and nothing is clever: these are the definitions that the fast ways are tested against,
under the same names and with the same arguments and results. Sums are made in float64.
"""

from filterlab.engine.reference.conv import (
    conv2d,
    conv2d_backward,
    conv2d_input_gradient,
    conv2d_weight_gradient,
)
from filterlab.engine.reference.elementwise import (
    leaky_relu,
    leaky_relu_backward,
    relu,
    relu_backward,
    sigmoid,
    sigmoid_backward,
    tanh,
    tanh_backward,
)
from filterlab.engine.reference.losses import softmax, softmax_cross_entropy
from filterlab.engine.reference.pooling import (
    avg_pool2d,
    avg_pool2d_backward,
    max_pool2d,
    max_pool2d_backward,
    max_pool2d_with_winners,
)
from filterlab.engine.reference.signals import conv1d, conv1d_backward

__all__ = [
    "avg_pool2d",
    "avg_pool2d_backward",
    "conv1d",
    "conv1d_backward",
    "conv2d",
    "conv2d_backward",
    "conv2d_input_gradient",
    "conv2d_weight_gradient",
    "leaky_relu",
    "leaky_relu_backward",
    "max_pool2d",
    "max_pool2d_backward",
    "max_pool2d_with_winners",
    "relu",
    "relu_backward",
    "sigmoid",
    "sigmoid_backward",
    "softmax",
    "softmax_cross_entropy",
    "tanh",
    "tanh_backward",
]
