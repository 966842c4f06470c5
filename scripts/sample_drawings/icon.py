"""FilterLab's icon: a small filter that looks for a curve, plus along it and minus beside it."""

from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw

CELLS = (
    ". . - + +",
    ". - + + -",
    "- + + - .",
    "- + - . .",
    "- + - . .",
)
GROUND = "#1e2640"
COLOURS = {".": "#3b4566", "-": "#5b8def", "+": "#ff9d4d"}

SIZE = 256
CORNER = 52
MARGIN = 27
GAP = 7
CELL_CORNER = 9
FINE = 8


class Tile(NamedTuple):
    """A square with round corners."""

    left: float
    top: float
    size: float
    corner: float
    colour: str


def draw_icon() -> np.ndarray:
    """Draw the icon: (256, 256, 4), uint8, transparent outside its round corners."""
    image = Image.new("RGBA", (SIZE * FINE, SIZE * FINE))
    pen = ImageDraw.Draw(image)
    for left, top, size, corner, colour in _tiles():
        box = (left * FINE, top * FINE, (left + size) * FINE - 1, (top + size) * FINE - 1)
        pen.rounded_rectangle(box, corner * FINE, fill=colour)
    return np.asarray(image.reduce(FINE))


def icon_svg() -> str:
    """Write the same as SVG."""
    shapes = "".join(
        f'  <rect x="{left:g}" y="{top:g}" width="{size:g}" height="{size:g}" rx="{corner:g}" '
        f'fill="{colour}"/>\n'
        for left, top, size, corner, colour in _tiles()
    )
    frame = f'width="{SIZE}" height="{SIZE}" viewBox="0 0 {SIZE} {SIZE}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {frame}>\n  <title>FilterLab</title>\n{shapes}</svg>\n'


def _tiles() -> list[Tile]:
    cell = (SIZE - 2 * MARGIN - 4 * GAP) / 5
    return [
        Tile(0, 0, SIZE, CORNER, GROUND),
        *(
            Tile(
                MARGIN + column * (cell + GAP), MARGIN + row * (cell + GAP), cell, CELL_CORNER, COLOURS[sign]
            )
            for row, signs in enumerate(CELLS)
            for column, sign in enumerate(signs.split())
        ),
    ]
