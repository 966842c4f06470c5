"""Compiled kernel of the weights' gradient by vectors of neighbouring pixels: fast where one channel has wide rows.

Four outputs times three taps are added up together. For every vector of neighbouring outputs of a picture their
gradients are multiplied by the pixels that each of the taps lay on; what the lanes hold is added up at the very end.
"""

import numpy as np
from numba import njit, types

from filterlab.engine.arrays import FloatArray
from filterlab.engine.compiled.bands import BOTH, WALK, array_types, copy_band, find_band, find_source
from filterlab.engine.compiled.machine_code import vector_width
from filterlab.engine.compiled.tiles import gradient_tile
from filterlab.engine.compiled.turns import TURNS, units_of
from filterlab.engine.kernel_sizes import GRADIENT_OUTPUTS, GRADIENT_TAPS
from filterlab.engine.positions import Positions
from filterlab.engine.walk import Walk


def _signature(kind: types.Float) -> object:
    read, written, places = array_types(kind)
    layouts = types.Array(types.intp, 2, "C", readonly=True)
    i = types.intp
    return types.void(read, read, places, layouts, written, written, read, WALK, i, TURNS, i)


@njit(nogil=True, cache=True)
def _list_vectors(
    walk: Walk, rows: int, columns: int, out: int, pitch: int, numbers: int, ys: Positions, xs: Positions
) -> tuple[int, int]:
    """List where the vectors of a band lie among the outputs and where their first tap looks; count them.

    First come those that are whole. The last of a row overlaps the one before: of these only some lanes count.
    """
    whole = columns // numbers
    count = 0
    for row in range(rows):
        for vector in range(whole):
            ys[count] = out + row * walk.columns + vector * numbers
            xs[count] = row * walk.down * pitch + vector * numbers
            count += 1
    parts = 0
    if columns % numbers:
        for row in range(rows):
            ys[count + parts] = out + row * walk.columns + columns - numbers
            xs[count + parts] = row * walk.down * pitch + columns - numbers
            parts += 1
    return count, parts


@njit([_signature(kind) for kind in BOTH], nogil=True, cache=True)
def weight_gradient(
    dy: FloatArray,
    x: FloatArray,
    planes: Positions,
    offsets: Positions,
    sums: FloatArray,
    scratch: FloatArray,
    copied: FloatArray,
    walk: Walk,
    shares: int,
    turns: Positions,
    thread: int,
) -> None:
    """Compute units of the sums that make up the weights' gradient.

    Parameters
    ----------
    dy, x
        Gradient of the output, and input, flat.
    planes
        Where the plane of each output lies from the first, in whole tiles.
    offsets
        Where each tap lies, in whole tiles: in the picture, and in the copy of a padded band.
    sums
        (share, group, output, tap, lane) in whole tiles, flat: each share's bands are added to what is there.
    scratch, copied
        Memory for a padded band, twice the same: to write and to read.
    walk
        The way through the arrays; made for rows: a band has one picture, its outputs look side by side.
    shares
        Into how many shares the bands are divided; a unit is (share, group).
    turns, thread
        Whose units these are (see `units_of`).
    """
    numbers = vector_width(x)
    outputs, taps = len(planes), offsets.shape[1]
    across = (walk.columns + walk.band_columns - 1) // walk.band_columns
    down = (walk.rows + walk.band_rows - 1) // walk.band_rows
    bands = walk.images * down * across
    room = walk.band_rows * ((walk.band_columns + numbers - 1) // numbers)
    ys, xs = np.empty(room, np.intp), np.empty(room, np.intp)
    for unit in units_of(turns, thread):
        share, group = unit // walk.groups, unit % walk.groups
        for band in range(share * bands // shares, (share + 1) * bands // shares):
            image, _, row, rows, column, columns = find_band(walk, band)
            if walk.padded:
                copy_band(x, scratch, walk, image, 1, group, row, column)
                source, shift, pitch = copied, 0, walk.pitch
            else:
                source, shift, pitch = x, find_source(walk, image, group, row, column), walk.width
            out = (image * walk.groups + group) * walk.outputs * walk.rows * walk.columns
            out += row * walk.columns + column
            whole, parts = _list_vectors(walk, rows, columns, out, pitch, numbers, ys, xs)
            for output in range(0, outputs, GRADIENT_OUTPUTS):
                for tap in range(0, taps, GRADIENT_TAPS):
                    at = (unit * outputs + output) * taps + tap * GRADIENT_OUTPUTS
                    gradient_tile(
                        (
                            dy,
                            planes,
                            output,
                            source,
                            shift,
                            offsets[walk.padded],
                            tap,
                            ys,
                            xs,
                            whole,
                            parts,
                            columns % numbers,
                            sums,
                            at * numbers,
                        )
                    )
