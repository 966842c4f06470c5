"""What the kernels share: the types of their arguments, which band is which, and its copy with zeros around it."""

from numba import njit, types

from filterlab.engine.arrays import FloatArray
from filterlab.engine.compiled.moves import clear, copy_lines, split_lines
from filterlab.engine.walk import Walk

BOTH = (types.float32, types.float64)
WALK = types.NamedUniTuple(types.intp, len(Walk._fields), Walk)


def array_types(kind: types.Float) -> tuple[types.Array, types.Array, types.Array]:
    """Give the types of flat arrays: of numbers read, of numbers written, of positions."""
    return (
        types.Array(kind, 1, "C", readonly=True),
        types.Array(kind, 1, "C"),
        types.Array(types.intp, 1, "C", readonly=True),
    )


@njit(nogil=True, cache=True)
def find_band(walk: Walk, band: int) -> tuple[int, int, int, int, int, int]:
    """Tell a band's first picture and how many it has, its first row and how many, its first column and how many."""
    across = (walk.columns + walk.band_columns - 1) // walk.band_columns
    down = (walk.rows + walk.band_rows - 1) // walk.band_rows
    image = band // across // down * walk.band_images
    row = band // across % down * walk.band_rows
    column = band % across * walk.band_columns
    return (
        image,
        min(walk.band_images, walk.images - image),
        row,
        min(walk.band_rows, walk.rows - row),
        column,
        min(walk.band_columns, walk.columns - column),
    )


@njit(nogil=True, cache=True)
def find_source(walk: Walk, image: int, group: int, row: int, column: int) -> int:
    """Tell where in the input, which it does not leave, a band of a group begins to look."""
    plane = (image * walk.groups + group) * walk.channels
    line = plane * walk.height + walk.top + row * walk.down
    return line * walk.width + walk.left + column * walk.right


@njit(nogil=True, cache=True)
def copy_band(
    x: FloatArray, scratch: FloatArray, walk: Walk, image: int, images: int, group: int, row: int, column: int
) -> None:
    """Copy what a band looks at into scratch, with zeros where it lies outside the picture."""
    top = walk.top + row * walk.down
    left = walk.left + column * walk.right
    before = min(max(-left, 0), walk.pitch)
    inside = max(min(walk.width - max(left, 0), walk.pitch - before), 0)
    first = max(top, 0)
    lines = max(min(top + walk.lines, walk.height) - first, 0)
    size = walk.lines * walk.pitch
    for item in range(images):
        for channel in range(walk.channels):
            plane = ((image + item) * walk.groups + group) * walk.channels + channel
            out = (item * walk.channels + channel) * size
            clear((scratch, out, size))
            source = (plane * walk.height + first) * walk.width + max(left, 0)
            begin = out + (first - top) * walk.pitch
            if walk.split == 1:
                copy_lines((x, source, walk.width, scratch, begin + before, walk.pitch, inside, lines))
                continue
            # The first number belongs to an odd column if so many zeros come before it.
            odd, run = before % 2, walk.pitch // 2
            evens, odds = begin + odd * run + before // 2, begin + (1 - odd) * run + (before + 1) // 2
            split_lines((x, source, walk.width, scratch, evens, odds, walk.pitch, inside, lines))
