"""What each layer of a net costs, also of one that is being edited and does not fit together yet."""

from dataclasses import dataclass
from functools import cached_property
from math import prod

from filterlab.errors import FilterLabError
from filterlab.nets.spec import Conv1d, Conv2d, LayerSpec, NetSpec, Shape, trace
from filterlab.nets.summary import Row, summary

BYTES = 4
"""Of one number: nets compute in float32."""


@dataclass(frozen=True)
class LayerCosts:
    """One layer of a net at its place.

    Attributes
    ----------
    layer : LayerSpec
        The layer.
    row : Row or None
        Shapes, parameters and operations; None where they are not known, because it or a layer before it does not
        fit.
    memory : int
        Bytes of what it learns and keeps and of what it hands on for one input, in float32; 0 where not known.
    """

    layer: LayerSpec
    row: Row | None
    memory: int


@dataclass(frozen=True)
class NetCosts:
    """What a net costs, layer by layer, as far as it fits together.

    Attributes
    ----------
    spec : NetSpec
        The net.
    layers : tuple of LayerCosts
        One for each of its layers.
    misfit : int or None
        Which layer is the first that does not fit, from 0 on; None if all do.
    reason : str
        Why, in a sentence; empty if all do.
    """

    spec: NetSpec
    layers: tuple[LayerCosts, ...]
    misfit: int | None = None
    reason: str = ""

    @cached_property
    def params(self) -> int:
        """Numbers that are learned, of the layers that are known."""
        return sum(each.row.params for each in self.layers if each.row is not None)

    @cached_property
    def macs(self) -> int:
        """Multiply-accumulate operations for one input, of the layers that are known."""
        return sum(each.row.macs for each in self.layers if each.row is not None)

    @cached_property
    def memory(self) -> int:
        """Bytes of all layers that are known."""
        return sum(each.memory for each in self.layers)

    @property
    def output_shape(self) -> Shape | None:
        """What the net gives for one input; None if its layers do not fit."""
        last = self.layers[-1].row
        return last.output_shape if last is not None else None

    def shares(self, index: int) -> tuple[float, float]:
        """Return which share of the net's parameters and of its operations a layer has, in [0, 1]."""
        row = self.layers[index].row
        if row is None:
            return 0.0, 0.0
        return row.params / max(self.params, 1), row.macs / max(self.macs, 1)

    def convolution_shares(self) -> tuple[float, float] | None:
        """Return which share of parameters and of operations the convolutions have; None if there are none."""
        chosen = [index for index, each in enumerate(self.layers) if isinstance(each.layer, Conv1d | Conv2d)]
        if not chosen:
            return None
        shares = [self.shares(index) for index in chosen]
        return sum(share for share, _ in shares), sum(share for _, share in shares)


def estimate_costs(spec: NetSpec) -> NetCosts:
    """Work out what a net costs; where a layer does not fit, as far as the ones before it."""
    fitting, reason = _fitting_part(spec)
    if fitting == 0:
        return NetCosts(spec, tuple(LayerCosts(layer, None, 0) for layer in spec.layers), 0, reason)
    part = NetSpec(spec.name, spec.input_shape, spec.layers[:fitting])
    known = [
        LayerCosts(stage.layer, row, BYTES * _numbers(stage.layer, stage.input_shape, stage.output_shape))
        for stage, row in zip(trace(part), summary(part).rows, strict=True)
    ]
    unknown = [LayerCosts(layer, None, 0) for layer in spec.layers[fitting:]]
    return NetCosts(spec, (*known, *unknown), fitting if reason else None, reason)


def _fitting_part(spec: NetSpec) -> tuple[int, str]:
    """Return how many layers fit together, and why the next one does not."""
    shape = spec.input_shape
    for number, layer in enumerate(spec.layers):
        try:
            shape = layer.output_shape(shape)
        except FilterLabError as error:
            sentence = str(error)
            # What the engine says of an axis does not know the layer.
            return number, sentence if f'"{layer.name}"' in sentence else f'Layer "{layer.name}": {sentence}'
    return len(spec.layers), ""


def _numbers(layer: LayerSpec, input_shape: Shape, output_shape: Shape) -> int:
    kept = (*layer.parameter_shapes(input_shape).values(), *layer.buffer_shapes(input_shape).values())
    return sum(prod(shape) for shape in kept) + prod(output_shape)
