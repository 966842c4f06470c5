"""A chain as a net that can go on learning, and the convolutional beginning of a net as a chain."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filterlab.engine import ShapeError
from filterlab.errors import FilterLabError
from filterlab.nets import NetSpec
from filterlab.nets.initialisers import initial_parameters
from filterlab.nets.parameters import check_parameters
from filterlab.nets.spec import (
    AvgPool2d,
    BatchNorm,
    Conv2d,
    Dropout,
    Flatten,
    LayerSpec,
    LeakyReLU,
    Linear,
    MaxPool2d,
    ReLU,
    Shape,
    Sigmoid,
    Stage,
    Tanh,
    format_shape,
    trace,
)
from filterlab.nets.spec.checks import as_pair
from filterlab.nets.spec.pooling import Pool2d
from filterlab.probes.chain.model import Chain, ChainStage, Weights, as_weights, counted
from filterlab.probes.chain.places import find_chain_places
from filterlab.probes.stages import Activation, Padding, Pool, Stages

Parameters = dict[str, NDArray[np.floating[Any]]]


@dataclass(frozen=True, slots=True)
class LeadingChain:
    """The beginning of a net as a chain.

    Attributes
    ----------
    chain : Chain
        The layers from the first to ``last_layer``.
    last_layer : str
        The layer whose output the chain's finished maps are.
    next_layer : str or None
        The first layer that is not in the chain: a chain cannot do what it does. None if all are in it.
    """

    chain: Chain
    last_layer: str
    next_layer: str | None


def chain_as_net(
    chain: Chain,
    input_shape: Shape,
    classes: int | None = None,
    rng: np.random.Generator | None = None,
    *,
    name: str = "hand-wired",
) -> tuple[NetSpec, Parameters]:
    """Describe a net that computes what a chain does, and give it the chain's weights.

    Stage 1 becomes the layers ``conv1``, ``relu1`` (or ``leaky1``, ``tanh1``, ``sigmoid1``) and ``pool1``, and so
    on. Where the settings say flip, the weights are turned, since nets compute cross-correlations. After
    ``filterlab.nets.build(spec, rng)`` the net takes the weights by ``set_parameters``.

    Parameters
    ----------
    chain : Chain
        The filters and settings.
    input_shape : tuple of int
        (C, H, W) of the pictures the net shall take. It does no matching of channels: C is the number the first
        stage looks at.
    classes : int or None
        Into how many classes the net shall sort pictures: its layers end with ``flatten`` and ``fc``, whose
        weights are drawn by chance. None leaves both out: the net ends with the last maps and cannot be trained.
    rng : numpy.random.Generator or None
        Where that chance comes from; needed with ``classes``.
    name : str
        What the net is called.

    Returns
    -------
    spec, parameters
        The description, and float32 arrays by PyTorch's names (``conv1.weight``).

    Raises
    ------
    FilterLabError
        If a stage takes absolute values, which no layer does, or ``classes`` is no number from 1 on; a
        ``ShapeError`` if the pictures have other channels than the chain looks at or are too small for it.
    ValueError
        If there are classes and no ``rng``.
    """
    _check_input(chain, input_shape)
    layers: list[LayerSpec] = []
    parameters: Parameters = {}
    for number, stage in enumerate(chain.stages, start=1):
        layers += _layers(stage, number)
        parameters[f"conv{number}.weight"] = np.array(stage.laid, order="C")
        parameters[f"conv{number}.bias"] = np.array(stage.biases)
    if classes is None:
        return NetSpec(name, input_shape, tuple(layers)), parameters
    if rng is None:
        raise ValueError("a net with classes draws the weights of its last layer: give rng")
    spec = NetSpec(name, input_shape, (*layers, Flatten("flatten"), Linear("fc", classes)))
    stages = trace(spec)
    drawn = initial_parameters(stages, len(stages) - 1, rng)
    return spec, parameters | {f"fc.{key}": array for key, array in drawn.items()}


def net_as_chain(spec: NetSpec, parameters: Mapping[str, NDArray[Any]]) -> LeadingChain:
    """Take the convolutions, activations and poolings that a net begins with as a chain.

    A filter that looks at some maps only (groups, a connection table) has weights of 0 for the others; dropout,
    which does nothing in use, is left out, and batch normalisation right behind a convolution, which in use scales
    and shifts each filter's sums, goes into its weights and biases. Where a net pools before it activates, the chain
    does so after it: the largest number of a window stays the largest.

    Parameters
    ----------
    spec : NetSpec
        The net.
    parameters : mapping of str to ndarray
        All its weights by PyTorch's names, as ``Network.state`` and snapshots have them.

    Returns
    -------
    LeadingChain
        As far as a chain can follow the net. Weights are taken as float32.

    Raises
    ------
    FilterLabError
        If the weights are not that net's, or it does not begin with a two-dimensional convolution.
    """
    check_parameters(spec, parameters)
    stages: list[ChainStage] = []
    last_layer, next_layer = "", None
    for place in trace(spec):
        layer = place.layer
        if isinstance(layer, Conv2d):
            stages.append(_bank(layer, place, parameters))
        elif isinstance(layer, BatchNorm) and stages and isinstance(spec.layer(last_layer), Conv2d):
            stages[-1] = _normalised(stages[-1], layer, parameters)
        elif stages and (settings := _continued(stages[-1].settings, layer)) is not None:
            stages[-1] = stages[-1].with_settings(settings)
        elif not isinstance(layer, Dropout):
            next_layer = layer.name
            break
        last_layer = layer.name
    if not stages:
        first = spec.layers[0]
        raise FilterLabError(
            f'Net "{spec.name}" begins with "{first.name}" ({first.kind}), so it has no filters to look at '
            f"pictures with; choose a net that begins with Conv2d."
        )
    return LeadingChain(Chain(tuple(stages)), last_layer, next_layer)


def _check_input(chain: Chain, input_shape: Shape) -> None:
    if len(input_shape) != 3:
        raise ShapeError(
            f"The net shall take inputs of {format_shape(input_shape)}; a chain looks at pictures, so give "
            f"channels × height × width."
        )
    channels, height, width = input_shape
    if channels != chain.channels:
        raise ShapeError(
            f"The net shall take pictures of {counted(channels, 'channel')}, but stage 1 looks at "
            f"{counted(chain.channels, 'channel')} (axis 1 of its weights); give it pictures of "
            f"{chain.channels} × {height} × {width}."
        )
    find_chain_places(chain, (height, width))


def _layers(stage: ChainStage, number: int) -> list[LayerSpec]:
    """Describe one stage as layers."""
    settings = stage.settings
    layers: list[LayerSpec] = [
        Conv2d(
            f"conv{number}",
            stage.filters,
            stage.kernel_size,
            stride=settings.stride,
            padding=settings.padding,
            dilation=settings.dilation,
        )
    ]
    match settings.activation:
        case "relu":
            layers.append(ReLU(f"relu{number}"))
        case "leaky_relu":
            layers.append(LeakyReLU(f"leaky{number}"))
        case "tanh":
            layers.append(Tanh(f"tanh{number}"))
        case "sigmoid":
            layers.append(Sigmoid(f"sigmoid{number}"))
        case "abs":
            raise FilterLabError(
                f"Stage {number} takes absolute values, which no layer of a net does; choose ReLU for it, and "
                f"draw each filter a second time with its signs turned."
            )
    if settings.pool != "none":
        pool = MaxPool2d if settings.pool == "max" else AvgPool2d
        layers.append(pool(f"pool{number}", settings.pool_size, stride=settings.pool_step))
    return layers


def _bank(layer: Conv2d, place: Stage, parameters: Mapping[str, NDArray[Any]]) -> ChainStage:
    """Take a convolution layer as a stage that ends with its sums."""
    own = as_weights(parameters[f"{layer.name}.weight"], "weights")
    padding: Padding = layer.padding if isinstance(layer.padding, str) else as_pair(layer.padding)
    return ChainStage(
        weights=_ungrouped(own, place.input_shape[0], layer.groups),
        biases=as_weights(parameters.get(f"{layer.name}.bias", np.zeros(layer.out_channels)), "biases"),
        names=tuple(f"{layer.name} filter {number}" for number in range(layer.out_channels)),
        settings=Stages(stride=as_pair(layer.stride), padding=padding, dilation=as_pair(layer.dilation)),
    )


def _normalised(stage: ChainStage, layer: BatchNorm, parameters: Mapping[str, NDArray[Any]]) -> ChainStage:
    """Let the filters of a stage give what batch normalisation by its running statistics makes of their sums."""
    scales, shifts, means, variances = (
        np.asarray(parameters[f"{layer.name}.{name}"], np.float64)
        for name in ("weight", "bias", "running_mean", "running_var")
    )
    factors = scales / np.sqrt(variances + layer.epsilon)
    return replace(
        stage,
        weights=as_weights(stage.weights * factors[:, None, None, None], "weights"),
        biases=as_weights((stage.biases - means) * factors + shifts, "biases"),
    )


def _ungrouped(weights: Weights, channels: int, groups: int) -> Weights:
    """Give filters (O, C // groups, KH, KW) a sheet for every channel, 0 for those of the other groups."""
    filters, of_group, height, width = weights.shape
    if groups == 1:
        return weights
    whole = np.zeros((filters, channels, height, width), np.float32)
    for number, sheets in enumerate(weights):
        first = number // (filters // groups) * of_group
        whole[number, first : first + of_group] = sheets
    return whole


def _continued(settings: Stages, layer: LayerSpec) -> Stages | None:
    """Return a stage's settings with one more layer; None if a stage cannot have that layer after the others."""
    activation = _activation(layer)
    if activation is not None:
        # An average of activations is another number than the activation of the average.
        fits = settings.activation == "none" and settings.pool != "average"
        return replace(settings, activation=activation) if fits else None
    if not isinstance(layer, Pool2d) or settings.pool != "none" or layer.padding != (0, 0):
        return None
    (size, width), (step, step_right) = as_pair(layer.size), as_pair(layer.stride or layer.size)
    if size != width or step != step_right:
        return None
    pool: Pool = "max" if isinstance(layer, MaxPool2d) else "average"
    return replace(settings, pool=pool, pool_size=size, pool_stride=None if step == size else step)


def _activation(layer: LayerSpec) -> Activation | None:
    """Return what a chain calls the activation that a layer applies; None if it has no such activation."""
    match layer:
        case ReLU():
            return "relu"
        case LeakyReLU(slope=0.01):
            return "leaky_relu"
        case Tanh():
            return "tanh"
        case Sigmoid():
            return "sigmoid"
        case _:
            return None
