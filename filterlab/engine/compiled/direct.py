"""Compiled kernels of the direct algorithm: sums of products, tile by tile, without an im2col matrix.

A convolution is a matrix product whose second factor is the picture seen through moving windows. Each tile of outputs
(16 channels by 6 pixels in float32, 32 by 6 with AVX-512) is summed over all taps at once: for every tap one or two
vectors of weights and six pixels, which lie at ``position of the output + position of the tap``. The weights'
gradient is the same product with the parts exchanged: for every output pixel the vectors of its gradients, and six
pixels at ``position of the tap + position of the output``.

References
----------
Goto and van de Geijn, Anatomy of High-Performance Matrix Multiplication (2008), for tiles of sums in registers;
Zhang, Franchetti and Low, High Performance Zero-Memory Overhead Direct Convolutions (2018), for doing without
the matrix.
"""

import numpy as np
from numba import njit, types

from filterlab.engine.arrays import FloatArray
from filterlab.engine.compiled.bands import (
    BOTH,
    WALK,
    array_types,
    copy_band,
    find_band,
    find_source,
)
from filterlab.engine.compiled.machine_code import vector_width
from filterlab.engine.compiled.moves import copy, transpose
from filterlab.engine.compiled.products import sum_products
from filterlab.engine.walk import CHUNK, TILE_POINTS, Positions, Walk


def _forward_signature(kind: types.Float) -> object:
    read, written, places = array_types(kind)
    i = types.intp
    return types.void(read, read, read, places, places, written, written, read, WALK, i, i, i, i)


def _weight_signature(kind: types.Float) -> object:
    read, written, places = array_types(kind)
    i = types.intp
    return types.void(read, read, places, places, read, written, written, read, WALK, i, i, i, i)


@njit(nogil=True, cache=True)
def _move(
    outputs: FloatArray,
    turned: FloatArray,
    walk: Walk,
    plane: int,
    valid: int,
    place: int,
    run: int,
    done: int,
    count: int,
    inward: bool,
) -> None:
    """Copy pixels between the planes of some outputs and rows of ``CHUNK`` numbers, one row for each output.

    Parameters
    ----------
    outputs, turned
        The planes, and the rows: copied from one to the other, out of the planes if ``inward``.
    plane, valid
        The first plane, and how many there are.
    place, run
        Where in its plane a picture's part of the band begins, and how many pixels that part has.
    done, count
        Which pixels of the band: picture after picture.
    """
    size = walk.rows * walk.columns
    copied = 0
    while copied < count:
        item, pixel = (done + copied) // run, (done + copied) % run
        length = min(run - pixel, count - copied)
        for output in range(valid):
            there = (plane + item * walk.groups * walk.outputs + output) * size + place + pixel
            here = output * CHUNK + copied
            if inward:
                copy((outputs, there, turned, here, length))
            else:
                copy((turned, here, outputs, there, length))
        copied += length


@njit(nogil=True, cache=True)
def _turn(
    outputs: FloatArray,
    pixels: FloatArray,
    at: int,
    turned: FloatArray,
    walk: Walk,
    plane: int,
    number: int,
    block: int,
    numbers: int,
    place: int,
    run: int,
    done: int,
    count: int,
    inward: bool,
) -> None:
    """Turn a chunk of pixels with a block of outputs each into planes of outputs, or (``inward``) the other way.

    ``pixels`` has them from ``at`` on, pixel by pixel; ``number`` is that of the block, ``plane`` the group's
    first plane. The others are as for `_move`, through whose rows the chunk goes unless it fits whole vectors
    everywhere.
    """
    size = walk.rows * walk.columns
    first = plane + number * block
    valid = min(block, walk.outputs - number * block)
    item, pixel = done // run, done % run
    if valid == block and count % numbers == 0 and pixel + count <= run:
        there = (first + item * walk.groups * walk.outputs) * size + place + pixel
        # Plane by plane: planes are often a power of two apart, and few such lines fit the first cache at a time.
        for half in range(0, block, numbers):
            for point in range(0, count, numbers):
                here, beyond = at + point * block + half, there + half * size + point
                if inward:
                    transpose((outputs, beyond, size, pixels, here, block))
                else:
                    transpose((pixels, here, block, outputs, beyond, size))
        return
    if inward:
        _move(outputs, turned, walk, first, valid, place, run, done, count, True)
    for point in range(0, count, numbers):
        for half in range(0, block, numbers):
            here, row = at + point * block + half, half * CHUNK + point
            if inward:
                transpose((turned, row, CHUNK, pixels, here, block))
            else:
                transpose((pixels, here, block, turned, row, CHUNK))
    if not inward:
        _move(outputs, turned, walk, first, valid, place, run, done, count, False)


@njit([_forward_signature(kind) for kind in BOTH], nogil=True, cache=True)
def correlate(
    x: FloatArray,
    weights: FloatArray,
    biases: FloatArray,
    bases: Positions,
    offsets: Positions,
    y: FloatArray,
    scratch: FloatArray,
    copied: FloatArray,
    walk: Walk,
    block: int,
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
        (group, block of outputs, tap, output of the block), flat.
    biases
        (group, block of outputs, output of the block), flat.
    bases, offsets
        Where each output pixel of a band looks, and where each tap lies from there.
    scratch, copied
        Memory for a padded band, twice the same: to write and to read.
    walk
        The way through the arrays.
    block
        How many outputs are computed together: one vector, two or four.
    parts
        Into how many parts the blocks of outputs of each band are shared; a unit is (band, group, part).
    first, last
        Which units to compute.
    """
    numbers = vector_width(x)
    blocks = (walk.outputs + block - 1) // block
    taps = len(offsets)
    strip = np.empty(CHUNK * block, x.dtype)
    turned = np.empty(block * CHUNK, x.dtype)
    tail = np.empty(TILE_POINTS, np.intp)
    for unit in range(first, last):
        part = unit % parts
        group = unit // parts % walk.groups
        image, images, row, rows, column, columns = find_band(walk, unit // parts // walk.groups)
        if walk.padded:
            copy_band(x, scratch, walk, image, images, group, row, column)
            source, shift = copied, 0
        else:
            source, shift = x, find_source(walk, image, group, row, column)
        run = rows * columns
        pixels = images * run
        for number in range(part * blocks // parts, (part + 1) * blocks // parts):
            start = (group * blocks + number) * block
            plane = (image * walk.groups + group) * walk.outputs
            for chunk in range(0, pixels, CHUNK):
                count = min(CHUNK, pixels - chunk)
                for point in range(0, count, TILE_POINTS):
                    places, begin = bases, chunk + point
                    if begin + TILE_POINTS > pixels:
                        for place in range(TILE_POINTS):
                            tail[place] = bases[min(begin + place, pixels - 1)]
                        places, begin = tail, 0
                    sum_products(
                        block,
                        weights,
                        start * taps,
                        source,
                        shift,
                        places,
                        begin,
                        offsets,
                        taps,
                        biases,
                        start,
                        strip,
                        point * block,
                    )
                _turn(
                    y,
                    strip,
                    0,
                    turned,
                    walk,
                    plane,
                    number,
                    block,
                    numbers,
                    row * walk.columns + column,
                    run,
                    chunk,
                    count,
                    False,
                )


@njit([_weight_signature(kind) for kind in BOTH], nogil=True, cache=True)
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
    shares: int,
    first: int,
    last: int,
) -> None:
    """Compute units ``first`` to ``last`` of the sums that make up the weights' gradient.

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
    shares
        Into how many shares the bands are divided; a unit is (share, group). Which bands are added up together
        does not depend on the number of threads, so neither do the bits of the result.
    first, last
        Which units to compute.
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
    for unit in range(first, last):
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
                    _turn(
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
