"""The pieces of figures: arrays as pictures, and the bar that says which colour is which number."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from filterlab.figures.colormaps import Kind, Limits, colorize, lookup_table
from filterlab.figures.look import Color, Look, font, plain_text, text_width
from filterlab.figures.numbers import short_number

Floats = NDArray[np.floating[Any]]

MIN_NUMBERED_CELL = 26
BAR_WIDTH = 12
NUMBER_SIZE = 11
MIN_NUMBER_SIZE = 8
_TICK = 4


def heat_map(values: Floats, kind: Kind, limits: Limits, *, cell: int, numbers: bool = True) -> Image.Image:
    """Draw each value as a square, with its number where all numbers of the array fit.

    Parameters
    ----------
    values : ndarray
        Shape (H, W).
    kind : {"signed", "activation", "grey"}
        The colour map.
    limits : tuple of float
        What its ends stand for.
    cell : int
        Side of a square in pixels.
    numbers : bool
        Whether numbers are wanted at all.

    Returns
    -------
    PIL.Image.Image
        RGB, H * cell high and W * cell wide; nothing is blurred.
    """
    height, width = values.shape
    colors = colorize(values, kind, limits)
    image = Image.fromarray(colors).resize((width * cell, height * cell), Image.Resampling.NEAREST)
    size = number_size(values, cell) if numbers else None
    if size is not None:
        _write_numbers(image, values, colors, cell, size)
    return image


def number_size(values: Floats, cell: int) -> int | None:
    """Return the letter size at which all numbers of an array fit into its cells; None if there is none."""
    if cell < MIN_NUMBERED_CELL:
        return None
    texts = {_cell_text(float(value)) for value in values.ravel()}
    sizes = range(min(13, cell * 2 // 5), MIN_NUMBER_SIZE - 1, -1)
    return next((size for size in sizes if all(text_width(text, size) <= cell - 2 for text in texts)), None)


def _cell_text(value: float) -> str:
    return short_number(value, 2)


def ink_on(color: NDArray[np.uint8]) -> Color:
    """Return black or white, whichever can be read on a colour."""
    red, green, blue = (int(part) for part in color)
    return (16, 16, 16) if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else (255, 255, 255)


def _write_numbers(
    image: Image.Image, values: Floats, colors: NDArray[np.uint8], cell: int, size: int
) -> None:
    draw = ImageDraw.Draw(image)
    for i, row in enumerate(values):
        for j, value in enumerate(row):
            ink = ink_on(colors[i, j])
            middle = ((j + 0.5) * cell, (i + 0.5) * cell)
            draw.text(middle, plain_text(_cell_text(float(value))), fill=ink, font=font(size), anchor="mm")


def fitted_map(values: Floats, kind: Kind, limits: Limits, *, width: int, height: int) -> Image.Image:
    """Draw an array as large as fits into a rectangle: small ones in whole squares, large ones averaged.

    Parameters
    ----------
    values : ndarray
        Shape (H, W).
    kind, limits
        As for `heat_map`.
    width, height : int
        The rectangle in pixels.

    Returns
    -------
    PIL.Image.Image
        RGB, at most that large, the sides in the array's proportion.
    """
    rows, columns = values.shape
    cell = min(width // columns, height // rows)
    if cell >= 1:
        return heat_map(values, kind, limits, cell=cell)
    return fitted_image(Image.fromarray(colorize(values, kind, limits)), width=width, height=height)


def fitted_image(image: Image.Image, *, width: int, height: int) -> Image.Image:
    """Enlarge a picture by a whole number, or shrink it by averaging, so that it fits into a rectangle."""
    factor = min(width // image.width, height // image.height)
    if factor >= 1:
        return image.resize((image.width * factor, image.height * factor), Image.Resampling.NEAREST)
    shrink = min(width / image.width, height / image.height)
    size = (max(1, round(image.width * shrink)), max(1, round(image.height * shrink)))
    return image.resize(size, Image.Resampling.BOX)


def brightness_limits(pixels: Floats) -> Limits:
    """Return the values shown as black and white: 0 and the picture's brightest, so that faint ones show."""
    low, high = min(float(pixels.min()), 0.0), float(pixels.max())
    return (low, high) if low < high else (low, low + 1)


def picture_image(pixels: Floats, limits: Limits) -> Image.Image:
    """Turn a picture of shape (1 or 3, H, W) into an RGB image; ``limits`` are black and white."""
    channels, _height, _width = pixels.shape
    shades = [colorize(plane, "grey", limits) for plane in pixels]
    if channels == 1:
        return Image.fromarray(shades[0])
    return Image.fromarray(np.stack([shade[..., 0] for shade in shades], axis=-1))


def color_bar(kind: Kind, limits: Limits, *, height: int, look: Look, min_width: int = 0) -> Image.Image:
    """Draw a colour map upright, its highest value on top, with numbers at both ends and in the middle.

    Parameters
    ----------
    kind, limits
        The colour map and what its ends stand for.
    height : int
        In pixels, numbers included; at least 40.
    look : Look
        Colours of the numbers and the ground.
    min_width : int
        Bars of different numbers can be made equally wide with it.

    Returns
    -------
    PIL.Image.Image
        RGB, at least as wide as the longest number asks for.
    """
    low, high = limits
    marks = {short_number(low, 3): 0.0, short_number((low + high) / 2, 3): 0.5, short_number(high, 3): 1.0}
    width = BAR_WIDTH + 2 * _TICK + max(text_width(mark, NUMBER_SIZE) for mark in marks)
    image = Image.new("RGB", (max(width, min_width), height), look.card)
    margin = NUMBER_SIZE // 2 + 1
    stripe = Image.fromarray(lookup_table(kind)[::-1].reshape(256, 1, 3).copy())
    length = height - 2 * margin
    image.paste(stripe.resize((BAR_WIDTH, length), Image.Resampling.BILINEAR), (0, margin))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, margin, BAR_WIDTH - 1, margin + length - 1), outline=look.line)
    for mark, place in marks.items():
        y = margin + (length - 1) * (1 - place)
        draw.line((BAR_WIDTH, y, BAR_WIDTH + _TICK - 1, y), fill=look.muted)
        draw.text(
            (BAR_WIDTH + 2 * _TICK, y), plain_text(mark), fill=look.text, font=font(NUMBER_SIZE), anchor="lm"
        )
    return image


def boxed(image: Image.Image, box: tuple[float, float, float, float], look: Look) -> Image.Image:
    """Draw the receptive field (left, top, right, bottom, in image pixels) around what it covers.

    Returns
    -------
    PIL.Image.Image
        A copy with the box in the accent colour and its halo.
    """
    marked = image.copy()
    draw = ImageDraw.Draw(marked)
    left, top, right, bottom = (round(side) for side in box)
    draw.rectangle((left - 4, top - 4, right + 3, bottom + 3), outline=look.halo, width=4)
    draw.rectangle((left - 3, top - 3, right + 2, bottom + 2), outline=look.accent, width=2)
    return marked
