"""The filter walking over a picture, one position after the other, while its map fills in."""

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
)
from filterlab.probes.stages import Pair, Stages

Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One position of the filter.

    Attributes
    ----------
    number : int
        Counted from 0.
    row, column : int
        The cell of the map before pooling.
    box : Box
        The pixels the filter spans, dilation gaps included; it may hang over the picture's edge.
    linear : float
        The sum of the products plus the bias.
    value : float
        The same after the activation: the number that is written into the map.
    filled : ndarray
        Shape (rows, columns) of the cells that are visited, read-only: the map so far, NaN where the filter has
        not been yet.
    """

    number: int
    row: int
    column: int
    box: Box
    linear: float
    value: float
    filled: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Walk:
    """All positions of a filter on a picture, read like a page. Arrays are read-only.

    Attributes
    ----------
    view : Box
        The pixels to show: the padded picture, or what the visited cells see of it.
    pixels : ndarray
        Shape (C, view.height, view.width), as the filter sees them; 0 in the padding.
    is_padding : ndarray
        Shape (view.height, view.width), bool: which of them are no pixels of the picture.
    kernel : ndarray
        Shape (C, KH, KW): the filter as it lies on the picture.
    stages : Stages
        Stride, padding, dilation, bias and activation; the walk ends before pooling.
    places : Places
        Where the filter goes on the picture.
    cells : Box
        The cells of the map before pooling that are visited.
    linear, activated : ndarray
        Shape (cells.height, cells.width): the finished numbers before and after the activation.
    """

    view: Box
    pixels: Floats
    is_padding: NDArray[np.bool_]
    kernel: Floats
    stages: Stages
    places: Places
    cells: Box
    linear: Floats
    activated: Floats

    @property
    def length(self) -> int:
        """How many positions there are."""
        return self.cells.height * self.cells.width

    def step(self, number: int) -> Step:
        """Return a position by its number, and the map as far as it is filled by then.

        Raises
        ------
        FilterLabError
            If there is no such position.
        """
        row, column = self.place(number)
        filled = np.full(self.activated.shape, np.nan, self.activated.dtype)
        filled.flat[: number + 1] = self.activated.flat[: number + 1]
        filled.flags.writeable = False
        inside = row - self.cells.top, column - self.cells.left
        return Step(
            number=number,
            row=row,
            column=column,
            box=self.places.pixels_behind(Box(row, column, 1, 1)),
            linear=float(self.linear[inside]),
            value=float(self.activated[inside]),
            filled=filled,
        )

    def place(self, number: int) -> Pair:
        """Return the cell (row, column) of the map that is visited at this number.

        Raises
        ------
        FilterLabError
            If there is no such position.
        """
        if not 0 <= number < self.length:
            raise FilterLabError(
                f"The walk has no position {number}; choose one from 0 to {self.length - 1:,}."
            )
        down, right = divmod(number, self.cells.width)
        return self.cells.top + down, self.cells.left + right

    def number_of(self, row: int, column: int) -> int:
        """Return the number at which a cell of the map is visited.

        Raises
        ------
        FilterLabError
            If the walk does not come by.
        """
        down, right = row - self.cells.top, column - self.cells.left
        if not (0 <= down < self.cells.height and 0 <= right < self.cells.width):
            raise FilterLabError(
                f"The walk does not visit row {row}, column {column}; choose a row from {self.cells.top} to "
                f"{self.cells.top + self.cells.height - 1} and a column from {self.cells.left} to "
                f"{self.cells.left + self.cells.width - 1}."
            )
        return down * self.cells.width + right

    def evenly(self, most: int) -> tuple[int, ...]:
        """Choose at most so many positions, evenly spread; the first (unless it is one only) and the last are in.

        Raises
        ------
        FilterLabError
            If ``most`` is less than 1.
        """
        if most < 1:
            raise FilterLabError(f"{most} positions cannot be shown; ask for at least 1.")
        count = min(most, self.length)
        if count == 1:
            return (self.length - 1,)
        return tuple(round(i * (self.length - 1) / (count - 1)) for i in range(count))


def plan_walk(
    image: Floats, weights: Floats, stages: Stages, *, cells: Box | None = None, scale: float = 1.0
) -> Walk:
    """Lay out the walk of a filter over a picture, or over a part of it.

    Parameters
    ----------
    image, weights : ndarray
        Shapes (C, H, W) and (C, KH, KW), as for `respond`.
    stages : Stages
        Stride, padding, dilation, flip, bias and activation.
    cells : Box or None
        Which cells of the map before pooling to visit; None visits all.
    scale : float
        What a pixel value of 1 counts as: 255 gives everything in the units 0 to 255.

    Returns
    -------
    Walk
        With all numbers computed. Its values are those of `respond`, up to rounding.

    Raises
    ------
    FilterLabError
        If the cells are not on the map, or for the reasons `respond` has.
    """
    check_shape(image)
    kernel = laid_on_picture(weights, stages)
    channels, kernel_height, kernel_width = kernel.shape
    _channels, height, width = image.shape
    places = find_places((height, width), (kernel_height, kernel_width), stages)
    rows, columns = places.map_shape
    visited = Box(0, 0, rows, columns) if cells is None else cells
    if visited.within((rows, columns)) != visited or not visited.height * visited.width:
        raise FilterLabError(
            f"The part to walk over, rows {visited.top} to {visited.top + visited.height - 1} and columns "
            f"{visited.left} to {visited.left + visited.width - 1}, is not on the map of {rows} × {columns}; "
            f"choose a part that is."
        )
    field = places.pixels_behind(visited)
    view = field if cells is not None else _padded_picture(places)
    seen = cut_out(image, view)
    check_finite(seen, "picture")
    pixels = match_channels(as_floating(seen), channels)
    pixels = np.multiply(pixels, pixels.dtype.type(scale))
    under = cut_out(pixels, replace(field, top=field.top - view.top, left=field.left - view.left))
    with np.errstate(over="ignore", invalid="ignore"):
        linear = convolve(under, kernel, replace(stages, padding=(0, 0)))
    if not np.isfinite(linear).all():
        raise FilterLabError(
            f"The response grew beyond what {linear.dtype} can hold; "
            f"make the filter's numbers or the bias smaller."
        )
    activated = activate(linear, stages.activation)
    is_padding = outside((height, width), view)
    for array in (pixels, is_padding, linear, activated):
        array.flags.writeable = False
    return Walk(view, pixels, is_padding, kernel, stages, places, visited, linear, activated)


def _padded_picture(places: Places) -> Box:
    rows, columns = places.rows, places.columns
    return Box(-rows.before, -columns.before, rows.padded, columns.padded)
