"""Tiles of neighbouring outputs, by as many filters as are taken together (see ``tiles``)."""

from typing import NamedTuple

from numba import njit

from filterlab.engine.arrays import FloatArray
from filterlab.engine.compiled.machine_code import vector_width
from filterlab.engine.compiled.tiles import (
    broad_four_filters_tiles,
    broad_one_filter_tiles,
    broad_rows_together_tiles,
    broad_three_filters_tiles,
    broad_two_filters_tiles,
    four_filters_tiles,
    one_filter_tiles,
    rows_together_tiles,
    three_filters_tiles,
    two_filters_tiles,
)
from filterlab.engine.kernel_sizes import ROWS_TOGETHER
from filterlab.engine.positions import Positions


class Filters(NamedTuple):
    """What the pixels of a quadruple of outputs are multiplied by.

    Attributes
    ----------
    weights, at
        (tap, filter) from ``at`` on.
    together, together_at
        Those of a group's last filter for rows computed together (see ``rows_together_tiles``), from
        ``together_at`` on.
    edge
        How many pixels only the first of those rows looks at; 0 if rows share no pixels.
    biases, start
        One number for each filter, from ``start`` on.
    number
        How many filters: 1 to 4.
    """

    weights: FloatArray
    at: int
    together: FloatArray
    together_at: int
    edge: int
    biases: FloatArray
    start: int
    number: int


class Window(NamedTuple):
    """Some rows of outputs, and the pixels they look at.

    Attributes
    ----------
    source, shift, pitch
        The picture or its copy, where in it the first output looks, and the numbers of a row.
    offsets, places
        Where each tap lies from where an output looks, and each pixel that rows computed together look at.
    rows
        How many.
    out
        Where in ``y`` the first belongs.
    """

    source: FloatArray
    shift: int
    pitch: int
    offsets: Positions
    places: Positions
    rows: int
    out: int


@njit(nogil=True, cache=True)
def sum_rows(
    numbers: int,
    window: Window,
    filters: Filters,
    y: FloatArray,
    size: int,
    bases: Positions,
    targets: Positions,
    down: int,
    right: int,
    vectors: int,
) -> None:
    """Compute the first vectors of the list, ``down`` and ``right`` further, for up to four filters."""
    given = (
        window.source,
        window.shift + down,
        bases,
        vectors,
        window.offsets,
        len(window.offsets),
        filters.weights,
        filters.at,
        filters.biases,
        filters.start,
        y,
        window.out + right,
        size,
        targets,
    )
    broad = numbers > vector_width(y)
    if filters.number == 4:
        if broad:
            broad_four_filters_tiles(given)
        else:
            four_filters_tiles(given)
    elif filters.number == 3:
        if broad:
            broad_three_filters_tiles(given)
        else:
            three_filters_tiles(given)
    elif filters.number == 2:
        if broad:
            broad_two_filters_tiles(given)
        else:
            two_filters_tiles(given)
    elif broad:
        broad_one_filter_tiles(given)
    else:
        one_filter_tiles(given)


@njit(nogil=True, cache=True)
def sum_rows_together(
    numbers: int,
    window: Window,
    filters: Filters,
    y: FloatArray,
    step: int,
    bases: Positions,
    targets: Positions,
    down: int,
    right: int,
    vectors: int,
) -> None:
    """Compute the first vectors of the list, and those in the rows below, for one filter."""
    given = (
        window.source,
        window.shift + down,
        bases,
        vectors,
        window.places,
        filters.edge,
        len(window.places) - 2 * (ROWS_TOGETHER - 1) * filters.edge,
        filters.together,
        filters.together_at,
        filters.biases,
        filters.start,
        y,
        window.out + right,
        step,
        targets,
    )
    if numbers > vector_width(y):
        broad_rows_together_tiles(given)
    else:
        rows_together_tiles(given)
