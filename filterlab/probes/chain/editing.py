"""Changing a chain: every function returns a new one and leaves the given one as it is.

Stages, filters and maps are counted from 0 in arguments; sentences about mistakes count stages from 1, as people do.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Literal, TypeVar, get_args

import numpy as np

from filterlab.errors import FilterLabError
from filterlab.probes.chain.model import Chain, ChainStage, Weights, as_weights, counted
from filterlab.probes.chain.wiring import DrawnFilter, in_the_middle, wired

Step = Literal["linear", "activated", "values"]
STEPS: tuple[Step, ...] = get_args(Step)
_T = TypeVar("_T")


def add_stage(chain: Chain, stage: ChainStage, at: int | None = None) -> Chain:
    """Put a stage before the one that now is number ``at``, or at the end.

    Raises
    ------
    FilterLabError
        If there is no such place; a ``ShapeError`` if the stage does not fit its neighbours.
    """
    stages = list(chain.stages)
    place = len(stages) if at is None else at
    if not 0 <= place <= len(stages):
        raise FilterLabError(
            f"A stage cannot be put before stage {place + 1} of {len(stages)}; "
            f"choose a place from 1 to {len(stages) + 1}."
        )
    stages.insert(place, stage)
    return Chain(tuple(stages))


def drop_stage(chain: Chain, at: int) -> Chain:
    """Take a stage out.

    Raises
    ------
    FilterLabError
        If there is no such stage or it is the only one; a ``ShapeError`` if the stages around it do not fit each
        other (see `fitted`).
    """
    check_stage(chain, at)
    return Chain((*chain.stages[:at], *chain.stages[at + 1 :]))


def move_stage(chain: Chain, at: int, to: int) -> Chain:
    """Take a stage out and put it where it becomes number ``to``.

    Raises
    ------
    FilterLabError
        If there is no such stage or place; a ``ShapeError`` if the stages do not fit each other then.
    """
    check_stage(chain, at)
    check_stage(chain, to)
    return Chain(_moved(chain.stages, at, to))


def replace_stage(chain: Chain, at: int, stage: ChainStage) -> Chain:
    """Put another stage in the place of one.

    Raises
    ------
    FilterLabError
        If there is no such stage; a ``ShapeError`` if the new one does not fit its neighbours.
    """
    check_stage(chain, at)
    return Chain((*chain.stages[:at], stage, *chain.stages[at + 1 :]))


def add_filter(chain: Chain, at: int, drawn: DrawnFilter, index: int | None = None) -> Chain:
    """Put a filter into the bank of a stage, before filter ``index`` or at the end.

    The filters of the next stage get a map more to look at and do not look at it yet: their weights for it are
    0. A filter larger than the others makes their sheets larger, too, with 0 around what they hold.

    Raises
    ------
    FilterLabError
        If there is no such stage or place, or the filter does not go with the stage's maps (see
        `filterlab.probes.chain.wired`).
    """
    stage = chain.stages[check_stage(chain, at)]
    place = stage.filters if index is None else index
    if not 0 <= place <= stage.filters:
        raise FilterLabError(
            f"A filter cannot be put at place {place} of stage {at + 1}, which has "
            f"{counted(stage.filters, 'filter')}; choose from 0 to {stage.filters}."
        )
    old, new = _of_one_size(stage, drawn)
    changed = replace(
        stage,
        weights=as_weights(np.insert(old, place, new, axis=0), "weights"),
        biases=as_weights(np.insert(stage.biases.astype(np.float64), place, drawn.bias), "biases"),
        names=(*stage.names[:place], drawn.name, *stage.names[place:]),
    )
    return _with_bank(chain, at, changed, lambda sheets: np.insert(sheets, place, 0, axis=1))


def drop_filter(chain: Chain, at: int, index: int) -> Chain:
    """Take a filter out of the bank of a stage, and out of the next stage what looked at its map.

    Raises
    ------
    FilterLabError
        If there is no such stage or filter, or it is the only one.
    """
    stage = chain.stages[check_stage(chain, at)]
    check_filter(chain, at, index)
    if stage.filters == 1:
        raise FilterLabError(
            f'"{stage.names[0]}" is the only filter of stage {at + 1}; drop the stage, or add another filter first.'
        )
    rest = [number for number in range(stage.filters) if number != index]
    return _with_order(chain, at, rest)


def move_filter(chain: Chain, at: int, index: int, to: int) -> Chain:
    """Move a filter of a bank so that it becomes number ``to``; the next stage goes on looking at the same maps.

    Raises
    ------
    FilterLabError
        If there is no such stage or filter.
    """
    stage = chain.stages[check_stage(chain, at)]
    check_filter(chain, at, index)
    check_filter(chain, at, to)
    return _with_order(chain, at, _moved(tuple(range(stage.filters)), index, to))


def replace_filter(chain: Chain, at: int, index: int, drawn: DrawnFilter) -> Chain:
    """Put another filter in the place of one; the next stage looks at its map as it did at the old one's.

    A smaller filter is put in the middle of a sheet of the stage's size, a larger one makes all sheets larger.

    Raises
    ------
    FilterLabError
        If there is no such stage or filter, or the new one does not go with the stage's maps.
    """
    stage = chain.stages[check_stage(chain, at)]
    check_filter(chain, at, index)
    weights, new = _of_one_size(stage, drawn)
    biases = stage.biases.astype(np.float64)
    weights[index], biases[index] = new, drawn.bias
    changed = replace(
        stage,
        weights=as_weights(weights, "weights"),
        biases=as_weights(biases, "biases"),
        names=(*stage.names[:index], drawn.name, *stage.names[index + 1 :]),
    )
    return replace_stage(chain, at, changed)


def chain_up_to(chain: Chain, at: int, step: Step = "values") -> Chain:
    """Return the chain that ends with a stage, and within it with the sums, the activation or the pooling.

    Parameters
    ----------
    chain : Chain
        All stages.
    at : int
        The last stage to keep.
    step : {"linear", "activated", "values"}
        What its finished maps shall be: those after the bias, after the activation, or after the pooling.

    Raises
    ------
    FilterLabError
        If there is no such stage or step.
    """
    stage = chain.stages[check_stage(chain, at)]
    if step not in STEPS:
        raise FilterLabError(f"The step {step!r} is not known; choose one of {', '.join(STEPS)}.")
    left_out: dict[str, Any] = {} if step == "values" else {"pool": "none"}
    if step == "linear":
        left_out["activation"] = "none"
    last = stage.with_settings(replace(stage.settings, **left_out))
    return Chain((*chain.stages[:at], last))


def fitted(stage: ChainStage, maps: int) -> ChainStage:
    """Let the filters of a stage look at so many maps: further ones with weights of 0, or the first ones only."""
    if maps < 1:
        raise FilterLabError(f"A stage cannot look at {maps} maps; give 1 or more.")
    filters, _maps, height, width = stage.weights.shape
    weights = np.zeros((filters, maps, height, width), np.float32)
    kept = min(maps, stage.maps)
    weights[:, :kept] = stage.weights[:, :kept]
    return replace(stage, weights=weights)


def check_stage(chain: Chain, at: int) -> int:
    """Return the number of a stage; FilterLabError unless the chain has it."""
    if not 0 <= at < len(chain.stages):
        raise FilterLabError(
            f"There is no stage {at + 1}: the chain has {counted(len(chain.stages), 'stage')}; "
            f"choose from 1 to {len(chain.stages)}."
        )
    return at


def check_filter(chain: Chain, at: int, index: int) -> None:
    """Raise FilterLabError unless the stage has this filter."""
    stage = chain.stages[at]
    if not 0 <= index < stage.filters:
        raise FilterLabError(
            f"There is no filter {index} in stage {at + 1}, which has {counted(stage.filters, 'filter')}; "
            f"choose from 0 to {stage.filters - 1}."
        )


def _of_one_size(stage: ChainStage, drawn: DrawnFilter) -> tuple[Weights, Weights]:
    """Return copies of the stage's weights (O, C, KH, KW) and of the drawn ones (C, KH, KW), all of one size."""
    sheets = as_weights(wired(drawn, stage.maps), "weights")
    height, width = (max(sizes) for sizes in zip(stage.kernel_size, sheets.shape[1:], strict=True))
    old = np.stack([in_the_middle(own, height, width) for own in stage.weights])
    return old, in_the_middle(sheets, height, width)


def _with_order(chain: Chain, at: int, order: Sequence[int]) -> Chain:
    """Return the chain with some filters of a stage, in the given order."""
    stage, chosen = chain.stages[at], list(order)
    changed = replace(
        stage,
        weights=stage.weights[chosen],
        biases=stage.biases[chosen],
        names=tuple(stage.names[number] for number in chosen),
    )
    return _with_bank(chain, at, changed, lambda sheets: sheets[:, chosen])


def _with_bank(chain: Chain, at: int, changed: ChainStage, rewire: Callable[[Weights], Weights]) -> Chain:
    """Put in a stage whose filters have changed in number or order, and rewire the weights that look at them."""
    stages = list(chain.stages)
    stages[at] = changed
    if at + 1 < len(stages):
        following = stages[at + 1]
        stages[at + 1] = replace(following, weights=rewire(following.weights))
    return Chain(tuple(stages))


def _moved(items: tuple[_T, ...], at: int, to: int) -> tuple[_T, ...]:
    order = list(items)
    order.insert(to, order.pop(at))
    return tuple(order)
