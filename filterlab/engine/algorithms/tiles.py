"""How a convolution is cut into pieces small enough to stay in the processor's cache."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import gcd

from filterlab.engine.geometry import Axis

# One tile's scratch. Measured: between 1 and 4 MiB there is little to choose; far more falls out of the
# cache, far less spends its time in Python.
SCRATCH_BYTES = 2 * 2**20
# Matrix products want rows at least this long; small pictures are put side by side until they are. With many
# channels that takes more scratch, up to the limit.
RUN = 512
SCRATCH_LIMIT = 16 * 2**20


@dataclass(frozen=True)
class RowPhase:
    """Output rows that share their input lines, seen as a convolution without dilation.

    With a dilation of 2 the even output rows (at stride 1) look at even input rows only, and the odd ones
    at odd rows: two ordinary convolutions, interleaved. Output number ``t`` of the phase is output row
    ``first + step * t``; its window covers the lines ``stride * t``, ``stride * t + 1``, …; line ``u`` is
    input row ``start + spacing * u`` (outside the picture: padding).
    """

    first: int
    step: int
    out: int
    stride: int
    start: int
    spacing: int


def row_phases(axis: Axis) -> Iterator[RowPhase]:
    """Split a window along the height into phases without dilation."""
    if axis.kernel == 1:
        # One line a window: nothing overlaps, so the lines between two windows need not be looked at.
        yield RowPhase(first=0, step=1, out=axis.out, stride=1, start=-axis.before, spacing=axis.stride)
        return
    common = gcd(axis.stride, axis.dilation)
    phases: int = axis.dilation // common
    for first in range(min(phases, axis.out)):
        yield RowPhase(
            first=first,
            step=phases,
            out=-(-(axis.out - first) // phases),
            stride=axis.stride // common,
            start=first * axis.stride - axis.before,
            spacing=axis.dilation,
        )


@dataclass(frozen=True)
class LinePhase:
    """Lines of a row phase that the same rows of the kernel fall on; the input's gradient is summed by them.

    Line ``v`` is input row ``start + step * v``. For every m below ``taps`` the m-th of ``kernel_rows`` fell
    on it when the phase's output ``v - m`` was made, if there is such an output.
    """

    kernel_rows: slice
    taps: int
    start: int
    step: int


def line_phases(phase: RowPhase, kernel: int) -> Iterator[LinePhase]:
    """Split the lines of a phase by the rows of the kernel that fall on them; ``kernel`` is its height."""
    for first in range(min(phase.stride, kernel)):
        yield LinePhase(
            kernel_rows=slice(first, kernel, phase.stride),
            taps=-(-(kernel - first) // phase.stride),
            start=phase.start + phase.spacing * first,
            step=phase.spacing * phase.stride,
        )


@dataclass(frozen=True)
class Tile:
    """One piece of work: some pictures, some outputs along the height, some along the width."""

    pictures: range
    rows: range
    columns: range

    @property
    def batch(self) -> slice:
        """Index of the pictures."""
        return slice(self.pictures.start, self.pictures.stop)

    @property
    def run(self) -> int:
        """Cells of one line: pictures times columns."""
        return len(self.pictures) * len(self.columns)


def cut(n: int, rows: range, columns: int, *, stride: int, overlap: int, cell_bytes: int) -> Iterator[Tile]:
    """Cut ``n`` pictures of ``rows`` by ``columns`` outputs into tiles of about ``SCRATCH_BYTES``.

    Parameters
    ----------
    n, rows, columns
        What there is to compute.
    stride, overlap
        A tile of r rows holds ``stride * (r - 1) + overlap`` lines in its scratch.
    cell_bytes
        Scratch for one cell: one line, one picture, one column.
    """
    if not rows:
        return
    usual, limit = max(SCRATCH_BYTES // cell_bytes, 1), max(SCRATCH_LIMIT // cell_bytes, 1)
    # Neighbouring tiles both need the lines where they overlap, so a tile should be a few windows high.
    least = min(stride * (len(rows) - 1) + overlap, 4 * overlap)
    width = max(min(columns, max(usual // least, min(RUN, limit // least))), 1)
    pictures = max(min(n, -(-RUN // width), limit // (least * width)), 1)
    lines = max(usual // (width * pictures), least)
    height = (lines - overlap) // stride + 1
    for image in range(0, n, pictures):
        some = range(image, min(image + pictures, n))
        for left in range(0, columns, width):
            across = range(left, min(left + width, columns))
            for top in range(rows.start, rows.stop, height):
                yield Tile(some, range(top, min(top + height, rows.stop)), across)
