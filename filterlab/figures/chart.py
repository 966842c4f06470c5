"""Curves with their spread over axes with numbers, and seeds as dots in rows: plots without a screen."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from filterlab.figures.layout import NOTE_SIZE
from filterlab.figures.look import Color, Look, fitted_text, font, plain_text, text_width
from filterlab.figures.numbers import short_number

Floats = NDArray[np.floating[Any]]

# Lines are drawn so many times larger and shrunk: Pillow draws them with steps.
_FINE = 3
_LEFT, _RIGHT, _BOTTOM, _TOP = 46, 14, 44, 30
_BAND_OPACITY = 56
_SWATCH = 16
_STACKED, _MOST_STACKED = 4, 11


@dataclass(frozen=True, eq=False)
class Line:
    """One curve.

    Attributes
    ----------
    name : str
        For the legend.
    color : Color
        Of the line; its band is a fainter shade of it.
    x, y, spread : ndarray
        (N,): places, values, and how far the band reaches above and below them.
    """

    name: str
    color: Color
    x: Floats
    y: Floats
    spread: Floats


@dataclass(frozen=True)
class Row:
    """The values of one name, each a dot.

    Attributes
    ----------
    name, note : str
        On the left and on the right.
    color : Color
        Of the dots.
    values : sequence of float
        At 0 or above.
    mean, spread : float or None, float
        Drawn as a line across and a bar of that length to both sides.
    """

    name: str
    note: str
    color: Color
    values: Sequence[float]
    mean: float | None
    spread: float


def ticks_up_to(top: float, count: int = 5) -> list[float]:
    """Return about so many round numbers from 0 up to ``top``, a number above 0."""
    rough = top / count
    power = 10.0 ** floor(log10(rough))
    step = next(power * digit for digit in (1, 2, 5, 10) if power * digit >= rough * 0.99)
    return [step * number for number in range(int(top / step * (1 + 1e-9)) + 1)]


def line_chart(
    lines: Sequence[Line],
    *,
    x_title: str,
    y_title: str,
    top: float,
    level: tuple[float, str] | None = None,
    size: tuple[int, int] = (560, 320),
    look: Look,
) -> Image.Image:
    """Draw curves from the origin up to ``top``; what lies higher is cut off.

    Parameters
    ----------
    lines : sequence of Line
        At least one, with at least one point.
    x_title, y_title : str
        What the axes are, with units.
    top : float
        The highest value that is shown, above 0.
    level : (float, str) or None
        A value to mark by a line across, and what it is.
    size : (int, int)
        Width and height in pixels.
    look : Look
        The light or the dark theme.

    Returns
    -------
    PIL.Image.Image
        RGB.
    """
    width, height = size
    inside = (width - _LEFT - _RIGHT, height - _TOP - _BOTTOM)
    end = max(float(line.x[-1]) for line in lines)
    image = Image.new("RGB", size, look.card)
    image.paste(_curves(lines, inside, (end, top), level, look), (_LEFT, _TOP))
    draw = ImageDraw.Draw(image)
    for tick in ticks_up_to(top):
        y = _TOP + inside[1] * (1 - tick / top)
        _write(draw, (_LEFT - 6, y), short_number(tick), look.muted, "rm")
    for tick in ticks_up_to(end):
        x = _LEFT + inside[0] * tick / end
        draw.line((x, height - _BOTTOM, x, height - _BOTTOM + 4), fill=look.muted)
        _write(draw, (x, height - _BOTTOM + 7), short_number(tick), look.muted, "mt")
    _write(draw, (_LEFT + inside[0] / 2, height - 4), x_title, look.text, "mb")
    _write(draw, (2, 4), y_title, look.text, "lt")
    _legend(draw, lines, width - _RIGHT, look)
    if level is not None:
        _write(draw, (_LEFT + 6, _TOP + inside[1] * (1 - level[0] / top) - 2), level[1], look.muted, "lb")
    return image


def _curves(
    lines: Sequence[Line],
    size: tuple[int, int],
    ends: tuple[float, float],
    level: tuple[float, str] | None,
    look: Look,
) -> Image.Image:
    width, height = (_FINE * side for side in size)
    end, top = ends
    image = Image.new("RGBA", (width, height), (*look.card, 255))
    draw = ImageDraw.Draw(image)
    for tick in ticks_up_to(top):
        y = height * (1 - tick / top)
        draw.line((0, y, width, y), fill=look.line, width=1 if tick else _FINE)
    if level is not None:
        y = height * (1 - level[0] / top)
        for left in range(0, width, 8 * _FINE):
            draw.line((left, y, left + 4 * _FINE, y), fill=look.muted, width=_FINE)
    for line in lines:
        band = Image.new("RGBA", image.size, (*line.color, 0))
        xs = width * np.asarray(line.x) / end
        high, low = (height * (1 - (line.y + sign * line.spread) / top) for sign in (1, -1))
        outline = [*zip(xs, high, strict=True), *zip(xs[::-1], np.minimum(low[::-1], height), strict=True)]
        if len(xs) > 1:
            ImageDraw.Draw(band).polygon(outline, fill=(*line.color, _BAND_OPACITY))
        image = Image.alpha_composite(image, band)
        places = list(zip(xs, height * (1 - line.y / top), strict=True))
        pen = ImageDraw.Draw(image)
        if len(places) > 1:
            pen.line(places, fill=line.color, width=2 * _FINE, joint="curve")
        if len(places) <= 50:
            for x, y in places:
                pen.circle((x, y), 3 * _FINE, fill=line.color)
    return image.convert("RGB").resize(size, Image.Resampling.BOX)


def _legend(draw: ImageDraw.ImageDraw, lines: Sequence[Line], right: int, look: Look) -> None:
    for line in reversed(lines):
        right -= text_width(line.name, NOTE_SIZE)
        _write(draw, (right, 10), line.name, look.text, "lm")
        right -= _SWATCH + 4
        draw.line((right, 10, right + _SWATCH, 10), fill=line.color, width=3)
        right -= 12


def dot_rows(rows: Sequence[Row], *, title: str, width: int = 560, look: Look) -> Image.Image:
    """Draw names below one another, each with its values as dots over one axis that begins at 0.

    Parameters
    ----------
    rows : sequence of Row
        At least one; rows without values say so by their note.
    title : str
        What the axis is, with its unit.
    width : int
        In pixels.
    look : Look
        The light or the dark theme.

    Returns
    -------
    PIL.Image.Image
        RGB.
    """
    left = max(text_width(row.name, NOTE_SIZE) for row in rows) + 10
    right = max(text_width(row.note, NOTE_SIZE) for row in rows) + 10
    step, inside = 28, width - left - right
    highest = max((value for row in rows for value in row.values), default=1.0)
    top = 1.08 * highest if highest > 0 else 1.0
    height = step * len(rows)
    plot = Image.new("RGB", (_FINE * inside, _FINE * height), look.card)
    draw = ImageDraw.Draw(plot)
    scale = _FINE * inside / top
    for tick in ticks_up_to(top):
        draw.line((tick * scale, 0, tick * scale, plot.height), fill=look.line, width=1)
    for number, row in enumerate(rows):
        middle = _FINE * (step * number + step // 2)
        if row.mean is not None:
            ends = (max(0.0, row.mean - row.spread) * scale, (row.mean + row.spread) * scale)
            draw.rectangle((ends[0], middle - 4 * _FINE, ends[1], middle + 4 * _FINE), fill=look.line)
            place = row.mean * scale
            draw.line((place, middle - 9 * _FINE, place, middle + 9 * _FINE), fill=row.color, width=2 * _FINE)
        taken: Counter[int] = Counter()
        for value in row.values:
            place = round(value * scale)
            # Those at the same place stand above and below one another.
            rank, taken[place] = taken[place], taken[place] + 1
            shift = min((rank + 1) // 2 * _STACKED, _MOST_STACKED) * (-1) ** rank
            draw.circle((place, middle + _FINE * shift), 3 * _FINE, fill=row.color, outline=look.card)
    image = Image.new("RGB", (width, height + _BOTTOM), look.card)
    image.paste(plot.resize((inside, height), Image.Resampling.BOX), (left, 0))
    draw = ImageDraw.Draw(image)
    for number, row in enumerate(rows):
        y = step * number + step // 2
        _write(draw, (left - 8, y), row.name, look.text, "rm")
        _write(draw, (width - right + 8, y), fitted_text(row.note, right, NOTE_SIZE), look.text, "lm")
    for tick in ticks_up_to(top, max(2, ceil(inside / 90))):
        _write(draw, (left + inside * tick / top, height + 5), short_number(tick), look.muted, "mt")
    _write(draw, (left + inside / 2, image.height - 4), title, look.text, "mb")
    return image


def _write(
    draw: ImageDraw.ImageDraw, place: tuple[float, float], text: str, color: Color, anchor: str
) -> None:
    draw.text(place, plain_text(text), fill=color, font=font(NOTE_SIZE), anchor=anchor)
