"""What can be done to one filter of a trained net."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from filterlab.data.drawing import rotated
from filterlab.errors import FilterLabError
from filterlab.nets.spec import Conv2d
from filterlab.probes.laying import lay_in_layer
from filterlab.probes.surgery.layers import check_filter, filter_layer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from filterlab.engine.arrays import FloatArray
    from filterlab.nets import NetSpec
    from filterlab.nets.spec import Conv1d

Arrays: TypeAlias = "Mapping[str, FloatArray]"


@dataclass(frozen=True, slots=True)
class _OnOneFilter:
    """What all operations have in common: the layer, and the number of its filter."""

    layer: str
    filter: int

    def __str__(self) -> str:
        """Say what is done."""
        return f"{self.layer}: {self._in_words()}"

    def _in_words(self) -> str:
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Silence(_OnOneFilter):
    """Set the weights and the bias of a filter to 0, so that its map is 0 everywhere.

    Batch normalisation behind the layer makes a constant of that map.
    """

    def _in_words(self) -> str:
        return f"filter {self.filter} silenced"


@dataclass(frozen=True, slots=True)
class Swap(_OnOneFilter):
    """Exchange two filters of a layer with their biases; the layers behind it do not know of it."""

    other: int

    def _in_words(self) -> str:
        return f"filters {self.filter} and {self.other} swapped"


@dataclass(frozen=True, slots=True, eq=False)
class Transplant(_OnOneFilter):
    """Put a filter from elsewhere in the place of one; the bias stays.

    Attributes
    ----------
    layer, filter
        Whose place.
    weights : ndarray
        (C, KH, KW), not larger than the layer's; one channel stands for each of the layer's.
    name : str
        What it is called.
    keeps_strength : bool
        Whether it is scaled to the norm of the filter that it replaces, so that only its pattern is taken.
    """

    weights: FloatArray
    name: str = "another filter"
    keeps_strength: bool = True

    def _in_words(self) -> str:
        return f"filter {self.filter} replaced by {self.name}"


@dataclass(frozen=True, slots=True)
class Rotate(_OnOneFilter):
    """Turn a filter about its centre, counterclockwise, within its size; exact for quarter turns of square ones."""

    degrees: float

    def _in_words(self) -> str:
        return f"filter {self.filter} turned by {self.degrees:g}°"


@dataclass(frozen=True, slots=True)
class Blur(_OnOneFilter):
    """Smooth a filter along rows and columns by a Gaussian of that standard deviation in cells; outside it is 0."""

    sigma: float

    def _in_words(self) -> str:
        return f"filter {self.filter} blurred by {self.sigma:g} cell{'s' * (self.sigma != 1)}"


Operation: TypeAlias = Silence | Swap | Transplant | Rotate | Blur


def operate(spec: NetSpec, state: Arrays, operation: Operation) -> dict[str, FloatArray]:
    """Work out the arrays that an operation changes.

    Parameters
    ----------
    spec : NetSpec
        The net.
    state : mapping of str to ndarray
        Its arrays, as `Network.state`; they stay as they are.
    operation : Operation
        What to do.

    Returns
    -------
    dict
        New arrays in place of the layer's, by their names (``conv1.weight``).

    Raises
    ------
    FilterLabError
        If the layer has no filters or not this one, or the operation cannot be done to it.
    """
    layer = filter_layer(spec, operation.layer)
    check_filter(layer, operation.filter)
    names = [f"{layer.name}.{name}" for name in ("weight", "bias") if f"{layer.name}.{name}" in state]
    arrays = {name: state[name].copy() for name in names}
    match operation:
        case Silence(filter=number):
            for array in arrays.values():
                array[number] = 0
        case Swap(filter=number, other=other):
            check_filter(layer, other)
            for array in arrays.values():
                array[[number, other]] = array[[other, number]]
        case _:
            own = arrays[names[0]][operation.filter]
            # A filter of a signal layer is one row high.
            planes = own if own.ndim == 3 else own[:, np.newaxis]
            own[...] = _changed(layer, operation, planes).reshape(own.shape)
    return arrays


def _changed(layer: Conv1d | Conv2d, operation: Transplant | Rotate | Blur, planes: FloatArray) -> FloatArray:
    """Return what becomes of the weights (C, KH, KW) of a filter."""
    match operation:
        case Transplant():
            return _transplanted(layer, operation, planes)
        case Rotate():
            return _rotated(operation, planes)
        case Blur():
            return _blurred(operation, planes)


def _transplanted(layer: Conv1d | Conv2d, operation: Transplant, old: FloatArray) -> FloatArray:
    c, kh, kw = old.shape
    what = f"{operation.name[:1].upper()}{operation.name[1:]}"
    laid = lay_in_layer(operation.weights, (c, kh, kw), what=what, layer=operation.layer)
    strongest, norm = float(np.abs(laid).max()), float(np.linalg.norm(old))
    # A filter that was silenced has no strength to be kept.
    if operation.keeps_strength and strongest and norm:
        # Squares of numbers near 1 neither overflow nor vanish.
        laid /= strongest
        laid *= norm / float(np.linalg.norm(laid))
    if isinstance(layer, Conv2d) and layer.table is not None:
        laid[np.setdiff1d(np.arange(c), layer.table[operation.filter])] = 0
    return laid


def _rotated(operation: Rotate, planes: FloatArray) -> FloatArray:
    degrees = operation.degrees
    if planes.shape[1] == 1 and degrees % 180:
        raise FilterLabError(
            f'The filters of "{operation.layer}" have one row and cannot be turned by {degrees:g}°: turn them by 180.'
        )
    return rotated(planes, degrees)


def _blurred(operation: Blur, planes: FloatArray) -> FloatArray:
    sigma = operation.sigma
    if not (isfinite(sigma) and sigma > 0):
        raise FilterLabError(f"The blur is {sigma} cells: give a number above 0.")
    _channels, height, width = planes.shape
    blurred: FloatArray = _bells(height, sigma) @ planes @ _bells(width, sigma)
    return blurred


def _bells(count: int, sigma: float) -> FloatArray:
    """Return how much of each cell comes into each other one, (count, count); a single cell has no neighbours."""
    if count == 1:
        return np.ones((1, 1))
    offsets = np.arange(1 - count, count)
    bell = np.exp(-((offsets / sigma) ** 2) / 2)
    bell /= bell.sum()
    bells: FloatArray = bell[np.subtract.outer(np.arange(count), np.arange(count)) + count - 1]
    return bells
