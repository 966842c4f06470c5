"""Turning the sums of pixels with a block of outputs each into planes of outputs, and back."""

from numba import njit

from filterlab.engine.arrays import FloatArray
from filterlab.engine.compiled.moves import copy, transpose
from filterlab.engine.kernel_sizes import CHUNK
from filterlab.engine.walk import Walk


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
def turn(
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
