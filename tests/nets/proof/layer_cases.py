"""Every kind of layer with settings drawn by chance from a seed: each case can be drawn again."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from filterlab.nets.layers import Layer, make_layer
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
    ReLU,
    ScaledTanh,
    Shape,
    Sigmoid,
    Subsample2d,
    Tanh,
)

SEED = 1998
Draw = Callable[[np.random.Generator], tuple[LayerSpec, Shape]]
Pair = tuple[int, int]


@dataclass(frozen=True)
class LayerCase:
    """A layer to be proved, and what it is given."""

    number: int
    spec: LayerSpec
    input_shape: Shape
    batch: int

    def made(self) -> tuple[Layer, np.ndarray]:
        """The layer with random weights, and a batch for it, in float64."""
        rng = np.random.default_rng((SEED, self.number, 1))
        shapes = self.spec.parameter_shapes(self.input_shape)
        parameters = {name: rng.standard_normal(shape) for name, shape in shapes.items()}
        if isinstance(self.spec, Conv2d) and self.spec.table is not None:
            for own, row in zip(parameters["weight"], self.spec.table, strict=True):
                own[[channel for channel in range(self.input_shape[0]) if channel not in row]] = 0
        return make_layer(self.spec, parameters), self._input(rng)

    def _input(self, rng: np.random.Generator) -> np.ndarray:
        shape = (self.batch, *self.input_shape)
        match self.spec:
            case MaxPool2d():
                # Far enough apart that no small step changes which one is the largest.
                return rng.permutation(np.prod(shape)).reshape(shape).astype(float)
            case ReLU() | LeakyReLU():
                # No number near 0, where these have a corner.
                return rng.uniform(0.1, 3, shape) * rng.choice([-1, 1], shape)
            case _:
                return rng.standard_normal(shape)


def _conv2d(rng: np.random.Generator) -> tuple[LayerSpec, Shape]:
    groups, c, o = [(1, _int(rng, 1, 5), _int(rng, 1, 5)), (_int(rng, 2, 5), 1, _int(rng, 1, 3)), (2, 2, 2)][
        rng.integers(3)
    ]
    kernel, dilation = _pair(rng, 1, 6), _pair(rng, 1, 4) if rng.random() < 0.4 else (1, 1)
    padding = ["same", "valid", 0, _pair(rng, 0, 4), _pair(rng, 4, 8)][rng.integers(5)]
    size = tuple(d * (k - 1) + 1 + _int(rng, 0, 6) for k, d in zip(kernel, dilation, strict=True))
    table = None
    if groups == 1 and c > 1 and rng.random() < 0.3:
        table = tuple(tuple(sorted(rng.permutation(c)[: _int(rng, 1, c + 1)].tolist())) for _ in range(o))
    spec = Conv2d(
        "conv", groups * o, kernel, _pair(rng, 1, 4), padding, dilation, groups, bool(rng.integers(2)), table
    )
    return spec, (groups * c, *size)


def _conv1d(rng: np.random.Generator) -> tuple[LayerSpec, Shape]:
    groups, c, o = _int(rng, 1, 4), _int(rng, 1, 4), _int(rng, 1, 4)
    kernel, dilation = _int(rng, 1, 8), _int(rng, 1, 4)
    padding = ["same", "valid", 0, _int(rng, 0, 9)][rng.integers(4)]
    length = dilation * (kernel - 1) + 1 + _int(rng, 0, 15)
    bias = bool(rng.integers(2))
    spec = Conv1d("conv", groups * o, kernel, _int(rng, 1, 5), padding, dilation, groups, bias)
    return spec, (groups * c, length)


def _pool(kind: type[MaxPool2d | AvgPool2d]) -> Draw:
    def draw(rng: np.random.Generator) -> tuple[LayerSpec, Shape]:
        size = _pair(rng, 1, 6)
        # Side by side, overlapping, with gaps between them.
        stride = [None, _pair(rng, 1, 3), _pair(rng, 4, 8)][rng.integers(3)]
        padding = tuple(_int(rng, 0, cells // 2 + 1) for cells in size)
        return kind("pool", size, stride, padding), (_int(rng, 1, 4), *(s + _int(rng, 0, 9) for s in size))

    return draw


def _subsample(rng: np.random.Generator) -> tuple[LayerSpec, Shape]:
    size = _pair(rng, 1, 5)
    return Subsample2d("pool", size), (_int(rng, 1, 5), *(s + _int(rng, 0, 9) for s in size))


def _elementwise(make: Callable[[np.random.Generator], LayerSpec]) -> Draw:
    def draw(rng: np.random.Generator) -> tuple[LayerSpec, Shape]:
        return make(rng), tuple(rng.integers(1, 7, _int(rng, 1, 4)).tolist())

    return draw


def _linear(rng: np.random.Generator) -> tuple[LayerSpec, Shape]:
    return Linear("linear", _int(rng, 1, 12), bool(rng.integers(2))), (_int(rng, 1, 30),)


def _digit_rbf(rng: np.random.Generator) -> tuple[LayerSpec, Shape]:
    return DigitRBF("output", float(rng.uniform(0.5, 4))), (84,)


def _batch_norm(rng: np.random.Generator) -> tuple[LayerSpec, Shape]:
    shape = [
        (_int(rng, 1, 5), _int(rng, 2, 7), _int(rng, 2, 8)), (_int(rng, 1, 5), _int(rng, 4, 12)), (_int(rng, 1, 9),),
    ][rng.integers(3)]  # fmt: skip
    # Of two vectors, all that is left is which is the larger one: no smooth function unless epsilon makes it one.
    least = -5.0 if len(shape) > 1 else -1.0
    return BatchNorm("bn", float(10 ** rng.uniform(least, -0.5)), float(rng.uniform(0, 0.9))), shape


# How many cases of each kind, and how to draw one.
KINDS: dict[str, tuple[int, Draw]] = {
    "conv2d": (280, _conv2d),
    "conv1d": (140, _conv1d),
    "max pool": (110, _pool(MaxPool2d)),
    "average pool": (90, _pool(AvgPool2d)),
    "subsample": (60, _subsample),
    "relu": (30, _elementwise(lambda _: ReLU("act"))),
    "leaky relu": (30, _elementwise(lambda rng: LeakyReLU("act", float(rng.uniform(0, 1.5))))),
    "tanh": (30, _elementwise(lambda _: Tanh("act"))),
    "scaled tanh": (30, _elementwise(lambda _: ScaledTanh("act"))),
    "sigmoid": (30, _elementwise(lambda _: Sigmoid("act"))),
    "dropout": (40, _elementwise(lambda rng: Dropout("drop", float(rng.uniform(0, 0.9))))),
    "flatten": (20, _elementwise(lambda _: Flatten("flatten"))),
    "linear": (60, _linear),
    "digit rbf": (30, _digit_rbf),
    "batch norm": (60, _batch_norm),
}


def layer_cases(kind: str) -> list[LayerCase]:
    """All cases of one kind of layer."""
    count, draw = KINDS[kind]
    first = 1000 * list(KINDS).index(kind)
    cases = []
    for number in range(first, first + count):
        rng = np.random.default_rng((SEED, number))
        spec, shape = draw(rng)
        cases.append(LayerCase(number, spec, shape, _int(rng, 1, 5)))
    return cases


def _int(rng: np.random.Generator, low: int, high: int) -> int:
    return int(rng.integers(low, high))


def _pair(rng: np.random.Generator, low: int, high: int) -> Pair:
    return _int(rng, low, high), _int(rng, low, high)
