"""Layers of small nets beside PyTorch, and beside the machine's own matrix product."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from time import sleep

import numpy as np

from cases import Case
from filterlab import engine
from peers import Floats, torch_layer, torch_layer_with_gradients
from timing import THREADS, Side, blas_threads

FORWARD = "Twelve layers of small nets, forward"
GRADIENTS = "Twelve layers of small nets, forward and backward"
SGEMM = "Share of the machine's own sgemm rate"

SGEMM_SIDE = 2048


@dataclass(frozen=True)
class Layer:
    """Pictures (n, c, side, side), o filters of k by k; what it is taken from."""

    n: int
    c: int
    side: int
    o: int
    k: int
    stride: int = 1
    padding: int = 0

    def __str__(self) -> str:
        """Name the layer in a line."""
        stride = f", stride {self.stride}" if self.stride > 1 else ""
        padding = f", padding {self.padding}" if self.padding else ""
        shape = f"{self.n} × {self.c} × {self.side} × {self.side}"
        return f"{shape}, {self.o} filters {self.k} × {self.k}{stride}{padding}"

    @property
    def multiplications(self) -> int:
        """Multiplications of one forward pass, padding counted in."""
        out: int = engine.output_size(self.side, self.k, stride=self.stride, padding=self.padding)
        return self.n * self.o * out * out * self.c * self.k * self.k


SMALL_NETS = (
    # First layers: tiny, the 32→64-filter net, and two that begin on colour pictures with stride 2.
    Layer(64, 1, 28, 8, 7),
    Layer(128, 1, 28, 32, 3),
    Layer(32, 3, 64, 16, 7, stride=2, padding=3),
    Layer(32, 3, 64, 32, 3, stride=2, padding=1),
    # Second layers: LeNet-5 (8 maps for its 6), a net for CIFAR with 5 × 5 filters, the 32→64-filter net.
    Layer(64, 8, 14, 16, 5),
    Layer(32, 32, 16, 32, 5, padding=2),
    Layer(128, 32, 13, 64, 3),
    # The body of a small residual net: wide, halving, deep, and its two kinds of 1 × 1.
    Layer(64, 16, 32, 32, 3, padding=1),
    Layer(64, 32, 16, 64, 3, stride=2, padding=1),
    Layer(128, 64, 8, 64, 3, padding=1),
    Layer(32, 64, 16, 64, 1),
    Layer(64, 16, 16, 32, 1, stride=2),
)

MANY_PRODUCTS = (
    Layer(64, 32, 13, 64, 3),
    Layer(64, 32, 28, 64, 3, padding=1),
    Layer(64, 32, 16, 64, 3, stride=2, padding=1),
    Layer(32, 16, 32, 64, 5, padding=2),
    Layer(32, 64, 16, 64, 3, padding=1),
    Layer(128, 64, 8, 64, 3, padding=1),
    Layer(16, 128, 16, 128, 3, padding=1),
    Layer(1, 32, 224, 32, 7, padding=3),
)
"""Layers with at least 288 products a sum (C × K × K)."""


def layer_cases() -> Iterator[Case]:
    """Yield the twelve layers, forward and then with all three gradients."""
    for layer in SMALL_NETS:
        yield Case(FORWARD, str(layer), partial(_forward, layer), 1.5)
    for layer in SMALL_NETS:
        yield Case(GRADIENTS, str(layer), partial(_with_gradients, layer), 1.3)


def sgemm_cases() -> Iterator[Case]:
    """Yield layers beside a large matrix product, which is as fast as this machine multiplies."""
    for layer in MANY_PRODUCTS:
        amount = SGEMM_SIDE**3 / layer.multiplications
        yield Case(
            SGEMM, str(layer), partial(_beside_sgemm, layer), 0.6, same_result=False, peer_amount=amount
        )


def _arrays(layer: Layer) -> tuple[Floats, Floats, Floats]:
    """Make the pictures, the filters and one offset a filter."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(layer.n, layer.c, layer.side, layer.side))
    w = rng.normal(size=(layer.o, layer.c, layer.k, layer.k))
    return x.astype(np.float32), w.astype(np.float32), rng.normal(size=layer.o).astype(np.float32)


def _ours(layer: Layer, x: Floats, w: Floats, b: Floats) -> Side:
    return Side("FilterLab", lambda: engine.conv2d(x, w, b, stride=layer.stride, padding=layer.padding))


def _forward(layer: Layer) -> tuple[Side, Side]:
    arrays = _arrays(layer)
    return _ours(layer, *arrays), torch_layer(*arrays, stride=layer.stride, padding=layer.padding)


def _with_gradients(layer: Layer) -> tuple[Side, Side]:
    x, w, b = _arrays(layer)
    settings = {"stride": layer.stride, "padding": layer.padding}
    shape = engine.conv2d(x, w, b, **settings).shape
    dy = np.random.default_rng(1).normal(size=shape).astype(np.float32)

    def call() -> tuple[Floats, ...]:
        return engine.conv2d(x, w, b, **settings), *engine.conv2d_backward(dy, x, w, **settings)

    return Side("FilterLab", call), torch_layer_with_gradients(x, w, b, dy, **settings)


@contextmanager
def _both_cores_for_blas() -> Iterator[None]:
    """Give OpenBLAS two threads, and them time to come to rest: they spin for a tenth of a second, with naps."""
    with blas_threads(THREADS):
        yield
    sleep(0.3)


def _beside_sgemm(layer: Layer) -> tuple[Side, Side]:
    rng = np.random.default_rng(2)
    left, right = (rng.random((SGEMM_SIDE, SGEMM_SIDE), dtype=np.float32) for _ in range(2))
    # Only here OpenBLAS gets both cores; otherwise its waiting threads would disturb everyone.
    product = Side(f"sgemm {SGEMM_SIDE}³", lambda: left @ right, around=_both_cores_for_blas)
    return _ours(layer, *_arrays(layer)), product
