"""What a net makes of one picture, layer by layer, and one of these numbers taken apart; runs off the UI thread."""

from __future__ import annotations

from dataclasses import dataclass
from math import isqrt
from typing import TYPE_CHECKING, Any

import numpy as np

from filterlab.engine import softmax
from filterlab.engine.threads import limited_threads
from filterlab.nets.parts import layer_index
from filterlab.nets.spec import Flatten, NetSpec, trace
from filterlab.probes import Box
from filterlab.probes.response import cut_out
from filterlab.probes.units import Feeding, Unit, find_feeding, find_field, fit_picture

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from filterlab.gui.compare.units.asked_net import AskedNet
    from filterlab.nets.spec import LayerSpec
    from filterlab.probes.chain import Link
    from filterlab.probes.units import Fit, Subject

    Floats = NDArray[np.floating[Any]]
    Doubles = NDArray[np.float64]

MOST_LINKS = 48
# What is left over of a sum behind rounding to 24 bits.
ROUNDING = 16 * float(np.finfo(np.float32).eps)


@dataclass(frozen=True, eq=False)
class Shown:
    """A picture that a net looks at.

    Attributes
    ----------
    pixels : ndarray
        (C, H, W) in [0, 1], of any size.
    fit : {"pad", "resize", "crop"}
        How it is brought to the size the net takes.
    title : str
        What captions call it.
    names : sequence of str
        What the classes of the net are called; empty for a net without.
    label : int or None
        The class the picture is of, where that is known.
    """

    pixels: Floats
    fit: Fit
    title: str
    names: Sequence[str]
    label: int | None


@dataclass(frozen=True, eq=False)
class DecisionRequest:
    """A picture that a net shall decide about.

    Attributes
    ----------
    net : AskedNet
        Takes pictures.
    shown : Shown
        The picture.
    """

    net: AskedNet
    shown: Shown


@dataclass(frozen=True, eq=False)
class Decision:
    """All numbers a net makes of one picture.

    Attributes
    ----------
    request : DecisionRequest
        Of what.
    subject : Subject
        The net.
    picture : ndarray
        (C, H, W) as the net takes it.
    layers : mapping of str to ndarray
        (channels, height, width) of every layer in order; layers without maps have maps of one cell.
    probabilities : ndarray
        (classes,), in [0, 1]; empty for a net that ends with maps and decides nothing.
    """

    request: DecisionRequest
    subject: Subject
    picture: Floats
    layers: Mapping[str, Floats]
    probabilities: Floats

    @property
    def names(self) -> Sequence[str]:
        """What the classes are called; empty for a net without."""
        return self.request.shown.names

    @property
    def winner(self) -> Unit:
        """The score that the decision is; of a net without scores, the number of its last layer farthest from 0."""
        last = self.subject.layers[-1]
        if len(self.probabilities):
            return Unit(last, int(self.probabilities.argmax()), (0, 0))
        strongest = np.abs(self.layers[last]).max(axis=(1, 2))
        return self.strongest(last, int(strongest.argmax()))

    def before(self, layer: str) -> str | None:
        """Name the layer before one; None for the picture."""
        index = self.subject.layers.index(layer)
        return self.subject.layers[index - 1] if index else None

    def after(self, layer: str) -> str | None:
        """Name the layer behind one; None for the last."""
        index = self.subject.layers.index(layer) + 1
        return self.subject.layers[index] if index < len(self.subject.layers) else None

    def value(self, unit: Unit) -> float:
        """Return the number of a unit at its place."""
        return float(self.layers[unit.layer][unit.channel, *self.subject.place_of(unit)])

    def strongest(self, layer: str, channel: int) -> Unit:
        """Return a unit at the place of its map that is farthest from 0."""
        values = self.layers[layer][channel]
        row, column = np.unravel_index(int(np.abs(values).argmax()), values.shape)
        return Unit(layer, channel, (int(row), int(column)))


@dataclass(frozen=True, eq=False)
class Apart:
    """One number of a net, taken apart, as far as it is shown. Arrays are float64.

    Attributes
    ----------
    feeding : Feeding
        The number and all that fed it.
    box : Box
        The cells of the layer before that it looks at; it sticks out where there is padding.
    patch, weights : ndarray
        (maps, height, width) of the box: what stands there, 0 outside the map, and what it is multiplied by.
    is_padding : ndarray
        (height, width), bool: which cells are outside the map.
    maps : tuple of int
        Which maps of the layer before these are; none for numbers in rows, which stand in one array.
    links : tuple of Link
        The cells with the largest products.
    count : int
        How many cells fed it.
    """

    feeding: Feeding
    box: Box
    patch: Doubles
    weights: Doubles
    is_padding: NDArray[np.bool_]
    maps: tuple[int, ...]
    links: tuple[Link, ...]
    count: int

    @property
    def products(self) -> Doubles:
        """Patch times weights."""
        return self.patch * self.weights

    @property
    def map_sums(self) -> Doubles:
        """(maps,): the part that each map has in the sum."""
        sums: Doubles = self.products.sum(axis=(1, 2))
        return sums

    @property
    def total(self) -> float:
        """The sum of all products."""
        return float(self.products.sum())

    @property
    def flattened_from(self) -> tuple[int, int, int] | None:
        """(maps, height, width) that the numbers of a row come from; None where they come from none."""
        count, height, width = self.patch.shape
        is_row = self.feeding.values.shape == (count * height * width, 1, 1)
        return (count, height, width) if self.maps and is_row else None

    @property
    def rest(self) -> float:
        """The sum of the products that are not among the links."""
        return self.total - sum(link.product for link in self.links)

    @property
    def bias(self) -> float | None:
        """What is added to the sum; None where the number is no sum. What rounding leaves is none."""
        if not self.feeding.is_sum:
            return None
        bias = self.feeding.answer - self.total
        return bias if abs(bias) > ROUNDING * float(np.abs(self.products).sum()) else 0.0


@dataclass(frozen=True, eq=False)
class ApartRequest:
    """A number that shall be taken apart."""

    decision: Decision
    unit: Unit


def decide(request: DecisionRequest) -> Decision:
    """Show a net a picture; raise ``FilterLabError`` where it takes none of that size or holds no finite weights."""
    with limited_threads(1):
        subject = request.net.subject()
        picture = fit_picture(request.shown.pixels, subject, request.shown.fit)
        outputs = subject.net.activations(picture[np.newaxis])
    *_, scores = outputs.values()
    layers = {name: values[0].reshape(subject.map_shape(name)) for name, values in outputs.items()}
    shares = softmax(scores)[0] if scores.ndim == 2 else np.empty(0, np.float32)
    return Decision(request, subject, picture, layers, shares)


def take_apart(request: ApartRequest) -> Apart:
    """Take one number apart."""
    decision, unit = request.decision, request.unit
    with limited_threads(1):
        feeding = find_feeding(decision.subject, decision.picture, unit)
    spec = decision.subject.net.spec
    index = layer_index(spec, unit.layer)
    before = trace(spec)[index].input_shape
    values, weights = (array.astype(np.float64) for array in (feeding.values, feeding.weights))
    maps: tuple[int, ...] = ()
    if len(before) == 3:
        box = _window(spec.layers[index], before, feeding.unit)
        values, weights, is_padding = cut_out(values, box), cut_out(weights, box), _outside(before, box)
        # Maps that the unit does not look at have no part in it.
        seen = np.flatnonzero(np.abs(weights).sum(axis=(1, 2)))
        seen = seen if len(seen) else np.arange(1)
        maps, values, weights = tuple(seen.tolist()), values[seen], weights[seen]
    else:
        values, weights, maps = _laid_out(values, weights, spec, index)
        box = Box(0, 0, *values.shape[1:])
        is_padding = np.zeros(values.shape[1:], bool)
    count = int(np.count_nonzero(feeding.weights))
    return Apart(feeding, box, values, weights, is_padding, maps, feeding.links(MOST_LINKS), count)


def page_shape(count: int) -> tuple[int, int]:
    """Return rows and columns of the squarest array that so many numbers fill, read like a page."""
    rows = next(rows for rows in range(isqrt(count), 0, -1) if count % rows == 0)
    return rows, count // rows


def _window(layer: LayerSpec, shape: tuple[int, ...], unit: Unit) -> Box:
    """Return the cells that a unit of one layer looks at."""
    alone = NetSpec("one layer", shape, (layer,))
    return find_field(alone, layer.name, unit.channel, unit.place or (0, 0)).box


def _outside(shape: tuple[int, ...], box: Box) -> NDArray[np.bool_]:
    _channels, height, width = shape
    inside: NDArray[np.bool_] = cut_out(np.ones((1, height, width), bool), box)[0]
    return ~inside


def _laid_out(
    values: Doubles, weights: Doubles, spec: NetSpec, index: int
) -> tuple[Doubles, Doubles, tuple[int, ...]]:
    """Lay numbers in a row out as the maps they come from, else like a page."""
    source = index - 1
    if source >= 0 and isinstance(spec.layers[source], Flatten):
        shape = trace(spec)[source].input_shape
        if len(shape) == 3:
            return values.reshape(shape), weights.reshape(shape), tuple(range(shape[0]))
    page = (1, *page_shape(len(values)))
    return values.reshape(page), weights.reshape(page), ()
