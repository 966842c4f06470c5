"""Compiled kernel of the weights' gradient, tile by tile, without an im2col matrix.

The same product as forward (see ``direct``) with the parts exchanged: for every output pixel the vectors of its
gradients, and six pixels at ``position of the tap + position of the output``.
"""

import numpy as np
from numba import njit, types

from filterlab.engine.arrays import FloatArray
from filterlab.engine.compiled.bands import BOTH, WALK, array_types, copy_band, find_band, find_source
from filterlab.engine.compiled.machine_code import vector_width
from filterlab.engine.compiled.products import sum_products
from filterlab.engine.compiled.turning import turn
from filterlab.engine.compiled.turns import TURNS, units_of
from filterlab.engine.kernel_sizes import CHUNK, TILE_POINTS
from filterlab.engine.positions import Positions
from filterlab.engine.walk import Walk


def _signature(kind: types.Float) -> object:
    read, written, places = array_types(kind)
    i = types.intp
    return types.void(
        read, read, places, places, read, written, written, read, WALK, i, types.boolean, i, TURNS, i
    )


@njit([_signature(kind) for kind in BOTH], nogil=True, cache=True)
def weight_gradient(
    dy: FloatArray,
    x: FloatArray,
    bases: Positions,
    offsets: Positions,
    zeros: FloatArray,
    sums: FloatArray,
    scratch: FloatArray,
    copied: FloatArray,
    walk: Walk,
    block: int,
    broad: bool,
    shares: int,
    turns: Positions,
    thread: int,
) -> None:
    """Compute units of the sums that make up the weights' gradient.

    Parameters
    ----------
    dy, x
        Gradient of the output, and input, flat.
    bases, offsets
        Where each tap lies, in whole tiles, and where each output pixel of a band looks from there.
    zeros
        At least two vectors of zeros.
    sums
        (share, group, block of outputs, tap, output of the block), flat: what each share's bands add up to. They
        are added to what is there.
    scratch, copied
        Memory for a padded band and for the gradients of a band's pixels, twice the same: to write and to read.
    walk
        The way through the arrays.
    block
        How many outputs are computed together: one vector, two or four.
    broad
        Whether tiles may use broad vectors (see `sum_products`).
    shares
        Into how many shares the bands are divided; a unit is (share, group). Which bands are added up together
        does not depend on the number of threads, so neither do the bits of the result.
    turns, thread
        Whose units these are (see `units_of`).
    """
    numbers = vector_width(x)
    blocks = (walk.outputs + block - 1) // block
    taps = len(bases)
    across = (walk.columns + walk.band_columns - 1) // walk.band_columns
    down = (walk.rows + walk.band_rows - 1) // walk.band_rows
    bands = (walk.images + walk.band_images - 1) // walk.band_images * down * across
    room = walk.band_images * walk.band_rows * walk.band_columns
    given = len(scratch) - (room + CHUNK - 1) // CHUNK * CHUNK * block
    turned = np.zeros(block * CHUNK, x.dtype)
    tile = np.empty(TILE_POINTS * block, x.dtype)
    for unit in units_of(turns, thread):
        share, group = unit // walk.groups, unit % walk.groups
        for band in range(share * bands // shares, (share + 1) * bands // shares):
            image, images, row, rows, column, columns = find_band(walk, band)
            if walk.padded:
                copy_band(x, scratch, walk, image, images, group, row, column)
                source, shift = copied, 0
            else:
                source, shift = x, find_source(walk, image, group, row, column)
            run = rows * columns
            pixels = images * run
            for number in range(blocks):
                # The gradients of the block's outputs, pixel by pixel.
                plane = (image * walk.groups + group) * walk.outputs
                for chunk in range(0, pixels, CHUNK):
                    turn(
                        dy,
                        scratch,
                        given + chunk * block,
                        turned,
                        walk,
                        plane,
                        number,
                        block,
                        numbers,
                        row * walk.columns + column,
                        run,
                        chunk,
                        min(CHUNK, pixels - chunk),
                        True,
                    )
                out = ((share * walk.groups + group) * blocks + number) * taps * block
                for tap in range(0, taps, TILE_POINTS):
                    sum_products(
                        block,
                        broad,
                        copied,
                        given,
                        source,
                        shift,
                        bases,
                        tap,
                        offsets,
                        pixels,
                        zeros,
                        0,
                        tile,
                        0,
                    )
                    for place in range(TILE_POINTS * block):
                        sums[out + tap * block + place] += tile[place]
