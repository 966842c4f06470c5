"""Convolution as matrix products over overlapping windows of rows.

The usual way (im2col) copies every window of the picture into a column of a matrix: each pixel KH * KW
times. Here the picture is *lowered* along its width alone, each pixel KW times, into an array (line,
channel, j, picture, column). The KH lines that an output row looks at lie one behind the other in memory,
so they already are the matrix wanted; the next output row's matrix begins ``stride`` lines later and shares
the others with it. Nothing is copied for that.

The gradients use the same overlap: that of the weights multiplies the same matrices by the output's
gradient, that of the input slides a window of KH lines over the output's gradient and adds KW shifted
pictures.

Source of the layout: Cho and Brand, MEC: Memory-efficient Convolution for Deep Neural Network (ICML 2017).
"""

from collections.abc import Iterator
from math import prod

import numpy as np
from numpy.lib.stride_tricks import as_strided

from filterlab.engine.algorithms.tiles import SCRATCH_BYTES, RowPhase, Tile, cut, line_phases, row_phases
from filterlab.engine.arrays import FloatArray
from filterlab.engine.geometry import inside
from filterlab.engine.plan import ConvPlan


def serves(plan: ConvPlan, dtype: np.dtype[np.floating]) -> bool:
    """Tell whether this algorithm can compute the convolution: it can compute any."""
    del plan, dtype
    return True


def scratch_bytes(plan: ConvPlan, dtype: np.dtype[np.floating]) -> int:
    """Count the memory for a tile of the picture, copied along its width, and its products."""
    del plan, dtype
    return 2 * SCRATCH_BYTES


def forward(plan: ConvPlan, x: FloatArray, w: FloatArray, b: FloatArray | None) -> FloatArray:
    """Cross-correlate ``x`` (N, C, H, W) with ``w`` (O, C // groups, KH, KW) and add ``b`` (O,)."""
    o, g, kh = plan.o, plan.groups, plan.rows.kernel
    y = np.empty(plan.y_shape, dtype=x.dtype)
    kernels = _kernel_rows(plan, w)
    offsets = None if b is None else b.reshape(g, 1, o // g, 1)
    scratch = _Scratch(x.dtype)
    for phase in row_phases(plan.rows):
        for tile in _tiles(plan, phase, x.itemsize):
            lowered = _lowered(plan, phase, tile, _grouped(x, g), scratch)
            products = scratch.take("products", (g, len(tile.rows), o // g, tile.run))
            np.matmul(kernels, _windows(lowered, len(tile.rows), kh, phase.stride), out=products)
            if offsets is not None:
                products += offsets
            _grouped(y, g)[_places(phase, tile)] = _cells(products, tile)
    return y


def weight_gradient(plan: ConvPlan, dy: FloatArray, x: FloatArray) -> FloatArray:
    """Return the gradient (O, C // groups, KH, KW) of the weights from that of the output (N, O, OH, OW)."""
    o, c_of_group, kh, kw = plan.w_shape
    g = plan.groups
    lines = kh * c_of_group * kw
    dw = np.zeros((g, o // g, lines), dtype=x.dtype)
    scratch = _Scratch(x.dtype)
    # Each row of outputs gives a gradient of its own to be added up; keep their stack small too.
    stack = max(SCRATCH_BYTES // dw.nbytes, 1)
    for phase in row_phases(plan.rows):
        for tile in _tiles(plan, phase, x.itemsize):
            lowered = _lowered(plan, phase, tile, _grouped(x, g), scratch)
            windows = _windows(lowered, len(tile.rows), kh, phase.stride).swapaxes(2, 3)
            given = scratch.take("given", (g, len(tile.rows), o // g, tile.run))
            _cells(given, tile)[...] = _grouped(dy, g)[_places(phase, tile)]
            for top in range(0, len(tile.rows), stack):
                some = slice(top, top + stack)
                dw += np.matmul(given[:, some], windows[:, some]).sum(axis=1)
    return np.ascontiguousarray(dw.reshape(o, kh, c_of_group, kw).transpose(0, 2, 1, 3))


def input_gradient(plan: ConvPlan, dy: FloatArray, w: FloatArray) -> FloatArray:
    """Return the gradient (N, C, H, W) of the input from that of the output (N, O, OH, OW)."""
    n, _, h, _ = plan.x_shape
    dx = np.zeros(plan.x_shape, dtype=dy.dtype)
    scratch = _Scratch(dy.dtype)
    cell_bytes = _cell_bytes(plan, dy.itemsize)
    for phase in row_phases(plan.rows):
        for lines in line_phases(phase, plan.rows.kernel):
            kernels = _kernel_columns(plan, w[:, :, lines.kernel_rows])
            seen, _ = inside(lines.start, lines.step, phase.out + lines.taps - 1, h)
            inner = range(seen.start, seen.stop)
            for tile in cut(n, inner, plan.columns.out, stride=1, overlap=lines.taps, cell_bytes=cell_bytes):
                shares = _shares(plan, phase, tile, _grouped(dy, plan.groups), kernels, scratch)
                top = lines.start + lines.step * tile.rows.start
                rows = slice(top, top + lines.step * (len(tile.rows) - 1) + 1, lines.step)
                _add_shares(plan, tile, shares, _grouped(dx, plan.groups)[tile.batch, :, :, rows])
    return dx


def _shares(
    plan: ConvPlan, phase: RowPhase, tile: Tile, dy: FloatArray, kernels: FloatArray, scratch: "_Scratch"
) -> FloatArray:
    """Sum what each line of the tile gets from the rows of the kernel that fell on it.

    Line ``v`` gets tap ``m`` of the kernel times output ``v - m``, as far as there is such an output. The
    result is (group, line, channel * KW + j, picture * column).
    """
    g, og = plan.groups, plan.o // plan.groups
    taps = kernels.shape[2] // og
    first = max(tile.rows.start - taps + 1, 0)
    outputs = Tile(tile.pictures, range(first, min(tile.rows.stop, phase.out)), tile.columns)
    given = scratch.take("given", (g, len(outputs.rows), og, tile.run))
    _cells(given, tile)[...] = dy[_places(phase, outputs)]
    shares = scratch.take("shares", (g, len(tile.rows), kernels.shape[1], tile.run))
    for lines, below, above in _same_taps(tile.rows, taps, phase.out):
        # The kernel's taps are stored last first, in the order of the outputs they meet.
        weights = kernels[:, None, :, (taps - above) * og : (taps - below) * og]
        windows = _windows(given[:, lines.start - above + 1 - first :], len(lines), above - below, 1)
        here = slice(lines.start - tile.rows.start, lines.stop - tile.rows.start)
        np.matmul(weights, windows, out=shares[:, here])
    return shares


def _same_taps(lines: range, taps: int, out: int) -> Iterator[tuple[range, int, int]]:
    """Split lines into runs that meet the same taps ``below <= m < above``: all taps, but at the edges."""
    start = lines.start
    while start < lines.stop:
        inner = taps - 1 <= start < out
        stop = min(out, lines.stop) if inner else start + 1
        yield range(start, stop), max(start - out + 1, 0), min(start + 1, taps)
        start = stop


def _add_shares(plan: ConvPlan, tile: Tile, shares: FloatArray, dx: FloatArray) -> None:
    """Add the shares to the lines ``dx`` (picture, group, channel, line, W), each moved to its place."""
    axis = plan.columns
    g, lines, _, _ = shares.shape
    cells = shares.reshape(g, lines, -1, axis.kernel, len(tile.pictures), len(tile.columns))
    left = tile.columns.start * axis.stride - axis.before
    for j in range(axis.kernel):
        columns, places = inside(left + j * axis.dilation, axis.stride, len(tile.columns), axis.size)
        dx[..., places] += cells[:, :, :, j, :, columns].transpose(3, 0, 2, 1, 4)


def _cell_bytes(plan: ConvPlan, itemsize: int) -> int:
    """Scratch for one column of one line of one picture: its lowered channels, and its outputs."""
    return itemsize * (plan.c * plan.columns.kernel + plan.o)


def _tiles(plan: ConvPlan, phase: RowPhase, itemsize: int) -> Iterator[Tile]:
    """Cut the outputs of a phase into tiles."""
    return cut(
        plan.n,
        range(phase.out),
        plan.columns.out,
        stride=phase.stride,
        overlap=plan.rows.kernel,
        cell_bytes=_cell_bytes(plan, itemsize),
    )


def _grouped(array: FloatArray, groups: int) -> FloatArray:
    """View (N, C, H, W) as (N, groups, C // groups, H, W); splitting an axis never copies."""
    n, c, h, w = array.shape
    return array.reshape(n, groups, c // groups, h, w)


def _kernel_rows(plan: ConvPlan, w: FloatArray) -> FloatArray:
    """Arrange the weights as (group, 1, output, (i, channel, j)) to be multiplied with windows of lines."""
    o, c_of_group, kh, kw = plan.w_shape
    g = plan.groups
    arranged = w.reshape(g, o // g, c_of_group, kh, kw).transpose(0, 1, 3, 2, 4)
    # Contiguous, so that the matrix products take the same way whatever the layout of the weights.
    return np.ascontiguousarray(arranged.reshape(g, 1, o // g, kh * c_of_group * kw))


def _kernel_columns(plan: ConvPlan, w: FloatArray) -> FloatArray:
    """Arrange the weights as (group, (channel, j), (i from last to first, output))."""
    o, c_of_group, taps, kw = w.shape
    g = plan.groups
    arranged = w[:, :, ::-1].reshape(g, o // g, c_of_group, taps, kw).transpose(0, 2, 4, 3, 1)
    return np.ascontiguousarray(arranged.reshape(g, c_of_group * kw, taps * (o // g)))


def _lowered(plan: ConvPlan, phase: RowPhase, tile: Tile, x: FloatArray, scratch: "_Scratch") -> FloatArray:
    """Copy what the tile's windows see into (group, line, channel * KW + j, picture * column)."""
    _, g, c_of_group, h, w = x.shape
    axis = plan.columns
    count = phase.stride * (len(tile.rows) - 1) + plan.rows.kernel
    top = phase.start + phase.spacing * phase.stride * tile.rows.start
    lines, rows = inside(top, phase.spacing, count, h)
    left = tile.columns.start * axis.stride - axis.before
    lowered = scratch.take("lowered", (g, count, c_of_group * axis.kernel, tile.run))
    cells = lowered.reshape(g, count, c_of_group, axis.kernel, -1, len(tile.columns))
    right = left + axis.stride * (len(tile.columns) - 1) + axis.span
    if lines.stop - lines.start < count or left < 0 or right > w:
        lowered[...] = 0
    for j in range(axis.kernel):
        columns, places = inside(left + j * axis.dilation, axis.stride, len(tile.columns), w)
        cells[:, lines, :, j, :, columns] = x[tile.batch, :, :, rows, places].transpose(1, 3, 2, 0, 4)
    return lowered


def _windows(lines: FloatArray, count: int, height: int, stride: int) -> FloatArray:
    """View (group, line, k, run) as ``count`` overlapping matrices (group, count, height * k, run)."""
    g, _, k, run = lines.shape
    group_step, line_step, k_step, cell_step = lines.strides
    return as_strided(
        lines,
        (g, count, height * k, run),
        (group_step, stride * line_step, k_step, cell_step),
        writeable=False,
    )


def _places(phase: RowPhase, tile: Tile) -> tuple[slice, ...]:
    """Index the tile's outputs in an array (picture, group, output, row, column)."""
    top = phase.first + phase.step * tile.rows.start
    rows = slice(top, top + phase.step * (len(tile.rows) - 1) + 1, phase.step)
    return tile.batch, slice(None), slice(None), rows, slice(tile.columns.start, tile.columns.stop)


def _cells(lines: FloatArray, tile: Tile) -> FloatArray:
    """View (group, line, channel, run) as (picture, group, channel, line, column)."""
    return lines.reshape(*lines.shape[:3], -1, len(tile.columns)).transpose(3, 0, 2, 1, 4)


class _Scratch:
    """Memory that the tiles of one call use in turn: one block for each name, as large as ever asked for."""

    def __init__(self, dtype: np.dtype[np.floating]) -> None:
        self._dtype = dtype
        self._blocks: dict[str, FloatArray] = {}

    def take(self, name: str, shape: tuple[int, ...]) -> FloatArray:
        """Return an array of the given shape with anything in it; it overwrites the name's last one."""
        size = prod(shape)
        block = self._blocks.get(name)
        if block is None or block.size < size:
            block = self._blocks[name] = np.empty(size, dtype=self._dtype)
        return block[:size].reshape(shape)
