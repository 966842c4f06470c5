"""Hand-made filters, and imported first layers, as a net of one layer: there is no second way to ask them."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filterlab.errors import FilterLabError
from filterlab.nets import build
from filterlab.probes.chain import Chain, ChainStage, chain_as_net
from filterlab.probes.stages import Pair, Stages
from filterlab.probes.units.subject import Subject

Floats = NDArray[np.floating[Any]]

# What a chain calls its first layer as a net.
FIRST = "conv1"


def subject_of_filters(
    weights: Floats,
    stages: Stages,
    picture_size: Pair | None = None,
    *,
    title: str = "hand-made",
    layer: str = FIRST,
) -> Subject:
    """Make hand-made filters a net of one layer, whose units are the filters.

    The first layer is called as ``layer`` says; behind it come ``relu1`` (or ``leaky1``, ``tanh1``, ``sigmoid1``) and
    ``pool1`` as the stages say.

    Parameters
    ----------
    weights : ndarray
        (O, C, KH, KW), or (C, KH, KW) for one filter.
    stages : Stages
        What happens to their responses; its bias is added to each.
    picture_size : (int, int) or None
        Height and width of the pictures they look at; None makes them as large as the filters.
    title : str
        What captions call them.
    layer : str
        What their layer is called, such as ``features.0``, as in the file they are from.

    Raises
    ------
    FilterLabError
        If a number is not finite, the activation is ``abs``, which no layer of a net does, or the pictures are too
        small.
    """
    bank = weights if weights.ndim == 4 else weights[np.newaxis]
    if bank.ndim != 4 or not bank.size:
        raise FilterLabError(
            f"Filters have the shape (filters, channels, height, width), not {weights.shape}: choose other weights."
        )
    o, c, kh, kw = bank.shape
    biases = np.full(o, stages.bias, np.float32)
    names = tuple(f"filter {number}" for number in range(o))
    chain = Chain((ChainStage(bank.astype(np.float32), biases, names, replace(stages, bias=0.0)),))
    size = _field_size((kh, kw), stages) if picture_size is None else picture_size
    spec, parameters = chain_as_net(chain, (c, *size), name=title)
    convolution, *others = spec.layers
    net = build(replace(spec, layers=(replace(convolution, name=layer), *others)), np.random.default_rng(0))
    net.set_parameters({f"{layer}{name.removeprefix(FIRST)}": array for name, array in parameters.items()})
    return Subject(net)


def _field_size(kernel: Pair, stages: Stages) -> Pair:
    """Return how many pixels one finished number sees: (height, width)."""
    pooled = stages.pool_size - 1 if stages.pool != "none" else 0
    height, width = (
        dilation * (cells - 1) + 1 + pooled * stride
        for cells, stride, dilation in zip(kernel, stages.stride, stages.dilation, strict=True)
    )
    return height, width
