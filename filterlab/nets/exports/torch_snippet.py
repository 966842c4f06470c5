"""A net as a few lines of PyTorch that read its weights."""

from filterlab.engine.geometry import Axis
from filterlab.errors import FilterLabError
from filterlab.nets.exports.words import drawing_rows, quoted
from filterlab.nets.spec import (
    AvgPool2d,
    BatchNorm,
    Conv1d,
    Conv2d,
    DigitRBF,
    Dropout,
    Flatten,
    LeakyReLU,
    Linear,
    MaxPool2d,
    NetSpec,
    ReLU,
    ScaledTanh,
    Sigmoid,
    Stage,
    Subsample2d,
    Tanh,
    format_shape,
    trace,
)
from filterlab.nets.spec.checks import as_pair

_HEAD = '''"""The net "{name}", as FilterLab trained it. Its input: a batch of {shape}, values in [0, 1]."""

from collections import OrderedDict
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn
'''

_SCALED_TANH = '''

class ScaledTanh(nn.Module):
    """LeNet-5's squashing function (LeCun et al. 1998, appendix A)."""

    def forward(self, x):
        return 1.7159 * torch.tanh(2 / 3 * x)
'''

_SUBSAMPLE = '''

class Subsample2d(nn.Module):
    """LeNet-5's trainable pooling: the sum of each window times the map's coefficient, plus the map's bias."""

    def __init__(self, channels, size):
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.ones(channels)), nn.Parameter(torch.zeros(channels))
        self.size = size

    def forward(self, x):
        sums = nn.functional.avg_pool2d(x, self.size, divisor_override=1)
        return sums * self.weight[:, None, None] + self.bias[:, None, None]
'''

_DIGIT_RBF = '''

DRAWINGS = """
{drawings}
"""


class DigitRBF(nn.Module):
    """How near a vector of 84 comes to each of ten drawings of 7 x 12 cells: +1 for ink (#), -1 for paper."""

    def __init__(self, spread):
        super().__init__()
        drawings = [[1.0 if cell == "#" else -1.0 for cell in row] for row in DRAWINGS.split()]
        self.register_buffer("drawings", torch.tensor(drawings), persistent=False)
        self.spread = spread

    def forward(self, x):
        return -((x[:, None] - self.drawings) ** 2).sum(2) / (2 * self.spread**2)
'''

_TAIL = """

net = nn.Sequential(
    OrderedDict(
        [
{layers}
        ]
    )
)
net.load_state_dict(load_file(Path(__file__).parent / {weights!r}))
net.eval()
# With a batch of pictures: logits = net(x); probabilities = logits.softmax(1)
"""


def torch_snippet(spec: NetSpec, weights_file: str) -> str:
    """Write a Python script that makes the net in PyTorch, as ``net``, with the weights of a safetensors file.

    Parameters
    ----------
    spec
        The net.
    weights_file
        The name of the file that `save_weights` wrote, as the script shall open it.

    Raises
    ------
    FilterLabError
        If a layer has a dot in its name.
    """
    stages = trace(spec)
    dotted = next((layer.name for layer in spec.layers if "." in layer.name), None)
    if dotted is not None:
        raise FilterLabError(
            f'Layer "{dotted}" of net "{spec.name}" has a dot in its name, which torch.nn.Sequential does not take: '
            "give it a name without one."
        )
    kinds = {type(stage.layer) for stage in stages}
    layers = "\n".join(f"            {line}," for stage in stages for line in _lines(stage))
    parts = [_HEAD.format(name=quoted(spec.name), shape=format_shape(spec.input_shape))]
    parts += [_SCALED_TANH] if ScaledTanh in kinds else []
    parts += [_SUBSAMPLE] if Subsample2d in kinds else []
    parts += [_DIGIT_RBF.format(drawings="\n".join(drawing_rows()))] if DigitRBF in kinds else []
    return "".join((*parts, _TAIL.format(layers=layers, weights=weights_file)))


def _lines(stage: Stage) -> list[str]:
    layer = stage.layer
    if not isinstance(layer, Conv2d | Conv1d):
        return [f'("{layer.name}", {_module(stage)})']
    axes = layer.axes(stage.input_shape)
    lines = []
    if any(axis.before != axis.after for axis in axes):
        kind = "ZeroPad2d" if isinstance(layer, Conv2d) else "ConstantPad1d"
        # PyTorch counts pads from the last axis on.
        zeros = tuple(size for axis in reversed(axes) for size in (axis.before, axis.after))
        lines.append(
            f'("{layer.name}_pad", nn.{kind}({zeros}{"" if isinstance(layer, Conv2d) else ", 0.0"}))'
        )
    return [*lines, f'("{layer.name}", {_convolution(layer, stage, axes, is_padded=not lines)})']


def _convolution(layer: Conv2d | Conv1d, stage: Stage, axes: tuple[Axis, ...], *, is_padded: bool) -> str:
    def each(values: tuple[int, ...]) -> int | tuple[int, ...]:
        return values if len(values) > 1 else values[0]

    settings = {
        "stride": each(tuple(axis.stride for axis in axes)),
        "padding": each(tuple(axis.before if is_padded else 0 for axis in axes)),
        "dilation": each(tuple(axis.dilation for axis in axes)),
        "groups": layer.groups,
        "bias": layer.bias,
    }
    kernel = each(tuple(axis.kernel for axis in axes))
    words = ", ".join(f"{name}={value}" for name, value in settings.items())
    return f"nn.{layer.kind}({stage.input_shape[0]}, {layer.out_channels}, {kernel}, {words})"


def _module(stage: Stage) -> str:
    layer, channels = stage.layer, stage.input_shape[0]
    match layer:
        case MaxPool2d() | AvgPool2d():
            return f"nn.{layer.kind}({layer.size}, stride={layer.stride}, padding={layer.padding})"
        case Subsample2d():
            return f"Subsample2d({channels}, {as_pair(layer.size)})"
        case Linear():
            return f"nn.Linear({channels}, {layer.out_features}, bias={layer.bias})"
        case BatchNorm():
            places = "2d" if len(stage.input_shape) == 3 else "1d"
            return f"nn.BatchNorm{places}({channels}, eps={layer.epsilon}, momentum={layer.momentum})"
        case LeakyReLU():
            return f"nn.LeakyReLU({layer.slope})"
        case Dropout():
            return f"nn.Dropout({layer.rate})"
        case ScaledTanh():
            return "ScaledTanh()"
        case DigitRBF():
            return f"DigitRBF({layer.spread})"
        case ReLU() | Tanh() | Sigmoid() | Flatten():
            return f"nn.{layer.kind}()"
        case _:
            raise TypeError(f"No PyTorch module is known for {layer.kind}.")
