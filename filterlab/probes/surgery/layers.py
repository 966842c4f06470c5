"""Which layers of a net can be operated on, and where the answers of their filters are mixed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from filterlab.errors import FilterLabError
from filterlab.nets.parts import after, layer_index, up_to
from filterlab.nets.spec import (
    AvgPool2d,
    BatchNorm,
    Conv1d,
    Conv2d,
    Dropout,
    LeakyReLU,
    MaxPool2d,
    ReLU,
    ScaledTanh,
    Sigmoid,
    Subsample2d,
    Tanh,
)

if TYPE_CHECKING:
    from filterlab.engine.arrays import FloatArray
    from filterlab.nets import NetSpec, Network

# Layers of which each map of the output depends on the map of the same number alone.
_CHANNEL_BY_CHANNEL = (
    AvgPool2d, BatchNorm, Dropout, LeakyReLU, MaxPool2d, ReLU, ScaledTanh, Sigmoid, Subsample2d, Tanh,
)  # fmt: skip


def filter_layers(spec: NetSpec) -> tuple[str, ...]:
    """Name the layers of a net that have filters, from the input on."""
    return tuple(layer.name for layer in spec.layers if isinstance(layer, Conv1d | Conv2d))


def filter_layer(spec: NetSpec, name: str) -> Conv1d | Conv2d:
    """Find a layer with filters.

    Raises
    ------
    FilterLabError
        If the net has no such layer, or it has no filters; the message names those that have.
    """
    layer = spec.layer(name)
    if isinstance(layer, Conv1d | Conv2d):
        return layer
    names = filter_layers(spec)
    remedy = f"choose one of {', '.join(names)}" if names else "choose a net with a convolution"
    raise FilterLabError(f'Layer "{name}" ({layer.kind}) of net "{spec.name}" has no filters: {remedy}.')


def check_filter(layer: Conv1d | Conv2d, number: int) -> None:
    """Raise FilterLabError unless a layer has a filter of that number, from 0 on."""
    if not 0 <= number < layer.out_channels:
        raise FilterLabError(
            f'Layer "{layer.name}" has filters 0 to {layer.out_channels - 1}, and none of the number {number}.'
        )


def cut_where_mixed(net: Network, name: str) -> tuple[Network, Network, FloatArray]:
    """Cut a net just before the maps of a layer's filters meet.

    Up to there each map is the work of one filter: to silence that is to put another map in its place.

    Parameters
    ----------
    net : Network
        Its answer is one row of scores.
    name : str
        A layer with filters.

    Returns
    -------
    head, tail : Network
        The parts before the cut and behind it, sharing the net's weights.
    silence : ndarray
        (O, …): for each filter the map at the cut if the filter answers 0 everywhere. It need not be 0: batch
        normalisation makes a constant of it.
    """
    layers = net.spec.layers
    index = end = layer_index(net.spec, name)
    while isinstance(layers[end + 1], _CHANNEL_BY_CHANNEL):
        end += 1
    head = up_to(net, layers[end].name)
    convolved = up_to(net, name)
    if end == index:
        silence = np.zeros_like(convolved(_one(net))[0])
    else:
        silence = after(head, name)(np.zeros_like(convolved(_one(net))))[0]
    return head, after(net, layers[end].name), silence


def _one(net: Network) -> FloatArray:
    return np.zeros((1, *net.spec.input_shape), net.dtype)
