"""Convolution layers, with weights."""

from collections.abc import Mapping
from typing import TypedDict

import numpy as np

from filterlab.engine import (
    conv1d,
    conv1d_backward,
    conv2d,
    conv2d_bias_gradient,
    conv2d_input_gradient,
    conv2d_weight_gradient,
)
from filterlab.engine.arrays import FloatArray
from filterlab.engine.geometry import AxisPadding, Padding, Pair
from filterlab.nets.layers.base import Backward, Gradients, Layer
from filterlab.nets.spec import Conv1d, Conv2d


class _Settings2d(TypedDict):
    stride: Pair
    padding: Padding
    dilation: Pair
    groups: int


class _Settings1d(TypedDict):
    stride: int
    padding: AxisPadding
    dilation: int
    groups: int


class Conv2dLayer(Layer):
    """Filters sliding over pictures: (N, C, H, W) to (N, O, OH, OW)."""

    def __init__(self, spec: Conv2d, parameters: Mapping[str, FloatArray]) -> None:
        super().__init__(spec.name, parameters)
        self._settings: _Settings2d = {
            "stride": spec.stride,
            "padding": spec.padding,
            "dilation": spec.dilation,
            "groups": spec.groups,
        }
        self._mask = None if spec.table is None else _connection_mask(spec, self.parameters["weight"])

    def __call__(self, x: FloatArray) -> FloatArray:
        """Slide the filters over a batch of pictures."""
        return conv2d(x, self.parameters["weight"], self.parameters.get("bias"), **self._settings)

    def forward(
        self, x: FloatArray, *, training: bool, rng: np.random.Generator
    ) -> tuple[FloatArray, Backward]:
        """Slide the filters over a batch of pictures; going back needs the pictures again."""
        del training, rng
        n, c, h, w = x.shape

        def backward(
            dy: FloatArray, *, wants_dx: bool = True, wants_gradients: bool = True
        ) -> tuple[FloatArray | None, Gradients]:
            weight = self.parameters["weight"]
            gradients = self._gradients(dy, x) if wants_gradients else {}
            if not wants_dx:
                return None, gradients
            return conv2d_input_gradient(dy, weight, (n, c, h, w), **self._settings), gradients

        return self(x), backward

    def _gradients(self, dy: FloatArray, x: FloatArray) -> Gradients:
        o, c_of_group, kh, kw = self.parameters["weight"].shape
        dw = conv2d_weight_gradient(dy, x, (o, c_of_group, kh, kw), **self._settings)
        if self._mask is not None:
            dw *= self._mask
        gradients: Gradients = {"weight": dw}
        if "bias" in self.parameters:
            gradients["bias"] = conv2d_bias_gradient(dy)
        return gradients


class Conv1dLayer(Layer):
    """Filters sliding along signals: (N, C, L) to (N, O, OL)."""

    def __init__(self, spec: Conv1d, parameters: Mapping[str, FloatArray]) -> None:
        super().__init__(spec.name, parameters)
        self._settings: _Settings1d = {
            "stride": spec.stride,
            "padding": spec.padding,
            "dilation": spec.dilation,
            "groups": spec.groups,
        }

    def __call__(self, x: FloatArray) -> FloatArray:
        """Slide the filters along a batch of signals."""
        return conv1d(x, self.parameters["weight"], self.parameters.get("bias"), **self._settings)

    def forward(
        self, x: FloatArray, *, training: bool, rng: np.random.Generator
    ) -> tuple[FloatArray, Backward]:
        """Slide the filters along a batch of signals; going back needs the signals again."""
        del training, rng

        def backward(
            dy: FloatArray, *, wants_dx: bool = True, wants_gradients: bool = True
        ) -> tuple[FloatArray | None, Gradients]:
            dx, dw, db = conv1d_backward(dy, x, self.parameters["weight"], **self._settings)
            gradients: Gradients = {"weight": dw}
            if "bias" in self.parameters:
                gradients["bias"] = db
            return dx if wants_dx else None, gradients if wants_gradients else {}

        return self(x), backward


def _connection_mask(spec: Conv2d, weight: FloatArray) -> FloatArray:
    """Give 1 where the connection table has a weight and 0 elsewhere, (O, C, 1, 1)."""
    o, c, _, _ = weight.shape
    mask = np.zeros((o, c, 1, 1), weight.dtype)
    for row, channels in zip(mask, spec.table or (), strict=True):
        row[list(channels)] = 1
    return mask
