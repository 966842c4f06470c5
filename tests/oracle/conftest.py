"""The same net in PyTorch, for all tests that set ours beside it."""

import numpy as np
import pytest
import torch
from torch.nn import functional

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
    ReLU,
    ScaledTanh,
    Sigmoid,
    Subsample2d,
    Tanh,
    trace,
)


class TorchSubsample(torch.nn.Module):
    def __init__(self, channels, size):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.empty(channels))
        self.bias = torch.nn.Parameter(torch.empty(channels))
        self.size = size

    def forward(self, x):
        sums = functional.avg_pool2d(x, self.size, divisor_override=1)
        return sums * self.weight[:, None, None] + self.bias[:, None, None]


class TorchScaledTanh(torch.nn.Module):
    def forward(self, x):
        return 1.7159 * torch.tanh(2 / 3 * x)


def torch_layer(stage):
    layer, channels = stage.layer, stage.input_shape[0]
    match layer:
        case Conv2d() | Conv1d():
            kind = torch.nn.Conv2d if isinstance(layer, Conv2d) else torch.nn.Conv1d
            return kind(
                channels,
                layer.out_channels,
                layer.kernel_size,
                stride=layer.stride,
                padding=layer.padding,
                dilation=layer.dilation,
                groups=layer.groups,
                bias=layer.bias,
            )
        case MaxPool2d():
            return torch.nn.MaxPool2d(layer.size, layer.stride, layer.padding)
        case AvgPool2d():
            return torch.nn.AvgPool2d(layer.size, layer.stride, layer.padding)
        case BatchNorm():
            kind = torch.nn.BatchNorm2d if len(stage.input_shape) == 3 else torch.nn.BatchNorm1d
            return kind(channels, layer.epsilon, layer.momentum)
        case Subsample2d():
            return TorchSubsample(channels, layer.size)
        case Linear():
            return torch.nn.Linear(channels, layer.out_features, bias=layer.bias)
        case LeakyReLU():
            return torch.nn.LeakyReLU(layer.slope)
        case Dropout():
            return torch.nn.Dropout(layer.rate)
    plain = {ReLU: torch.nn.ReLU, Tanh: torch.nn.Tanh, Sigmoid: torch.nn.Sigmoid, Flatten: torch.nn.Flatten}
    return TorchScaledTanh() if isinstance(layer, ScaledTanh) else plain[type(layer)]()


def make_twin(net):
    """Build the same net in PyTorch, layer by layer under the same names, with the same weights."""
    twin = torch.nn.Sequential()
    for stage in trace(net.spec):
        twin.add_module(stage.layer.name, torch_layer(stage))
    twin = twin.to(torch.float64 if net.dtype == np.float64 else torch.float32)
    state = {name: torch.tensor(array) for name, array in net.state.items()}
    missing, unknown = twin.load_state_dict(state, strict=False)
    assert not unknown
    assert all(name.endswith("num_batches_tracked") for name in missing)
    return twin


@pytest.fixture(scope="session")
def torch_twin():
    """Return what builds the same net in PyTorch, layer by layer under the same names, with the same weights."""
    return make_twin
