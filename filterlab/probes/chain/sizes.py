"""What each stage of a chain makes, costs and sees, worked out without a picture."""

from dataclasses import dataclass, replace

from filterlab.nets import Row, summary
from filterlab.probes.chain.model import Chain
from filterlab.probes.chain.nets import chain_as_net
from filterlab.probes.stages import Pair

MapShape = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class StageSize:
    """One stage of a chain in numbers.

    Attributes
    ----------
    map_shape : tuple of int
        (O, height, width) of the maps before pooling.
    final_shape : tuple of int
        (O, height, width) of the finished maps.
    parameters : int
        Weights and biases, those that are 0 included.
    multiplications : int
        Of weights with what lies under them, for one picture.
    receptive_field : tuple of int
        Pixels from the first to the last that one number of the finished maps can see: (height, width). Those of
        the padding count, so it can exceed the picture.
    jump : tuple of int
        Pixels from one number's field to its neighbour's: (down, right).
    """

    map_shape: MapShape
    final_shape: MapShape
    parameters: int
    multiplications: int
    receptive_field: Pair
    jump: Pair


def chain_sizes(chain: Chain, picture_size: Pair) -> tuple[StageSize, ...]:
    """Work out what every stage makes of a picture, what it costs and how far it sees.

    Parameters
    ----------
    chain : Chain
        The filters and settings.
    picture_size : tuple of int
        (height, width) in pixels.

    Returns
    -------
    tuple of StageSize
        One for each stage, as `filterlab.nets.summary` counts them.

    Raises
    ------
    ShapeError
        If a filter or a pooling window does not fit; the sentence names the stage.
    """
    # An activation changes none of these numbers, and a net does not have all of them.
    plain = Chain(
        tuple(stage.with_settings(replace(stage.settings, activation="none")) for stage in chain.stages)
    )
    spec, _parameters = chain_as_net(plain, (chain.channels, *picture_size))
    sizes: list[StageSize] = []
    for row in summary(spec).rows:
        if row.kind == "Conv2d":
            sizes.append(_size(row))
        else:
            sizes[-1] = replace(
                sizes[-1],
                final_shape=_triple(row.output_shape),
                receptive_field=_pair(row.receptive_field),
                jump=_pair(row.jump),
            )
    return tuple(sizes)


def _size(row: Row) -> StageSize:
    shape = _triple(row.output_shape)
    return StageSize(shape, shape, row.params, row.macs, _pair(row.receptive_field), _pair(row.jump))


def _triple(shape: tuple[int, ...]) -> MapShape:
    filters, height, width = shape
    return filters, height, width


def _pair(numbers: tuple[int, ...]) -> Pair:
    down, right = numbers
    return down, right
