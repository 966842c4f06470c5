"""Small whole nets, drawn by chance from a seed: convolutions, activations, pooling, vectors, a loss."""

from dataclasses import dataclass

import numpy as np

from filterlab.engine import max_pool2d_with_winners
from filterlab.nets.network import Network, build
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
    Shape,
    Sigmoid,
    Subsample2d,
    Tanh,
    trace,
)

SEED = 2012
NETS = 90


@dataclass(frozen=True)
class NetCase:
    """A net to be proved, and what it is given."""

    number: int
    spec: NetSpec
    batch: int

    def made(self) -> tuple[Network, np.ndarray, np.ndarray]:
        """The net with random weights and biases in float64, a batch for it, and the classes of its inputs."""
        rng = np.random.default_rng((SEED, self.number, 1))
        net = build(self.spec, rng, dtype=np.float64)
        for name, array in net.parameters.items():
            if name.endswith("bias"):
                array[...] = 0.3 * rng.standard_normal(array.shape)
        x = rng.standard_normal((self.batch, *self.spec.input_shape))
        classes = trace(self.spec)[-1].output_shape[0]
        return net, x, rng.integers(0, classes, self.batch)


def net_cases() -> list[NetCase]:
    """All nets."""
    return [_draw(number) for number in range(NETS)]


def corners(net: Network, x: np.ndarray) -> bytes:
    """On which side of every corner the net is: the signs before each ReLU, the winners of each max pooling.

    As long as these stay the same, the net is a smooth function.
    """
    sides, y = [], x
    outputs = net.activations(x)
    for spec in net.spec.layers:
        if isinstance(spec, ReLU | LeakyReLU):
            sides.append((y > 0).tobytes())
        elif isinstance(spec, MaxPool2d):
            _, winners = max_pool2d_with_winners(y, spec.size, stride=spec.stride, padding=spec.padding)
            sides.append(winners.tobytes())
        y = outputs[spec.name]
    return b"".join(sides)


def _draw(number: int) -> NetCase:
    rng = np.random.default_rng((SEED, number))
    if number % 5 == 4:
        shape: Shape = (_int(rng, 1, 3), _int(rng, 16, 24))
        layers = _signal_layers(rng)
    else:
        channels = _int(rng, 1, 3)
        shape = (channels, _int(rng, 12, 16), _int(rng, 12, 16))
        layers = _picture_layers(rng)
    head: list[LayerSpec] = [Flatten("flatten")]
    if rng.random() < 0.4:
        head += [Linear("fc1", _int(rng, 5, 12)), _activation(rng, "act3")]
    if rng.random() < 0.4:
        head.append(Dropout("drop", float(rng.uniform(0.1, 0.6))))
    if rng.random() < 0.2:
        head += [Linear("fc2", 84), Tanh("act4"), DigitRBF("output", 4.0)]
    else:
        head.append(Linear("fc2", _int(rng, 2, 8)))
    batch, spec = _int(rng, 1, 4), NetSpec(f"net {number}", shape, (*layers, *head))
    if number % 3 == 1:
        return NetCase(number, _with_batch_norm(spec), batch + 3)
    return NetCase(number, spec, batch)


def _with_batch_norm(spec: NetSpec) -> NetSpec:
    """Normalise behind the last corner: where the corners are shall not hang on what else is in the batch."""
    kinds = [isinstance(layer, ReLU | LeakyReLU | MaxPool2d) for layer in spec.layers]
    place = len(kinds) - kinds[::-1].index(True) if True in kinds else 1
    return NetSpec(spec.name, spec.input_shape, (*spec.layers[:place], BatchNorm("bn"), *spec.layers[place:]))


def _picture_layers(rng: np.random.Generator) -> list[LayerSpec]:
    wide = 2 * _int(rng, 1, 3)
    second: dict[str, object] = [
        {},
        {"groups": 2},
        {"table": tuple((k % wide,) if k % 2 else tuple(range(wide)) for k in range(4))},
        {"stride": (1, 2), "padding": 1},
        {"dilation": (2, 1), "padding": "same"},
    ][rng.integers(5)]
    return [
        Conv2d("conv1", wide, (_int(rng, 2, 5), _int(rng, 2, 5)), padding=["same", 0, 1][rng.integers(3)]),
        _activation(rng, "act1"),
        _pooling(rng),
        Conv2d("conv2", 4, (2, 3), **second),
        _activation(rng, "act2"),
    ]


def _signal_layers(rng: np.random.Generator) -> list[LayerSpec]:
    return [
        Conv1d("conv1", 4, _int(rng, 2, 6), stride=_int(rng, 1, 3), padding=["same", 0, 2][rng.integers(3)]),
        _activation(rng, "act1"),
        Conv1d("conv2", 4, 3, dilation=_int(rng, 1, 3), groups=2),
        _activation(rng, "act2"),
    ]


def _activation(rng: np.random.Generator, name: str) -> LayerSpec:
    kinds = [ReLU(name), ReLU(name), LeakyReLU(name, 0.2), Tanh(name), ScaledTanh(name), Sigmoid(name)]
    return kinds[rng.integers(len(kinds))]


def _pooling(rng: np.random.Generator) -> LayerSpec:
    kinds = [
        MaxPool2d("pool", 2), MaxPool2d("pool", 3, stride=2, padding=1), AvgPool2d("pool", (2, 3)),
        AvgPool2d("pool", 3, stride=2), Subsample2d("pool", 2),
    ]  # fmt: skip
    return kinds[rng.integers(len(kinds))]


def _int(rng: np.random.Generator, low: int, high: int) -> int:
    return int(rng.integers(low, high))
