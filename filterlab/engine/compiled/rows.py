"""Compiled kernel of the row algorithm: vectors of neighbouring outputs, which look at neighbouring pixels.

Each tile holds the sums of up to four filters for vectors of eight neighbouring outputs (in float32); for every
tap it loads the pixels once and multiplies them by each filter's weight. A single filter takes two rows of
outputs at once instead, because neighbouring rows look at nearly the same pixels.
"""

import numpy as np
from numba import njit, types

from filterlab.engine.arrays import FloatArray
from filterlab.engine.compiled.bands import BOTH, WALK, array_types, copy_band, find_band, find_source
from filterlab.engine.compiled.row_products import Filters, Window, sum_rows, sum_rows_together
from filterlab.engine.compiled.tiles import TILE_SUMS
from filterlab.engine.compiled.turns import TURNS, units_of
from filterlab.engine.kernel_sizes import ROWS_TOGETHER
from filterlab.engine.positions import Positions
from filterlab.engine.walk import Walk

# A lap is so many rows that they have about this many vectors: enough to waste little of the last tile, and few
# enough to stay in the processor's first cache with the pixels.
_LAP_VECTORS = 192


def _signature(kind: types.Float) -> object:
    read, written, places = array_types(kind)
    layouts = types.Array(types.intp, 2, "C", readonly=True)
    i = types.intp
    return types.void(
        read, read, read, layouts, layouts, i, read, written, written, read, WALK, i, places, i, i, TURNS, i
    )


@njit(nogil=True, cache=True)
def _list_lap(
    window: Window,
    walk: Walk,
    left: int,
    right: int,
    step: int,
    numbers: int,
    bases: Positions,
    targets: Positions,
) -> tuple[int, int]:
    """List where the vectors of every ``step``-th row of a lap look and where they belong, in some columns.

    The last vector of a row overlaps the one before rather than go beyond the row. Behind the list the last vector
    is repeated until a tile is full. Returned is how many of those rows a lap has, and how many vectors a row.
    """
    across = (right - left + numbers - 1) // numbers
    lap = min((_LAP_VECTORS + across - 1) // across, window.rows // step)
    count = 0
    for row in range(lap):
        for start in range(left, right, numbers):
            column = min(start, right - numbers)
            bases[count] = row * step * walk.down * window.pitch + column
            targets[count] = row * step * walk.columns + column
            count += 1
    if count:
        for place in range(count, TILE_SUMS):
            bases[place] = bases[count - 1]
            targets[place] = targets[count - 1]
    return lap, across


@njit(nogil=True, cache=True)
def _correlate_window(
    numbers: int,
    window: Window,
    filters: Filters,
    y: FloatArray,
    walk: Walk,
    left: int,
    right: int,
    bases: Positions,
    targets: Positions,
) -> None:
    """Compute columns ``left`` to ``right`` of a window for up to four filters, lap by lap."""
    together = filters.number == 1 and filters.edge > 0 and window.rows >= ROWS_TOGETHER
    step = ROWS_TOGETHER if together else 1
    width = TILE_SUMS // (ROWS_TOGETHER if together else filters.number)
    lap, across = _list_lap(window, walk, left, right, step, numbers, bases, targets)
    done = 0
    while done < window.rows:
        count = min(lap, (window.rows - done + step - 1) // step)
        # Too little for a tile, or too few rows: begin some rows earlier.
        if count * across < width:
            count = min(lap, (width + across - 1) // across)
        begin = min(done, window.rows - count * step)
        down, right = begin * walk.down * window.pitch, begin * walk.columns
        vectors = count * across
        if together:
            sum_rows_together(numbers, window, filters, y, walk.columns, bases, targets, down, right, vectors)
        else:
            size = walk.rows * walk.columns
            sum_rows(numbers, window, filters, y, size, bases, targets, down, right, vectors)
        done = begin + count * step


@njit(nogil=True, cache=True)
def _rows_inside(walk: Walk, row: int, rows: int) -> bool:
    """Tell whether these rows of outputs look neither above nor below the picture."""
    top = walk.top + row * walk.down
    return top >= 0 and top + walk.lines - (walk.band_rows - rows) * walk.down <= walk.height


@njit(nogil=True, cache=True)
def _edge(
    window: Window,
    filters: Filters,
    y: FloatArray,
    walk: Walk,
    side: int,
    across: Positions,
    begin: int,
    end: int,
) -> None:
    """Compute columns ``begin`` to ``end`` of a window one by one, with zeros beyond the picture.

    The first column of the window looks at column ``side`` of the picture, its taps ``across`` further.
    """
    nothing = y.dtype.type(0)
    width, size = len(across), walk.rows * walk.columns
    for row in range(window.rows):
        at = window.shift + row * walk.down * window.pitch
        for column in range(begin, end):
            for number in range(filters.number):
                total = filters.biases[filters.start + number]
                for line in range(0, len(window.offsets), width):
                    for place in range(width):
                        tap = line + place
                        inside = 0 <= side + column + across[place] < walk.width
                        pixel = window.source[at + column + window.offsets[tap]] if inside else nothing
                        total += pixel * filters.weights[filters.at + tap * filters.number + number]
                y[window.out + number * size + row * walk.columns + column] = total


@njit([_signature(kind) for kind in BOTH], nogil=True, cache=True)
def correlate(
    x: FloatArray,
    weights: FloatArray,
    biases: FloatArray,
    offsets: Positions,
    places: Positions,
    edge: int,
    together: FloatArray,
    y: FloatArray,
    scratch: FloatArray,
    copied: FloatArray,
    walk: Walk,
    in_place: int,
    across: Positions,
    parts: int,
    numbers: int,
    turns: Positions,
    thread: int,
) -> None:
    """Compute units of a convolution's output.

    Parameters
    ----------
    x, y
        Input and output, flat.
    weights
        (group, quadruple of outputs, tap, output of the quadruple), flat; the last quadruple may have fewer.
    biases
        (group, output), flat.
    offsets
        Where each tap lies from where an output looks: in the picture, and in the copy of a padded band.
    places, edge, together
        Where the pixels lie that rows computed together look at, how many of them the first alone does, and what
        a group's last filter multiplies them by (see ``rows_together_tiles``). Empty if rows share no pixels.
    scratch, copied
        Memory for a padded band, twice the same: to write and to read.
    walk
        The way through the arrays; made for rows: a band has one picture, its outputs look side by side.
    in_place
        1 if padded bands are not to be copied, and the few columns that look beyond the picture are computed one
        by one; bands whose rows look beyond it are copied all the same.
    across
        Where each column of taps lies.
    parts
        Into how many parts the quadruples of each band are shared; a unit is (band, group, part).
    numbers
        How many neighbouring outputs a vector has: as many as `vector_width`, or twice that.
    turns, thread
        Whose units these are (see `units_of`).
    """
    taps = offsets.shape[1]
    quadruples = (walk.outputs + 3) // 4
    room = _LAP_VECTORS + (walk.band_columns + numbers - 1) // numbers + TILE_SUMS
    bases, targets = np.empty(room, np.intp), np.empty(room, np.intp)
    for unit in units_of(turns, thread):
        part = unit % parts
        group = unit // parts % walk.groups
        image, _, row, rows, column, columns = find_band(walk, unit // parts // walk.groups)
        # Columns ``left`` to ``right`` of the band look at columns of the picture.
        side = walk.left + column
        left = min(max(-side, 0), columns)
        right = min(columns, walk.width - (walk.pitch - walk.band_columns) - side)
        apart = bool(in_place and right - left >= numbers and _rows_inside(walk, row, rows))
        copy = int(walk.padded and not apart)
        if copy:
            copy_band(x, scratch, walk, image, 1, group, row, column)
        source, shift, pitch = copied, 0, walk.pitch
        if not copy:
            source, shift, pitch = x, find_source(walk, image, group, row, column), walk.width
        if not apart:
            left, right = 0, columns
        for quadruple in range(part * quadruples // parts, (part + 1) * quadruples // parts):
            start = group * walk.outputs + 4 * quadruple
            filters = Filters(
                weights,
                start * taps,
                together,
                group * ROWS_TOGETHER * taps,
                edge,
                biases,
                start,
                min(walk.outputs - 4 * quadruple, 4),
            )
            plane = (image * walk.groups * walk.outputs + start) * walk.rows * walk.columns
            window = Window(
                source,
                shift,
                pitch,
                offsets[copy],
                places[copy],
                rows,
                plane + row * walk.columns + column,
            )
            _correlate_window(numbers, window, filters, y, walk, left, right, bases, targets)
            _edge(window, filters, y, walk, side, across, 0, left)
            _edge(window, filters, y, walk, side, across, right, columns)
