"""Compiled kernels of pooling, and the sums over the planes of a channel.

Windows are taken one vector at a time, wherever they lie: window v of a plane begins at ``bases[v]`` in the
plane, and its cells lie ``offsets`` further. No window leaves the picture.
"""

import numpy as np
import numpy.typing as npt
from numba import njit, types

from filterlab.engine.arrays import FloatArray
from filterlab.engine.compiled.bands import BOTH, array_types
from filterlab.engine.compiled.machine_code import vector_width
from filterlab.engine.compiled.moves import clear
from filterlab.engine.compiled.pool_tiles import give_to_pairs, largest_in_rows_tile, largest_tile, sum_tile
from filterlab.engine.compiled.turns import TURNS, units_of
from filterlab.engine.positions import Positions

Winners = npt.NDArray[np.uint8]

_WINNERS = types.Array(types.uint8, 1, "C")
_WINNERS_READ = types.Array(types.uint8, 1, "C", readonly=True)


def _maxima_signature(kind: types.Float) -> object:
    read, written, places = array_types(kind)
    i = types.intp
    return types.void(read, places, places, i, i, types.boolean, written, _WINNERS, TURNS, i)


def _scatter_signature(kind: types.Float) -> object:
    read, written, places = array_types(kind)
    i = types.intp
    return types.void(read, _WINNERS_READ, places, places, i, i, written, TURNS, i)


def _sums_signature(kind: types.Float) -> object:
    read, written, places = array_types(kind)
    i = types.intp
    return types.void(read, places, places, i, written, TURNS, i)


def _channel_signature(kind: types.Float) -> object:
    read, written, _ = array_types(kind)
    i = types.intp
    return types.void(read, written, i, i, i)


@njit([_maxima_signature(kind) for kind in BOTH], nogil=True, cache=True)
def maxima(
    x: FloatArray,
    bases: Positions,
    offsets: Positions,
    plane: int,
    in_row: int,
    relu: bool,
    y: FloatArray,
    winners: Winners,
    turns: Positions,
    thread: int,
) -> None:
    """Find the largest number of each window of some planes, and which cell of the window it is in.

    ``plane`` is the size of a plane of ``x``; ``in_row`` is how many windows a row has, at least a vector, if each
    is two pixels from the one before, else 0. For ``relu`` a window's number is 0 if none is positive, and the cell
    one that it does not have.
    """
    numbers, cells, windows = vector_width(x), len(offsets), len(bases)
    # A plane with fewer windows than a vector has numbers is computed beside, and copied.
    few, few_winners, few_bases = (
        np.empty(numbers, x.dtype),
        np.empty(numbers, np.uint8),
        np.empty(numbers, np.intp),
    )
    for lane in range(numbers):
        few_bases[lane] = bases[min(lane, windows - 1)]
    for number in units_of(turns, thread):
        out = number * windows
        if in_row:
            largest_in_rows_tile(
                (x, number * plane, bases, windows, in_row, offsets, cells, relu, y, winners, out)
            )
            continue
        if windows < numbers:
            largest_tile((x, number * plane, few_bases, 0, offsets, cells, relu, few, few_winners, 0))
            for window in range(windows):
                y[out + window] = few[window]
                winners[out + window] = few_winners[window]
            continue
        for window in range(0, windows, numbers):
            begin = min(window, windows - numbers)
            largest_tile((x, number * plane, bases, begin, offsets, cells, relu, y, winners, out + begin))


@njit([_scatter_signature(kind) for kind in BOTH], nogil=True, cache=True)
def scatter(
    dy: FloatArray,
    winners: Winners,
    bases: Positions,
    offsets: Positions,
    plane: int,
    in_row: int,
    dx: FloatArray,
    turns: Positions,
    thread: int,
) -> None:
    """Give each window's number to the pixel that won it, in some planes; the others get 0.

    ``in_row`` is how many windows a row has, at least a vector, if they are of 2 × 2 and do not overlap, else 0.
    """
    windows = len(bases)
    for number in units_of(turns, thread):
        clear((dx, number * plane, plane))
        if in_row:
            give_to_pairs(
                (dy, winners, number * windows, windows, in_row, dx, number * plane, bases, offsets[2])
            )
            continue
        for window in range(windows):
            winner = np.intp(winners[number * windows + window])
            # A winner that the window does not have gets nothing.
            if winner < len(offsets):
                dx[number * plane + bases[window] + offsets[winner]] += dy[number * windows + window]


@njit([_sums_signature(kind) for kind in BOTH], nogil=True, cache=True)
def sums(
    x: FloatArray,
    bases: Positions,
    offsets: Positions,
    plane: int,
    y: FloatArray,
    turns: Positions,
    thread: int,
) -> None:
    """Add up each window of some planes."""
    numbers, cells, windows = vector_width(x), len(offsets), len(bases)
    few, few_bases = np.empty(numbers, x.dtype), np.empty(numbers, np.intp)
    for lane in range(numbers):
        few_bases[lane] = bases[min(lane, windows - 1)]
    for number in units_of(turns, thread):
        out = number * windows
        if windows < numbers:
            sum_tile((x, number * plane, few_bases, 0, offsets, cells, few, 0))
            for window in range(windows):
                y[out + window] = few[window]
            continue
        for window in range(0, windows, numbers):
            begin = min(window, windows - numbers)
            sum_tile((x, number * plane, bases, begin, offsets, cells, y, out + begin))


@njit([_sums_signature(kind) for kind in BOTH], nogil=True, cache=True)
def spread(
    dy: FloatArray,
    bases: Positions,
    offsets: Positions,
    plane: int,
    dx: FloatArray,
    turns: Positions,
    thread: int,
) -> None:
    """Give each window's number to all its pixels, in some planes; the others get 0."""
    windows = len(bases)
    for number in units_of(turns, thread):
        clear((dx, number * plane, plane))
        for window in range(windows):
            value = dy[number * windows + window]
            for cell in range(len(offsets)):
                dx[number * plane + bases[window] + offsets[cell]] += value


@njit([_channel_signature(kind) for kind in BOTH], nogil=True, cache=True, fastmath={"reassoc"})
def channel_sums(dy: FloatArray, total: FloatArray, n: int, c: int, size: int) -> None:
    """Add up all planes of each channel of ``dy`` (n, c, size): the gradient of a bias."""
    for channel in range(c):
        whole = dy.dtype.type(0)
        for image in range(n):
            at = (image * c + channel) * size
            plane = dy.dtype.type(0)
            for place in range(size):
                plane += dy[at + place]
            whole += plane
        total[channel] = whole
