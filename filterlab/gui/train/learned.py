"""What can be asked of the weights of a run: its net, its filters, the maps of a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from filterlab.engine import softmax
from filterlab.engine.threads import limited_threads
from filterlab.nets import build, filter_banks, fit_images, summary, zoo
from filterlab.nets.parameters import find_owner

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from filterlab.nets import NetSpec, Network, Snapshot
    from filterlab.project import Run

    Floats = NDArray[np.floating[Any]]


def spec_of(run: Run) -> NetSpec | None:
    """Return the net of a run; that of weights from a file if the program knows one they fit, else None."""
    if run.request is not None:
        return run.request.net
    owner = find_owner({name: array.shape for name, array in run.parameters.items()})
    return zoo[owner] if owner else None


def network_of(spec: NetSpec, parameters: Mapping[str, Floats]) -> Network:
    """Make a net with these weights, by PyTorch's names; raise ``FilterLabError`` if they are another net's."""
    net = build(spec, np.random.default_rng(0))
    net.set_parameters(parameters)
    return net


def filters_by_layer(parameters: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return all banks of filters (O, C, KH, KW) by the names of their layers, from the first on."""
    return {name.removesuffix(".weight"): bank for name, bank in filter_banks(parameters).items()}


@dataclass(frozen=True, eq=False)
class MapsRequest:
    """A picture to be looked at by a net with the weights of a moment.

    Attributes
    ----------
    run_id : str
        Whose weights they are.
    spec : NetSpec
        The net.
    snapshot : Snapshot
        Its weights.
    picture : ndarray
        (C, H, W) in [0, 1], no larger than the net takes.
    """

    run_id: str
    spec: NetSpec
    snapshot: Snapshot
    picture: Floats


@dataclass(frozen=True, eq=False)
class Maps:
    """What a net makes of one picture.

    Attributes
    ----------
    layers : mapping of str
        The output of every layer that has maps, (C, H, W), by its name.
    probabilities : ndarray
        (classes,), in [0, 1]: how sure the net is of each class.
    """

    layers: Mapping[str, Floats]
    probabilities: Floats


def look(request: MapsRequest) -> Maps:
    """Compute the maps of a picture and the probabilities of the classes; runs off the UI thread."""
    with limited_threads(1):
        net = network_of(request.spec, request.snapshot.parameters)
        outputs = net.activations(fit_images(request.picture[np.newaxis], request.spec.input_shape))
        *_, logits = outputs.values()
        layers = {name: values[0] for name, values in outputs.items() if values.ndim == 4}
        return Maps(layers, softmax(logits)[0])


def layers_to_show(run: Run, snapshot: Snapshot) -> tuple[str, ...]:
    """Name the layers of a run that have maps; of a net that is not known, those that have filters."""
    spec = spec_of(run)
    return layers_with_maps(spec) if spec is not None else tuple(filters_by_layer(snapshot.parameters))


def layers_with_maps(spec: NetSpec) -> tuple[str, ...]:
    """Name the layers of a net whose outputs are maps (C, H, W), in their order."""
    return tuple(row.name for row in summary(spec).rows if len(row.output_shape) == 3)
