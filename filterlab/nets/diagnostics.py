"""How the inside of a net fares while it learns: the size of its weights and gradients, and units that died."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest
from math import isfinite, sqrt
from typing import Any

import numpy as np
import numpy.typing as npt

from filterlab.engine.arrays import FloatArray
from filterlab.nets.inputs import fit_images
from filterlab.nets.network import Network
from filterlab.nets.spec import MaxPool2d, NetSpec, ReLU


@dataclass(frozen=True)
class LayerNorms:
    """How large a layer's parameters and their gradients are.

    Attributes
    ----------
    weight
        The Euclidean norm of all parameters of the layer, biases included.
    gradient
        That of the loss's gradient by them, on the last batch; None where there is none: before the first step, and
        for a frozen layer.
    """

    weight: float
    gradient: float | None = None


def layer_norms(net: Network, gradients: Mapping[str, FloatArray] | None = None) -> dict[str, LayerNorms]:
    """Measure every layer that has parameters, by its name.

    Parameters
    ----------
    net
        The net.
    gradients
        By the names of `Network.parameters`, as the net's backward gives them; None if there are none.
    """
    weights, slopes = _squares(net.parameters), _squares(gradients or {})
    return {
        layer: LayerNorms(sqrt(square), sqrt(slopes[layer]) if layer in slopes else None)
        for layer, square in weights.items()
    }


class UnitWatch:
    """Looks on while a net answers pictures, and notes which units of its ReLUs stay at 0.

    A unit is a filter, with its whole map, or a number of a vector. One that never fires has no gradient: it learns
    nothing any more, unless what comes before it changes. A ReLU just before max pooling is looked at behind it: what
    no window of the pooling sees has no gradient either.

    Parameters
    ----------
    spec
        The net.
    """

    def __init__(self, spec: NetSpec) -> None:
        self._relus = {
            (after.name if isinstance(after, MaxPool2d) else layer.name): layer.name
            for layer, after in zip_longest(spec.layers, spec.layers[1:])
            if isinstance(layer, ReLU)
        }
        self._silent: dict[str, npt.NDArray[np.intp]] = {}
        self._units: dict[str, int] = {}

    def see(self, layer: str, outputs: FloatArray) -> None:
        """Take in what a layer made of a batch, first axis the batch, second the units; see `Network.__call__`."""
        relu = self._relus.get(layer)
        if relu is None:
            return
        units = self._units.setdefault(relu, outputs.shape[1])
        silent = self._silent.get(relu)
        if silent is None:
            silent, seen = np.arange(units), outputs
        elif len(silent):
            seen = outputs[:, silent]
        else:
            return
        largest = np.fmax.reduce(seen.reshape(*seen.shape[:2], -1), axis=(0, 2))
        self._silent[relu] = silent[~(largest > 0)]

    def dead_units(self) -> dict[str, float]:
        """Tell for each ReLU which share of its units, in [0, 1], stayed at 0 for all pictures."""
        return {relu: len(self._silent[relu]) / units for relu, units in self._units.items()}


def dead_units(net: Network, images: npt.NDArray[Any]) -> dict[str, float]:
    """Tell for each ReLU which share of its units, in [0, 1], stays at 0 for all of some pictures; see `UnitWatch`.

    Parameters
    ----------
    net
        The net.
    images
        The pictures to probe with, (N, C, H, W), N at least 1; smaller ones are put in the middle.
    """
    watch = UnitWatch(net.spec)
    net(fit_images(images, net.spec.input_shape), watch=watch.see)
    return watch.dead_units()


def unsound_array(arrays: Mapping[str, FloatArray]) -> str | None:
    """Name the first array that holds a number that is none (NaN) or infinite; None if all are sound."""
    return next((name for name, array in arrays.items() if not _is_sound(array)), None)


def _is_sound(array: FloatArray) -> bool:
    # A number that is none or infinite makes the sum of the squares so, which takes half the time to work out; very
    # large numbers make it infinite, too.
    return isfinite(np.vdot(array, array)) or bool(np.isfinite(array).all())


def _squares(arrays: Mapping[str, FloatArray]) -> dict[str, float]:
    """Sum up the squares of all arrays of a layer, by its name."""
    sums: dict[str, float] = {}
    for name, array in arrays.items():
        layer = name.rpartition(".")[0]
        sums[layer] = sums.get(layer, 0.0) + float(np.vdot(array, array))
    return sums
