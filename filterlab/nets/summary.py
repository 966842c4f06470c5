"""What a net costs and sees, worked out from its description alone."""

from dataclasses import dataclass

from filterlab.engine import ReceptiveField, Window
from filterlab.nets.spec import NetSpec, Shape, trace


@dataclass(frozen=True)
class Row:
    """One layer of a summary.

    Attributes
    ----------
    name, kind
        The layer's name (``conv1``) and sort (``Conv2d``).
    output_shape
        The output for one input: ``(C, H, W)``, ``(C, L)`` or ``(F,)``.
    params
        Numbers that are learned.
    macs
        Multiply-accumulate operations for one input, biases not counted.
    connections
        The count LeCun et al. gave in 1998: one for each input of each unit and one for its bias.
    receptive_field
        How many input pixels, from the first to the last, one output can see: (height, width), (length,) for
        signals, () for nets that take vectors. Pixels of the padding count, so it can exceed the input.
    jump
        Input pixels from one output's field to the next one's, along the same axes.
    """

    name: str
    kind: str
    output_shape: Shape
    params: int
    macs: int
    connections: int
    receptive_field: tuple[int, ...]
    jump: tuple[int, ...]


@dataclass(frozen=True)
class Summary:
    """A row for each layer, and the totals."""

    name: str
    input_shape: Shape
    rows: tuple[Row, ...]

    @property
    def params(self) -> int:
        """Numbers that are learned, of all layers."""
        return sum(row.params for row in self.rows)

    @property
    def macs(self) -> int:
        """Multiply-accumulate operations for one input, of all layers."""
        return sum(row.macs for row in self.rows)

    @property
    def connections(self) -> int:
        """Connections as counted in 1998, of all layers."""
        return sum(row.connections for row in self.rows)


def summary(spec: NetSpec) -> Summary:
    """Work out shapes, parameters, operations and receptive fields of a net; no weight is allocated.

    Raises
    ------
    FilterLabError
        If a layer does not fit the ones before it: the message names it, its input and a remedy.

    References
    ----------
    Araujo, Norris and Sim, Computing Receptive Fields of Convolutional Neural Networks (Distill, 2019).
    """
    stages = trace(spec)
    rows = tuple(
        Row(
            name=stage.layer.name,
            kind=stage.layer.kind,
            output_shape=stage.output_shape,
            params=stage.layer.count_parameters(stage.input_shape),
            macs=stage.layer.macs(stage.input_shape),
            connections=stage.layer.connections(stage.input_shape),
            receptive_field=tuple(field.size for field in fields),
            jump=tuple(field.jump for field in fields),
        )
        for stage, fields in zip(stages, receptive_fields(spec), strict=True)
    )
    return Summary(spec.name, spec.input_shape, rows)


def receptive_fields(spec: NetSpec) -> tuple[tuple[ReceptiveField, ...], ...]:
    """Work out, for each layer, what its outputs see of the net's input along each axis of space.

    Flatten keeps the field of each number it lines up; a layer that joins everything is a convolution whose
    window is as large as the space that was left.

    Returns
    -------
    tuple
        One tuple for each layer: (height, width) for pictures, (length,) for signals, () for vectors.

    Raises
    ------
    FilterLabError
        If a layer does not fit the ones before it.
    """
    space = spec.input_shape[1:]
    fields = tuple(ReceptiveField() for _ in space)
    of_layers = []
    for stage in trace(spec):
        windows = stage.layer.windows(stage.input_shape)
        if stage.layer.joins_everything:
            windows = tuple(Window(size) for size in space)
            space = tuple(1 for _ in space)
        elif len(stage.output_shape) > 1:
            space = stage.output_shape[1:]
        if windows:
            fields = tuple(field.through(window) for field, window in zip(fields, windows, strict=True))
        of_layers.append(fields)
    return tuple(of_layers)
