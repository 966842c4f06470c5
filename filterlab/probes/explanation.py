"""Where one number of a response map comes from, down to the products it is a sum of."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filterlab.data import match_channels
from filterlab.errors import FilterLabError
from filterlab.probes.patches import outside
from filterlab.probes.places import Box, Places, find_places
from filterlab.probes.response import (
    activate,
    as_floating,
    check_finite,
    check_shape,
    convolve,
    cut_out,
    laid_on_picture,
    pooled,
)
from filterlab.probes.stages import Pair, Stages

Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class PoolWindow:
    """The cells of the activated map that one pooled number was made of.

    Attributes
    ----------
    box : Box
        The window, in cells of the activated map.
    values : ndarray
        Shape (height, width) of the box, read-only.
    row, column : int
        The largest of them, in cells of the activated map; of equal ones the first, read like a page. For
        average pooling it is the one that contributed most.
    """

    box: Box
    values: Doubles
    row: int
    column: int


@dataclass(frozen=True, slots=True, eq=False)
class Explanation:
    """One number of a finished map, taken apart. Arrays are read-only float64.

    Attributes
    ----------
    row, column : int
        The place in the finished map.
    map_row, map_column : int
        The place before pooling whose products are shown; the same place when there is no pooling.
    patch : ndarray
        Shape (C, KH, KW): the pixels under the filter, 0 where the filter hangs over the edge.
    is_padding : ndarray
        Shape (KH, KW), bool: which cells hang over the edge.
    weights : ndarray
        Shape (C, KH, KW): the filter as it lies on the picture (turned if ``stages.flip``).
    products : ndarray
        Shape (C, KH, KW): patch times weights.
    bias, activated : float
        The bias, and ``linear`` after the activation.
    value : float
        The number of the finished map; unlike ``activated`` only where average pooling mixes several.
    patch_box : Box
        The pixels the filter spans for the products shown, dilation gaps included.
    receptive_field : Box
        The pixels the number can see; larger than ``patch_box`` when several places were pooled.
    pool_window : PoolWindow or None
        The pooled cells, None without pooling.
    best_possible : float
        The largest ``linear`` that any patch within the picture's own range of values could reach.
    """

    row: int
    column: int
    map_row: int
    map_column: int
    patch: Doubles
    is_padding: NDArray[np.bool_]
    weights: Doubles
    products: Doubles
    bias: float
    activated: float
    value: float
    patch_box: Box
    receptive_field: Box
    pool_window: PoolWindow | None
    best_possible: float

    @property
    def sum(self) -> float:
        """The sum of the products."""
        return float(self.products.sum())

    @property
    def linear(self) -> float:
        """The sum of the products plus the bias."""
        return self.sum + self.bias

    @property
    def share(self) -> float | None:
        """``linear / best_possible``, at most 1; None where the best is not above 0."""
        return self.linear / self.best_possible if self.best_possible > 0 else None


def explain(
    image: NDArray[np.floating[Any]],
    weights: NDArray[np.floating[Any]],
    stages: Stages,
    row: int,
    column: int,
    *,
    value_range: tuple[float, float] | None = None,
    scale: float = 1.0,
) -> Explanation:
    """Take one number of the finished map apart: patch times filter, sum, bias, activation, pooling.

    The best possible response sets every pixel under a positive weight to the brightest value of the picture
    and every pixel under a negative weight to the darkest: ``sum(w+) * max + sum(w-) * min + bias``. In a
    padded picture the padding's 0 counts as one of its values, too.

    Parameters
    ----------
    image, weights : ndarray
        Shapes (C, H, W) and (C, KH, KW), as for `respond`.
    stages : Stages
        The same settings the map was made with.
    row, column : int
        The place in the finished map.
    value_range : tuple of float or None
        The darkest and brightest value of the picture, times ``scale``, for a caller who asks often; None looks.
    scale : float
        What a pixel value of 1 counts as: 255 gives everything in the units 0 to 255.

    Returns
    -------
    Explanation
        Its ``value`` is the map's number at this place, up to rounding of the map's type.

    Raises
    ------
    FilterLabError
        If the place is not on the map, or for the reasons `respond` has.
    """
    check_shape(image)
    _channels, height, width = image.shape
    kernel = laid_on_picture(weights, stages)
    channels, kernel_height, kernel_width = kernel.shape
    places = find_places((height, width), (kernel_height, kernel_width), stages)
    check_place(row, column, places.final_shape)
    seen = cut_out(image, places.pixels_behind(places.cells_behind(row, column)))
    check_finite(seen, "picture")
    # In the picture's own type: a pixel of 50 in 255 comes out as 50.
    matched = match_channels(as_floating(seen), channels)
    pixels = np.multiply(matched, matched.dtype.type(scale)).astype(np.float64)
    low, high = value_range or _range(match_channels(as_floating(image), channels), scale)
    if places.is_padded:
        low, high = min(low, 0.0), max(high, 0.0)
    best_possible = _best_sum(kernel, low, high) + stages.bias
    return take_apart(pixels, kernel, stages, places, row, column, best_possible)


def take_apart(
    pixels: NDArray[np.floating[Any]],
    weights: NDArray[np.floating[Any]],
    stages: Stages,
    places: Places,
    row: int,
    column: int,
    best_possible: float,
) -> Explanation:
    """Take one number apart by nothing but what it sees.

    Parameters
    ----------
    pixels : ndarray
        Shape (C, height, width) of the number's receptive field, 0 where it sticks out of the picture.
    weights : ndarray
        Shape (C, KH, KW), as the filter lies on the picture: ``stages.flip`` is not looked at.
    stages, places
        The settings, and where they put the filter on the picture.
    row, column : int
        A place of the finished map.
    best_possible : float
        What `Explanation.best_possible` shall say.
    """
    kernel, seen = np.array(weights, np.float64), np.array(pixels, np.float64)
    cells = places.cells_behind(row, column)
    field = places.pixels_behind(cells)
    linear = convolve(seen, kernel, replace(stages, padding=(0, 0)))
    activated = np.array(activate(linear, stages.activation), np.float64)
    winner_row, winner_column = (int(i) for i in np.unravel_index(np.argmax(activated), activated.shape))
    window = PoolWindow(cells, activated, cells.top + winner_row, cells.left + winner_column)
    patch_box = places.pixels_behind(Box(window.row, window.column, 1, 1))
    patch = _under_filter(seen, field, patch_box, stages.dilation)
    products = patch * kernel
    is_padding = outside((places.rows.size, places.columns.size), patch_box, stages.dilation)
    for array in (kernel, patch, products, is_padding, activated):
        array.flags.writeable = False
    return Explanation(
        row=row,
        column=column,
        map_row=window.row,
        map_column=window.column,
        patch=patch,
        is_padding=is_padding,
        weights=kernel,
        products=products,
        bias=stages.bias,
        activated=float(activated[winner_row, winner_column]),
        value=float(pooled(activated, replace(stages, pool_stride=None)).item()),
        patch_box=patch_box,
        receptive_field=field,
        pool_window=None if stages.pool == "none" else window,
        best_possible=best_possible,
    )


def check_place(row: int, column: int, shape: Pair) -> None:
    """Refuse a place that is not on a map of this shape (height, width)."""
    height, width = shape
    if not (0 <= row < height and 0 <= column < width):
        raise FilterLabError(
            f"Row {row}, column {column} is not on the map of {height} × {width}; "
            f"choose a row from 0 to {height - 1} and a column from 0 to {width - 1}."
        )


def _under_filter(pixels: Doubles, field: Box, box: Box, dilation: Pair) -> Doubles:
    """Return the pixels (C, KH, KW) that the filter's cells lie on when it spans the box."""
    top, left = box.top - field.top, box.left - field.left
    rows = slice(top, top + box.height, dilation[0])
    columns = slice(left, left + box.width, dilation[1])
    return pixels[:, rows, columns].copy()


def _range(picture: NDArray[np.floating[Any]], scale: float) -> tuple[float, float]:
    ends = scale * float(picture.min()), scale * float(picture.max())
    return min(ends), max(ends)


def _best_sum(kernel: NDArray[np.floating[Any]], low: float, high: float) -> float:
    weights = kernel.astype(np.float64)
    return float(weights[weights > 0].sum()) * high + float(weights[weights < 0].sum()) * low
