"""Compiled kernels of the direct algorithm: sums of products, tile by tile, without an im2col matrix.

A convolution is a matrix product whose second factor is the picture seen through moving windows. Each tile of outputs
(16 channels by 6 pixels in float32, 32 by 6 with AVX-512) is summed over all taps at once: for every tap one or two
vectors of weights and six pixels, which lie at ``position of the output + position of the tap``. Where windows look
beyond small pictures, an `Agenda` tells which taps a tile is summed over.

References
----------
Goto and van de Geijn, Anatomy of High-Performance Matrix Multiplication (2008), for tiles of sums in registers;
Zhang, Franchetti and Low, High Performance Zero-Memory Overhead Direct Convolutions (2018), for doing without
the matrix.
"""

import numpy as np
from numba import njit, types

from filterlab.engine.arrays import FloatArray
from filterlab.engine.compiled.bands import BOTH, WALK, array_types, copy_band, find_band, find_source
from filterlab.engine.compiled.machine_code import vector_width
from filterlab.engine.compiled.products import sum_listed_products, sum_products
from filterlab.engine.compiled.turning import turn
from filterlab.engine.compiled.turns import TURNS, units_of
from filterlab.engine.kernel_sizes import CHUNK, TILE_POINTS
from filterlab.engine.positions import Positions
from filterlab.engine.walk import Walk


def _signature(kind: types.Float) -> object:
    read, written, places = array_types(kind)
    i = types.intp
    lists = types.Array(types.intp, 2, "C", readonly=True)
    agenda = lists, lists, places, places, types.boolean
    return types.void(
        read, read, read, places, places, *agenda, written, written, read, WALK, i, types.boolean, i, TURNS, i
    )


@njit(nogil=True, cache=True)
def _sum_agenda(
    block: int,
    weights: FloatArray,
    at: int,
    source: FloatArray,
    shift: int,
    offsets: Positions,
    agenda: Positions,
    first: int,
    last: int,
    taps: Positions,
    biases: FloatArray,
    start: int,
    strip: FloatArray,
) -> None:
    """Compute tiles ``first`` to ``last`` of an agenda into a strip that has the pixels in their own order."""
    width = agenda.shape[1]
    numbers = agenda.reshape(-1)
    for tile in range(first, last):
        sum_listed_products(
            block,
            weights,
            at,
            source,
            shift,
            numbers,
            tile * width + 2,
            offsets,
            agenda[tile, 1],
            biases,
            start,
            strip,
            taps,
            agenda[tile, 0],
            numbers,
            tile * width + 2 + TILE_POINTS,
        )


@njit(nogil=True, cache=True)
def _sum_chunk(
    block: int,
    broad: bool,
    weights: FloatArray,
    at: int,
    source: FloatArray,
    shift: int,
    bases: Positions,
    offsets: Positions,
    pixels: int,
    chunk: int,
    count: int,
    biases: FloatArray,
    start: int,
    strip: FloatArray,
    tail: Positions,
) -> None:
    """Compute ``count`` of a band's pixels from ``chunk`` on into a strip, summed over all taps."""
    for point in range(0, count, TILE_POINTS):
        places, begin = bases, chunk + point
        if begin + TILE_POINTS > pixels:
            for place in range(TILE_POINTS):
                tail[place] = bases[min(begin + place, pixels - 1)]
            places, begin = tail, 0
        sum_products(
            block,
            broad,
            weights,
            at,
            source,
            shift,
            places,
            begin,
            offsets,
            len(offsets),
            biases,
            start,
            strip,
            point * block,
        )


@njit([_signature(kind) for kind in BOTH], nogil=True, cache=True)
def correlate(
    x: FloatArray,
    weights: FloatArray,
    biases: FloatArray,
    bases: Positions,
    offsets: Positions,
    agenda: Positions,
    spans: Positions,
    listed: Positions,
    listed_offsets: Positions,
    in_place: bool,
    y: FloatArray,
    scratch: FloatArray,
    copied: FloatArray,
    walk: Walk,
    block: int,
    broad: bool,
    parts: int,
    turns: Positions,
    thread: int,
) -> None:
    """Compute units of a convolution's output.

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
    agenda, spans, listed, listed_offsets, in_place
        The parts of an `Agenda`; without tiles if every tile is to be summed over all taps.
    scratch, copied
        Memory for a padded band, twice the same: to write and to read.
    walk
        The way through the arrays.
    block
        How many outputs are computed together: one vector, two or four.
    broad
        Whether tiles without an agenda may use broad vectors (see `sum_products`).
    parts
        Into how many parts the blocks of outputs of each band are shared; a unit is (band, group, part).
    turns, thread
        Whose units these are (see `units_of`).
    """
    numbers = vector_width(x)
    blocks = (walk.outputs + block - 1) // block
    taps = len(offsets)
    room = walk.band_images * walk.band_rows * walk.columns if len(agenda) else 1
    strip = np.empty((room + CHUNK - 1) // CHUNK * CHUNK * block, x.dtype)
    turned = np.empty(block * CHUNK, x.dtype)
    tail = np.empty(TILE_POINTS, np.intp)
    for unit in units_of(turns, thread):
        part = unit % parts
        group = unit // parts % walk.groups
        image, images, row, rows, column, columns = find_band(walk, unit // parts // walk.groups)
        if walk.padded and not in_place:
            copy_band(x, scratch, walk, image, images, group, row, column)
            source, shift = copied, 0
        else:
            source, shift = x, find_source(walk, image, group, row, column)
        run = rows * columns
        pixels = images * run
        for number in range(part * blocks // parts, (part + 1) * blocks // parts):
            start = (group * blocks + number) * block
            plane = (image * walk.groups + group) * walk.outputs
            if len(agenda):
                kind = row // walk.band_rows if images == walk.band_images else len(spans) - 1
                _sum_agenda(
                    block,
                    weights,
                    start * taps,
                    source,
                    shift,
                    listed_offsets,
                    agenda,
                    spans[kind, 0],
                    spans[kind, 1],
                    listed,
                    biases,
                    start,
                    strip,
                )
            for chunk in range(0, pixels, CHUNK):
                count = min(CHUNK, pixels - chunk)
                if not len(agenda):
                    _sum_chunk(
                        block,
                        broad,
                        weights,
                        start * taps,
                        source,
                        shift,
                        bases,
                        offsets,
                        pixels,
                        chunk,
                        count,
                        biases,
                        start,
                        strip,
                        tail,
                    )
                turn(
                    y,
                    strip,
                    chunk * block if len(agenda) else 0,
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
