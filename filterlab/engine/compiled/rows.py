"""Compiled kernel of the row algorithm: vectors of neighbouring outputs, which look at neighbouring pixels.

Each tile holds the sums of up to four filters for vectors of eight neighbouring outputs (in float32); for every
tap it loads the pixels once and multiplies them by each filter's weight. A single filter takes two rows of
outputs at once instead, because neighbouring rows look at nearly the same pixels.
"""

import numpy as np
from numba import njit, types

from filterlab.engine.arrays import FloatArray
from filterlab.engine.compiled.bands import BOTH, WALK, array_types, copy_band, find_band, find_source
from filterlab.engine.compiled.machine_code import vector_width
from filterlab.engine.compiled.tiles import (
    TILE_SUMS,
    four_filters_tile,
    one_filter_tile,
    three_filters_tile,
    two_filters_tile,
    two_rows_tile,
)
from filterlab.engine.walk import Positions, Walk


def _signature(kind: types.Float) -> object:
    read, written, places = array_types(kind)
    i = types.intp
    return types.void(read, read, read, places, places, i, read, written, written, read, WALK, i, i, i)


@njit(nogil=True, cache=True)
def _list_vectors(
    walk: Walk, numbers: int, rows: int, step: int, columns: int, bases: Positions, targets: Positions
) -> int:
    """List where the vectors of every ``step``-th row look and where they belong; return how many there are.

    The last vector of a row overlaps the one before rather than go beyond the row. Behind the list the last vector
    is repeated until a tile is full.
    """
    pitch = walk.pitch if walk.padded else walk.width
    count = 0
    for row in range(0, rows, step):
        for start in range(0, columns, numbers):
            column = min(start, columns - numbers)
            bases[count] = row * walk.down * pitch + column
            targets[count] = row * walk.columns + column
            count += 1
    if count:
        for place in range(count, TILE_SUMS):
            bases[place] = bases[count - 1]
            targets[place] = targets[count - 1]
    return count


@njit(nogil=True, cache=True)
def _filters(
    source: FloatArray,
    shift: int,
    weights: FloatArray,
    at: int,
    biases: FloatArray,
    start: int,
    filters: int,
    bases: Positions,
    targets: Positions,
    first: int,
    vectors: int,
    offsets: Positions,
    y: FloatArray,
    out: int,
    size: int,
) -> None:
    """Compute vectors ``first`` to ``vectors`` of the list for up to four filters."""
    width = TILE_SUMS // filters
    taps = len(offsets)
    while first < vectors:
        # The last tile overlaps the one before rather than go beyond the list.
        first = max(min(first, vectors - width), 0)
        given = (
            source,
            shift,
            bases,
            first,
            offsets,
            taps,
            weights,
            at,
            biases,
            start,
            y,
            out,
            size,
            targets,
        )
        if filters == 4:
            four_filters_tile(given)
        elif filters == 3:
            three_filters_tile(given)
        elif filters == 2:
            two_filters_tile(given)
        else:
            one_filter_tile(given)
        first += width


@njit(nogil=True, cache=True)
def _row_pairs(
    source: FloatArray,
    shift: int,
    weights: FloatArray,
    at: int,
    biases: FloatArray,
    start: int,
    bases: Positions,
    targets: Positions,
    vectors: int,
    offsets: Positions,
    edge: int,
    y: FloatArray,
    out: int,
    step: int,
) -> None:
    """Compute the vectors of the list, and those one row below, for one filter."""
    first = 0
    while first < vectors:
        first = max(min(first, vectors - TILE_SUMS // 2), 0)
        two_rows_tile(
            (
                source,
                shift,
                bases,
                first,
                offsets,
                edge,
                len(offsets) - 2 * edge,
                weights,
                at,
                biases,
                start,
                y,
                out,
                step,
                targets,
            )
        )
        first += TILE_SUMS // 2


@njit([_signature(kind) for kind in BOTH], nogil=True, cache=True)
def correlate(
    x: FloatArray,
    weights: FloatArray,
    biases: FloatArray,
    offsets: Positions,
    pair_offsets: Positions,
    edge: int,
    pair_weights: FloatArray,
    y: FloatArray,
    scratch: FloatArray,
    copied: FloatArray,
    walk: Walk,
    parts: int,
    first: int,
    last: int,
) -> None:
    """Compute units ``first`` to ``last`` of a convolution's output.

    Parameters
    ----------
    x, y
        Input and output, flat.
    weights
        (group, quadruple of outputs, tap, output of the quadruple), flat; the last quadruple may have fewer.
    biases
        (group, output), flat.
    offsets
        Where each tap lies, from where an output looks.
    pair_offsets, edge, pair_weights
        Where the pixels lie that two neighbouring rows of outputs look at, how many of them the first alone does,
        and what a group's last filter multiplies them by (see ``two_rows_tile``). Empty if rows share no pixels.
    scratch, copied
        Memory for a padded band, twice the same: to write and to read.
    walk
        The way through the arrays; its steps to the right are 1, and its bands have one picture.
    parts
        Into how many parts the quadruples of each band are shared; a unit is (band, group, part).
    first, last
        Which units to compute.
    """
    numbers = vector_width(x)
    taps = len(offsets)
    size = walk.rows * walk.columns
    quadruples = (walk.outputs + 3) // 4
    room = walk.band_rows * ((walk.band_columns + numbers - 1) // numbers) + TILE_SUMS
    bases, targets = np.empty(room, np.intp), np.empty(room, np.intp)
    pair_bases, pair_targets = np.empty(room, np.intp), np.empty(room, np.intp)
    vectors = pairs = listed_rows = listed_columns = 0
    for unit in range(first, last):
        part = unit % parts
        group = unit // parts % walk.groups
        image, _, row, rows, column, columns = find_band(walk, unit // parts // walk.groups)
        if walk.padded:
            copy_band(x, scratch, walk, image, 1, group, row, column)
            source, shift = copied, 0
        else:
            source, shift = x, find_source(walk, image, group, row, column)
        if rows != listed_rows or columns != listed_columns:
            vectors = _list_vectors(walk, numbers, rows, 1, columns, bases, targets)
            pairs = _list_vectors(walk, numbers, rows // 2 * 2, 2, columns, pair_bases, pair_targets)
            listed_rows, listed_columns = rows, columns
        for quadruple in range(part * quadruples // parts, (part + 1) * quadruples // parts):
            filters = min(walk.outputs - 4 * quadruple, 4)
            start = group * walk.outputs + 4 * quadruple
            out = (image * walk.groups * walk.outputs + start) * size + row * walk.columns + column
            done = 0
            if filters == 1 and edge > 0:
                _row_pairs(
                    source,
                    shift,
                    pair_weights,
                    group * 2 * taps,
                    biases,
                    start,
                    pair_bases,
                    pair_targets,
                    pairs,
                    pair_offsets,
                    edge,
                    y,
                    out,
                    walk.columns,
                )
                done = 2 * pairs
            _filters(
                source,
                shift,
                weights,
                start * taps,
                biases,
                start,
                filters,
                bases,
                targets,
                done,
                vectors,
                offsets,
                y,
                out,
                size,
            )
