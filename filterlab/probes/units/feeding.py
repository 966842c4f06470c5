"""What fed a unit: the cells of the layer before it, product by product, and so on down to the pixels."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filterlab.errors import FilterLabError
from filterlab.nets.parts import layer_index, up_to
from filterlab.nets.spec import DigitRBF, LayerSpec, LeakyReLU, ReLU, ScaledTanh, Sigmoid, Tanh
from filterlab.probes.chain import Link
from filterlab.probes.units.pictures import as_taken
from filterlab.probes.units.subject import Subject, Unit

Floats = NDArray[np.floating[Any]]

_FUNCTIONS = (ReLU, LeakyReLU, Tanh, ScaledTanh, Sigmoid, DigitRBF)


@dataclass(frozen=True, slots=True, eq=False)
class Feeding:
    """One number of a net and what it was made of.

    Attributes
    ----------
    unit : Unit
        Whose number it is, with its place.
    answer : float
        The number.
    source_layer : str or None
        The layer before; None for the picture itself.
    values : ndarray
        (C, H, W) of the layer before, or (F, 1, 1) where it has no maps; read-only.
    weights : ndarray
        Of the same shape, read-only: how much the number changes with each of them, and 0 for those it does not see.
    is_sum : bool
        Whether the number is the sum of values times weights, plus the bias. So it is behind convolutions, linear
        layers, averages, normalisation, and maxima, where the winner has the weight 1. Behind an activation it is
        not, and its weights are slopes.
    """

    unit: Unit
    answer: float
    source_layer: str | None
    values: Floats
    weights: Floats
    is_sum: bool

    @property
    def products(self) -> Floats:
        """Values times weights, of their shape."""
        products: Floats = self.values * self.weights
        return products

    @property
    def bias(self) -> float | None:
        """What the sum of the products lacks to the number: the unit's bias; None where it is no sum."""
        return self.answer - float(self.products.sum(dtype=np.float64)) if self.is_sum else None

    def links(self, count: int | None = None) -> tuple[Link, ...]:
        """Return the cells that fed the number, those with the largest products first, whatever their sign.

        Cells whose weight is 0 are none; of equal products the first comes first, map by map and read like a page.

        Parameters
        ----------
        count : int or None
            How many at most; None returns all.
        """
        cells = np.flatnonzero(self.weights)
        products = self.products.ravel()
        order = cells[np.argsort(-np.abs(products[cells]), kind="stable")][:count]
        places = zip(*np.unravel_index(order, self.values.shape), strict=True)
        return tuple(
            Link(int(c), int(row), int(column), float(value), float(weight), float(product))
            for (c, row, column), value, weight, product in zip(
                places, self.values.ravel()[order], self.weights.ravel()[order], products[order], strict=True
            )
        )

    def source(self, link: Link) -> Unit | None:
        """Return the unit behind one of the links, to be asked in its turn; None if it is a pixel."""
        if self.source_layer is None:
            return None
        return Unit(self.source_layer, link.map, (link.row, link.column))


def find_feeding(subject: Subject, picture: Floats, unit: Unit) -> Feeding:
    """Take one number of a net apart into what the layer before gave it.

    The weights are the gradient of the number by the layer before; where a layer forms sums, these are the numbers
    it multiplies by.

    Parameters
    ----------
    subject : Subject
        The net, or the hand-made filters.
    picture : ndarray
        (C, H, W), values in [0, 1]; no larger than the net takes, 0 is put around a smaller one.
    unit : Unit
        Whose number, at its place or in the middle of the map.

    Raises
    ------
    FilterLabError
        If the subject has no such unit or cannot take the picture.
    """
    row, column = subject.place_of(unit)
    if not np.isfinite(picture).all():
        raise FilterLabError("The picture holds NaN or infinite values: replace them with numbers first.")
    shown = as_taken(subject, picture[np.newaxis]).astype(subject.net.dtype, copy=False)
    index = layer_index(subject.net.spec, unit.layer)
    source = subject.layers[index - 1] if index else None
    before = shown if source is None else up_to(subject.net, source)(shown)
    # In use, as against in training, no layer asks for chance.
    outputs, backward = subject.net.layers[index].forward(
        before, training=False, rng=np.random.default_rng(0)
    )
    pull = np.zeros_like(outputs)
    cell = (0, unit.channel, row, column)[: outputs.ndim]
    pull[cell] = 1
    slopes, _gradients = backward(pull, wants_gradients=False)
    if slopes is None:
        raise RuntimeError("the layer carried no gradient back to its input")
    shape = before.shape[1:] if before.ndim == 4 else (before.shape[1], 1, 1)
    values, weights = before.reshape(shape).view(), slopes.reshape(shape).view()
    values.flags.writeable = weights.flags.writeable = False
    found = Unit(unit.layer, unit.channel, (row, column))
    return Feeding(
        found, float(outputs[cell]), source, values, weights, _forms_sums(subject.net.spec.layers[index])
    )


def _forms_sums(layer: LayerSpec) -> bool:
    return not isinstance(layer, _FUNCTIONS)
