"""Convolution by compiled tiles of neighbouring pixels: fast where few filters look at wide pictures.

Here the arrays are prepared and the work is shared; it is done in `filterlab.engine.compiled.rows`.
"""

import numpy as np

from filterlab.engine.algorithms import direct
from filterlab.engine.algorithms.ways import forward_walk, input_phases, input_walk
from filterlab.engine.arrays import FloatArray, flat
from filterlab.engine.kernel_sizes import GRADIENT_OUTPUTS, GRADIENT_TAPS, VECTOR_BYTES
from filterlab.engine.plan import ConvPlan
from filterlab.engine.positions import Positions
from filterlab.engine.processor import has_wide_vectors
from filterlab.engine.threads import scratch, share, threads_for
from filterlab.engine.walk import Correlation

_BAND_PIXELS = 2**15
# Broad vectors may compute so many times the outputs that the usual ones do: each takes a twentieth less time.
_MOST_TWICE = 1.03
_NONE = np.empty((2, 0), np.intp)
# Copying a vector of pixels costs as much as so many single products.
_COPY_PRODUCTS = 2


def serves(plan: ConvPlan, dtype: np.dtype[np.floating]) -> bool:
    """Tell whether neighbouring outputs look at neighbouring pixels, or two apart, and fill a vector."""
    return plan.columns.stride <= 2 and plan.columns.out >= VECTOR_BYTES // dtype.itemsize


def serves_input_gradient(plan: ConvPlan, dtype: np.dtype[np.floating]) -> bool:
    """Tell whether neighbouring pixels of the input that meet the same taps fill a vector."""
    return plan.columns.size // plan.columns.stride >= VECTOR_BYTES // dtype.itemsize


def scratch_bytes(plan: ConvPlan, dtype: np.dtype[np.floating]) -> int:
    """Count the memory a thread needs for a band with zeros around it."""
    return forward_walk(plan, _BAND_PIXELS, by_rows=True).scratch * dtype.itemsize


def forward(plan: ConvPlan, x: FloatArray, w: FloatArray, b: FloatArray | None) -> FloatArray:
    """Cross-correlate ``x`` (N, C, H, W) with ``w`` (O, C // groups, KH, KW) and add ``b`` (O,)."""
    y = np.empty(plan.y_shape, x.dtype)
    if y.size:
        _correlate(forward_walk(plan, _BAND_PIXELS, by_rows=True), x, w, b, y)
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
                input_walk(plan, phase, _BAND_PIXELS, by_rows=True),
                dy,
                phase.turned(plan, w),
                None,
                part,
            )
            phase.put(part, dx)
    return dx


def weight_gradient(plan: ConvPlan, dy: FloatArray, x: FloatArray) -> FloatArray:
    """Return the gradient (O, C // groups, KH, KW) of the weights from that of the output (N, O, OH, OW)."""
    from filterlab.engine.compiled import row_gradient as kernels

    if not dy.size:
        return np.zeros(plan.w_shape, x.dtype)
    way = forward_walk(plan, _BAND_PIXELS, by_rows=True)
    planes, offsets = way.gradient_planes, way.gradient_places
    lanes = VECTOR_BYTES // x.dtype.itemsize
    tiles = len(planes) // GRADIENT_OUTPUTS, offsets.shape[1] // GRADIENT_TAPS
    shares = direct.shares_of(way.bands, way.groups * len(planes) * offsets.shape[1] * lanes)
    sums = np.zeros((shares, way.groups, *tiles, GRADIENT_OUTPUTS, GRADIENT_TAPS, lanes), x.dtype)
    given, seen, added = flat(dy), flat(x), flat(sums)

    def work(turns: Positions, thread: int) -> None:
        memory = scratch(way.scratch, x.dtype)
        kernels.weight_gradient(
            given, seen, planes, offsets, added, memory, memory, way.walk, shares, turns, thread
        )

    share(work, shares * way.groups, way.products)
    total = sums.sum(axis=(0, -1)).swapaxes(2, 3).reshape(way.groups, len(planes), -1)
    return np.ascontiguousarray(total[:, : way.outputs, : way.taps].reshape(plan.w_shape))


def _correlate(way: Correlation, x: FloatArray, w: FloatArray, b: FloatArray | None, y: FloatArray) -> None:
    """Let the kernel write the cross-correlation of ``x`` with ``w`` into ``y``, which is contiguous."""
    from filterlab.engine.compiled import rows as kernels

    biases = np.zeros(way.groups * way.outputs, x.dtype) if b is None else np.ascontiguousarray(b)
    given_weights = w.reshape(-1)
    weights = given_weights[way.quadruple_order] if way.outputs > 1 else flat(given_weights)
    together = way.outputs % 4 == 1 and way.rows_share
    places = way.places_together if together else _NONE
    together_weights = given_weights[way.order_together] if together else biases
    edge = way.channels * len(way.right.offsets) if together else 0
    threads = threads_for(way.products)
    quadruples = -(-way.outputs // 4)
    parts = min(quadruples, -(-2 * threads // (way.bands * way.groups))) if threads > 1 else 1
    numbers = _lanes(way.right.count, x.dtype)
    in_place = int(_edges_are_cheaper(way, x.dtype))
    given, found = flat(x), flat(y)

    def work(turns: Positions, thread: int) -> None:
        memory = scratch(way.scratch, x.dtype)
        kernels.correlate(
            given,
            weights,
            biases,
            way.places_of_taps,
            places,
            edge,
            together_weights,
            found,
            memory,
            memory,
            way.walk,
            in_place,
            way.column_places,
            parts,
            numbers,
            turns,
            thread,
        )

    share(work, way.bands * way.groups * parts, way.products)


def _lanes(columns: int, dtype: np.dtype[np.floating]) -> int:
    """Choose how many neighbouring outputs a vector has: twice as many where that leaves few to be computed twice."""
    lanes = VECTOR_BYTES // dtype.itemsize
    broad = -(-columns // (2 * lanes)) * 2 * lanes
    fits = columns >= 2 * lanes and broad <= _MOST_TWICE * -(-columns // lanes) * lanes
    return 2 * lanes if fits and has_wide_vectors() else lanes


def _edges_are_cheaper(way: Correlation, dtype: np.dtype[np.floating]) -> bool:
    """Tell whether a padded band's edges are computed one by one in less time than it takes to copy the band."""
    if way.walk.split > 1:
        return False
    edges = max(-way.right.first, 0) + max(way.right.beyond, 0)
    copied = way.walk.pitch * dtype.itemsize / VECTOR_BYTES * way.channels
    return edges * way.taps * way.outputs < _COPY_PRODUCTS * copied
