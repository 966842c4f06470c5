"""The way of a compiled kernel through the arrays of a convolution, worked out beforehand in whole numbers.

The convolution, and the gradient of its input, are the same kind of walk: outputs in even steps, each looking at
a few places of the input at fixed offsets. What differs is only where the first output looks, how far the steps
go and how far the offsets.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from filterlab.engine.agenda import NO_AGENDA, Agenda, Edges, Layout, write_agenda
from filterlab.engine.kernel_sizes import (
    BAND_NUMBERS,
    BAND_PIXELS,
    GRADIENT_OUTPUTS,
    GRADIENT_TAPS,
    ROWS_TOGETHER,
    TILE_POINTS,
)
from filterlab.engine.line import Line
from filterlab.engine.positions import Positions, frozen, in_whole_tiles, repeat_last


class Walk(NamedTuple):
    """The numbers a kernel is given.

    Attributes
    ----------
    images, groups, channels, height, width
        The input; channels are those of one group.
    outputs, rows, columns
        The output: channels of one group, and its size.
    top, left
        The input row and column of the first output's first tap; negative in the padding.
    down, right
        From one output to the next.
    band_images, band_rows, band_columns
        Pictures, output rows and columns computed in one go.
    lines, pitch
        Size of what a band looks at.
    padded
        1 if outputs look beyond the picture, so that a band is copied into scratch with zeros around it; or if
        its columns are split there.
    split
        2 if in the copy the even columns of a line come before the odd ones, so that neighbouring outputs look at
        neighbouring numbers where each looks two columns further than the one before; else 1.
    """

    images: int
    groups: int
    channels: int
    height: int
    width: int
    outputs: int
    rows: int
    columns: int
    top: int
    left: int
    down: int
    right: int
    band_images: int
    band_rows: int
    band_columns: int
    lines: int
    pitch: int
    padded: int
    split: int


@dataclass(frozen=True)
class Correlation:
    """A cross-correlation to be walked: (images, groups * channels, …) to (images, groups * outputs, …).

    Attributes
    ----------
    images, groups, channels, outputs
        Channels and outputs are those of one group.
    down, right
        What the outputs look at along the height and along the width.
    band_pixels
        About how many output pixels a band should have.
    by_rows
        Whether vectors of neighbouring outputs are computed, not tiles of outputs anywhere: a band is then of one
        picture, where otherwise several small ones share it, and its columns may be split.
    """

    images: int
    groups: int
    channels: int
    outputs: int
    down: Line
    right: Line
    band_pixels: int
    by_rows: bool

    @cached_property
    def walk(self) -> Walk:
        """The numbers a kernel is given."""
        down, right = self.down, self.right
        band_images, band_rows, band_columns = self._band()
        split = right.step if self.by_rows else 1
        return Walk(
            images=self.images,
            groups=self.groups,
            channels=self.channels,
            height=down.size,
            width=right.size,
            outputs=self.outputs,
            rows=down.count,
            columns=right.count,
            top=down.first,
            left=right.first,
            down=down.step,
            right=right.step,
            band_images=band_images,
            band_rows=band_rows,
            band_columns=band_columns,
            lines=down.length(band_rows),
            pitch=-(-right.length(band_columns) // split) * split,
            padded=int(split > 1 or not (down.inside and right.inside)),
            split=split,
        )

    @cached_property
    def bands(self) -> int:
        """Number of bands."""
        walk = self.walk
        return (
            -(-walk.images // walk.band_images)
            * -(-walk.rows // walk.band_rows)
            * -(-walk.columns // walk.band_columns)
        )

    @cached_property
    def pixels_of_band(self) -> int:
        """Output pixels of a whole band."""
        return self.walk.band_images * self.walk.band_rows * self.walk.band_columns

    @cached_property
    def scratch(self) -> int:
        """Numbers of a band's copy with zeros around it; 0 if none is needed."""
        return self.walk.band_images * self.channels * self._plane if self.walk.padded else 0

    @cached_property
    def pixel_positions(self) -> Positions:
        """Where each output pixel of a band looks, in the input or in its copy."""
        walk = self.walk
        channels = walk.channels if walk.padded else walk.groups * walk.channels
        images = np.arange(walk.band_images, dtype=np.intp) * (channels * self._plane)
        rows = np.arange(walk.band_rows, dtype=np.intp) * (walk.down * self._pitch)
        columns = np.arange(walk.band_columns, dtype=np.intp) * walk.right
        return frozen(images[:, None, None] + rows[:, None] + columns)

    @cached_property
    def tap_positions(self) -> Positions:
        """Where each tap lies from there, in the order channel, row, column."""
        return frozen(self._taps(self._plane, self._pitch, self.walk.split))

    @cached_property
    def agenda(self) -> Agenda:
        """Which taps its tiles are summed over, if windows look beyond the picture and rows are not cut."""
        walk = self.walk
        if self.by_rows or not walk.images or not walk.padded or walk.band_columns < walk.columns:
            return NO_AGENDA
        edges = Edges(
            down=self.down.meets,
            right=self.right.meets,
            band=(walk.band_images, walk.band_rows),
            images=walk.images,
            channels=walk.channels,
        )
        picture, copy = (
            Layout((channels * plane, walk.down * pitch, walk.right), self._taps(plane, pitch, 1).ravel())
            for channels, (plane, pitch, _) in zip(
                (walk.groups * walk.channels, walk.channels), self._layouts, strict=True
            )
        )
        return write_agenda(edges, picture, copy, self.scratch, TILE_POINTS)

    @property
    def mean_taps(self) -> float:
        """Products that tiles of many outputs compute for one output, on average."""
        return self.agenda.mean_taps if self.agenda else self.taps

    @cached_property
    def tap_tiles(self) -> Positions:
        """The positions of the taps in whole tiles of products."""
        return in_whole_tiles(self.tap_positions)

    @cached_property
    def places_of_taps(self) -> Positions:
        """Where each tap lies in the input, and where in the copy of a padded band: two rows."""
        return frozen([self._taps(*layout) for layout in self._layouts], rows=2)

    @cached_property
    def gradient_places(self) -> Positions:
        """`places_of_taps` in whole tiles of the weights' gradient by rows."""
        return frozen(repeat_last(self.places_of_taps, GRADIENT_TAPS), rows=2)

    @cached_property
    def gradient_planes(self) -> Positions:
        """Where the plane of each output of a group lies from the first, in whole tiles of that gradient."""
        planes = np.arange(self.outputs, dtype=np.intp) * (self.down.count * self.right.count)
        return frozen(repeat_last(planes, GRADIENT_OUTPUTS))

    @cached_property
    def column_places(self) -> Positions:
        """Where each column of taps lies."""
        return frozen(self.right.offsets)

    @cached_property
    def rows_share(self) -> bool:
        """Whether a row of outputs looks just one row of taps further than the one above: they share pixels."""
        rows = self.down.offsets
        return len(rows) >= ROWS_TOGETHER and all(b - a == self.down.step for a, b in pairwise(rows))

    @cached_property
    def places_together(self) -> Positions:
        """Where the pixels lie that rows computed together look at, in the input and in the copy: two rows.

        First come those that the first row alone looks at, at last those that only the last does.
        """
        layouts = [
            np.concatenate([self._taps(*layout, lines).ravel() for lines, _ in self._shared_lines])
            for layout in self._layouts
        ]
        return frozen(layouts, rows=2)

    @cached_property
    def quadruple_order(self) -> Positions:
        """Which weight of (group, output, tap) comes next in (group, four outputs, tap, output of the four)."""
        order = np.arange(self.groups * self.outputs * self.taps, dtype=np.intp)
        grouped = order.reshape(self.groups, self.outputs, self.taps)
        fours = [grouped[:, first : first + 4].swapaxes(1, 2) for first in range(0, self.outputs, 4)]
        return frozen(np.concatenate([four.reshape(self.groups, -1) for four in fours], axis=1))

    @cached_property
    def order_together(self) -> Positions:
        """Which weights meet the pixels of `places_together`: of each group's last filter, one for each row."""
        taps = np.arange(self.groups * self.outputs * self.taps, dtype=np.intp)
        lines, columns = len(self.down.offsets), len(self.right.offsets)
        last = taps.reshape(self.groups, self.outputs, self.channels, lines, columns)[:, -1]
        parts = []
        for pixels, rows in self._shared_lines:
            met = [last[:, :, [line - row for line in pixels]] for row in rows]
            parts.append(np.stack(met, axis=-1).reshape(self.groups, -1))
        return frozen(np.concatenate(parts, axis=1))

    @cached_property
    def taps(self) -> int:
        """Products of one output."""
        return self.channels * len(self.down.offsets) * len(self.right.offsets)

    @cached_property
    def products(self) -> int:
        """Products of all outputs."""
        return self.images * self.groups * self.outputs * self.down.count * self.right.count * self.taps

    @property
    def _pitch(self) -> int:
        return self.walk.pitch if self.walk.padded else self.right.size

    @property
    def _plane(self) -> int:
        return self.walk.lines * self._pitch if self.walk.padded else self.down.size * self._pitch

    @property
    def _layouts(self) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
        """The numbers of a plane and of a row, and its split: of the input, and of the copy of a band."""
        walk = self.walk
        return (walk.height * walk.width, walk.width, 1), (walk.lines * walk.pitch, walk.pitch, walk.split)

    @property
    def _shared_lines(self) -> list[tuple[range, range]]:
        """Which lines of pixels, counted from the first, are looked at by which of the rows computed together."""
        taps, rows = len(self.down.offsets), range(ROWS_TOGETHER)
        before = [(range(line, line + 1), rows[: line + 1]) for line in rows[:-1]]
        after = [(range(taps + row - 1, taps + row), rows[row:]) for row in rows[1:]]
        return [*before, (range(ROWS_TOGETHER - 1, taps), rows), *after]

    def _taps(self, plane: int, pitch: int, split: int, lines: Iterable[int] | None = None) -> Positions:
        """Where taps lie in planes of a layout: all, or those of some lines that are a step apart."""
        offsets = self.down.offsets if lines is None else [line * self.down.step for line in lines]
        planes = np.arange(self.channels, dtype=np.intp) * plane
        rows = np.array(offsets, np.intp) * pitch
        columns = np.array(self.right.offsets, np.intp)
        columns = columns % split * (pitch // split) + columns // split
        return planes[:, None, None] + rows[:, None] + columns

    def _band(self) -> tuple[int, int, int]:
        """Choose how many pictures, rows and columns make a band; only single rows are cut into columns."""
        rows, columns = self.down.count, self.right.count
        if not self.by_rows and 2 * rows * columns <= self.band_pixels:
            return min(self.images, -(-self.band_pixels // (2 * rows * columns))), rows, columns
        line = self.channels * self.right.length(columns) * self.down.step
        height = min(self.band_pixels // columns, BAND_NUMBERS // line - max(self.down.offsets))
        if height > 0:
            return 1, min(height, rows), columns
        whole = max(self.band_pixels, BAND_NUMBERS // (self.channels * len(self.down.offsets)))
        # The last part of a row must be wide enough for the tiles that overlap there.
        parts = max(columns // whole, 1)
        return 1, 1, -(-columns // parts)


@lru_cache(maxsize=256)
def correlation(
    images: int,
    groups: int,
    channels: int,
    outputs: int,
    down: Line,
    right: Line,
    *,
    band_pixels: int = BAND_PIXELS,
    by_rows: bool = False,
) -> Correlation:
    """Work out a walk, or find the one worked out before: training takes the same again and again."""
    return Correlation(images, groups, channels, outputs, down, right, band_pixels, by_rows)
