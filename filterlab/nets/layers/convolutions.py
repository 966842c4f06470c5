"""Convolution layers, with weights."""

from collections.abc import Mapping

import numpy as np

from filterlab.engine import conv1d, conv1d_backward, conv2d, conv2d_backward
from filterlab.engine.arrays import FloatArray
from filterlab.nets.layers.base import Backward, Gradients, Layer
from filterlab.nets.spec import Conv1d, Conv2d


class Conv2dLayer(Layer):
    """Filters sliding over pictures: (N, C, H, W) to (N, O, OH, OW)."""

    def __init__(self, spec: Conv2d, parameters: Mapping[str, FloatArray]) -> None:
        super().__init__(spec.name, parameters)
        self._spec = spec
        self._mask = None if spec.table is None else _connection_mask(spec, self.parameters["weight"])

    @property
    def connected(self) -> FloatArray | None:
        """1 where the connection table has a weight and 0 elsewhere, (O, C, 1, 1); None if all are connected."""
        return self._mask

    def __call__(self, x: FloatArray) -> FloatArray:
        """Slide the filters over a batch of pictures."""
        s = self._spec
        return conv2d(
            x,
            self.parameters["weight"],
            self.parameters.get("bias"),
            stride=s.stride,
            padding=s.padding,
            dilation=s.dilation,
            groups=s.groups,
        )

    def forward(self, x: FloatArray, *, training: bool, rng: np.random.Generator) -> tuple[FloatArray, Backward]:
        """Slide the filters over a batch of pictures; going back needs the pictures again."""
        del training, rng
        s = self._spec

        def backward(dy: FloatArray, *, wants_dx: bool = True) -> tuple[FloatArray | None, Gradients]:
            dx, dw, db = conv2d_backward(
                dy,
                x,
                self.parameters["weight"],
                stride=s.stride,
                padding=s.padding,
                dilation=s.dilation,
                groups=s.groups,
            )
            if self._mask is not None:
                dw *= self._mask
            return dx if wants_dx else None, {"weight": dw, "bias": db} if s.bias else {"weight": dw}

        return self(x), backward


class Conv1dLayer(Layer):
    """Filters sliding along signals: (N, C, L) to (N, O, OL)."""

    def __init__(self, spec: Conv1d, parameters: Mapping[str, FloatArray]) -> None:
        super().__init__(spec.name, parameters)
        self._spec = spec

    def __call__(self, x: FloatArray) -> FloatArray:
        """Slide the filters along a batch of signals."""
        s = self._spec
        return conv1d(
            x,
            self.parameters["weight"],
            self.parameters.get("bias"),
            stride=s.stride,
            padding=s.padding,
            dilation=s.dilation,
            groups=s.groups,
        )

    def forward(self, x: FloatArray, *, training: bool, rng: np.random.Generator) -> tuple[FloatArray, Backward]:
        """Slide the filters along a batch of signals; going back needs the signals again."""
        del training, rng
        s = self._spec

        def backward(dy: FloatArray, *, wants_dx: bool = True) -> tuple[FloatArray | None, Gradients]:
            dx, dw, db = conv1d_backward(
                dy,
                x,
                self.parameters["weight"],
                stride=s.stride,
                padding=s.padding,
                dilation=s.dilation,
                groups=s.groups,
            )
            return dx if wants_dx else None, {"weight": dw, "bias": db} if s.bias else {"weight": dw}

        return self(x), backward


def _connection_mask(spec: Conv2d, weight: FloatArray) -> FloatArray:
    o, c, _, _ = weight.shape
    mask = np.zeros((o, c, 1, 1), weight.dtype)
    for row, channels in zip(mask, spec.table or (), strict=True):
        row[list(channels)] = 1
    return mask
