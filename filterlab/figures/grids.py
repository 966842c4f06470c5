"""All filters of a layer on one sheet."""

from collections.abc import Sequence
from math import ceil, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from filterlab.errors import FilterLabError
from filterlab.figures.colormaps import Limits, limits_of
from filterlab.figures.layout import NOTE_SIZE, in_rows, panel, side_by_side, stacked, text_lines
from filterlab.figures.look import LIGHT, Look, text_width
from filterlab.figures.numbers import short_number
from filterlab.figures.tiles import color_bar, heat_map, number_size

Floats = NDArray[np.floating[Any]]

# A sheet that is larger than this cannot be looked at, and may not fit into memory either.
MAX_SIDE = 12_000


def filter_grid(
    weights: Floats,
    *,
    cell: int | None = None,
    gap: int = 10,
    captions: Sequence[str] | None = None,
    shared_limits: bool = True,
    limits: Limits | None = None,
    title: str = "",
    look: Look = LIGHT,
) -> Image.Image:
    """Draw the filters of a layer: each cell a square in the signed colours, 0 always the middle colour.

    Parameters
    ----------
    weights : ndarray
        Shape (O, C, KH, KW). The channels of one filter stand side by side.
    cell : int or None
        Side of a square in pixels; None chooses one that keeps the sheet at a handy size.
    gap : int
        Pixels between filters.
    captions : sequence of str or None
        One for each filter, below it; None numbers them from 0.
    shared_limits : bool
        True: one scale, the colour bar on the right. False: each filter has its own, named below it.
    limits : tuple of float or None
        What the ends of the one scale stand for; None takes them from the weights.
    title : str
        Above the sheet; empty for none.
    look : Look
        The light or the dark theme.

    Returns
    -------
    PIL.Image.Image
        RGB.

    Raises
    ------
    FilterLabError
        If the shape is no bank of filters, the captions do not match it, or the sheet would grow too large.
    """
    if weights.ndim != 4 or weights.size == 0:
        raise FilterLabError(
            f"Filters have the shape (filters, channels, height, width), not {weights.shape}; "
            f"choose another layer."
        )
    filters, channels, kernel_height, kernel_width = weights.shape
    names = [str(i) for i in range(filters)] if captions is None else list(captions)
    if len(names) != filters:
        raise FilterLabError(f"There are {len(names)} captions for {filters} filters; give one for each.")
    side = cell if cell is not None else _handy_cell(weights.shape)
    columns = _columns(filters, channels * kernel_width, kernel_height)
    _check_size(filters, columns, (kernel_height * side, channels * (kernel_width * side + 2)), gap)
    shared = limits if limits is not None else limits_of(weights, "signed")
    numbers_fit = number_size(weights, side) is not None
    tiles = [
        filter_tile(
            planes,
            shared if shared_limits else limits_of(planes, "signed"),
            cell=side,
            look=look,
            numbers=numbers_fit,
        )
        for planes in weights
    ]
    notes = (
        names if shared_limits else [f"{n}: {range_in_words(p)}" for n, p in zip(names, weights, strict=True)]
    )
    pieces = [_with_caption(tile, note, look) for tile, note in zip(tiles, notes, strict=True)]
    body = in_rows(pieces, columns, gap=gap, ground=look.card)
    if shared_limits:
        bar = color_bar("signed", shared, height=max(48, min(body.height, 240)), look=look)
        body = side_by_side([body, bar], gap=2 * gap, ground=look.card)
    return panel(body, title, [_in_words(weights.shape)], look)


def filter_tile(
    weights: Floats, limits: Limits, *, cell: int, look: Look, numbers: bool = True
) -> Image.Image:
    """Draw one filter of shape (C, KH, KW), its channels side by side."""
    planes = [heat_map(plane, "signed", limits, cell=cell, numbers=numbers) for plane in weights]
    return side_by_side(planes, gap=2, ground=look.card)


def range_in_words(values: Floats) -> str:
    """Name the symmetric limits of an array, such as "±0.31"."""
    return f"±{short_number(limits_of(values, 'signed')[1], 2)}"


def _with_caption(tile: Image.Image, caption: str, look: Look) -> Image.Image:
    width = max(tile.width, min(text_width(caption, NOTE_SIZE), 90))
    line = text_lines([caption], size=NOTE_SIZE, color=look.muted, ground=look.card, width=width)
    return stacked([tile, line], gap=2, ground=look.card)


def _in_words(shape: tuple[int, ...]) -> str:
    filters, channels, kernel_height, kernel_width = shape
    words = f"{filters} filters of {kernel_height} × {kernel_width}"
    match channels:
        case 1:
            return words
        case 3:
            return f"{words}; from left to right red, green, blue"
        case _:
            return f"{words}; their {channels} channels from left to right"


def _handy_cell(shape: tuple[int, ...]) -> int:
    """Return a cell size for a sheet of some 800 pixels, between 1 and a filter 84 pixels high."""
    filters, channels, kernel_height, kernel_width = shape
    largest = max(1, 84 // max(kernel_height, kernel_width))
    area = filters * channels * kernel_height * kernel_width
    return max(1, min(largest, int(800 / sqrt(area))))


def _columns(filters: int, width: int, height: int) -> int:
    """Return how many filters stand in a row so that the sheet is half as wide again as high."""
    return max(1, min(filters, ceil(sqrt(1.5 * filters * height / width))))


def _check_size(filters: int, columns: int, tile: tuple[int, int], gap: int) -> None:
    height, width = tile
    rows = ceil(filters / columns)
    pixels_high, pixels_wide = rows * (height + NOTE_SIZE + gap), columns * (width + gap)
    if max(pixels_high, pixels_wide) > MAX_SIDE:
        raise FilterLabError(
            f"The sheet would be {pixels_wide} × {pixels_high} pixels; "
            f"choose a layer with fewer filters or channels, or smaller cells."
        )
