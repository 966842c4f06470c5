"""Compiled kernel that adds the response to a change of a few taps: one pass over the picture, row by row."""

import numpy as np
import numpy.typing as npt
from numba import njit, types

from filterlab.engine.arrays import FloatArray
from filterlab.engine.compiled.bands import BOTH, WALK, array_types
from filterlab.engine.compiled.machine_code import vector_width
from filterlab.engine.compiled.moves import add_scaled, copy
from filterlab.engine.compiled.turns import TURNS, units_of
from filterlab.engine.positions import Positions
from filterlab.engine.walk import Walk

Marks = npt.NDArray[np.uint8]


def _signature(kind: types.Float) -> object:
    read, written, places = array_types(kind)
    i = types.intp
    return types.void(
        read, read, read, places, places, written, types.Array(types.uint8, 1, "C"), WALK, TURNS, i
    )


@njit([_signature(kind) for kind in BOTH], nogil=True, cache=True)
def add_change(
    y: FloatArray,
    x: FloatArray,
    change: FloatArray,
    down: Positions,
    right: Positions,
    updated: FloatArray,
    astray: Marks,
    walk: Walk,
    turns: Positions,
    thread: int,
) -> None:
    """Compute rows of the updated output, counted over all planes.

    Parameters
    ----------
    y, x, updated
        Output before, input, and output after, flat.
    change
        (group, output, channel, row, column), flat: what is added to the taps.
    down, right
        Where each row and column of taps lies.
    astray
        One mark for each row, set to 1 where a number is not finite.
    walk
        The way through the arrays.
    turns, thread
        Whose rows these are (see `units_of`).
    """
    kernel = len(down) * len(right)
    traces = np.zeros(vector_width(x) + 1, x.dtype)
    # Pixels that do not lie side by side are laid so first: then they are added a vector at a time.
    gathered = np.empty(walk.columns if walk.right > 1 else 1, x.dtype)
    for number in units_of(turns, thread):
        plane, row = number // walk.rows, number % walk.rows
        image, output = plane // (walk.groups * walk.outputs), plane % (walk.groups * walk.outputs)
        group = output // walk.outputs
        out = number * walk.columns
        traces[:] = 0
        copy((y, out, updated, out, walk.columns))
        for channel in range(walk.channels):
            source = (image * walk.groups + group) * walk.channels + channel
            for tap in range(kernel):
                place = (output * walk.channels + channel) * kernel + tap
                line = walk.top + row * walk.down + down[tap // len(right)]
                if line < 0 or line >= walk.height:
                    continue
                left = walk.left + right[tap % len(right)]
                begin = max((-left + walk.right - 1) // walk.right, 0)
                # The first outputs look beyond the left edge, the last beyond the right.
                end = min((walk.width - 1 - left) // walk.right + 1, walk.columns)
                end = max(end, begin)
                at = (source * walk.height + line) * walk.width + left
                if walk.right == 1:
                    add_scaled((updated, x, at + begin, change, place, out + begin, end - begin, traces))
                else:
                    for column in range(end - begin):
                        gathered[column] = x[at + (begin + column) * walk.right]
                    add_scaled((updated, gathered, 0, change, place, out + begin, end - begin, traces))
        astray[number] = traces.sum() != 0
