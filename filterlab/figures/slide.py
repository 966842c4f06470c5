"""The filter's walk over a picture as frames, and as an animation in a GIF or WebP file."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from filterlab.errors import FilterLabError
from filterlab.figures.animation import ANIMATION_FORMATS, MOST_FRAMES, Palette, encode_animation
from filterlab.figures.colormaps import Kind, limits_of
from filterlab.figures.layout import NOTE_SIZE, side_by_side, stacked, text_lines
from filterlab.figures.look import LIGHT, Color, Look
from filterlab.figures.numbers import short_number
from filterlab.figures.tiles import boxed, brightness_limits, fitted_image, fitted_map, picture_image
from filterlab.files import write_whole
from filterlab.probes import Box
from filterlab.probes.slide import Walk

SIDE = 320
MAX_FRAMES = 300
MILLISECONDS = 80

# Frames are held with one byte a pixel until the file is written.
_MOST_PIXELS = 150_000_000
_SHORTEST, _LONGEST = 20, 10_000
_LAST = 1500
_GAP = 16
# A box is drawn around what it marks.
_MARGIN = 5
_LEAST_TAP = 4
_STRIPE = 3


@dataclass(frozen=True)
class SlideView:
    """Everything of a walk's frames that does not change from one to the next.

    Attributes
    ----------
    walk : Walk
        The positions and their numbers.
    side : int
        The longest side of the picture and of the map, in pixels of the frame.
    look : Look
        The light or the dark theme.
    """

    walk: Walk
    side: int = SIDE
    look: Look = LIGHT

    @cached_property
    def picture(self) -> Image.Image:
        """The padded picture, enlarged or shrunk, with stripes over the padding."""
        limits = brightness_limits(self.walk.pixels)
        channels, _height, _width = self.walk.pixels.shape
        if channels == 1:
            shown = fitted_map(self.walk.pixels[0], "grey", limits, width=self.side, height=self.side)
        else:
            shown = fitted_image(picture_image(self.walk.pixels, limits), width=self.side, height=self.side)
        rows, columns = _behind_pixels(shown, self.walk.view)
        padding = self.walk.is_padding[rows, columns][..., np.newaxis]
        return Image.fromarray(np.where(padding, self._stripes(shown.size), np.asarray(shown)))

    @cached_property
    def finished(self) -> Image.Image:
        """The whole map, enlarged or shrunk."""
        kind: Kind = "activation" if self.walk.stages.is_never_negative else "signed"
        values = self.walk.activated
        return fitted_map(values, kind, limits_of(values, kind), width=self.side, height=self.side)

    def frame(self, number: int) -> Image.Image:
        """Draw one position: the box on the picture, the map as far as it is filled, and the number in words."""
        row, column = self.walk.place(number)
        ground = self.look.card
        body = side_by_side(
            [self._picture_at(row, column), self._map_at(number, row, column)], gap=_GAP, ground=ground
        )
        value = self.walk.activated[row - self.walk.cells.top, column - self.walk.cells.left]
        words = [
            f"Row {row}, column {column}: {short_number(float(value))}",
            f"Position {number + 1:,} of {self.walk.length:,}",
        ]
        width = body.width - 2 * _MARGIN
        caption = text_lines(words, size=NOTE_SIZE, color=self.look.text, ground=ground, width=width)
        return _with_margin(stacked([body, _with_margin(caption, ground)], gap=0, ground=ground), ground)

    def _picture_at(self, row: int, column: int) -> Image.Image:
        view = self.walk.view
        scale = self.picture.height / view.height, self.picture.width / view.width
        box = self.walk.places.pixels_behind(Box(row, column, 1, 1))
        top, left = (box.top - view.top) * scale[0], (box.left - view.left) * scale[1]
        canvas = _with_margin(self.picture, self.look.card)
        if min(scale) >= _LEAST_TAP and self.walk.stages.dilation != (1, 1):
            self._mark_taps(canvas, top, left, scale)
        bottom, right = top + box.height * scale[0], left + box.width * scale[1]
        return _boxed(canvas, (left, top, right, bottom), self.look)

    def _mark_taps(self, canvas: Image.Image, top: float, left: float, scale: tuple[float, float]) -> None:
        """Outline the pixels under the cells of a filter with gaps."""
        draw = ImageDraw.Draw(canvas)
        _channels, height, width = self.walk.kernel.shape
        down, right = self.walk.stages.dilation
        for i, j in np.ndindex(height, width):
            y, x = _MARGIN + top + i * down * scale[0], _MARGIN + left + j * right * scale[1]
            draw.rectangle((x, y, x + scale[1] - 1, y + scale[0] - 1), outline=self.look.accent)

    def _map_at(self, number: int, row: int, column: int) -> Image.Image:
        cells = self.walk.cells
        rows, columns = _behind_pixels(self.finished, cells)
        is_filled = (rows * cells.width + columns <= number)[..., np.newaxis]
        blank = np.array(self.look.paper, np.uint8)
        image = Image.fromarray(np.where(is_filled, np.asarray(self.finished), blank))
        scale = image.height / cells.height, image.width / cells.width
        top, left = (row - cells.top) * scale[0], (column - cells.left) * scale[1]
        canvas = _with_margin(image, self.look.card)
        return _boxed(canvas, (left, top, left + scale[1], top + scale[0]), self.look)

    def _stripes(self, size: tuple[int, int]) -> NDArray[np.uint8]:
        """Return slanted stripes (H, W, 3) for what is no picture."""
        width, height = size
        is_dark = (np.arange(height)[:, np.newaxis] + np.arange(width)) // _STRIPE % 2 == 0
        colors: NDArray[np.uint8] = np.where(
            is_dark[..., np.newaxis], np.array(self.look.line, np.uint8), np.array(self.look.card, np.uint8)
        )
        return colors


def slide_frames(
    walk: Walk, *, max_frames: int = MAX_FRAMES, side: int = SIDE, look: Look = LIGHT
) -> Iterator[NDArray[np.uint8]]:
    """Draw a filter's walk, one frame after the other: the box on the picture, and the map filling in.

    Parameters
    ----------
    walk : Walk
        The positions and their numbers.
    max_frames : int
        If there are more positions, so many of them are drawn, evenly spread.
    side : int
        The longest side of the picture and of the map, in pixels of the frame. Small ones are enlarged by a whole
        number, with numbers in the cells where there is room; large ones are shrunk.
    look : Look
        The light or the dark theme.

    Yields
    ------
    ndarray
        Shape (H, W, 3), uint8, all of one shape: red, green, blue.

    Raises
    ------
    FilterLabError
        If ``max_frames`` is less than 1.
    """
    view = SlideView(walk, side, look)
    for number in walk.evenly(max_frames):
        yield np.array(view.frame(number))


def export_slide(
    path: str | Path,
    walk: Walk,
    *,
    max_frames: int = MAX_FRAMES,
    milliseconds: int = MILLISECONDS,
    side: int = SIDE,
    look: Look = LIGHT,
) -> int:
    """Write a filter's walk as an animation that repeats; the last frame stays longer.

    Parameters
    ----------
    path : str or Path
        The file, ending in ``.gif`` or ``.webp``. It is written whole: a file that was there stays as it is if
        anything fails.
    walk : Walk
        The positions and their numbers.
    max_frames : int
        If there are more positions, so many of them are drawn, evenly spread; at most 1000.
    milliseconds : int
        How long each frame stays, 20 to 10,000; GIF counts in steps of 10.
    side, look
        As for `slide_frames`.

    Returns
    -------
    int
        How many frames were written.

    Raises
    ------
    FilterLabError
        If the file's ending is another, a number is out of its range, the animation would be absurdly large, or
        the file cannot be written.
    """
    target = Path(path)
    kind = target.suffix.lower().removeprefix(".")
    if kind not in ANIMATION_FORMATS:
        raise FilterLabError(f'"{target}" is no name for an animation; let it end in .gif or .webp.')
    _check(max_frames, milliseconds, side)
    view = SlideView(walk, side, look)
    numbers = walk.evenly(max_frames)
    last = view.frame(numbers[-1])
    pixels = len(numbers) * last.width * last.height
    if pixels > _MOST_PIXELS:
        raise FilterLabError(
            f"The animation of {len(numbers)} frames of {last.width} × {last.height} would have {pixels:,} pixels, "
            f"more than {_MOST_PIXELS:,}; ask for fewer or smaller frames."
        )
    durations = [milliseconds] * (len(numbers) - 1) + [max(milliseconds, _LAST)]
    own: tuple[Color, ...] = (look.paper, look.card, look.line, look.text, look.accent, look.halo)
    # The last frame shows everything there is, and so all colours.
    frames = (last if number == numbers[-1] else view.frame(number) for number in numbers)
    write_whole(target, encode_animation(kind, frames, durations, Palette(last, own)))
    return len(numbers)


def _check(max_frames: int, milliseconds: int, side: int) -> None:
    for name, value, least, most in (
        ("number of frames", max_frames, 1, MOST_FRAMES),
        ("milliseconds a frame", milliseconds, _SHORTEST, _LONGEST),
        ("side of a picture", side, 32, 2000),
    ):
        if not least <= value <= most:
            raise FilterLabError(f"The {name} is {value}; give {least} to {most:,}.")


def _behind_pixels(image: Image.Image, shown: Box) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the row (H, 1) and the column (1, W) of what is shown in each pixel of an image."""
    rows = np.arange(image.height)[:, np.newaxis] * shown.height // image.height
    columns = np.arange(image.width)[np.newaxis] * shown.width // image.width
    return rows, columns


def _with_margin(image: Image.Image, ground: Color) -> Image.Image:
    framed = Image.new("RGB", (image.width + 2 * _MARGIN, image.height + 2 * _MARGIN), ground)
    framed.paste(image, (_MARGIN, _MARGIN))
    return framed


def _boxed(canvas: Image.Image, box: tuple[float, float, float, float], look: Look) -> Image.Image:
    """Draw a box (left, top, right, bottom), at least 3 pixels wide, on an image with a margin."""
    left, top, right, bottom = box
    wider, higher = max(3 - (right - left), 0) / 2, max(3 - (bottom - top), 0) / 2
    return boxed(
        canvas,
        (left - wider + _MARGIN, top - higher + _MARGIN, right + wider + _MARGIN, bottom + higher + _MARGIN),
        look,
    )
