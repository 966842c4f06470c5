"""Batch normalisation, with its scales, shifts and running statistics."""

from collections.abc import Mapping

import numpy as np

from filterlab.engine.arrays import FloatArray
from filterlab.nets.layers.base import Backward, Gradients, Layer
from filterlab.nets.spec import BatchNorm


class BatchNormLayer(Layer):
    """Each channel brought to mean 0 and variance 1, then scaled and shifted: (N, C, …) to the same shape."""

    def __init__(self, spec: BatchNorm, parameters: Mapping[str, FloatArray]) -> None:
        super().__init__(spec.name, parameters)
        scales = self.parameters["weight"]
        self.buffers = {"running_mean": np.zeros_like(scales), "running_var": np.ones_like(scales)}
        self._epsilon, self._momentum = spec.epsilon, spec.momentum

    def __call__(self, x: FloatArray) -> FloatArray:
        """Normalise by the running statistics."""
        scale = self.parameters["weight"] * self._inverse_deviation(self.buffers["running_var"])
        shift = self.parameters["bias"] - self.buffers["running_mean"] * scale
        y = x * _along_channels(scale, x)
        y += _along_channels(shift, x)
        return y

    def forward(
        self, x: FloatArray, *, training: bool, rng: np.random.Generator
    ) -> tuple[FloatArray, Backward]:
        """Normalise, in training by the batch, whose statistics then go into the running ones.

        Going back needs the normalised numbers. With mean and variance taken from the batch itself, its gradient
        is ``weight / deviation * (dy - mean(dy) - normalised * mean(dy * normalised))``.
        """
        del rng
        if not training:
            return self._forward_by_running(x)
        n, c, *_ = x.shape
        axes = (0, *range(2, x.ndim))
        count = max(x.size // c, 1) if n else 1
        mean = x.sum(axis=axes) / x.dtype.type(count)
        normalised = x - _along_channels(mean, x)
        variance = np.square(normalised).sum(axis=axes) / x.dtype.type(count)
        inverse = self._inverse_deviation(variance)
        normalised *= _along_channels(inverse, x)
        # A batch's own variance is too small by one example; PyTorch keeps the corrected one as well.
        self._keep("running_mean", mean)
        self._keep("running_var", variance * x.dtype.type(count / max(count - 1, 1)))

        def backward(
            dy: FloatArray, *, wants_dx: bool = True, wants_gradients: bool = True
        ) -> tuple[FloatArray | None, Gradients]:
            dbias = dy.sum(axis=axes)
            dweight = (dy * normalised).sum(axis=axes)
            gradients: Gradients = {"weight": dweight, "bias": dbias} if wants_gradients else {}
            if not wants_dx:
                return None, gradients
            dx = normalised * _along_channels(dweight / x.dtype.type(-count), x)
            dx += dy
            dx -= _along_channels(dbias / x.dtype.type(count), x)
            dx *= _along_channels(self.parameters["weight"] * inverse, x)
            return dx, gradients

        y = normalised * _along_channels(self.parameters["weight"], x)
        y += _along_channels(self.parameters["bias"], x)
        return y, backward

    def _forward_by_running(self, x: FloatArray) -> tuple[FloatArray, Backward]:
        axes = (0, *range(2, x.ndim))
        mean, inverse = (
            self.buffers["running_mean"],
            self._inverse_deviation(self.buffers["running_var"]),
        )

        def backward(
            dy: FloatArray, *, wants_dx: bool = True, wants_gradients: bool = True
        ) -> tuple[FloatArray | None, Gradients]:
            gradients: Gradients = {}
            if wants_gradients:
                normalised = (x - _along_channels(mean, x)) * _along_channels(inverse, x)
                gradients = {"weight": (dy * normalised).sum(axis=axes), "bias": dy.sum(axis=axes)}
            dx = dy * _along_channels(self.parameters["weight"] * inverse, x) if wants_dx else None
            return dx, gradients

        return self(x), backward

    def _inverse_deviation(self, variance: FloatArray) -> FloatArray:
        inverse: FloatArray = 1 / np.sqrt(variance + variance.dtype.type(self._epsilon))
        return inverse

    def _keep(self, name: str, of_batch: FloatArray) -> None:
        running = self.buffers[name]
        running += of_batch.dtype.type(self._momentum) * (of_batch - running)


def _along_channels(values: FloatArray, x: FloatArray) -> FloatArray:
    """Lay one number for each channel (C,) along the channels of a batch (N, C, …)."""
    return values.reshape(-1, *(1 for _ in x.shape[2:]))
