"""A net as it shall be trained next: its layers, what its first layer begins with, and whether that stays."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from filterlab.errors import FilterLabError
from filterlab.nets import build
from filterlab.nets.net_edits import replace_layer
from filterlab.nets.spec import Conv2d, LayerSpec, NetSpec, trace
from filterlab.probes.chain import LUMINANCE, Chain, DrawnFilter, stage_of, with_even_strength

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from filterlab.project.starts import Start

    Weights = Mapping[str, NDArray[Any]]

Origin = Literal["", "bank", "circuit"]


@dataclass(frozen=True, eq=False)
class NetDraft:
    """A net to be trained, perhaps with weights of the user's own.

    Attributes
    ----------
    spec : NetSpec
        Its layers; they need not fit together yet.
    own : mapping of str to ndarray
        Weights of the user's own, by PyTorch's names; those that do not fit the layers any more are passed over.
    origin : {"", "bank", "circuit"}
        Where they come from; empty: there are none.
    begins_with_own : bool
        Whether the net begins with them; otherwise all of it is drawn by chance.
    is_frozen : bool
        Whether the first convolution stays as it begins.
    """

    spec: NetSpec
    own: Weights = field(default_factory=lambda: MappingProxyType({}), repr=False)
    origin: Origin = ""
    begins_with_own: bool = False
    is_frozen: bool = False

    @property
    def first_layer(self) -> str | None:
        """The name of the first convolution of pictures; None if there is none."""
        return next((layer.name for layer in self.spec.layers if isinstance(layer, Conv2d)), None)

    @property
    def frozen(self) -> tuple[str, ...]:
        """What shall not learn, for ``TrainConfig``."""
        return (self.first_layer,) if self.is_frozen and self.first_layer is not None else ()

    @property
    def own_fits(self) -> bool:
        """Whether there are weights of the user's own that fit the first convolution as it is."""
        name = self.first_layer
        if name is None or f"{name}.weight" not in self.own:
            return False
        number = [layer.name for layer in self.spec.layers].index(name)
        try:
            stage = trace(replace(self.spec, layers=self.spec.layers[: number + 1]))[-1]
        except FilterLabError:
            return False
        return stage.layer.parameter_shapes(stage.input_shape)["weight"] == self.own[f"{name}.weight"].shape

    def start(self, seed: int) -> dict[str, NDArray[Any]] | None:
        """Give the weights the net begins with; None if all are drawn by chance.

        Parameters
        ----------
        seed : int
            Of what is drawn by chance: the same as without weights of one's own.

        Raises
        ------
        FilterLabError
            The layers do not fit together.
        """
        if not (self.begins_with_own and self.own_fits):
            return None
        state = build(self.spec, np.random.default_rng(seed)).state
        return {
            name: np.array(self.own[name], array.dtype)
            if name in self.own and self.own[name].shape == array.shape
            else array
            for name, array in state.items()
        }

    def with_spec(self, spec: NetSpec) -> NetDraft:
        """Change the layers."""
        return replace(self, spec=spec)

    def with_layer(self, index: int, layer: LayerSpec) -> NetDraft:
        """Put a layer in place of another; weights of its own follow its name."""
        old, new = self.spec.layers[index].name, layer.name
        own = self.own
        if old != new:
            own = {_renamed(name, old, new): array for name, array in own.items()}
        return replace(self, spec=replace_layer(self.spec, index, layer), own=own)


def draft_of_start(start: Start) -> NetDraft:
    """Begin with a net that was wired by hand."""
    return NetDraft(start.spec, start.parameters, "circuit", begins_with_own=True)


def draft_with_bank(draft: NetDraft, filters: Mapping[str, NDArray[Any]], *, is_frozen: bool) -> NetDraft:
    """Put filters of the bank into a net's first convolution, which gets their number and their size.

    They are brought to the strength that random filters have there, so that the rest of the net meets numbers it can
    learn from; smaller ones get a rim of zeros. On colour pictures a grey filter looks at their luminance; on grey
    ones a colour filter sees the same grey three times.

    Parameters
    ----------
    draft : NetDraft
        The net.
    filters : mapping of str to ndarray
        The filters by name, (C, KH, KW) with C = 1 or 3; one or more.
    is_frozen : bool
        Whether they stay as they are; otherwise they are where learning begins.

    Raises
    ------
    FilterLabError
        There is no filter, the net has no convolution, or that looks at something else than pictures.
    """
    index = next((n for n, layer in enumerate(draft.spec.layers) if isinstance(layer, Conv2d)), None)
    if index is None:
        raise FilterLabError(
            f'Net "{draft.spec.name}" has no convolution to put filters into: add a Conv2d layer at the top.'
        )
    before = trace(replace(draft.spec, layers=draft.spec.layers[: index + 1]))[-1].input_shape
    weights = _on_channels(filters, before[0])
    count, _channels, height, width = weights.shape
    layer = draft.spec.layers[index]
    layer = replace(  # type: ignore[call-arg]
        layer, out_channels=count, kernel_size=(height, width), groups=1, table=None
    )
    weights.flags.writeable = False
    return NetDraft(
        replace_layer(draft.spec, index, layer),
        MappingProxyType({f"{layer.name}.weight": weights}),
        "bank",
        begins_with_own=True,
        is_frozen=is_frozen,
    )


def _on_channels(filters: Mapping[str, NDArray[Any]], channels: int) -> NDArray[Any]:
    """Lay filters on pictures with so many channels, all of one size and of even strength."""
    if channels not in (1, 3):
        raise FilterLabError(
            f"The first convolution looks at {channels} channels, and filters of the bank at 1 or 3: let it be the "
            "first layer, with pictures as input."
        )
    drawn = []
    for name, weights in filters.items():
        if weights.shape[0] == channels:
            drawn.append(DrawnFilter(name, weights))
        elif channels == 1:
            drawn.append(DrawnFilter(name, weights.sum(axis=0, keepdims=True)))
        else:
            drawn.append(DrawnFilter(name, weights, LUMINANCE))
    stage = stage_of(drawn, channels)
    return np.array(with_even_strength(Chain((stage,))).stages[0].weights)


def _renamed(name: str, old: str, new: str) -> str:
    layer, _, part = name.rpartition(".")
    return f"{new}.{part}" if layer == old else name
