"""Convolution by compiled tiles of sums: any shape, any setting, no im2col matrix.

Here the arrays are prepared and the work is shared; it is done in `filterlab.engine.compiled.direct`.
"""

from math import isfinite

import numpy as np

from filterlab.engine.agenda import NO_AGENDA
from filterlab.engine.algorithms.ways import forward_walk, input_phases, input_walk
from filterlab.engine.arrays import FloatArray, flat
from filterlab.engine.kernel_sizes import CHUNK, VECTOR_BYTES
from filterlab.engine.plan import ConvPlan
from filterlab.engine.positions import Positions
from filterlab.engine.processor import has_wide_vectors
from filterlab.engine.threads import scratch, share, threads_for
from filterlab.engine.walk import Correlation

# The weights' gradient is added up in so many shares, whatever the number of threads: same bits, and less rounding.
_SHARES = 8
_SHARE_NUMBERS = 2**21


def serves(plan: ConvPlan, dtype: np.dtype[np.floating]) -> bool:
    """Tell whether this algorithm can compute the convolution: it can compute any."""
    del plan, dtype
    return True


def scratch_bytes(plan: ConvPlan, dtype: np.dtype[np.floating]) -> int:
    """Count the memory a thread needs for a band with zeros around it."""
    return forward_walk(plan).scratch * dtype.itemsize


def forward(plan: ConvPlan, x: FloatArray, w: FloatArray, b: FloatArray | None) -> FloatArray:
    """Cross-correlate ``x`` (N, C, H, W) with ``w`` (O, C // groups, KH, KW) and add ``b`` (O,)."""
    y = np.empty(plan.y_shape, x.dtype)
    if y.size:
        _correlate(forward_walk(plan), x, w, b, y)
    return y


def input_gradient(plan: ConvPlan, dy: FloatArray, w: FloatArray) -> FloatArray:
    """Return the gradient (N, C, H, W) of the input from that of the output (N, O, OH, OW)."""
    dx = np.zeros(plan.x_shape, dy.dtype)
    if dx.size:
        for phase in input_phases(plan):
            part = phase.part_of(dx)
            _correlate(input_walk(plan, phase), dy, phase.turned(plan, w), None, part)
            phase.put(part, dx)
    return dx


def weight_gradient(plan: ConvPlan, dy: FloatArray, x: FloatArray) -> FloatArray:
    """Return the gradient (O, C // groups, KH, KW) of the weights from that of the output (N, O, OH, OW)."""
    from filterlab.engine.compiled import direct_gradient as kernels

    if not dy.size:
        return np.zeros(plan.w_shape, x.dtype)
    way = forward_walk(plan)
    block = block_of(way.outputs, x.dtype)
    blocks = -(-way.outputs // block)
    bases = way.tap_tiles
    stride = len(bases) * block
    group_numbers = way.groups * blocks * stride
    shares = shares_of(way.bands, group_numbers)
    sums = np.zeros((shares, way.groups, blocks, len(bases), block), x.dtype)
    room = way.scratch + -(-way.pixels_of_band // CHUNK) * CHUNK * block
    zeros = np.zeros(block, x.dtype)

    given, seen, added = flat(dy), flat(x), flat(sums)

    def work(turns: Positions, thread: int) -> None:
        memory = scratch(room, x.dtype)
        kernels.weight_gradient(
            given,
            seen,
            bases,
            way.pixel_positions,
            zeros,
            added,
            memory,
            memory,
            way.walk,
            block,
            has_wide_vectors(),
            shares,
            turns,
            thread,
        )

    share(work, shares * way.groups, way.products)
    total = sums.sum(axis=0) if shares > 1 else sums[0]
    taps = total[:, :, : way.taps].transpose(0, 1, 3, 2).reshape(way.groups, blocks * block, way.taps)
    return np.ascontiguousarray(taps[:, : way.outputs].reshape(plan.w_shape))


def _correlate(way: Correlation, x: FloatArray, w: FloatArray, b: FloatArray | None, y: FloatArray) -> None:
    """Let the kernel write the cross-correlation of ``x`` with ``w`` into ``y``, which is contiguous."""
    from filterlab.engine.compiled import direct as kernels

    block = block_of(way.outputs, x.dtype)
    blocks = -(-way.outputs // block)
    weights = _in_blocks(w.reshape(way.groups, way.outputs, way.taps), block)
    biases = np.zeros((way.groups, blocks * block), x.dtype)
    if b is not None:
        biases[:, : way.outputs] = b.reshape(way.groups, way.outputs)
    threads = threads_for(way.products)
    parts = min(blocks, -(-2 * threads // (way.bands * way.groups))) if threads > 1 else 1

    # What is no number would have to spoil its products with the padding's zeros too.
    skips = block > VECTOR_BYTES // x.dtype.itemsize and way.agenda and isfinite(weights.sum())
    agenda = way.agenda if skips else NO_AGENDA
    # Listed tiles add up products one by one: so do the others, where the size of the batch tells which are taken.
    broad = has_wide_vectors() and not way.walk.padded
    given, starts, found = flat(x), flat(biases), flat(y)

    def work(turns: Positions, thread: int) -> None:
        memory = scratch(way.scratch, x.dtype)
        kernels.correlate(
            given,
            weights,
            starts,
            way.pixel_positions,
            way.tap_positions,
            agenda.tiles,
            agenda.spans,
            agenda.taps,
            agenda.places,
            agenda.in_place,
            found,
            memory,
            memory,
            way.walk,
            block,
            broad,
            parts,
            turns,
            thread,
        )

    share(work, way.bands * way.groups * parts, way.products)


def shares_of(bands: int, numbers: int) -> int:
    """Tell in how many shares the bands are added up, if each has so many sums."""
    return max(min(_SHARES, bands, _SHARE_NUMBERS // numbers), 1)


def block_of(outputs: int, dtype: np.dtype[np.floating]) -> int:
    """Tell how many outputs the kernels take together: one vector, two, or four where there is room for them."""
    numbers = VECTOR_BYTES // dtype.itemsize
    pairs = -(-outputs // (2 * numbers))
    if pairs % 2 == 0 and has_wide_vectors():
        return 4 * numbers
    return 2 * numbers if outputs > numbers else numbers


def _in_blocks(w: FloatArray, block: int) -> FloatArray:
    """Arrange weights (group, output, tap) as (group, block of outputs, tap, output of the block), flat."""
    g, o, taps = w.shape
    blocks = -(-o // block)
    if o % block:
        padded = np.zeros((g, blocks * block, taps), w.dtype)
        padded[:, :o] = w
        w = padded
    return np.ascontiguousarray(w.reshape(g, blocks, block, taps).swapaxes(2, 3)).ravel()
