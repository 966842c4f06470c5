"""A convolution and the gradient of its input, written as walks of the compiled kernels."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product, starmap

import numpy as np

from filterlab.engine.arrays import FloatArray
from filterlab.engine.geometry import Axis
from filterlab.engine.kernel_sizes import BAND_PIXELS
from filterlab.engine.line import Line
from filterlab.engine.plan import ConvPlan
from filterlab.engine.walk import Correlation, correlation


@lru_cache(maxsize=256)
def forward_walk(plan: ConvPlan, band_pixels: int = BAND_PIXELS, *, by_rows: bool = False) -> Correlation:
    """Work out the way through the arrays forward; the gradient of the weights goes the same way."""
    g = plan.groups
    down, right = _forward_line(plan.rows), _forward_line(plan.columns)
    return correlation(
        plan.n, g, plan.c // g, plan.o // g, down, right, band_pixels=band_pixels, by_rows=by_rows
    )


@dataclass(frozen=True)
class Phase:
    """Places along one axis of the input that meet the same taps.

    Attributes
    ----------
    places
        Which places.
    line
        Which outputs' gradients they look at.
    taps
        Through which taps, last tap first.
    """

    places: slice
    line: Line
    taps: slice


@dataclass(frozen=True)
class InputPhase:
    """Pixels of the input that meet the same taps.

    Their rows and columns leave the same rest when divided by the stride. For them the gradient is a
    cross-correlation of the output's gradient with those taps, last tap first.
    """

    down: Phase
    right: Phase

    def turned(self, plan: ConvPlan, w: FloatArray) -> FloatArray:
        """Arrange the taps as the filters (C, O // groups, rows, columns) of that cross-correlation."""
        o, c_of_group, _, _ = w.shape
        taps = w[:, :, self.down.taps][:, :, :, self.right.taps]
        rows, columns = taps.shape[2:]
        grouped = taps.reshape(plan.groups, o // plan.groups, c_of_group, rows, columns)
        return grouped.swapaxes(1, 2).reshape(plan.c, o // plan.groups, rows, columns)

    def part_of(self, dx: FloatArray) -> FloatArray:
        """Give a contiguous array for these pixels: the gradient itself, if they are all of it."""
        n, c, h, w = dx.shape
        shape = (n, c, self.down.line.count, self.right.line.count)
        return dx if shape == (n, c, h, w) else np.empty(shape, dx.dtype)

    def put(self, part: FloatArray, dx: FloatArray) -> None:
        """Put the pixels of `part_of` where they belong."""
        if part is not dx:
            dx[:, :, self.down.places, self.right.places] = part


def input_phases(plan: ConvPlan) -> Iterator[InputPhase]:
    """Split the input's pixels by the taps they meet; those that meet none are left out."""
    return starmap(InputPhase, product(_axis_phases(plan.rows), _axis_phases(plan.columns)))


def input_walk(
    plan: ConvPlan, phase: InputPhase, band_pixels: int = BAND_PIXELS, *, by_rows: bool = False
) -> Correlation:
    """Work out the way of a phase through the output's gradient."""
    g = plan.groups
    down, right = phase.down.line, phase.right.line
    return correlation(
        plan.n, g, plan.o // g, plan.c // g, down, right, band_pixels=band_pixels, by_rows=by_rows
    )


def _forward_line(axis: Axis) -> Line:
    offsets = tuple(tap * axis.dilation for tap in range(axis.kernel))
    return Line(axis.size, axis.out, -axis.before, axis.stride, offsets)


@lru_cache(maxsize=256)
def _axis_phases(axis: Axis) -> tuple[Phase, ...]:
    phases = []
    for start in range(min(axis.stride, axis.size)):
        taps = [t for t in range(axis.kernel) if (start + axis.before - t * axis.dilation) % axis.stride == 0]
        if not taps:
            continue
        # The tap met place ``start`` when the output of this number was made; the next place with the same taps is
        # one stride further, and met them one output later.
        outputs = [(start + axis.before - tap * axis.dilation) // axis.stride for tap in taps]
        offsets = tuple(output - outputs[-1] for output in reversed(outputs))
        count = len(range(start, axis.size, axis.stride))
        step = taps[1] - taps[0] if len(taps) > 1 else 1
        before_first = taps[0] - step
        phases.append(
            Phase(
                places=slice(start, None, axis.stride),
                line=Line(axis.out, count, outputs[-1], 1, offsets),
                taps=slice(taps[-1], before_first if before_first >= 0 else None, -step),
            )
        )
    return tuple(phases)
