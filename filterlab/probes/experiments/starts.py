"""Nets whose first layer begins with given filters: hand-made ones, or any others."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from filterlab.errors import FilterLabError
from filterlab.nets.spec import Conv2d, trace
from filterlab.probes.laying import lay_in_layer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from filterlab.engine.arrays import FloatArray
    from filterlab.nets import NetSpec


def first_layer_start(spec: NetSpec, filters: Sequence[FloatArray]) -> dict[str, FloatArray]:
    """Lay filters into the first convolution of a net, as weights to begin with.

    Each lies in the middle of the layer's kernel, zeros around it (half a cell towards the top left where the sizes
    do not match), and is scaled to the norm that He's rule gives on average, sqrt(2); only its pattern is taken. A
    filter of one channel is repeated for each channel of the net's input. Biases are 0.

    Parameters
    ----------
    spec : NetSpec
        A net that begins with a two-dimensional convolution.
    filters : sequence of ndarray
        (C, KH, KW) each; as many as the layer has filters.

    Returns
    -------
    dict
        The layer's parameters by PyTorch's names, float32.

    Raises
    ------
    FilterLabError
        If the net begins otherwise, or the filters are too few, too many, too large, of other channels, or all zeros.
    """
    stage = trace(spec)[0]
    layer = stage.layer
    if not isinstance(layer, Conv2d):
        raise FilterLabError(
            f'Net "{spec.name}" begins with "{layer.name}" ({layer.kind}): choose a net that begins with Conv2d.'
        )
    if len(filters) != layer.out_channels:
        raise FilterLabError(
            f'"{layer.name}" has {layer.out_channels} filters and {len(filters)} are given: give as many, or change '
            "the layer."
        )
    shapes = layer.parameter_shapes(stage.input_shape)
    weight = np.zeros(shapes["weight"], np.float32)
    for number, (place, given) in enumerate(zip(weight, filters, strict=True), start=1):
        c, kh, kw = place.shape
        place[...] = _laid(layer.name, number, given, (c, kh, kw))
    parameters: dict[str, FloatArray] = {f"{layer.name}.weight": weight}
    if layer.bias:
        parameters[f"{layer.name}.bias"] = np.zeros(shapes["bias"], np.float32)
    return parameters


def _laid(layer: str, number: int, given: FloatArray, shape: tuple[int, int, int]) -> FloatArray:
    laid = lay_in_layer(given, shape, what=f"Filter {number}", layer=layer)
    norm = float(np.linalg.norm(laid))
    if not norm > 0:
        raise FilterLabError(f"Filter {number} is all zeros and sees nothing: paint it, or choose another.")
    return laid * (sqrt(2) / norm)
