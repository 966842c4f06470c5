"""Which pixels a unit can see at all, worked out from the description of a net alone."""

from dataclasses import dataclass

import numpy as np

from filterlab.nets import NetSpec
from filterlab.nets.parts import layer_index
from filterlab.nets.spec import Stage, trace
from filterlab.nets.summary import receptive_fields
from filterlab.probes.places import Box
from filterlab.probes.stages import Pair


@dataclass(frozen=True, slots=True)
class Field:
    """The theoretical receptive field of one unit at one place.

    Attributes
    ----------
    box : Box
        The pixels from the first to the last that it can see; it sticks out of the picture where the unit sees
        padding.
    jump : (int, int)
        Pixels from its field to that of its neighbour in the map: (down, right).
    """

    box: Box
    jump: Pair


def find_field(spec: NetSpec, layer: str, channel: int = 0, place: Pair = (0, 0)) -> Field:
    """Work out where the pixels lie that a unit can see.

    Parameters
    ----------
    spec : NetSpec
        A net that takes pictures (C, H, W).
    layer : str
        The unit's layer.
    channel : int
        Which of the layer's maps or numbers; where fields lie depends on it only behind Flatten, whose numbers each
        come from one cell.
    place : (int, int)
        Row and column of its map; not looked at for layers without maps.

    Returns
    -------
    Field
        In pixels of the picture.

    Raises
    ------
    FilterLabError
        If the net has no such layer, or its layers do not fit each other.

    References
    ----------
    Araujo, Norris and Sim, Computing Receptive Fields of Convolutional Neural Networks (Distill, 2019).
    """
    index = layer_index(spec, layer)
    stages = trace(spec)[: index + 1]
    if len(stages[-1].output_shape) == 1:
        place = _place_in_row(stages, channel)
    rows, columns = receptive_fields(spec)[index]
    (top, bottom), (left, right) = rows.interval(place[0]), columns.interval(place[1])
    return Field(Box(top, left, bottom - top + 1, right - left + 1), (rows.jump, columns.jump))


def _place_in_row(stages: tuple[Stage, ...], channel: int) -> Pair:
    """Return the cell that a number of a vector comes from; the only one there is once a layer has joined all."""
    if any(stage.layer.joins_everything for stage in stages):
        return 0, 0
    shape = next(stage.input_shape for stage in reversed(stages) if len(stage.input_shape) == 3)
    _channel, row, column = np.unravel_index(channel, shape)
    return int(row), int(column)
