"""Changes of a net's description: each gives another one, and a net that does not fit together is one, too."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from types import MappingProxyType

from filterlab.errors import FilterLabError
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
)

_NEW_LAYERS: MappingProxyType[str, tuple[str, Callable[[str], LayerSpec]]] = MappingProxyType(
    {
        "Conv2d": ("conv", lambda name: Conv2d(name, 8, 3, padding=1)),
        "Conv1d": ("conv", lambda name: Conv1d(name, 8, 3, padding=1)),
        "MaxPool2d": ("pool", lambda name: MaxPool2d(name, 2)),
        "AvgPool2d": ("pool", lambda name: AvgPool2d(name, 2)),
        "Subsample2d": ("pool", lambda name: Subsample2d(name, 2)),
        "ReLU": ("relu", ReLU),
        "LeakyReLU": ("leaky", LeakyReLU),
        "Tanh": ("tanh", Tanh),
        "ScaledTanh": ("squash", ScaledTanh),
        "Sigmoid": ("sigmoid", Sigmoid),
        "Dropout": ("dropout", Dropout),
        "BatchNorm": ("norm", BatchNorm),
        "Flatten": ("flatten", Flatten),
        "Linear": ("fc", lambda name: Linear(name, 10)),
        "DigitRBF": ("output", DigitRBF),
    }
)


def new_layer(spec: NetSpec, kind: str) -> LayerSpec:
    """Make a layer of a kind in `LAYER_KINDS` with plain settings and a name that the net does not have yet."""
    stem, make = _NEW_LAYERS[kind]
    taken = {layer.name for layer in spec.layers}
    return make(next(name for number in count(1) if (name := f"{stem}{number}") not in taken))


def insert_layer(spec: NetSpec, index: int, layer: LayerSpec) -> NetSpec:
    """Put a layer before the one at `index`; at the end if there are as many."""
    return replace(spec, layers=(*spec.layers[:index], layer, *spec.layers[index:]))


def drop_layer(spec: NetSpec, index: int) -> NetSpec:
    """Leave a layer out; FilterLabError if it is the only one."""
    if len(spec.layers) == 1:
        raise FilterLabError("A net has at least one layer: add another one before you remove this.")
    return replace(spec, layers=spec.layers[:index] + spec.layers[index + 1 :])


def move_layer(spec: NetSpec, index: int, to: int) -> NetSpec:
    """Take a layer out and put it at another place."""
    layers = list(spec.layers)
    layers.insert(to, layers.pop(index))
    return replace(spec, layers=tuple(layers))


def replace_layer(spec: NetSpec, index: int, layer: LayerSpec) -> NetSpec:
    """Put a layer in place of the one at `index`; FilterLabError if another one has its name."""
    return replace(spec, layers=(*spec.layers[:index], layer, *spec.layers[index + 1 :]))


def fit_to_data(spec: NetSpec, input_shape: Shape, classes: int) -> NetSpec:
    """Change a net's input to the pictures of a data set, and its last linear layer to the number of classes."""
    last = max((n for n, layer in enumerate(spec.layers) if isinstance(layer, Linear)), default=None)
    layers = list(spec.layers)
    if last is not None and last == len(layers) - 1:
        layers[last] = replace(layers[last], out_features=classes)  # type: ignore[call-arg]
    return replace(spec, input_shape=input_shape, layers=tuple(layers))


def dropout_rate(spec: NetSpec) -> float | None:
    """Return the rate all dropout layers of a net have; 0 if there are none, None if they differ."""
    rates = {layer.rate for layer in spec.layers if isinstance(layer, Dropout)}
    return None if len(rates) > 1 else next(iter(rates), 0.0)


def with_dropout(spec: NetSpec, rate: float) -> NetSpec:
    """Give all dropout layers of a net this rate; without any, put one before its last linear layer.

    Parameters
    ----------
    spec : NetSpec
        The net.
    rate : float
        Probability that a value is set to 0 while the net learns, 0 to below 1; 0 leaves the layers out.

    Returns
    -------
    NetSpec
        The changed net.

    Raises
    ------
    FilterLabError
        There is no linear layer to put one before, or the rate cannot be.
    """
    dropouts = [layer for layer in spec.layers if isinstance(layer, Dropout)]
    if rate == 0:
        kept = tuple(layer for layer in spec.layers if layer not in dropouts)
        return replace(spec, layers=kept or spec.layers)
    if dropouts:
        changed = (replace(layer, rate=rate) if layer in dropouts else layer for layer in spec.layers)
        return replace(spec, layers=tuple(changed))
    last = max((n for n, layer in enumerate(spec.layers) if isinstance(layer, Linear)), default=None)
    if last is None:
        raise FilterLabError("Dropout goes before a Linear layer, and this net has none: add one first.")
    return insert_layer(spec, last, replace(new_layer(spec, "Dropout"), rate=rate))  # type: ignore[call-arg]
