"""Nets that were wired by hand, with the weights they begin to learn from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from filterlab.errors import FilterLabError
from filterlab.nets import zoo
from filterlab.nets.parameters import check_parameters
from filterlab.probes.chain import chain_as_net, replace_stage, with_even_strength
from filterlab.project.scale import Scale

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from filterlab.nets import NetSpec
    from filterlab.probes.chain import Chain
    from filterlab.project.data_shape import DataShape


@dataclass(frozen=True, eq=False)
class Start:
    """A net to start from.

    Attributes
    ----------
    name : str
        What it is called among the nets that can be trained; no net of the zoo is called so.
    spec : NetSpec
        Its layers.
    parameters : mapping of str to ndarray
        Its first weights by PyTorch's names, read-only.

    Raises
    ------
    FilterLabError
        If the name is one of the zoo's, or the weights are not that net's.
    """

    name: str
    spec: NetSpec
    parameters: Mapping[str, NDArray[Any]] = field(repr=False)

    def __post_init__(self) -> None:
        """Check that name, layers and weights belong together, and lock a copy of the weights."""
        if self.name in zoo:
            raise FilterLabError(
                f'"{self.name}" is the name of a net that is there already; choose another name.'
            )
        check_parameters(self.spec, self.parameters)
        copies = {name: np.array(array) for name, array in self.parameters.items()}
        for array in copies.values():
            array.flags.writeable = False
        object.__setattr__(self, "parameters", MappingProxyType(copies))


# What black and white count as in a net.
_AS_NETS_SEE = Scale(0.0, 1.0)


def hand_wired(
    chain: Chain, name: str, data: DataShape, *, scale: Scale = _AS_NETS_SEE, seed: int = 0
) -> Start:
    """Make a net for a data set that begins by seeing what a circuit sees.

    Its convolutions have the circuit's weights, brought to an even strength so that it can learn from there (see
    `filterlab.probes.chain.with_even_strength`); its last layer, which sorts into classes, is drawn by chance.

    Parameters
    ----------
    chain : Chain
        The circuit.
    name : str
        What it is called; the net is called so, too, with a word added.
    data : DataShape
        What the pictures to learn from are like. Grey and colour are matched to the circuit when they are read.
    scale : Scale
        What black and white count as where the circuit was wired. Nets see them as 0 and 1, so biases that were
        chosen for 0 to 255 have to be made smaller. Where black is not 0, the padding of the first stage counts as
        black in the net.
    seed : int
        Of the last layer's weights.

    Raises
    ------
    FilterLabError
        If the pictures are too small for the circuit, or it takes absolute values, which no net does.
    """
    first = chain.stages[0]
    for_ones = replace_stage(
        chain,
        0,
        replace(
            first,
            weights=_times(first.weights, scale.span),
            biases=first.biases + scale.black * first.weights.sum(axis=(1, 2, 3), dtype=np.float64),
        ),
    )
    _channels, height, width = data.shape
    full_name = f"{name}, hand-wired"
    spec, parameters = chain_as_net(
        with_even_strength(for_ones),
        (chain.channels, height, width),
        data.classes,
        np.random.default_rng(seed),
        name=full_name,
    )
    return Start(full_name, spec, parameters)


def _times(weights: NDArray[np.float32], factor: float) -> NDArray[Any]:
    # In 64 bits nothing overflows; the stage itself says what is too large for it.
    return weights.astype(np.float64) * factor
