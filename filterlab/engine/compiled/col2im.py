"""Compiled kernel of the input's gradient as products that are added up where their pixels lie (col2im).

Each number of the output's gradient, times the weights of all taps, belongs to the pixels its window looked at. So
for every window the products are summed over the outputs, by tiles as in `direct`, and then added to the pixels of
the window. No zeros around the output's gradient are multiplied, which for small maps and large filters are half of
all numbers.
"""

from typing import NamedTuple

import numpy as np
from numba import njit, types

from filterlab.engine.arrays import FloatArray
from filterlab.engine.compiled.bands import BOTH, array_types
from filterlab.engine.compiled.machine_code import vector_width
from filterlab.engine.compiled.moves import add_windows, transpose
from filterlab.engine.compiled.products import sum_products
from filterlab.engine.compiled.turns import TURNS, units_of
from filterlab.engine.kernel_sizes import CHUNK, TILE_POINTS
from filterlab.engine.positions import Positions


class Window(NamedTuple):
    """The numbers the kernel is given.

    Attributes
    ----------
    groups, outputs, channels
        Outputs and channels are those of one group.
    height, width
        Of the input.
    windows
        How many there are in a picture.
    top, left
        How far the first window begins beyond the picture.
    lines, pitch
        Size of the picture with all that the windows look at.
    block, blocks
        How many taps of a window are computed together, and how often.
    turns
        Windows this far from each other have no pixels in common, or lie in different rows.
    """

    groups: int
    outputs: int
    channels: int
    height: int
    width: int
    windows: int
    top: int
    left: int
    lines: int
    pitch: int
    block: int
    blocks: int
    turns: int


_WINDOW = types.NamedUniTuple(types.intp, len(Window._fields), Window)


def _signature(kind: types.Float) -> object:
    read, written, places = array_types(kind)
    table = types.Array(types.intp, 2, "C", readonly=True)
    i = types.intp
    return types.void(
        read, read, places, places, places, table, read, written, written, _WINDOW, types.boolean, TURNS, i
    )


@njit(nogil=True, cache=True)
def _put(sums: FloatArray, dx: FloatArray, out: int, window: Window) -> None:
    """Take the picture out of what the windows looked at, plane by plane."""
    numbers, size = vector_width(dx), window.height * window.width
    # Vectors of channels are turned into vectors of columns; the last one overlaps the one before.
    turned = window.channels // numbers * numbers if window.width >= numbers else 0
    for row in range(window.height):
        line = ((row + window.top) * window.pitch + window.left) * window.channels
        for channel in range(0, turned, numbers):
            for start in range(0, window.width, numbers):
                column = min(start, window.width - numbers)
                here = line + column * window.channels + channel
                there = out + channel * size + row * window.width + column
                transpose((sums, here, window.channels, dx, there, size))
        for channel in range(turned, window.channels):
            for column in range(window.width):
                there = out + channel * size + row * window.width + column
                dx[there] = sums[line + column * window.channels + channel]


@njit([_signature(kind) for kind in BOTH], nogil=True, cache=True)
def input_gradient(
    dy: FloatArray,
    weights: FloatArray,
    pixels: Positions,
    outputs: Positions,
    corners: Positions,
    pieces: Positions,
    zeros: FloatArray,
    dx: FloatArray,
    sums: FloatArray,
    window: Window,
    broad: bool,
    turns: Positions,
    thread: int,
) -> None:
    """Compute the gradient of the input for some units: a group of channels of a picture each.

    Parameters
    ----------
    dy, dx
        Gradient of the output, and of the input, flat.
    weights
        (group, block of taps, output, tap of the block), flat.
    pixels, outputs
        Where the gradient of each window lies from the first, in whole tiles, and that of each output.
    corners
        Where in ``sums`` each window begins.
    pieces
        Runs of taps that lie side by side, in the order of the blocks: the block, the tap of the block at which one
        begins, how many it has, and how far from a window's corner they lie.
    zeros
        At least four vectors of zeros.
    sums
        Scratch for (line, column, channel) of what the windows look at.
    window
        The numbers of the arrays.
    broad
        Whether tiles may use broad vectors (see `sum_products`).
    turns, thread
        Whose units these are (see `units_of`).
    """
    channels, block = window.channels, window.block
    strip = np.empty(CHUNK * block, dy.dtype)
    for unit in units_of(turns, thread):
        group = unit % window.groups
        for place in range(window.lines * window.pitch * channels):
            sums[place] = 0
        for chunk in range(0, window.windows, CHUNK):
            count = min(CHUNK, window.windows - chunk)
            piece = 0
            for number in range(window.blocks):
                at = (group * window.blocks + number) * window.outputs * block
                for point in range(0, count, TILE_POINTS):
                    sum_products(
                        block,
                        broad,
                        weights,
                        at,
                        dy,
                        unit * window.outputs * window.windows,
                        pixels,
                        chunk + point,
                        outputs,
                        window.outputs,
                        zeros,
                        0,
                        strip,
                        point * block,
                    )
                while piece < len(pieces) and pieces[piece, 0] == number:
                    start, length, there = pieces[piece, 1], pieces[piece, 2], pieces[piece, 3]
                    add_windows(
                        (strip, start, block, sums, corners, chunk, there, length, count, window.turns)
                    )
                    piece += 1
        _put(sums, dx, unit * channels * window.height * window.width, window)
