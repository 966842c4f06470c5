"""The way back from a pixel through stages: which cells of every map see it, and how much of it reaches them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filterlab.errors import FilterLabError
from filterlab.probes.chain.model import Chain, counted
from filterlab.probes.chain.path_weights import PathWalk, cells_needed, products_needed
from filterlab.probes.chain.places import find_chain_places, naming_stage
from filterlab.probes.chain.reach import Reach, find_reach
from filterlab.probes.chain.response import ChainWindows
from filterlab.probes.explanation import Doubles
from filterlab.probes.places import Box
from filterlab.probes.response import check_shape
from filterlab.probes.stages import Pair

Floats = NDArray[np.floating[Any]]

MOST_PRODUCTS = 2**30
"""A pixel whose way through the maps takes more products than this is refused: it would keep one waiting."""


@dataclass(frozen=True, slots=True)
class CellView:
    """One cell of a map that a pixel gets through to.

    Attributes
    ----------
    map, row, column : int
        Which cell, all counted from 0.
    weight : float
        Its path weight, summed over the channels.
    value : float
        The number that stands there.
    """

    map: int
    row: int
    column: int
    weight: float
    value: float


@dataclass(frozen=True, slots=True, eq=False)
class StageViews:
    """What one stage's finished maps see of a pixel. Arrays are read-only.

    Attributes
    ----------
    reach : Reach
        The cells whose receptive field holds the pixel, whatever the weights are; no other cell can see it.
    is_wired : ndarray
        Shape (O,), bool: to which maps weights other than 0 lead from the picture.
    weights : ndarray
        Shape (C, O, reach.box.height, reach.box.width), float64: the path weights, for each channel of the first
        stage. A path weight is the derivative of the cell by the pixel as everything stands now: over all paths
        from the pixel to the cell, the sum of the products of the weights on the way, each path multiplied by the
        slopes of the activations it meets, and by 0 where it loses in a max pooling window.
    values : ndarray
        Shape (O, reach.box.height, reach.box.width), float64: the numbers themselves.
    """

    reach: Reach
    is_wired: NDArray[np.bool_]
    weights: Doubles
    values: Doubles

    @property
    def total(self) -> Doubles:
        """What each cell gains for each 1 by which the pixel grows in all channels, as long as nothing tips over."""
        total: Doubles = self.weights.sum(axis=0)
        return total

    def strongest(self, count: int | None = None) -> tuple[CellView, ...]:
        """Return the cells with the largest path weights, whatever their sign; of equal ones the first.

        Parameters
        ----------
        count : int or None
            How many at most; None is all. Cells whose path weight is 0 are none.
        """
        return self.ranked(self.total, count)

    def ranked(self, sizes: Doubles, count: int | None = None) -> tuple[CellView, ...]:
        """Return the cells for which a number (O, box.height, box.width) is not 0, those with the largest first."""
        total, box = self.total, self.reach.box
        maps, rows, columns = np.nonzero(sizes)
        order = np.argsort(-np.abs(sizes[maps, rows, columns]), kind="stable")[:count]
        return tuple(
            CellView(
                map=int(maps[at]),
                row=box.top + int(rows[at]),
                column=box.left + int(columns[at]),
                weight=float(total[maps[at], rows[at], columns[at]]),
                value=float(self.values[maps[at], rows[at], columns[at]]),
            )
            for at in order
        )


@dataclass(frozen=True, slots=True, eq=False)
class ChainSeenBy:
    """Every cell of every map of a chain that sees one pixel. Arrays are read-only.

    Attributes
    ----------
    row, column : int
        The pixel.
    pixel : ndarray
        Shape (C,), float64: its value in the channels of the first stage, in the units asked for.
    taps : ndarray
        Of the same shape as the first stage's path weights: the one weight of the filter that lies on the pixel,
        without the slope of the activation. After max pooling it is that of the cell that won the window, after
        average pooling the mean over the window.
    stages : tuple of StageViews
        One for each stage.
    """

    row: int
    column: int
    pixel: Doubles
    taps: Doubles
    stages: tuple[StageViews, ...]

    def most_tapped(self, count: int | None = None) -> tuple[CellView, ...]:
        """Return the cells of the first stage with the largest taps, whatever their sign; of equal ones the first.

        Parameters
        ----------
        count : int or None
            How many at most; None is all. Cells with a tap of 0 are none; those that a closed ReLU keeps the pixel
            from have a path weight of 0.
        """
        return self.stages[0].ranked(self.taps.sum(axis=0), count)

    def tap_of(self, cell: CellView) -> Doubles:
        """Return a first-stage cell's tap for each channel, shape (C,)."""
        box = self.stages[0].reach.box
        taps: Doubles = self.taps[:, cell.map, cell.row - box.top, cell.column - box.left]
        return taps

    def weights_of(self, stage: int, cell: CellView) -> Doubles:
        """Return a cell's path weight for each channel, shape (C,)."""
        box = self.stages[stage].reach.box
        weights: Doubles = self.stages[stage].weights[:, cell.map, cell.row - box.top, cell.column - box.left]
        return weights


def look_back_through(
    image: Floats, chain: Chain, row: int, column: int, *, scale: float = 1.0
) -> ChainSeenBy:
    """Find every cell of every map of a chain that sees a pixel, and the path weight it sees it through.

    Only the cells near the pixel are computed, so that the picture may be of any size.

    Parameters
    ----------
    image, chain, scale
        As for `filterlab.probes.chain.respond_through`.
    row, column : int
        A pixel of the picture.

    Returns
    -------
    ChainSeenBy
        In the channels of the first stage: where it looks at the luminance of a colour picture, the path weights
        are derivatives by the luminance.

    Raises
    ------
    FilterLabError
        If the pixel is not on the picture, its way takes more than ``MOST_PRODUCTS`` products, or for the reasons
        `filterlab.probes.chain.respond_through` has.

    Notes
    -----
    The derivatives are carried along with the values, stage by stage (forward accumulation; Griewank and Walther,
    Evaluating Derivatives, 2008, chapter 3). At their kinks the activations have the slope that training gives
    them: ReLU and the absolute value 0 at 0. A path weight that cannot be told from the rounding of sums is 0.
    """
    check_shape(image)
    _channels, height, width = image.shape
    places = find_chain_places(chain, (height, width))
    _check_pixel(row, column, (height, width))
    reaches = find_reach(places, row, column)
    needed = cells_needed(places, tuple(reach.box for reach in reaches))
    products = products_needed(chain, places, needed)
    if products > MOST_PRODUCTS:
        raise FilterLabError(
            f"The way of the pixel at row {row}, column {column} through {counted(len(chain.stages), 'stage')} takes "
            f"{products:,} products, more than {MOST_PRODUCTS:,}; use fewer stages, or fewer or smaller filters."
        )
    windows = ChainWindows(image, chain, places, scale, np.float64)
    pixel = windows.under(0, Box(row, column, 1, 1))[:, 0, 0].astype(np.float64)
    walk = PathWalk.at_pixel(windows, needed[0] if needed else None, row, column)
    taps, views = np.zeros((chain.channels, chain.stages[0].filters, 0, 0)), []
    wired: NDArray[np.bool_] = np.ones(chain.channels, np.bool_)
    for number, (stage, place, reach) in enumerate(zip(chain.stages, places, reaches, strict=True)):
        wired = np.asarray((stage.weights.any(axis=(2, 3)) & wired).any(axis=1))
        weights = np.zeros((chain.channels, stage.filters, 0, 0))
        values: Doubles = weights[0]
        if number < len(needed):
            with naming_stage(number + 1):
                walk = walk.through(stage, place, needed[number])
            values, weights = walk.values_in(reach.box), walk.gains_in(reach.box)
            taps = walk.taps_in(reach.box) if number == 0 else taps
        views.append(StageViews(reach, wired, weights, values))
    for array in (pixel, taps, *(each for view in views for each in (view.weights, view.values))):
        array.flags.writeable = False
    return ChainSeenBy(row, column, pixel, taps, tuple(views))


def _check_pixel(row: int, column: int, size: Pair) -> None:
    height, width = size
    if not (0 <= row < height and 0 <= column < width):
        raise FilterLabError(
            f"The pixel at row {row}, column {column} is not on the picture of {height} × {width}; "
            f"choose a row from 0 to {height - 1} and a column from 0 to {width - 1}."
        )
