"""The way back from a pixel: which numbers of the map look at it, and through which weight."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filterlab.engine import Axis, max_pool2d_with_winners
from filterlab.errors import FilterLabError
from filterlab.probes.bands import seen_in_box
from filterlab.probes.places import Box, Places, find_places
from filterlab.probes.response import activate, check_shape, convolve, cut_out, laid_on_picture
from filterlab.probes.stages import Stages

Floats = NDArray[np.floating[Any]]
Doubles = NDArray[np.float64]
Whole = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class PooledViews:
    """The pooling windows over the block of cells that look at a pixel. Arrays are read-only, of the box's shape.

    Attributes
    ----------
    box : Box
        The windows, in cells of the finished map; its sides are 0 if there is none.
    winner_rows, winner_columns : ndarray
        Whole numbers: the cell of the map before pooling that won each window (of equal ones the first, as a page
        is read). For average pooling, where all contribute, the largest.
    wins : ndarray
        bool: whether that winner looks at the pixel.
    weights : ndarray
        Shape (C, height, width), float64: the weight through which the pixel reaches each pooled number when there
        is no activation between: the winner's for max pooling, the mean of all cells' for average pooling.
    """

    box: Box
    winner_rows: Whole
    winner_columns: Whole
    wins: NDArray[np.bool_]
    weights: Doubles


@dataclass(frozen=True, slots=True, eq=False)
class SeenBy:
    """Every number of the map that looks at one pixel. Arrays are read-only.

    Attributes
    ----------
    row, column : int
        The pixel.
    cells : Box
        The smallest block of the map before pooling with all cells that look at it; its sides are 0 if none does.
    tap_rows, tap_columns : ndarray
        Whole numbers, shapes (cells.height,) and (cells.width,): the row and the column of the filter, as it lies on
        the picture, through which each row and column of the block looks at the pixel; -1 where it does not.
    weights : ndarray
        Shape (C, cells.height, cells.width), float64: the weight each cell sees each channel of the pixel through; 0
        where it does not look.
    looks : ndarray
        Shape (cells.height, cells.width), bool: which cells of the block look at the pixel. With a dilation they lie
        scattered.
    pooled : PooledViews or None
        The windows with such cells; None without pooling.
    """

    row: int
    column: int
    cells: Box
    tap_rows: Whole
    tap_columns: Whole
    weights: Doubles
    looks: NDArray[np.bool_]
    pooled: PooledViews | None

    @property
    def is_seen(self) -> bool:
        """Whether any cell looks at the pixel at all."""
        return bool(self.looks.any())

    @property
    def total(self) -> Doubles:
        """What each cell gains when the pixel grows by 1 in every channel the filter sees."""
        total: Doubles = self.weights.sum(axis=0)
        return total


def look_back(
    image: Floats, weights: Floats, stages: Stages, row: int, column: int, *, scale: float = 1.0
) -> SeenBy:
    """Find every number that looks at a pixel, and the weight it is seen through.

    The cell at row r sees the pixel row ``r * stride - padding + i * dilation`` through row i of the filter; asked
    the other way round, each cell sees a pixel through one weight or not at all.

    Parameters
    ----------
    image, weights : ndarray
        Shapes (C, H, W) and (C, KH, KW), as for `respond`.
    stages : Stages
        The settings of the map.
    row, column : int
        A pixel of the picture, not of its padding.
    scale : float
        What a pixel value of 1 counts as: with a bias and an activation, it may change who wins a window.

    Returns
    -------
    SeenBy
        In the channels of the filter: where a one-channel filter looks at a colour picture, it sees the luminance.

    Raises
    ------
    FilterLabError
        If the pixel is not on the picture, or for the reasons `respond` has.
    """
    check_shape(image)
    kernel = laid_on_picture(weights, stages).astype(np.float64)
    _channels, height, width = image.shape
    _of_filter, kernel_height, kernel_width = kernel.shape
    if not (0 <= row < height and 0 <= column < width):
        raise FilterLabError(
            f"The pixel at row {row}, column {column} is not on the picture of {height} × {width}; "
            f"choose a row from 0 to {height - 1} and a column from 0 to {width - 1}."
        )
    places = find_places((height, width), (kernel_height, kernel_width), stages)
    top, tap_rows = _lookers(places.rows, row)
    left, tap_columns = _lookers(places.columns, column)
    if not (tap_rows.size and tap_columns.size):
        tap_rows, tap_columns = tap_rows[:0], tap_columns[:0]
    cells = Box(top, left, tap_rows.size, tap_columns.size)
    looks = (tap_rows >= 0)[:, np.newaxis] & (tap_columns >= 0)
    through = np.where(looks, kernel[:, tap_rows[:, np.newaxis], tap_columns], 0.0)
    for array in (tap_rows, tap_columns, looks, through):
        array.flags.writeable = False
    seen = SeenBy(row, column, cells, tap_rows, tap_columns, through, looks, None)
    if places.pool_rows is None or places.pool_columns is None:
        return seen
    return replace(seen, pooled=_pooled(image, kernel, stages, places, seen, scale))


def _lookers(axis: Axis, pixel: int) -> tuple[int, Whole]:
    """Find who looks at a pixel along one axis.

    Returns
    -------
    first, taps
        The first place that looks at it, and from there to the last the cell of the filter that lies on it, -1 for
        those between that do not look.
    """
    reach = pixel + axis.before
    first = max(-((axis.span - 1 - reach) // axis.stride), 0)
    last = min(reach // axis.stride, axis.out - 1)
    offsets = reach - axis.stride * np.arange(first, last + 1)
    taps = np.where(offsets % axis.dilation == 0, offsets // axis.dilation, -1)
    lookers = np.flatnonzero(taps >= 0)
    if not lookers.size:
        return 0, taps[:0]
    return first + int(lookers[0]), taps[lookers[0] : lookers[-1] + 1]


def _pooled(
    image: Floats, kernel: Doubles, stages: Stages, places: Places, seen: SeenBy, scale: float
) -> PooledViews:
    """Find the windows that hold the cells that look, and who wins them."""
    box = _windows(places, seen.cells)
    if not box.height * box.width:
        nobody = np.zeros((box.height, box.width), np.intp)
        empty = np.zeros((kernel.shape[0], box.height, box.width))
        return PooledViews(box, nobody, nobody, nobody.astype(bool), empty)
    block = places.cells_behind_block(box)
    under = seen_in_box(image, kernel.shape[0], places.pixels_behind(block), scale)
    values = activate(convolve(under, kernel, replace(stages, padding=(0, 0))), stages.activation)
    size, step = stages.pool_size, stages.pool_step
    _y, winners = max_pool2d_with_winners(values[np.newaxis, np.newaxis], size, stride=step)
    down, right = np.divmod(winners[0, 0].astype(np.intp), size)
    rows = block.top + step * np.arange(box.height)[:, np.newaxis] + down
    columns = block.left + step * np.arange(box.width) + right
    # All cells of the windows, most of which may not look at the pixel.
    cells = np.concatenate([seen.weights, seen.looks[np.newaxis]], dtype=np.float64)
    shift = replace(block, top=block.top - seen.cells.top, left=block.left - seen.cells.left)
    everywhere = cut_out(cells, shift).astype(np.float64)
    through, looking = everywhere[:-1], everywhere[-1]
    at = rows - block.top, columns - block.left
    if stages.pool == "max":
        weights = through[:, at[0], at[1]]
    else:
        windows = np.lib.stride_tricks.sliding_window_view(through, (size, size), axis=(1, 2))
        weights = windows[:, ::step, ::step].mean(axis=(3, 4), dtype=np.float64)
    views = PooledViews(box, rows, columns, looking[at] > 0, weights)
    for array in (rows, columns, views.wins, weights):
        array.flags.writeable = False
    return views


def _windows(places: Places, cells: Box) -> Box:
    """Return the pooling windows that hold any of these cells."""
    if places.pool_rows is None or places.pool_columns is None or not cells.height * cells.width:
        return Box(0, 0, 0, 0)
    top, height = _holders(places.pool_rows, cells.top, cells.height)
    left, width = _holders(places.pool_columns, cells.left, cells.width)
    return Box(top, left, height, width) if height and width else Box(0, 0, 0, 0)


def _holders(axis: Axis, first: int, count: int) -> tuple[int, int]:
    """Return the first window along an axis that holds any of these cells, and how many do."""
    start = max(-((axis.span - 1 - first) // axis.stride), 0)
    stop = min((first + count - 1) // axis.stride, axis.out - 1)
    return start, max(stop - start + 1, 0)
