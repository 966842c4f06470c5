"""A net as a few lines of NumPy that read its weights: every formula in sight."""

from filterlab.engine.geometry import Axis
from filterlab.nets.exports.words import drawing_rows, quoted
from filterlab.nets.spec import (
    AvgPool2d,
    BatchNorm,
    Conv1d,
    Conv2d,
    DigitRBF,
    Dropout,
    Flatten,
    LayerSpec,
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

_HEAD = '''"""The net "{name}", as FilterLab trained it. Its input: a batch of {shape}, values in [0, 1]."""

from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

w = load_file(Path(__file__).parent / {weights!r})
'''

_WINDOWS = '''

def windows(x, kernel, stride, dilation, pads, fill=0):
    """Every window of each map: (N, C, places along each axis ..., cells along each axis ...)."""
    x = np.pad(x, [(0, 0), (0, 0), *pads], constant_values=fill)
    spans = tuple(d * (k - 1) + 1 for k, d in zip(kernel, dilation))
    axes = tuple(range(2, x.ndim))
    seen = np.lib.stride_tricks.sliding_window_view(x, spans, axes)
    return seen[(..., *(slice(None, None, s) for s in stride), *(slice(None, None, d) for d in dilation))]
'''

_CONVOLVE = '''

def convolve(x, weight, bias, stride, dilation, pads, groups):
    """Cross-correlation: each output is the sum of a window times a filter, plus the filter's bias."""
    kernel = weight.shape[2:]
    cells, places = "ijk"[: len(kernel)], "hwl"[: len(kernel)]
    parts = []
    for own, filters in zip(np.split(x, groups, axis=1), np.split(weight, groups)):
        seen = windows(own, kernel, stride, dilation, pads)
        parts.append(np.einsum(f"nc{places}{cells},oc{cells}->no{places}", seen, filters, optimize=True))
    return np.concatenate(parts, axis=1) + bias.reshape(-1, *(1 for _ in kernel))
'''

_SCORES = '''

def scores(x):
    """Compute the net's scores for a batch; the largest of a row is its answer."""
{lines}
    return x
'''

_DRAWINGS = '''
drawings = """
{rows}
"""
drawings = np.array([[1.0 if cell == "#" else -1.0 for cell in row] for row in drawings.split()], "float32")
'''


def numpy_snippet(spec: NetSpec, weights_file: str) -> str:
    """Write a Python script with a function ``scores(x)`` that computes what the net does, by NumPy alone.

    Parameters
    ----------
    spec
        The net.
    weights_file
        The name of the file that `save_weights` wrote, as the script shall open it.
    """
    stages = trace(spec)
    kinds = {type(stage.layer) for stage in stages}
    head = _HEAD.format(name=quoted(spec.name), shape=format_shape(spec.input_shape), weights=weights_file)
    parts = [head]
    parts += [_DRAWINGS.format(rows="\n".join(drawing_rows()))] if DigitRBF in kinds else []
    parts += [_WINDOWS] if kinds & {Conv2d, Conv1d, MaxPool2d, AvgPool2d, Subsample2d} else []
    parts += [_CONVOLVE] if kinds & {Conv2d, Conv1d} else []
    lines = "\n".join(_line(stage) for stage in stages)
    return "".join((*parts, _SCORES.format(lines=lines)))


def _line(stage: Stage) -> str:
    """Write one layer as a line, with the shape of its output behind it."""
    code = _code(stage)
    return f"    {code}  # {stage.layer.name}: {format_shape(stage.output_shape)}"


def _code(stage: Stage) -> str:
    layer, name = stage.layer, stage.layer.name
    match layer:
        case Conv2d() | Conv1d():
            bias = f'w["{name}.bias"]' if layer.bias else f"np.zeros({layer.out_channels}, x.dtype)"
            stride, dilation, pads = _slide(layer.axes(stage.input_shape))
            return (
                f'x = convolve(x, w["{name}.weight"], {bias}, {stride}, {dilation}, {pads}, {layer.groups})'
            )
        case MaxPool2d():
            return f"x = {_windows(layer.axes(stage.input_shape), fill='-np.inf')}.max((-2, -1))"
        case AvgPool2d():
            return f"x = {_windows(layer.axes(stage.input_shape))}.mean((-2, -1))"
        case Subsample2d():
            sums = f"{_windows(layer.axes(stage.input_shape))}.sum((-2, -1))"
            return f'x = {sums} * w["{name}.weight"][:, None, None] + w["{name}.bias"][:, None, None]'
        case Linear():
            return f'x = x @ w["{name}.weight"].T' + (f' + w["{name}.bias"]' if layer.bias else "")
        case BatchNorm():
            return _batch_norm(layer, stage)
        case DigitRBF():
            return f"x = -((x[:, None] - drawings) ** 2).sum(2) / (2 * {layer.spread}**2)"
        case _:
            return _elementwise(layer)


def _elementwise(layer: LayerSpec) -> str:
    match layer:
        case ReLU():
            return "x = np.maximum(x, 0)"
        case LeakyReLU():
            return f"x = np.where(x > 0, x, {layer.slope} * x)"
        case Tanh():
            return "x = np.tanh(x)"
        case ScaledTanh():
            return f"x = {layer.amplitude} * np.tanh({layer.steepness} * x)"
        case Sigmoid():
            return "x = 1 / (1 + np.exp(-x))"
        case Flatten():
            return "x = x.reshape(len(x), -1)"
        case Dropout():
            return "x = x"
        case _:
            raise TypeError(f"No NumPy code is known for {layer.kind}.")


def _batch_norm(layer: BatchNorm, stage: Stage) -> str:
    name = layer.name
    along = "[:, None, None]" if len(stage.input_shape) == 3 else "[:, None]" * (len(stage.input_shape) - 1)
    mean, variance, weight, bias = (
        f'w["{name}.{key}"]{along}' for key in ("running_mean", "running_var", "weight", "bias")
    )
    return f"x = (x - {mean}) / np.sqrt({variance} + {layer.epsilon}) * {weight} + {bias}"


def _windows(axes: tuple[Axis, ...], fill: str = "0") -> str:
    stride, dilation, pads = _slide(axes)
    kernel = tuple(axis.kernel for axis in axes)
    return f"windows(x, {kernel}, {stride}, {dilation}, {pads}, {fill})"


def _slide(axes: tuple[Axis, ...]) -> tuple[tuple[int, ...], tuple[int, ...], list[tuple[int, int]]]:
    return (
        tuple(axis.stride for axis in axes),
        tuple(axis.dilation for axis in axes),
        [(axis.before, axis.after) for axis in axes],
    )
