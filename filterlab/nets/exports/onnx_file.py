"""Nets as ONNX files, which most other programs can run; needs the extra ``onnx``."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from math import prod
from os import PathLike
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from filterlab.engine.arrays import FloatArray
from filterlab.engine.geometry import Axis
from filterlab.errors import FilterLabError
from filterlab.files import write_whole
from filterlab.nets.layers.digit_drawings import digit_drawings
from filterlab.nets.network import Network
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
    ReLU,
    ScaledTanh,
    Sigmoid,
    Stage,
    Subsample2d,
    Tanh,
    trace,
)
from filterlab.nets.spec_plain import SPEC_KEY, spec_to_plain

# What every runtime of the last years reads.
_OPSET = 17
_IR_VERSION = 8
_PLAIN = {ReLU: "Relu", Tanh: "Tanh", Sigmoid: "Sigmoid"}


def load_onnx_library() -> ModuleType:
    """Import the library ``onnx``; FilterLabError saying how to get it if it is not installed."""
    try:
        return import_module("onnx")
    except ImportError as error:
        raise FilterLabError(
            "ONNX files need the library onnx, which is not installed: run pip install filterlab[onnx]."
        ) from error


def save_onnx(path: str | PathLike[str], net: Network) -> None:
    """Write a net as an ONNX file, whole or not at all.

    Parameters
    ----------
    path
        The file, usually ``….onnx``; what stands there is replaced.
    net
        It takes ``input`` (N, *input_shape) of its own type, pictures in [0, 1], and gives ``logits`` (N, classes).
        Dropout, which does nothing in use, is left out.

    Raises
    ------
    FilterLabError
        If the extra ``onnx`` is not installed, or the file cannot be written.
    """
    write_whole(Path(path), onnx_model(net))


def onnx_model(net: Network) -> bytes:
    """Give the content of an ONNX file of a net, checked by ONNX's own checker; see `save_onnx`."""
    graph = _Graph(load_onnx_library(), net)
    for stage in trace(net.spec):
        graph.add(stage)
    return graph.finished()


@dataclass
class _Graph:
    """A graph that grows layer by layer along one chain of values."""

    onnx: ModuleType
    net: Network
    nodes: list[Any] = field(default_factory=list)
    constants: dict[str, FloatArray] = field(default_factory=dict)
    value: str = "input"

    def add(self, stage: Stage) -> None:
        """Continue the chain by what computes one layer."""
        layer, name = stage.layer, stage.layer.name
        match layer:
            case Conv2d() | Conv1d():
                axes = layer.axes(stage.input_shape)
                inputs = self._weights(name, "weight", *(("bias",) if layer.bias else ()))
                self._node(name, "Conv", *inputs, group=layer.groups, **_window(axes, dilated=True))
            case MaxPool2d():
                self._node(name, "MaxPool", **_window(layer.axes(stage.input_shape)))
            case AvgPool2d():
                axes = layer.axes(stage.input_shape)
                self._node(name, "AveragePool", count_include_pad=1, **_window(axes))
            case Subsample2d():
                self._subsample(stage, layer.axes(stage.input_shape))
            case Linear():
                inputs = self._weights(name, "weight", *(("bias",) if layer.bias else ()))
                self._node(name, "Gemm", *inputs, transB=1)
            case BatchNorm():
                inputs = self._weights(name, "weight", "bias", "running_mean", "running_var")
                self._node(name, "BatchNormalization", *inputs, epsilon=layer.epsilon)
            case LeakyReLU():
                self._node(name, "LeakyRelu", alpha=layer.slope)
            case ScaledTanh():
                self._node(f"{name}.scaled", "Mul", self._constant(f"{name}.steepness", layer.steepness))
                self._node(f"{name}.tanh", "Tanh")
                self._node(name, "Mul", self._constant(f"{name}.amplitude", layer.amplitude))
            case Flatten():
                self._node(name, "Flatten", axis=1)
            case DigitRBF():
                self._nearness(name, layer.spread)
            case Dropout():
                pass
            case _:
                self._node(name, _PLAIN[type(layer)])

    def finished(self) -> bytes:
        """Give the content of the file, the net's description in its metadata."""
        helper, net = self.onnx.helper, self.net
        kind = helper.np_dtype_to_tensor_dtype(net.dtype)
        logits = trace(net.spec)[-1].output_shape
        graph = helper.make_graph(
            [*self.nodes, helper.make_node("Identity", [self.value], ["logits"], name="logits")],
            net.spec.name,
            [helper.make_tensor_value_info("input", kind, ["N", *net.spec.input_shape])],
            [helper.make_tensor_value_info("logits", kind, ["N", *logits])],
            [
                self.onnx.numpy_helper.from_array(np.ascontiguousarray(array), name)
                for name, array in self.constants.items()
            ],
        )
        model = helper.make_model(
            graph,
            producer_name="FilterLab",
            ir_version=_IR_VERSION,
            opset_imports=[helper.make_opsetid("", _OPSET)],
        )
        description = json.dumps(spec_to_plain(net.spec), ensure_ascii=False)
        helper.set_model_props(model, {SPEC_KEY: description})
        self.onnx.checker.check_model(model, full_check=True)
        content: bytes = model.SerializeToString()
        return content

    def _node(self, name: str, operator: str, *inputs: str, **settings: float | list[int]) -> None:
        self.nodes.append(
            self.onnx.helper.make_node(operator, [self.value, *inputs], [name], name=name, **settings)
        )
        self.value = name

    def _weights(self, layer: str, *names: str) -> Iterator[str]:
        state = self.net.state
        for name in names:
            self.constants[f"{layer}.{name}"] = state[f"{layer}.{name}"]
            yield f"{layer}.{name}"

    def _constant(self, name: str, value: float | FloatArray) -> str:
        self.constants[name] = np.asarray(value, self.net.dtype)
        return name

    def _subsample(self, stage: Stage, axes: tuple[Axis, ...]) -> None:
        """Averages times as many numbers as a window has are its sum."""
        name, state = stage.layer.name, self.net.state
        cells = prod(axis.kernel for axis in axes)
        self._node(f"{name}.averages", "AveragePool", **_window(axes))
        scale = state[f"{name}.weight"][:, None, None] * cells
        self._node(f"{name}.scaled", "Mul", self._constant(f"{name}.weight", scale))
        self._node(name, "Add", self._constant(f"{name}.bias", state[f"{name}.bias"][:, None, None]))

    def _nearness(self, name: str, spread: float) -> None:
        """Compute the scores of `DigitRBF` as its layer does: ``(x · drawing - (x² + 84) / 2) / spread²``."""
        drawings = digit_drawings().astype(self.net.dtype)
        x = self.value
        self._node(f"{name}.squares", "ReduceSumSquare", axes=[1], keepdims=1)
        self._node(f"{name}.more", "Add", self._constant(f"{name}.cells", drawings.shape[1]))
        self._node(f"{name}.half", "Mul", self._constant(f"{name}.one_half", 0.5))
        half, self.value = self.value, x
        self._node(f"{name}.products", "MatMul", self._constant(f"{name}.drawings", drawings.T))
        self._node(f"{name}.difference", "Sub", half)
        self._node(name, "Div", self._constant(f"{name}.variance", spread**2))


def _window(axes: tuple[Axis, ...], *, dilated: bool = False) -> dict[str, list[int]]:
    settings = {
        "kernel_shape": [axis.kernel for axis in axes],
        "strides": [axis.stride for axis in axes],
        "pads": [*(axis.before for axis in axes), *(axis.after for axis in axes)],
    }
    return settings | {"dilations": [axis.dilation for axis in axes]} if dilated else settings
