"""From filters of the bank to circuits: what adding, laying and dropping mean where maps have to fit each other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING, Any

import numpy as np

from filterlab.probes import Stages
from filterlab.probes.chain import (
    LUMINANCE,
    Chain,
    DrawnFilter,
    add_filter,
    add_stage,
    drop_filter,
    fitted,
    replace_filter,
    replace_stage,
    stage_of,
    stage_on_picture,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import NDArray

    from filterlab.probes.chain import ChainStage

    Floats = NDArray[np.floating[Any]]

ON_PICTURE = Stages(activation="relu", pool="max")
ON_MAPS = Stages(activation="relu")
COLOURS = ("red", "green", "blue")
SAME = 1e-5


@dataclass(frozen=True, eq=False)
class Wiring:
    """How a filter of a stage looks at the maps before it.

    Attributes
    ----------
    weights : ndarray
        Shape (1, KH, KW): what lies on every map, times the share; (C, KH, KW) where each has a sheet of its own.
    shares : mapping of int to float, or None
        The maps it looks at; None where each has a sheet of its own.
    """

    weights: Floats
    shares: Mapping[int, float] | None


def map_names(chain: Chain, at: int) -> tuple[str, ...]:
    """Return what the maps are called that a stage looks at: those of the stage before, or the colours."""
    if at > 0:
        return chain.stages[at - 1].names
    known: dict[int, tuple[str, ...]] = {1: ("picture",), len(COLOURS): COLOURS}
    return known.get(chain.channels) or tuple(f"channel {n}" for n in range(chain.channels))


def free_name(taken: Collection[str], wanted: str) -> str:
    """Return the wanted name, or "name 2", "name 3" … where it is taken."""
    if wanted not in taken:
        return wanted
    return next(f"{wanted} {n}" for n in count(2) if f"{wanted} {n}" not in taken)


def begun(name: str, weights: Floats) -> Chain:
    """Return a circuit of one filter (C, KH, KW) on the picture, with ReLU and pooling."""
    return Chain((stage_on_picture({name: weights}, ON_PICTURE),))


def with_stage(chain: Chain, name: str, weights: Floats) -> Chain:
    """Add a stage of one filter that looks at all maps alike, at the end."""
    maps = chain.filters
    return add_stage(chain, stage_of([DrawnFilter(name, one_sheet(weights))], maps, ON_MAPS))


def with_drawn_stage(chain: Chain, drawn: DrawnFilter) -> Chain:
    """Add a stage of one filter, wired as chosen, at the end."""
    return add_stage(chain, stage_of([drawn], chain.filters, ON_MAPS))


def with_stage_before(chain: Chain, at: int, name: str, weights: Floats) -> Chain:
    """Put a stage before another one: one copy of the filter for each map, so that all others go on as they are."""
    own, sheet = chain.stages[at], one_sheet(weights)
    names = map_names(chain, at)
    copies = [DrawnFilter(f"{name} on {each}", sheet, {n: 1.0}) for n, each in enumerate(names)]
    # Its maps are as many as those it looks at, and pooled no more than they were.
    return add_stage(chain, stage_of(copies, own.maps, ON_MAPS), at)


def with_filter(chain: Chain, at: int, name: str, weights: Floats) -> Chain:
    """Add a filter of the bank to a stage: on the picture as it sees pictures, on maps looking at all alike."""
    free = free_name(chain.stages[at].names, name)
    if at > 0:
        return add_filter(chain, at, DrawnFilter(free, one_sheet(weights)))
    channels = weights.shape[0]
    if channels > chain.channels:
        chain = replace_stage(chain, 0, in_colour(chain.stages[0]))
    is_grey_in_colour = channels == 1 and chain.channels == len(COLOURS)
    return add_filter(chain, 0, DrawnFilter(free, weights, LUMINANCE if is_grey_in_colour else None))


def with_drawn(chain: Chain, at: int, index: int | None, drawn: DrawnFilter) -> Chain:
    """Put a filter, wired as chosen, in the place of one of a stage, or at its end (None)."""
    return add_filter(chain, at, drawn) if index is None else replace_filter(chain, at, index, drawn)


def with_bias(chain: Chain, at: int, index: int, bias: float) -> Chain:
    """Give a filter another bias."""
    stage = chain.stages[at]
    biases = stage.biases.copy()
    biases[index] = bias
    return replace_stage(chain, at, replace(stage, biases=biases))


def with_settings(chain: Chain, at: int, settings: Stages) -> Chain:
    """Give a stage other settings."""
    return replace_stage(chain, at, chain.stages[at].with_settings(settings))


def without_filter(chain: Chain, at: int, index: int) -> Chain | None:
    """Take a filter out, and with the last one of a stage the stage; None if nothing is left."""
    return without_stage(chain, at) if chain.stages[at].filters == 1 else drop_filter(chain, at, index)


def without_stage(chain: Chain, at: int) -> Chain | None:
    """Take a stage out; the next one looks at as many maps as there are then. None if nothing is left."""
    rest = [*chain.stages[:at], *chain.stages[at + 1 :]]
    return refitted(rest, chain.channels) if rest else None


def with_stage_moved(chain: Chain, at: int, to: int) -> Chain:
    """Let a stage become number ``to``; stages look at as many maps as there are then."""
    order = list(chain.stages)
    order.insert(to, order.pop(at))
    return refitted(order, chain.channels)


def refitted(stages: Sequence[ChainStage], channels: int) -> Chain:
    """Chain stages up; one that looked at fewer maps than there are does not look at the others, or at fewer now."""
    maps, fitting = channels, []
    for stage in stages:
        fitting.append(stage if stage.maps == maps else fitted(stage, maps))
        maps = stage.filters
    return Chain(tuple(fitting))


def in_colour(stage: ChainStage) -> ChainStage:
    """Let a stage that looks at grey pictures look at the luminance of coloured ones."""
    shares = np.array(list(LUMINANCE.values()))[np.newaxis, :, np.newaxis, np.newaxis]
    return replace(stage, weights=stage.weights.astype(np.float64) * shares)


def one_sheet(weights: Floats) -> Floats:
    """Return a filter (C, KH, KW) as one sheet (1, KH, KW): itself, or the mean of its channels."""
    return weights if weights.shape[0] == 1 else weights.mean(axis=0, keepdims=True)


def wiring_of(stage: ChainStage, index: int) -> Wiring:
    """Find out how a filter was laid on its maps: one sheet with shares, or a sheet for each map."""
    sheets = stage.weights[index].astype(np.float64)
    strongest = int(np.argmax((sheets**2).sum(axis=(1, 2))))
    base = sheets[strongest]
    square = float((base**2).sum())
    if square == 0:
        return Wiring(base[np.newaxis], dict.fromkeys(range(len(sheets)), 1.0))
    shares = (sheets * base).sum(axis=(1, 2)) / square
    if np.abs(sheets - shares[:, np.newaxis, np.newaxis] * base).max() > SAME * np.abs(base).max():
        return Wiring(sheets, None)
    # A share of 0.333333 that was meant as 1/3 stays what it is; one of 1 + 1e-9 was 1.
    rounded = {n: float(f"{share:.6g}") for n, share in enumerate(shares) if abs(share) > SAME}
    return Wiring(base[np.newaxis], rounded)


def sheet_to_paint_on(stage: ChainStage, index: int) -> Floats:
    """Return a filter as the drawing table takes it (1 or 3, KH, KW): whole, or the strongest of its sheets."""
    wiring = wiring_of(stage, index)
    if wiring.shares is not None or len(wiring.weights) == len(COLOURS):
        return wiring.weights
    strongest = int(np.argmax((wiring.weights**2).sum(axis=(1, 2))))
    return wiring.weights[strongest : strongest + 1]
