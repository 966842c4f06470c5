"""Parts of plates: pictures, colour bars, framed cards with a title and notes, and cards in rows."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from filterlab.figures.colormaps import Kind, Limits, lookup_table
from filterlab.figures.layout import NOTE_SIZE, TITLE_SIZE, wrapped
from filterlab.figures.look import Look, text_width
from filterlab.figures.numbers import short_number
from filterlab.figures.plate import Block, Mark, Plate, Squares, Words, moved
from filterlab.figures.tiles import BAR_WIDTH, fitted_image

Colors = NDArray[np.uint8]

_PADDING = 12
_LINE = 1.35
# The letters of who shows an SVG may be wider than ours by this factor.
_WIDER = 1.15
_NARROWEST = 120


def picture_plate(image: Image.Image, *, width: int, height: int, look: Look) -> Plate:
    """Make a picture a plate: small ones enlarged by a whole number, large ones averaged until they fit.

    Parameters
    ----------
    image : PIL.Image.Image
        RGB.
    width, height : int
        The room, in pixels; the plate is as large as the picture in it.
    look : Look
        The light or the dark theme.
    """
    shown = fitted_image(image, width=width, height=height)
    # Cells of an enlarged picture stay cells, so that a drawing can be enlarged further.
    colors: NDArray[Any] = np.asarray(image if shown.width >= image.width else shown)
    marks = (Squares(0, 0, shown.width, shown.height, colors),)
    return Plate("", shown.width, shown.height, look.card, marks)


def bar_plate(kind: Kind, limits: Limits, *, height: int, look: Look) -> Plate:
    """Draw a colour map upright, its highest value on top, with numbers at both ends and in the middle."""
    low, high = limits
    inside = height - NOTE_SIZE
    colors: Colors = np.ascontiguousarray(lookup_table(kind)[::-1, np.newaxis])
    marks: list[Mark] = [Squares(0, NOTE_SIZE / 2, BAR_WIDTH, inside, colors)]
    texts = {1.0: short_number(low, 3), 0.5: short_number((low + high) / 2, 3), 0.0: short_number(high, 3)}
    for share, text in texts.items():
        marks.append(Words(BAR_WIDTH + 6, NOTE_SIZE / 2 + share * inside, text, look.text))
    widest = max(text_width(text, NOTE_SIZE) for text in texts.values())
    return Plate("", BAR_WIDTH + 6 + round(_WIDER * widest), height, look.card, tuple(marks))


def card(body: Plate, title: str, notes: Sequence[str], look: Look) -> Plate:
    """Put a plate on a framed card: title above, notes below, in lines as wide as the plate."""
    width = max(body.width, _NARROWEST)
    marks: list[Mark] = []
    top = float(_PADDING)
    for line in wrapped(title, round(width / _WIDER), TITLE_SIZE):
        marks.append(Words(_PADDING, top + TITLE_SIZE * _LINE / 2, line, look.text, TITLE_SIZE))
        top += TITLE_SIZE * _LINE
    top = round(top + 6)
    marks += [moved(mark, _PADDING, top) for mark in body.marks]
    top += body.height + 6
    for note in notes:
        for line in wrapped(note, round(width / _WIDER), NOTE_SIZE):
            marks.append(Words(_PADDING, top + NOTE_SIZE * _LINE / 2, line, look.muted))
            top += NOTE_SIZE * _LINE
    size = (width + 2 * _PADDING, round(top) + _PADDING)
    frame = Block(0, 0, *size, fill=look.card, outline=look.line)
    return Plate(title, *size, look.card, (frame, *marks))


def beside(plates: Sequence[Plate], look: Look, *, gap: int = 10) -> Plate:
    """Put plates in a row from left to right, their tops on one line."""
    marks: list[Mark] = []
    left = 0
    for plate in plates:
        marks += [moved(mark, left, 0) for mark in plate.marks]
        left += plate.width + gap
    return Plate("", left - gap, max(plate.height for plate in plates), look.paper, tuple(marks))


def below(plates: Sequence[Plate], look: Look, *, gap: int = 10) -> Plate:
    """Put plates one below the other, their left edges on one line."""
    marks: list[Mark] = []
    top = 0
    for plate in plates:
        marks += [moved(mark, 0, top) for mark in plate.marks]
        top += plate.height + gap
    return Plate("", max(plate.width for plate in plates), top - gap, look.paper, tuple(marks))


def rows_of(plates: Sequence[Plate], columns: int, look: Look, *, gap: int = 12) -> Plate:
    """Put plates into rows of so many, read like a page."""
    rows = [
        beside(plates[first : first + columns], look, gap=gap) for first in range(0, len(plates), columns)
    ]
    return below(rows, look, gap=gap)
