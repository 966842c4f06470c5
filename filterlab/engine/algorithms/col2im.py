"""The input's gradient by compiled tiles whose products are added up where their pixels lie (col2im).

Here the arrays are prepared and the work is shared; it is done in `filterlab.engine.compiled.col2im`.

References
----------
Chellapilla, Puri and Simard, High Performance Convolutional Neural Networks for Document Processing (2006), for
windows unfolded into columns; their gradient is folded back.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from filterlab.engine.algorithms.direct import block_of
from filterlab.engine.arrays import FloatArray, flat
from filterlab.engine.geometry import Axis
from filterlab.engine.plan import ConvPlan
from filterlab.engine.positions import Positions, in_whole_tiles
from filterlab.engine.processor import has_wide_vectors
from filterlab.engine.threads import scratch, share


def scratch_bytes(plan: ConvPlan, dtype: np.dtype[np.floating]) -> int:
    """Count the memory a thread needs for the sums of a picture."""
    return _seen(plan.rows) * _seen(plan.columns) * (plan.c // plan.groups) * dtype.itemsize


def input_gradient(plan: ConvPlan, dy: FloatArray, w: FloatArray) -> FloatArray:
    """Return the gradient (N, C, H, W) of the input from that of the output (N, O, OH, OW)."""
    from filterlab.engine.compiled import col2im as kernels

    dx = np.empty(plan.x_shape, dy.dtype)
    if not dx.size:
        return dx
    n, g, og, cg = plan.n, plan.groups, plan.o // plan.groups, plan.c // plan.groups
    block = block_of(plan.taps, dy.dtype)
    folding = _folding(plan, block)
    blocks = -(-plan.taps // block)
    window = kernels.Window(
        groups=g,
        outputs=og,
        channels=cg,
        height=plan.rows.size,
        width=plan.columns.size,
        windows=plan.rows.out * plan.columns.out,
        top=plan.rows.before,
        left=plan.columns.before,
        lines=_seen(plan.rows),
        pitch=_seen(plan.columns),
        block=block,
        blocks=blocks,
        turns=-(-plan.columns.span // plan.columns.stride),
    )
    weights = _in_blocks(w.reshape(g, og, cg, *w.shape[2:]), block, blocks)
    zeros = np.zeros(block, dy.dtype)
    given, found = flat(dy), flat(dx)

    def work(turns: Positions, thread: int) -> None:
        sums = scratch(window.lines * window.pitch * cg, dy.dtype)
        kernels.input_gradient(
            given,
            weights,
            folding.pixels,
            folding.outputs,
            folding.corners,
            folding.pieces,
            zeros,
            found,
            sums,
            window,
            has_wide_vectors(),
            turns,
            thread,
        )

    share(work, n * g, plan.products)
    return dx


@dataclass(frozen=True)
class _Folding:
    """Where numbers lie, as `filterlab.engine.compiled.col2im.input_gradient` wants it."""

    pixels: Positions
    outputs: Positions
    corners: Positions
    pieces: Positions


@lru_cache(maxsize=64)
def _folding(plan: ConvPlan, block: int) -> _Folding:
    """Work out where numbers lie, or find what was worked out before: training takes the same again and again."""
    rows, columns, cg = plan.rows, plan.columns, plan.c // plan.groups
    windows = rows.out * columns.out
    pitch = _seen(columns)
    down = np.arange(rows.out, dtype=np.intp) * (rows.stride * pitch * cg)
    right = np.arange(columns.out, dtype=np.intp) * (columns.stride * cg)
    folding = _Folding(
        in_whole_tiles(np.arange(windows, dtype=np.intp)),
        np.arange(plan.o // plan.groups, dtype=np.intp) * windows,
        np.ascontiguousarray((down[:, np.newaxis] + right).ravel()),
        np.array(list(_pieces(plan, block)), np.intp).reshape(-1, 4),
    )
    for positions in (folding.pixels, folding.outputs, folding.corners, folding.pieces):
        positions.flags.writeable = False
    return folding


def _pieces(plan: ConvPlan, block: int) -> list[tuple[int, int, int, int]]:
    """List the runs of taps, in the order row, column, channel, that lie side by side within a block."""
    rows, columns, cg = plan.rows, plan.columns, plan.c // plan.groups
    # Without dilation the taps of a whole row of the filter lie side by side.
    together = columns.kernel if columns.dilation == 1 else 1
    length = together * cg
    pieces = []
    for line in range(rows.kernel):
        for column in range(0, columns.kernel, together):
            there = (line * rows.dilation * _seen(columns) + column * columns.dilation) * cg
            begin = (line * columns.kernel + column) * cg
            done = 0
            while done < length:
                start = (begin + done) % block
                count = min(block - start, length - done)
                pieces.append(((begin + done) // block, start, count, there + done))
                done += count
    return pieces


def _in_blocks(w: FloatArray, block: int, blocks: int) -> FloatArray:
    """Arrange weights (group, output, channel, row, column) as (group, block of taps, output, tap of it), flat."""
    g, o = w.shape[:2]
    taps = w.transpose(0, 1, 3, 4, 2).reshape(g, o, -1)
    padded = np.zeros((g, o, blocks * block), w.dtype)
    padded[:, :, : taps.shape[2]] = taps
    return np.ascontiguousarray(padded.reshape(g, o, blocks, block).swapaxes(1, 2)).ravel()


def _seen(axis: Axis) -> int:
    """Count the samples, from the first that a window looks at to the last, or to the last of the input."""
    return max(axis.stride * (axis.out - 1) + axis.span, axis.before + axis.size)
