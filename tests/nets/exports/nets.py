"""Nets that have every kind of layer between them, with weights and statistics that are not those of the start."""

import numpy as np

from filterlab.nets.network import build
from filterlab.nets.spec import (
    AvgPool2d,
    BatchNorm,
    Conv1d,
    Conv2d,
    Dropout,
    Flatten,
    LeakyReLU,
    Linear,
    MaxPool2d,
    NetSpec,
    ReLU,
    Sigmoid,
    Tanh,
)
from filterlab.nets.zoo import zoo

MIXED = NetSpec(
    "mixed",
    (4, 20, 17),
    (
        Conv2d("conv1", 6, (3, 4), stride=(1, 2), padding=(2, 1), groups=2),
        BatchNorm("bn1", epsilon=1e-3),
        LeakyReLU("leaky1", 0.1),
        AvgPool2d("pool1", 3, stride=2, padding=1),
        Conv2d("conv2", 5, (2, 4), padding="same", stride=2, dilation=(2, 1), bias=False),
        Tanh("tanh1"),
        MaxPool2d("pool2", (3, 2), stride=(2, 1), padding=1),
        Flatten("flatten"),
        BatchNorm("bn2"),
        Linear("fc1", 12, bias=False),
        Sigmoid("sigmoid1"),
        Dropout("drop1"),
        Linear("fc2", 10),
    ),
)
SIGNAL = NetSpec(
    "signal",
    (2, 30),
    (
        Conv1d("conv1", 6, 5, stride=2, padding=2, dilation=2, groups=2),
        BatchNorm("bn1"),
        ReLU("relu1"),
        Conv1d("conv2", 4, 4, padding="same", bias=False),
        Flatten("flatten"),
        Linear("fc1", 10),
    ),
)
NETS = {spec.name: spec for spec in (zoo["tiny"], zoo["lenet5"], zoo["lenet5-1998"], MIXED, SIGNAL)}


def lively_net(name, dtype=np.float32, batch=5):
    """A net with biases and running statistics of its own, and a batch for it."""
    rng = np.random.default_rng(5)
    net = build(NETS[name], rng, dtype=dtype)
    for key, array in net.state.items():
        if key.endswith(("bias", "running_mean")):
            array[...] += 0.2 * rng.standard_normal(array.shape)
        elif key.endswith("running_var"):
            array[...] *= rng.uniform(0.5, 2, array.shape)
    return net, rng.random((batch, *net.spec.input_shape)).astype(dtype)
