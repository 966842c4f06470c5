"""Who is asked: a net, and one unit of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filterlab.errors import FilterLabError
from filterlab.nets import Network
from filterlab.nets.parts import field_of_one, layer_index, up_to
from filterlab.nets.spec import Shape, Stage, format_shape, trace
from filterlab.probes.places import Box
from filterlab.probes.stages import Pair
from filterlab.probes.units.fields import Field, find_field
from filterlab.probes.units.pacing import blocks, pace_of

Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Unit:
    """One filter of a layer, or one number of a layer without maps, such as the score of a class.

    Attributes
    ----------
    layer : str
        The layer's name, such as ``conv1``.
    channel : int
        Which of its maps or numbers, from 0.
    place : (int, int) or None
        Row and column of the map; None stands for the middle. Layers without maps have none.
    """

    layer: str
    channel: int
    place: Pair | None = None

    @property
    def name(self) -> str:
        """What captions call it: ``conv1 unit 3``."""
        return f"{self.layer} unit {self.channel}"

    @property
    def name_at_place(self) -> str:
        """What captions call it where it makes a difference which of its places was chosen."""
        if self.place is None:
            return self.name
        return f"{self.name} at row {self.place[0]}, column {self.place[1]}"


class Subject:
    """A net that can be asked what its units see. Hand-made filters are asked through `subject_of_filters`.

    Parameters
    ----------
    net : Network
        It takes pictures (C, H, W). Its weights are shared, not copied: who goes on training asks a copy.
    title : str
        What captions call it; by default the net's name.

    Raises
    ------
    FilterLabError
        If the net takes signals or vectors, or holds a weight that is not finite.
    """

    def __init__(self, net: Network, *, title: str = "") -> None:
        if len(net.spec.input_shape) != 3:
            raise FilterLabError(
                f'Net "{net.spec.name}" takes inputs of {format_shape(net.spec.input_shape)}: units are asked what '
                "they see in pictures, so choose a net that takes channels × height × width."
            )
        broken = [name for name, array in net.state.items() if not np.isfinite(array).all()]
        if broken:
            raise FilterLabError(
                f'Net "{net.spec.name}" holds numbers in {broken[0]} that are not finite, so its units answer '
                "nothing: train it again with a smaller learning rate."
            )
        self.net = net
        self.title = title or net.spec.name
        self._stages = trace(net.spec)

    @property
    def input_shape(self) -> Shape:
        """(C, H, W) of the pictures the net takes."""
        return self.net.spec.input_shape

    @property
    def layers(self) -> tuple[str, ...]:
        """The names of all layers, from the input on."""
        return tuple(stage.layer.name for stage in self._stages)

    def map_shape(self, layer: str) -> tuple[int, int, int]:
        """Return (channels, height, width) of a layer's maps; a layer without maps has maps of one cell."""
        shape = self._stage(layer).output_shape
        channels, height, width = shape if len(shape) == 3 else (*shape, 1, 1)
        return channels, height, width

    def place_of(self, unit: Unit) -> Pair:
        """Return the cell of the unit's map that is asked: its own place, or the middle.

        Raises
        ------
        FilterLabError
            If the net has no such layer, unit or place.
        """
        channels, height, width = self.map_shape(unit.layer)
        if not 0 <= unit.channel < channels:
            raise FilterLabError(
                f'Layer "{unit.layer}" of net "{self.title}" has {channels} units and none with the number '
                f"{unit.channel}: choose one from 0 to {channels - 1}."
            )
        row, column = (height // 2, width // 2) if unit.place is None else unit.place
        if not (0 <= row < height and 0 <= column < width):
            raise FilterLabError(
                f'The maps of layer "{unit.layer}" have {height} × {width} cells and none at row {row}, column '
                f"{column}: choose a place on the map."
            )
        return row, column

    def field(self, unit: Unit) -> Field:
        """Return which pixels the unit can see, worked out from the description of the net alone."""
        return find_field(self.net.spec, unit.layer, unit.channel, self.place_of(unit))

    def map_blocks(self, pictures: Floats, layer: str) -> Iterator[tuple[slice, Floats]]:
        """Yield the maps of a layer, some pictures at a time, so that memory stays bounded.

        Parameters
        ----------
        pictures : ndarray
            (N, C, H, W), as large as the net takes.
        layer : str
            Whose maps.

        Yields
        ------
        block, maps
            Which pictures, and their maps (n, channels, height, width).
        """
        beginning = up_to(self.net, layer)
        shape = self.map_shape(layer)
        for block in blocks(len(pictures), beginning):
            maps = beginning(pictures[block])
            yield block, maps.reshape(len(maps), *shape)

    def pace(self, layer: str, most: int) -> int:
        """Return how many pictures a layer can answer in a fraction of a second, at most so many."""
        return pace_of(up_to(self.net, layer), most)

    def whole(self, unit: Unit) -> "UnitScreen":
        """Let the unit look at whole pictures, as large as the net takes."""
        beginning = up_to(self.net, unit.layer)
        _c, height, width = self.input_shape
        return UnitScreen(beginning, unit.channel, self.place_of(unit), Box(0, 0, height, width))

    def screen(self, unit: Unit) -> "UnitScreen":
        """Let the unit look at just the pixels it sees: a screen as large as its receptive field.

        A unit that sees the padding around the picture, or all of the picture, gets whole pictures instead.
        """
        field = self.field(unit).box
        _c, height, width = self.input_shape
        has_maps = len(self._stage(unit.layer).output_shape) == 3
        if not has_maps or field.within((height, width)) != field:
            return self.whole(unit)
        return UnitScreen(field_of_one(up_to(self.net, unit.layer)), unit.channel, (0, 0), field)

    def _stage(self, layer: str) -> Stage:
        return self._stages[layer_index(self.net.spec, layer)]


class UnitScreen:
    """One cell of one unit before a screen: what is shown there, it answers with one number.

    Attributes
    ----------
    shape : tuple of int
        (C, height, width) of the screen.
    box : Box
        Where the screen lies on the pictures of the net.
    """

    def __init__(self, net: Network, channel: int, place: Pair, box: Box) -> None:
        self._net = net
        self._output_shape = trace(net.spec)[-1].output_shape
        self._cell = (channel, *place) if len(self._output_shape) == 3 else (channel,)
        channels, height, width = net.spec.input_shape
        self.shape = (channels, height, width)
        self.box = box

    def pace(self, most: int) -> int:
        """Return how many pictures can be answered in a fraction of a second, at most so many."""
        return pace_of(self._net, most)

    def respond(self, pictures: Floats) -> Floats:
        """Return the unit's answer to each picture.

        Parameters
        ----------
        pictures : ndarray
            (N, *shape), values in [0, 1] like those the net was trained on.

        Returns
        -------
        ndarray
            (N,), in the units of the layer.
        """
        answers = np.empty(len(pictures), self._net.dtype)
        for block in blocks(len(pictures), self._net):
            answers[block] = self._net(pictures[block])[:, *self._cell]
        return answers

    def gradient(self, pictures: Floats) -> tuple[Floats, Floats]:
        """Return the unit's answer to each picture, and how it changes with each pixel.

        Parameters
        ----------
        pictures : ndarray
            (N, *shape).

        Returns
        -------
        answers, gradients
            (N,), and (N, *shape): answer per unit of pixel value.
        """
        answers = np.empty(len(pictures), self._net.dtype)
        gradients = np.empty((len(pictures), *self.shape), self._net.dtype)
        for block in blocks(len(pictures), self._net):
            answers[block], gradients[block] = self._gradient(pictures[block])
        return answers, gradients

    def _gradient(self, pictures: Floats) -> tuple[Floats, Floats]:
        # In use, as against in training, no layer asks for chance.
        outputs, backward = self._net.forward(pictures, training=False, rng=np.random.default_rng(0))
        pull = np.zeros_like(outputs)
        pull[:, *self._cell] = 1
        dx, _ = backward(pull, wants_dx=True, frozen=self._net.parameters.keys())
        if dx is None:
            raise RuntimeError("the net carried no gradient back to its input")
        return outputs[:, *self._cell], dx
