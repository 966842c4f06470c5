"""Numbers and their derivatives by one pixel, carried together through the stages of a chain."""

from dataclasses import dataclass, replace
from typing import Any, Self, assert_never

import numpy as np
from numpy.typing import NDArray

from filterlab.engine import (
    avg_pool2d,
    conv2d,
    leaky_relu_backward,
    max_pool2d_with_winners,
    relu_backward,
    sigmoid_backward,
    tanh_backward,
)
from filterlab.probes.chain.model import Chain, ChainStage
from filterlab.probes.chain.response import ChainWindows
from filterlab.probes.explanation import Doubles
from filterlab.probes.places import Box, Places
from filterlab.probes.response import Response, cut_out, respond_bank
from filterlab.probes.stages import Stages

Floats = NDArray[np.floating[Any]]

ROUNDING_STEPS = 16


@dataclass(frozen=True, slots=True, eq=False)
class PathWalk:
    """The maps that a stage looks at, or its finished ones, within a box, and what they gain from a pixel.

    Attributes
    ----------
    box : Box
        Which cells.
    values : ndarray
        Shape (C, box.height, box.width), float64.
    gains : ndarray
        Shape (K, C, box.height, box.width), float64: derivatives by each of the K channels of the pixel.
    taps : ndarray
        The same for the last stage alone as if its activation had the slope 1 everywhere.
    bound : float
        What no gain can exceed, whatever the picture.
    """

    box: Box
    values: Doubles
    gains: Doubles
    taps: Doubles
    bound: float

    @classmethod
    def at_pixel(cls, windows: ChainWindows, needed: Box | None, row: int, column: int) -> Self:
        """Begin with the pixels behind the first stage's cells that are needed; None: with none."""
        place, channels = windows.places[0], windows.chain.channels
        box = Box(row, column, 1, 1)
        gains = np.eye(channels)[:, :, np.newaxis, np.newaxis]
        if needed is None:
            return cls(box, np.zeros((channels, 1, 1)), gains, gains, 1.0)
        field = place.pixels_behind(place.cells_behind_block(needed))
        values = windows.under(0, field).astype(np.float64)
        gains = _cut(gains, _within(field, box))
        return cls(field, values, gains, gains, 1.0)

    def through(self, stage: ChainStage, place: Places, cells: Box) -> "PathWalk":
        """Take both through a stage, as far as these cells of its finished maps need it."""
        field = _within(place.pixels_behind(place.cells_behind_block(cells)), self.box)
        settings = replace(stage.settings, padding=(0, 0))
        response = respond_bank(cut_out(self.values, field), stage.laid, stage.biases, settings)
        weights = stage.laid.astype(np.float64)
        taps: Doubles = conv2d(
            _cut(self.gains, field), weights, stride=settings.stride, dilation=settings.dilation
        ).astype(np.float64, copy=False)
        gains = taps * _slopes(response, settings)
        return PathWalk(
            box=cells,
            values=response.values.astype(np.float64, copy=False),
            gains=_pooled(gains, response, settings),
            taps=_pooled(taps, response, settings),
            bound=self.bound * float(np.abs(weights).sum(axis=(1, 2, 3)).max()),
        )

    def values_in(self, box: Box) -> Doubles:
        """Return the numbers within a box."""
        return cut_out(self.values, _within(box, self.box)).copy()

    def gains_in(self, box: Box) -> Doubles:
        """Return the gains within a box, 0 where they cannot be told from rounding."""
        return self._told(self.gains, box)

    def taps_in(self, box: Box) -> Doubles:
        """Return the taps within a box, 0 where they cannot be told from rounding."""
        return self._told(self.taps, box)

    def _told(self, gains: Doubles, box: Box) -> Doubles:
        part = _cut(gains, _within(box, self.box))
        floor = ROUNDING_STEPS * float(np.finfo(np.float64).eps) * self.bound
        return np.where(np.abs(part) > floor, part, 0.0)


def cells_needed(places: tuple[Places, ...], reaches: tuple[Box, ...]) -> tuple[Box, ...]:
    """Find which cells of every stage's finished maps must be computed for those that a pixel reaches.

    Whether a cell is open or wins its window depends on cells that do not see the pixel themselves.

    Parameters
    ----------
    places : tuple of Places
        Where the stages' filters go.
    reaches : tuple of Box
        The cells of each stage that the pixel reaches.

    Returns
    -------
    tuple of Box
        One for each stage, up to the last that the pixel reaches at all.
    """
    seen = sum(1 for box in reaches if box.height)
    needed: list[Box] = []
    for number in reversed(range(seen)):
        box = reaches[number]
        if needed:
            above = places[number + 1]
            field = above.pixels_behind(above.cells_behind_block(needed[0]))
            box = _united(box, field.within(places[number].final_shape))
        needed.insert(0, box)
    return tuple(needed)


def products_needed(chain: Chain, places: tuple[Places, ...], needed: tuple[Box, ...]) -> int:
    """Count the products that it takes: for the numbers, and once more for each channel of the pixel."""
    total = 0
    for stage, place, box in zip(chain.stages, places, needed, strict=False):
        cells = place.cells_behind_block(box)
        total += (1 + chain.channels) * stage.weights.size * cells.height * cells.width
    return total


def _slopes(response: Response, settings: Stages) -> Doubles:
    """Return the slope of the activation at every number of the map before pooling, (O, h, w)."""
    linear, activated = response.linear, response.activated
    ones = np.ones(linear.shape)
    slopes: Floats
    match settings.activation:
        case "none":
            slopes = ones
        case "relu":
            slopes = relu_backward(ones, activated)
        case "leaky_relu":
            slopes = leaky_relu_backward(ones, linear)
        case "tanh":
            slopes = tanh_backward(ones, activated)
        case "sigmoid":
            slopes = sigmoid_backward(ones, activated)
        case "abs":
            slopes = np.sign(linear)
        case _:
            assert_never(settings.activation)
    return slopes.astype(np.float64, copy=False)


def _pooled(gains: Doubles, response: Response, settings: Stages) -> Doubles:
    """Return what pooled cells gain, (K, O, h, w), from what the cells before pooling do."""
    size, step = settings.pool_size, settings.pool_step
    if settings.pool == "none":
        return gains
    if settings.pool == "average":
        return avg_pool2d(gains, size, stride=step).astype(np.float64, copy=False)
    _values, winners = max_pool2d_with_winners(response.activated[np.newaxis], size, stride=step)
    down, right = np.divmod(winners[0].astype(np.intp), size)
    filters, height, width = down.shape
    rows = step * np.arange(height)[:, np.newaxis] + down
    columns = step * np.arange(width) + right
    won: Doubles = gains[:, np.arange(filters)[:, np.newaxis, np.newaxis], rows, columns]
    return won


def _cut(gains: Doubles, box: Box) -> Doubles:
    """Return what of (K, C, h, w) lies in a box, 0 where it sticks out."""
    k, c, h, w = gains.shape
    return cut_out(gains.reshape(k * c, h, w), box).reshape(k, c, box.height, box.width)


def _within(box: Box, other: Box) -> Box:
    """Return a box as it lies in the coordinates of another one."""
    return replace(box, top=box.top - other.top, left=box.left - other.left)


def _united(one: Box, other: Box) -> Box:
    """Return the box around two."""
    top, left = min(one.top, other.top), min(one.left, other.left)
    bottom = max(one.top + one.height, other.top + other.height)
    right = max(one.left + one.width, other.left + other.width)
    return Box(top, left, bottom - top, right - left)
