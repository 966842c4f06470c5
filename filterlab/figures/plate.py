"""A figure as a list of marks, which becomes a picture of pixels or a drawing that can be enlarged (SVG)."""

from __future__ import annotations

import io
from base64 import b64encode
from dataclasses import dataclass, replace
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np
from PIL import Image, ImageDraw

from filterlab.errors import FilterLabError
from filterlab.figures.layout import NOTE_SIZE, wrapped
from filterlab.figures.look import Color, Look, font, plain_text
from filterlab.files import write_whole

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

PLATE_SUFFIXES = (".png", ".svg")
"""The endings of files that a plate can be written to."""

_LINE = 1.35
_FINE = 3
# The height of capitals, as a share of the size of letters.
_CAPITAL = 0.72
# Numbers of a picture that is still written cell by cell: some hundred kilobytes of text.
_MOST_RECTANGLES = 3 * 64 * 64
_MARGIN = 20
_TITLE, _SUBTITLE = 20, 13
# The letters of who shows an SVG may be wider than ours by this factor.
_WIDER = 1.2
_ANCHORS = {"left": ("lm", "start"), "middle": ("mm", "middle"), "right": ("rm", "end")}


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text.

    Attributes
    ----------
    x, y : float
        Where it begins, is centred or ends, and the middle of its height, in pixels.
    text : str
        What it says.
    color : Color
        Of the letters.
    size : int
        Height of the letters in pixels.
    align : {"left", "middle", "right"}
        Which part of the text stands at ``x``.
    """

    x: float
    y: float
    text: str
    color: Color
    size: int = NOTE_SIZE
    align: Literal["left", "middle", "right"] = "left"


@dataclass(frozen=True, slots=True)
class Block:
    """A rectangle, filled or outlined, in pixels."""

    x: float
    y: float
    width: float
    height: float
    fill: Color | None = None
    outline: Color | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Squares:
    """Colours (H, W, 3), uint8, each a sharp rectangle of the same size, together ``width`` by ``height`` pixels."""

    x: float
    y: float
    width: int
    height: int
    colors: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through places (x, y), in pixels, of a colour and a width."""

    places: tuple[tuple[float, float], ...]
    color: Color
    width: float = 2.0


Mark: TypeAlias = Words | Block | Squares | Stroke


@dataclass(frozen=True, slots=True)
class Plate:
    """A figure.

    Attributes
    ----------
    title : str
        What it shows, for those who cannot see it.
    width, height : int
        In pixels.
    ground : Color
        Behind everything.
    marks : tuple of Mark
        In the order in which they are drawn.
    """

    title: str
    width: int
    height: int
    ground: Color
    marks: tuple[Mark, ...]


def captioned(title: str, subtitle: str, body: Plate, notes: tuple[str, ...], look: Look) -> Plate:
    """Put a headline above a figure and notes below it, in lines a little shorter than the figure is wide."""
    room = round(body.width / _WIDER)
    marks: list[Mark] = []
    top = float(_MARGIN)
    written = ((title, _TITLE, look.text), (subtitle, _SUBTITLE, look.muted))
    for text, size, color in written:
        for line in wrapped(text, room, size):
            marks.append(Words(_MARGIN, top + size * _LINE / 2, line, color, size))
            top += size * _LINE
        top += 4
    top = round(top + 6)
    marks += [moved(mark, _MARGIN, int(top)) for mark in body.marks]
    top += body.height + 8
    for note in notes:
        for line in wrapped(note, room, NOTE_SIZE):
            marks.append(Words(_MARGIN, top + NOTE_SIZE * _LINE / 2, line, look.muted))
            top += NOTE_SIZE * _LINE
    return Plate(title, body.width + 2 * _MARGIN, round(top) + _MARGIN, look.paper, tuple(marks))


def plate_image(plate: Plate) -> Image.Image:
    """Draw a figure in pixels, RGB."""
    image = Image.new("RGB", (plate.width, plate.height), plate.ground)
    draw = ImageDraw.Draw(image)
    for mark in plate.marks:
        match mark:
            case Words():
                anchor, _ = _ANCHORS[mark.align]
                draw.text(
                    (mark.x, mark.y),
                    plain_text(mark.text),
                    fill=mark.color,
                    font=font(mark.size),
                    anchor=anchor,
                )
            case Block():
                corner = (mark.x + mark.width - 1, mark.y + mark.height - 1)
                draw.rectangle((mark.x, mark.y, *corner), fill=mark.fill, outline=mark.outline)
            case Squares():
                size = (mark.width, mark.height)
                squares = Image.fromarray(mark.colors).resize(size, Image.Resampling.NEAREST)
                image.paste(squares, (round(mark.x), round(mark.y)))
            case Stroke():
                _draw_stroke(image, mark)
    return image


def _draw_stroke(image: Image.Image, mark: Stroke) -> None:
    """Draw a line without steps: larger, and shrunk again."""
    xs, ys = zip(*mark.places, strict=True)
    margin = int(mark.width) + 2
    left, top = max(0, int(min(xs)) - margin), max(0, int(min(ys)) - margin)
    right, bottom = min(image.width, int(max(xs)) + margin), min(image.height, int(max(ys)) + margin)
    if left >= right or top >= bottom:
        return
    part = image.crop((left, top, right, bottom))
    large = part.resize((_FINE * part.width, _FINE * part.height), Image.Resampling.NEAREST)
    places = [(_FINE * (x - left), _FINE * (y - top)) for x, y in mark.places]
    ImageDraw.Draw(large).line(places, fill=mark.color, width=round(_FINE * mark.width), joint="curve")
    image.paste(large.resize(part.size, Image.Resampling.BOX), (left, top))


def plate_svg(plate: Plate) -> str:
    """Write a figure as SVG: text stays text, and cells stay sharp however far they are enlarged."""
    size = f'width="{plate.width}" height="{plate.height}" viewBox="0 0 {plate.width} {plate.height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif">',
        f"<title>{_letters(plate.title)}</title>",
        f'<rect width="{plate.width}" height="{plate.height}" fill="{_hex(plate.ground)}"/>',
        *(_element(mark) for mark in plate.marks),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def save_plate(path: Path, plate: Plate) -> None:
    """Write a figure as its ending says, .png or .svg, whole or not at all.

    Raises
    ------
    FilterLabError
        If the ending is another, or the file cannot be written.
    """
    match path.suffix.lower():
        case ".png":
            buffer = io.BytesIO()
            plate_image(plate).save(buffer, "PNG")
            write_whole(path, buffer.getvalue())
        case ".svg":
            write_whole(path, plate_svg(plate).encode())
        case _:
            raise FilterLabError(f'"{path}" is no name for a figure; let it end in .png or .svg.')


def moved(mark: Mark, right: float, down: float) -> Mark:
    """Return a mark that lies so many pixels further to the right and down."""
    if isinstance(mark, Stroke):
        return replace(mark, places=tuple((x + right, y + down) for x, y in mark.places))
    return replace(mark, x=mark.x + right, y=mark.y + down)


def _element(mark: Mark) -> str:
    match mark:
        case Words():
            _, anchor = _ANCHORS[mark.align]
            # Not every viewer can be told to centre letters; the middle of capitals lies so much above their foot.
            foot = mark.y + _CAPITAL / 2 * mark.size
            return (
                f'<text x="{mark.x:g}" y="{foot:g}" fill="{_hex(mark.color)}" font-size="{mark.size}" '
                f'text-anchor="{anchor}">{_letters(mark.text)}</text>'
            )
        case Block():
            # A line of one pixel lies in the middle of its pixels.
            inset = 0.5 if mark.outline else 0
            return (
                f'<rect x="{mark.x + inset:g}" y="{mark.y + inset:g}" width="{mark.width - 2 * inset:g}" '
                f'height="{mark.height - 2 * inset:g}" fill="{_hex(mark.fill)}" stroke="{_hex(mark.outline)}"/>'
            )
        case Squares():
            rows, columns, _ = mark.colors.shape
            # Viewers leave seams between rectangles of a pixel or two.
            is_fine = mark.height < 4 * rows or mark.width < 4 * columns
            return (
                _svg_picture(mark) if is_fine or mark.colors.size > _MOST_RECTANGLES else _svg_squares(mark)
            )
        case Stroke():
            places = " ".join(f"{x:.1f},{y:.1f}" for x, y in mark.places)
            return (
                f'<polyline points="{places}" fill="none" stroke="{_hex(mark.color)}" '
                f'stroke-width="{mark.width:g}" stroke-linejoin="round"/>'
            )


def _svg_squares(mark: Squares) -> str:
    """Write cells as rectangles, equal neighbours in a row as one: not every viewer enlarges pictures sharply."""
    rows, columns, _ = mark.colors.shape
    wide, high = mark.width / columns, mark.height / rows
    rectangles = []
    for row, colors in enumerate(mark.colors):
        ends = np.flatnonzero(np.any(colors[1:] != colors[:-1], axis=1)) + 1
        for first, end in pairwise((0, *ends.tolist(), columns)):
            x, y = mark.x + wide * first, mark.y + high * row
            size = f'width="{wide * (end - first):g}" height="{high:g}"'
            red, green, blue = colors[first].tolist()
            rectangles.append(f'<rect x="{x:g}" y="{y:g}" {size} fill="{_hex((red, green, blue))}"/>')
    return f'<g shape-rendering="crispEdges">{"".join(rectangles)}</g>'


def _svg_picture(mark: Squares) -> str:
    """Write many cells as a picture inside the drawing."""
    buffer = io.BytesIO()
    Image.fromarray(mark.colors).save(buffer, "PNG")
    data = b64encode(buffer.getvalue()).decode()
    return (
        f'<image x="{mark.x:g}" y="{mark.y:g}" width="{mark.width}" height="{mark.height}" '
        f'preserveAspectRatio="none" style="image-rendering:pixelated" href="data:image/png;base64,{data}"/>'
    )


def _letters(text: str) -> str:
    """Return a text as XML allows it: a file's name may hold what no document may."""
    return escape("".join(letter for letter in text if letter.isprintable()))


def _hex(color: Color | None) -> str:
    return "none" if color is None else "#{:02x}{:02x}{:02x}".format(*color)
