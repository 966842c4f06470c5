"""Parts of a net as nets of their own, which share its weights: its beginning, its end, what one cell sees."""

from collections.abc import Mapping
from dataclasses import replace

from filterlab.errors import FilterLabError
from filterlab.nets.layers import Layer, make_layer
from filterlab.nets.network import Network
from filterlab.nets.spec import AvgPool2d, Conv2d, LayerSpec, MaxPool2d, NetSpec, trace
from filterlab.nets.summary import receptive_fields


def layer_index(spec: NetSpec, layer: str) -> int:
    """Find the place of a layer, counted from 0; FilterLabError naming the layers there are if there is none."""
    return spec.layers.index(spec.layer(layer))


def up_to(net: Network, layer: str) -> Network:
    """Cut a net off behind a layer, so that its answers are that layer's outputs. The weights are shared.

    Raises
    ------
    FilterLabError
        If the net has no such layer.
    """
    end = layer_index(net.spec, layer) + 1
    spec = NetSpec(f"{net.spec.name} up to {layer}", net.spec.input_shape, net.spec.layers[:end])
    return Network(spec, net.layers[:end], net.dtype)


def after(net: Network, layer: str) -> Network:
    """Take what comes behind a layer: a net that takes that layer's outputs. The weights are shared.

    Raises
    ------
    FilterLabError
        If the net has no such layer, or it is the last one.
    """
    index = layer_index(net.spec, layer)
    if index + 1 == len(net.layers):
        raise FilterLabError(
            f'"{layer}" is the last layer of net "{net.spec.name}": choose one with layers behind it.'
        )
    shape = trace(net.spec)[index].output_shape
    spec = NetSpec(f"{net.spec.name} after {layer}", shape, net.spec.layers[index + 1 :])
    return Network(spec, net.layers[index + 1 :], net.dtype)


def field_of_one(net: Network) -> Network:
    """Shrink a net's input to what one cell of its last maps sees, so that each picture gives one cell.

    Windows lose their padding: the answers are those of the whole net at any cell whose receptive field lies on the
    picture, since such a cell meets no padding in any layer. The weights are shared.

    Parameters
    ----------
    net
        Its last layer gives maps (C, H, W).

    Returns
    -------
    Network
        It takes (C, field height, field width) and gives (channels, 1, 1).

    References
    ----------
    Araujo, Norris and Sim, Computing Receptive Fields of Convolutional Neural Networks (Distill, 2019).
    """
    fields = receptive_fields(net.spec)[-1]
    shape = (net.spec.input_shape[0], *(field.size for field in fields))
    layers = tuple(_without_padding(layer) for layer in net.spec.layers)
    spec = NetSpec(f"{net.spec.name}, one cell", shape, layers)
    made = {new.name: _sharing(new, old) for new, old in zip(layers, net.layers, strict=True) if _pads(new)}
    return Network(spec, with_layers(net, made).layers, net.dtype)


def with_layers(net: Network, layers: Mapping[str, Layer]) -> Network:
    """Put other layers in place of those with their names; the others are shared."""
    return Network(net.spec, tuple(layers.get(layer.name, layer) for layer in net.layers), net.dtype)


def _pads(layer: LayerSpec) -> bool:
    return isinstance(layer, Conv2d | MaxPool2d | AvgPool2d)


def _without_padding(layer: LayerSpec) -> LayerSpec:
    return replace(layer, padding=0) if isinstance(layer, Conv2d | MaxPool2d | AvgPool2d) else layer


def _sharing(spec: LayerSpec, layer: Layer) -> Layer:
    """Make a layer of another description with the arrays of a given one."""
    made = make_layer(spec, layer.parameters)
    made.buffers = layer.buffers
    return made
