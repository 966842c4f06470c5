"""Where one number of any map of a chain comes from, one stage at a time, down to the pixels."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filterlab.probes.chain.editing import Step, chain_up_to, check_filter
from filterlab.probes.chain.model import Chain, ChainStage
from filterlab.probes.chain.places import SeenPixels, find_chain_places, naming_stage, seen_pixels
from filterlab.probes.chain.response import ChainWindows
from filterlab.probes.explanation import Doubles, Explanation, check_place, take_apart
from filterlab.probes.places import Places
from filterlab.probes.response import activate, as_floating, check_shape
from filterlab.probes.stages import Activation, Pair
from filterlab.probes.surveying import brightness_range

Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Link:
    """One cell that a number was made of, in the finished maps of the stage before or in the picture.

    Attributes
    ----------
    map, row, column : int
        Which cell; in the picture the map is the channel.
    value, weight, product : float
        What stood there, what it was multiplied by, and what came of it.
    """

    map: int
    row: int
    column: int
    value: float
    weight: float
    product: float


@dataclass(frozen=True, slots=True, eq=False)
class ChainExplanation:
    """One number of one map of a chain, taken apart.

    Attributes
    ----------
    stage, map : int
        Which map, both counted from 0.
    name : str
        What its filter is called.
    step : {"linear", "activated", "values"}
        Whether it is a number after the bias, after the activation or after the pooling.
    number : Explanation
        The pooling window, the activation, the bias and the products within the stage. Its boxes are in cells of
        the maps the stage looks at, its ``best_possible`` is what no picture of this range of brightness can
        exceed: an upper bound, that often no picture reaches, since the maps cannot all be at their best at once.
    seen : SeenPixels
        Which pixels of the picture the number depends on.
    dilation : tuple of int
        Cells from one of the products' places to the next, (height, width).
    """

    stage: int
    map: int
    name: str
    step: Step
    number: Explanation
    seen: SeenPixels
    dilation: Pair

    @property
    def value(self) -> float:
        """The number itself."""
        return self.number.value

    @property
    def map_sums(self) -> Doubles:
        """The sum of the products for each map the filter looks at, shape (C,)."""
        sums: Doubles = self.number.products.sum(axis=(1, 2))
        return sums

    def links(self, count: int | None = None) -> tuple[Link, ...]:
        """Return the cells behind the products, those with the largest products first, whatever their sign.

        Cells in the padding, and those whose weight is 0, are none. Of equal products the first comes first,
        map by map and read like a page.

        Parameters
        ----------
        count : int or None
            How many at most; None is all.
        """
        told = self.number
        maps, rows, columns = np.nonzero((told.weights != 0) & ~told.is_padding)
        products = told.products[maps, rows, columns]
        strongest = np.argsort(-np.abs(products), kind="stable")[:count]
        down, right = self.dilation
        return tuple(
            Link(
                map=int(c),
                row=told.patch_box.top + int(i) * down,
                column=told.patch_box.left + int(j) * right,
                value=float(told.patch[c, i, j]),
                weight=float(told.weights[c, i, j]),
                product=float(told.products[c, i, j]),
            )
            for c, i, j in zip(maps[strongest], rows[strongest], columns[strongest], strict=True)
        )

    @property
    def strongest(self) -> Link | None:
        """The cell that did most to make the sum as large, or as low, as it is; None if every product is 0."""
        sign = -1 if self.number.sum < 0 else 1
        return next((link for link in self.links() if sign * link.product > 0), None)


def explain_through(
    image: Floats,
    chain: Chain,
    stage: int,
    map_index: int,
    row: int,
    column: int,
    *,
    step: Step = "values",
    scale: float = 1.0,
    value_range: tuple[float, float] | None = None,
) -> ChainExplanation:
    """Take one number of any map of any stage apart; only what the number sees is computed.

    Parameters
    ----------
    image, chain, scale
        As for `filterlab.probes.chain.respond_through`.
    stage, map_index : int
        Which map, both counted from 0.
    row, column : int
        The place on it.
    step : {"linear", "activated", "values"}
        Which of the stage's maps: after the bias, after the activation, or after the pooling.
    value_range : tuple of float or None
        The darkest and brightest value of the picture, times ``scale``, for a caller who asks often; None looks.

    Returns
    -------
    ChainExplanation
        Its ``value`` is the map's number at this place, up to rounding of the map's type. Its links lead to the
        finished maps of the stage before, where one can ask on.

    Raises
    ------
    FilterLabError
        If there is no such map or place, or for the reasons `filterlab.probes.chain.respond_through` has.
    """
    check_shape(image)
    _channels, height, width = image.shape
    part = chain_up_to(chain, stage, step)
    check_filter(chain, stage, map_index)
    places = find_chain_places(part, (height, width))
    here, asked = places[-1], part.stages[-1]
    check_place(row, column, here.final_shape)
    windows = ChainWindows(image, part, places, scale, np.float64)
    under = windows.under(stage, here.pixels_behind(here.cells_behind(row, column)))
    best = best_sums(part, places, value_range or _range_of(image, chain, scale))[map_index]
    settings = replace(asked.settings, bias=float(asked.biases[map_index]))
    return ChainExplanation(
        stage=stage,
        map=map_index,
        name=asked.names[map_index],
        step=step,
        number=take_apart(under, asked.laid[map_index], settings, here, row, column, float(best)),
        seen=seen_pixels(places, row, column),
        dilation=asked.settings.dilation,
    )


def trace_back(
    image: Floats,
    chain: Chain,
    stage: int,
    map_index: int,
    row: int,
    column: int,
    *,
    step: Step = "values",
    scale: float = 1.0,
    value_range: tuple[float, float] | None = None,
) -> tuple[ChainExplanation, ...]:
    """Follow one number down its strongest links, from its own stage to the one that looks at the picture.

    Parameters
    ----------
    image, chain, stage, map_index, row, column, step, scale, value_range
        As for `explain_through`.

    Returns
    -------
    tuple of ChainExplanation
        The number itself first. It ends early with a number whose products are all 0.

    Raises
    ------
    FilterLabError
        As `explain_through`.
    """
    ends = value_range or _range_of(image, chain, scale)
    place = (stage, map_index, row, column)
    path = [explain_through(image, chain, *place, step=step, scale=scale, value_range=ends)]
    while path[-1].stage > 0 and (link := path[-1].strongest) is not None:
        place = (path[-1].stage - 1, link.map, link.row, link.column)
        path.append(explain_through(image, chain, *place, scale=scale, value_range=ends))
    return tuple(path)


def best_sums(chain: Chain, places: tuple[Places, ...], value_range: tuple[float, float]) -> Doubles:
    """Return what the last stage's sums cannot exceed for any picture of this range of brightness, shape (O,).

    Every map's lowest and highest possible number follow from those of the maps it looks at: a positive weight
    takes the one end, a negative weight the other (interval arithmetic; Moore, Interval Analysis, 1966).

    Parameters
    ----------
    chain : Chain
        Stages from the picture to the one asked about.
    places : tuple of Places
        As `find_chain_places` gives them; where there is padding, its 0 counts as a value of the map, too.
    value_range : tuple of float
        Darkest and brightest value of the picture.
    """
    low, high = (np.full(chain.channels, end) for end in value_range)
    sums_low = sums_high = np.zeros(0)
    for stage, place in zip(chain.stages, places, strict=True):
        if place.is_padded:
            low, high = np.minimum(low, 0), np.maximum(high, 0)
        sums_low, sums_high = _sum_range(stage, low, high)
        low, high = _activated_range(sums_low, sums_high, stage.settings.activation)
    return sums_high


def _range_of(image: Floats, chain: Chain, scale: float) -> tuple[float, float]:
    """Return the darkest and the brightest value of the picture as the first stage sees it."""
    check_shape(image)
    with naming_stage(1):
        low, high = (scale * end for end in brightness_range(as_floating(image), chain.channels))
    return min(low, high), max(low, high)


def _sum_range(stage: ChainStage, low: Doubles, high: Doubles) -> tuple[Doubles, Doubles]:
    """Return the ends of each filter's sums, (O,) each, for maps between ``low`` and ``high``, (C,) each."""
    weights = stage.weights.astype(np.float64)
    plus, minus = np.maximum(weights, 0).sum(axis=(2, 3)), np.minimum(weights, 0).sum(axis=(2, 3))
    return plus @ low + minus @ high + stage.biases, plus @ high + minus @ low + stage.biases


def _activated_range(low: Doubles, high: Doubles, activation: Activation) -> tuple[Doubles, Doubles]:
    """Return the ends after the activation. All but one of them rise, so they keep the order of their ends."""
    ends = (np.asarray(activate(end, activation), np.float64) for end in (low, high))
    first, second = ends
    if activation != "abs":
        return first, second
    crosses = (low < 0) & (high > 0)
    return np.where(crosses, 0, np.minimum(first, second)), np.maximum(first, second)
