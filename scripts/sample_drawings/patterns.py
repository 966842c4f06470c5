"""Pictures in which one knows beforehand what a filter should find: all (H, W) uint8."""

import numpy as np
from PIL import Image, ImageDraw, ImageFont

FINE = 4
"""Drawn this many times larger and averaged down, so that edges are soft."""


def draw_zone_plate(size: int = 512) -> np.ndarray:
    """Draw rings whose stripes grow finer outwards, up to 2 pixels a stripe pair at the border.

    The wave is cos(pi r² / size): at radius r it repeats every size / r pixels in every direction. Beyond the
    finest stripes pixels can show (r = size / 2) it fades into grey.
    """
    y, x = np.mgrid[:size, :size] - (size - 1) / 2
    radius = np.hypot(x, y)
    edge = np.clip((size / 2 - radius) / (size / 16), 0, 1)
    wave = np.cos(np.pi * radius**2 / size) * edge**2 * (3 - 2 * edge)
    return _grey(0.5 + 0.5 * wave)


def draw_gratings(cell: int = 128) -> np.ndarray:
    """Draw sixteen round patches of stripes.

    Columns: stripes lying flat, rising to the right, standing upright, falling to the right. Rows: 4, 6, 12
    and 24 pixels from one bright stripe to the next.
    """
    y, x = np.mgrid[:cell, :cell] - (cell - 1) / 2
    distance = np.hypot(x, y)
    window = np.clip((cell * 0.46 - distance) / (cell * 0.06), 0, 1)
    rows = []
    for wavelength in (4, 6, 12, 24):
        patches = []
        for angle in (0, 45, 90, 135):
            # Across a stripe that runs at this angle; rows run downwards.
            across = x * np.sin(np.deg2rad(angle)) + y * np.cos(np.deg2rad(angle))
            patches.append(0.5 + 0.5 * window * np.cos(2 * np.pi * across / wavelength))
        rows.append(np.hstack(patches))
    return _grey(np.vstack(rows))


def draw_text(width: int = 512, height: int = 384) -> np.ndarray:
    """Print a few lines in Pillow's own font, dark on bright, from large to small."""
    lines = (
        (92, "Filters"),
        (60, "AaBbCc 0123"),
        (38, "edges lines corners"),
        (25, "A small pattern of numbers slides"),
        (25, "over the picture and asks everywhere:"),
        (17, "multiply, add up, and see how much of it is here."),
    )
    page = Image.new("L", (width * FINE, height * FINE), 245)
    pen = ImageDraw.Draw(page)
    top = 14.0
    for size, words in lines:
        pen.text((24 * FINE, top * FINE), words, fill=20, font=ImageFont.load_default(size * FINE))
        top += 1.34 * size
    return np.asarray(page.reduce(FINE))


def draw_test_card(size: int = 256) -> np.ndarray:
    """Draw plain shapes: a square, a disc, a checker, a star of wedges, lines, spots and a grey ramp."""
    big = size * FINE
    card = Image.new("L", (big, big), 128)
    pen = ImageDraw.Draw(card)

    def box(left: float, top: float, right: float, bottom: float) -> tuple[float, ...]:
        # Pillow counts the last pixel in.
        return left * FINE, top * FINE, right * FINE - 1, bottom * FINE - 1

    pen.rectangle(box(16, 16, 72, 72), fill=230)
    pen.ellipse(box(88, 16, 144, 72), fill=26)
    for row in range(7):
        for column in range(10):
            fill = 230 if (row + column) % 2 else 26
            pen.rectangle(box(160 + 8 * column, 16 + 8 * row, 168 + 8 * column, 24 + 8 * row), fill=fill)
    _draw_star(pen, (52 * FINE, 132 * FINE), 36 * FINE)
    for number, width in enumerate((1, 2, 3, 5)):
        pen.rectangle(box(108 + 12 * number, 96, 108 + 12 * number + width, 168), fill=230)
        pen.rectangle(box(160, 96 + 12 * number, 240, 96 + 12 * number + width), fill=26)
    for number in range(4):
        left = 164 + 20 * number
        pen.line((left * FINE, 168 * FINE, (left + 14) * FINE, 144 * FINE), fill=230, width=2 * FINE)
    for number, radius in enumerate((1, 2, 3, 4, 6, 8)):
        middle = 28 + 40 * number
        pen.ellipse(
            box(middle - radius, 192 - radius, middle + radius, 192 + radius), fill=245 if number % 2 else 10
        )
    picture = np.asarray(card.reduce(FINE)).copy()
    picture[216:240, 16:240] = np.linspace(10, 245, 224).round().astype(np.uint8)
    return picture


def _draw_star(
    pen: ImageDraw.ImageDraw, middle: tuple[float, float], radius: float, wedges: int = 12
) -> None:
    """Draw alternating wedges that meet in the middle: edges in every direction."""
    left, top = middle[0] - radius, middle[1] - radius
    pen.ellipse((left, top, left + 2 * radius, top + 2 * radius), fill=26)
    step = 180 / wedges
    for number in range(wedges):
        start = 2 * number * step
        pen.pieslice((left, top, left + 2 * radius, top + 2 * radius), start, start + step, fill=230)


def _grey(values: np.ndarray) -> np.ndarray:
    return np.asarray(np.rint(255 * values), dtype=np.uint8)
