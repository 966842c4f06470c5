"""Convolution by compiled tiles of neighbouring pixels: fast where few filters look at wide pictures.

Here the arrays are prepared and the work is shared; it is done in `filterlab.engine.compiled.rows`.
"""

import numpy as np

from filterlab.engine.algorithms import direct
from filterlab.engine.algorithms.ways import forward_walk, input_phases, input_walk
from filterlab.engine.arrays import FloatArray, flat
from filterlab.engine.plan import ConvPlan
from filterlab.engine.threads import scratch, share, threads_for
from filterlab.engine.walk import VECTOR_BYTES, Correlation

_BAND_PIXELS = 2**15
_NONE = np.empty(0, np.intp)


def serves(plan: ConvPlan, dtype: np.dtype[np.floating]) -> bool:
    """Tell whether neighbouring outputs look at neighbouring pixels, and fill a vector."""
    return plan.columns.stride == 1 and plan.columns.out >= VECTOR_BYTES // dtype.itemsize


def serves_input_gradient(plan: ConvPlan, dtype: np.dtype[np.floating]) -> bool:
    """Tell whether neighbouring pixels of the input that meet the same taps fill a vector."""
    return plan.columns.size // plan.columns.stride >= VECTOR_BYTES // dtype.itemsize


def scratch_bytes(plan: ConvPlan, dtype: np.dtype[np.floating]) -> int:
    """Count the memory a thread needs for a band with zeros around it."""
    return forward_walk(plan, _BAND_PIXELS, share_bands=False).scratch * dtype.itemsize


def forward(plan: ConvPlan, x: FloatArray, w: FloatArray, b: FloatArray | None) -> FloatArray:
    """Cross-correlate ``x`` (N, C, H, W) with ``w`` (O, C // groups, KH, KW) and add ``b`` (O,)."""
    y = np.empty(plan.y_shape, x.dtype)
    if y.size:
        _correlate(forward_walk(plan, _BAND_PIXELS, share_bands=False), x, w, b, y)
    return y


def input_gradient(plan: ConvPlan, dy: FloatArray, w: FloatArray) -> FloatArray:
    """Return the gradient (N, C, H, W) of the input from that of the output (N, O, OH, OW).

    Where the pixels that meet the same taps do not fill a vector, it is computed directly.
    """
    if not serves_input_gradient(plan, dy.dtype):
        return direct.input_gradient(plan, dy, w)
    dx = np.zeros(plan.x_shape, dy.dtype)
    if dx.size:
        for phase in input_phases(plan):
            part = phase.part_of(dx)
            _correlate(
                input_walk(plan, phase, _BAND_PIXELS, share_bands=False),
                dy,
                phase.turned(plan, w),
                None,
                part,
            )
            phase.put(part, dx)
    return dx


def _correlate(way: Correlation, x: FloatArray, w: FloatArray, b: FloatArray | None, y: FloatArray) -> None:
    """Let the kernel write the cross-correlation of ``x`` with ``w`` into ``y``, which is contiguous."""
    from filterlab.engine.compiled import rows as kernels

    biases = np.zeros(way.groups * way.outputs, x.dtype) if b is None else np.ascontiguousarray(b)
    weights = _in_quadruples(w.reshape(way.groups, way.outputs, way.taps))
    pairs = way.outputs % 4 == 1 and way.pairable
    pair_offsets = way.pair_positions if pairs else _NONE
    pair_weights = _in_pairs(way, w) if pairs else biases
    edge = len(pair_offsets) - way.taps
    threads = threads_for(way.products)
    quadruples = -(-way.outputs // 4)
    parts = min(quadruples, -(-2 * threads // (way.bands * way.groups))) if threads > 1 else 1

    given, found = flat(x), flat(y)

    def work(first: int, last: int) -> None:
        memory = scratch(way.scratch, x.dtype)
        kernels.correlate(
            given,
            weights,
            biases,
            way.tap_positions,
            pair_offsets,
            max(edge, 0),
            pair_weights,
            found,
            memory,
            memory,
            way.walk,
            parts,
            first,
            last,
        )

    share(work, way.bands * way.groups * parts, threads)


def _in_quadruples(w: FloatArray) -> FloatArray:
    """Arrange weights (group, output, tap) as (group, four outputs, tap, output of the four), flat."""
    g, o, taps = w.shape
    if o == 1:
        return flat(w)
    arranged = np.empty((g, o * taps), w.dtype)
    for first in range(0, o, 4):
        four = w[:, first : first + 4]
        arranged[:, first * taps : (first + four.shape[1]) * taps] = four.swapaxes(1, 2).reshape(g, -1)
    return arranged.ravel()


def _in_pairs(way: Correlation, w: FloatArray) -> FloatArray:
    """Arrange each group's last filter for two rows of outputs at once: (group, pixel they look at, row), flat."""
    g, c, kh, kw = way.groups, way.channels, len(way.down.offsets), len(way.right.offsets)
    last = w.reshape(g, way.outputs, c, kh, kw)[:, -1]
    arranged = np.empty((g, 2 * way.taps), w.dtype)
    edge = c * kw
    arranged[:, :edge] = last[:, :, 0].reshape(g, edge)
    both = arranged[:, edge:-edge].reshape(g, c, kh - 1, kw, 2)
    both[..., 0], both[..., 1] = last[:, :, 1:], last[:, :, :-1]
    arranged[:, -edge:] = last[:, :, -1].reshape(g, edge)
    return arranged.reshape(-1)
