"""How the inside of a net fares while it learns: the size of its weights and gradients, and units that died."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
import numpy.typing as npt

from filterlab.engine.arrays import FloatArray
from filterlab.nets.inputs import fit_images
from filterlab.nets.network import Network
from filterlab.nets.spec import ReLU
from filterlab.nets.summary import summary
from filterlab.nets.training_data import Pictures

# Quicker than one by one and than all at once, whose maps do not stay near the processor.
_PROBE_BLOCK = 32
_FEWEST_PROBES, _MOST_PROBES, _PROBE_MACS = 8, 64, 4 * 10**9


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
    weights: dict[str, list[FloatArray]] = {}
    slopes: dict[str, list[FloatArray]] = {}
    for name, array in net.parameters.items():
        layer = name.rpartition(".")[0]
        weights.setdefault(layer, []).append(array)
        if gradients is not None and name in gradients:
            slopes.setdefault(layer, []).append(gradients[name])
    return {
        layer: LayerNorms(_norm(arrays), _norm(slopes[layer]) if layer in slopes else None)
        for layer, arrays in weights.items()
    }


def dead_units(net: Network, images: npt.NDArray[Any]) -> dict[str, float]:
    """Tell for each ReLU which share of its units, in [0, 1], stays at 0 for all of some pictures.

    A unit is a filter, with its whole map, or a number of a vector. One that never fires has no gradient: it learns
    nothing any more, unless what comes before it changes.

    Parameters
    ----------
    net
        The net.
    images
        The pictures to probe with, (N, C, H, W), N at least 1; smaller ones are put in the middle.
    """
    names = [layer.name for layer in net.spec.layers if isinstance(layer, ReLU)]
    fired: dict[str, npt.NDArray[np.bool_]] = {}
    for start in range(0, len(images), _PROBE_BLOCK):
        block = fit_images(images[start : start + _PROBE_BLOCK], net.spec.input_shape)
        outputs = net.activations(block)
        for name in names:
            y = outputs[name]
            active = np.asarray((y > 0).any(axis=(0, *range(2, y.ndim))))
            fired[name] = fired[name] | active if name in fired else active
    return {name: float(1 - active.mean()) for name, active in fired.items()}


def probe_pictures(net: Network, pictures: Pictures) -> npt.NDArray[Any]:
    """Take the first pictures of a test set to probe a net with: 64, or fewer, down to 8, for a slow net."""
    affordable = _PROBE_MACS // max(summary(net.spec).macs, 1)
    return pictures.images[: max(_FEWEST_PROBES, min(_MOST_PROBES, affordable))]


def unsound_array(net: Network) -> str | None:
    """Name the first array of a net that holds a number that is none (NaN) or infinite; None if all are sound."""
    return next((name for name, array in net.state.items() if not np.isfinite(array).all()), None)


def _norm(arrays: Iterable[FloatArray]) -> float:
    return sqrt(sum(float(np.vdot(array, array)) for array in arrays))
