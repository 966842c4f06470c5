"""Which pixels each cell of a map sees."""

from dataclasses import dataclass

from filterlab.engine import ShapeError
from filterlab.engine.geometry import Axis, AxisPadding, resolve_axis
from filterlab.probes.stages import Pair, Stages

# A quarter of a billion cells are a gigabyte of float32.
MAX_CELLS = 2**28


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of pixels or of map cells; it may stick out of the picture where there is padding."""

    top: int
    left: int
    height: int
    width: int

    def within(self, size: Pair) -> "Box":
        """Return the part that lies on a picture or map of this size (height, width); its sides may be 0."""
        height, width = size
        top, left = min(max(self.top, 0), height), min(max(self.left, 0), width)
        bottom, right = min(self.top + self.height, height), min(self.left + self.width, width)
        return Box(top, left, max(bottom - top, 0), max(right - left, 0))


@dataclass(frozen=True, slots=True)
class Places:
    """The axes of a filter on a picture, and those of the pooling window on the map, if there is one."""

    rows: Axis
    columns: Axis
    pool_rows: Axis | None
    pool_columns: Axis | None

    @property
    def map_shape(self) -> Pair:
        """Height and width of the map before pooling."""
        return self.rows.out, self.columns.out

    @property
    def final_shape(self) -> Pair:
        """Height and width of the finished map."""
        if self.pool_rows is None or self.pool_columns is None:
            return self.map_shape
        return self.pool_rows.out, self.pool_columns.out

    @property
    def is_padded(self) -> bool:
        """Whether there are any zeros around the picture."""
        return any((self.rows.before, self.rows.after, self.columns.before, self.columns.after))

    def cells_behind(self, row: int, column: int) -> Box:
        """Return the cells of the map before pooling that a place of the finished map was made of."""
        return self.cells_behind_block(Box(row, column, 1, 1))

    def cells_behind_block(self, block: Box) -> Box:
        """Return the cells of the map before pooling that a block of the finished map was made of."""
        if self.pool_rows is None or self.pool_columns is None:
            return block
        return _behind(block, self.pool_rows, self.pool_columns)

    def pixels_behind(self, cells: Box) -> Box:
        """Return the pixels that a block of cells of the map before pooling sees."""
        return _behind(cells, self.rows, self.columns)


def find_places(picture_size: Pair, kernel_size: Pair, stages: Stages, *, surface: str = "picture") -> Places:
    """Work out where a filter goes on a picture and where the pooling window goes on the map.

    Parameters
    ----------
    picture_size, kernel_size : tuple of int
        (height, width) in pixels and in cells.
    stages : Stages
        Stride, padding, dilation and pooling.
    surface : str
        What the filter slides over, as sentences about mistakes call it.

    Returns
    -------
    Places
        Sizes, paddings and spans of both axes.

    Raises
    ------
    ShapeError
        If the filter does not fit on the padded picture, the pooling window does not fit on the map, or the
        map would have more than ``MAX_CELLS`` cells.
    """
    padding: tuple[AxisPadding, AxisPadding]
    padding = (stages.padding, stages.padding) if isinstance(stages.padding, str) else stages.padding
    _check_size(picture_size, kernel_size, padding, stages.dilation, surface)
    rows, columns = (
        resolve_axis(name, size, kernel, stride=stride, padding=zeros, dilation=dilation)
        for name, size, kernel, stride, zeros, dilation in zip(
            ("height", "width"),
            picture_size,
            kernel_size,
            stages.stride,
            padding,
            stages.dilation,
            strict=True,
        )
    )
    if rows.out * columns.out > MAX_CELLS:
        raise ShapeError(
            f"The map would have {rows.out} × {columns.out} cells, more than {MAX_CELLS:,}; "
            f"use less padding or a larger stride."
        )
    if stages.pool == "none":
        return Places(rows, columns, None, None)
    size = stages.pool_size
    if size > min(rows.out, columns.out):
        raise ShapeError(
            f"The pooling window of {size} × {size} cells does not fit on the map of "
            f"{rows.out} × {columns.out}; use a smaller window, a larger {surface} or more padding."
        )
    return Places(
        rows,
        columns,
        resolve_axis("map height", rows.out, size, stride=stages.pool_step),
        resolve_axis("map width", columns.out, size, stride=stages.pool_step),
    )


def _behind(block: Box, rows: Axis, columns: Axis) -> Box:
    """Return what a block of outputs of a sliding window sees of the window's input."""
    return Box(
        top=block.top * rows.stride - rows.before,
        left=block.left * columns.stride - columns.before,
        height=(block.height - 1) * rows.stride + rows.span,
        width=(block.width - 1) * columns.stride + columns.span,
    )


def _check_size(
    picture_size: Pair,
    kernel_size: Pair,
    padding: tuple[AxisPadding, AxisPadding],
    dilation: Pair,
    surface: str,
) -> None:
    """Raise ShapeError, in the words of somebody who chose a picture and a filter, if it is too large."""
    if "same" in padding:
        return
    zeros = tuple(each if isinstance(each, int) else 0 for each in padding)
    spans = tuple(step * (cells - 1) + 1 for step, cells in zip(dilation, kernel_size, strict=True))
    if all(s <= size + 2 * z for s, size, z in zip(spans, picture_size, zeros, strict=True)):
        return
    (kernel_height, kernel_width), (height, width) = kernel_size, picture_size
    spread = f", dilation {_in_words(dilation)}" if spans != kernel_size else ""
    raise ShapeError(
        f"The filter of {kernel_height} × {kernel_width} does not fit on the {surface} of {height} × {width} "
        f"(padding {_in_words(zeros)}{spread}): use a smaller filter{' or dilation' if spread else ''}, "
        f"a larger {surface} or more padding."
    )


def _in_words(pair: tuple[int, ...]) -> str:
    return str(pair[0]) if len(set(pair)) == 1 else " × ".join(str(number) for number in pair)
