"""What stands on the meadow of the landscape: grass, a cottage, firs, a fence and flowers."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1024, 768

Point = tuple[float, float]
Colour = tuple[int, int, int]


class Brush:
    """Pillow's drawing tools in the coordinates of the picture, on a canvas `scale` times as large."""

    def __init__(self, image: Image.Image, scale: int) -> None:
        self._draw = ImageDraw.Draw(image)
        self._scale = scale

    def polygon(self, points: Sequence[Point], colour: Sequence[float]) -> None:
        """Fill a polygon."""
        self._draw.polygon(self._scaled(points), fill=_ink(colour))

    def line(self, points: Sequence[Point], colour: Sequence[float], width: float = 1) -> None:
        """Draw a line, `width` in picture pixels."""
        self._draw.line(self._scaled(points), fill=_ink(colour), width=max(1, round(width * self._scale)))

    def disc(self, centre: Point, radii: Point, colour: Sequence[float]) -> None:
        """Fill an upright ellipse."""
        (x, y), (a, b), s = centre, radii, self._scale
        self._draw.ellipse(((x - a) * s, (y - b) * s, (x + a) * s, (y + b) * s), fill=_ink(colour))

    def _scaled(self, points: Sequence[Point]) -> list[Point]:
        return [(x * self._scale, y * self._scale) for x, y in points]


def draw_things(image: Image.Image, scale: int, rng: np.random.Generator) -> None:
    """Draw everything on the meadow, from far to near."""
    brush = Brush(image, scale)
    _grass(brush, 515, 560, rng)
    _cottage(brush)
    _grass(brush, 541, 620, rng)
    for x, foot, size in (
        *((196, 574, 92), (150, 581, 118), (92, 590, 156), (34, 606, 204)),
        *((968, 528, 84), (990, 542, 124), (1020, 562, 160)),
    ):
        _fir(brush, x, foot, size, rng)
    _grass(brush, 585, 690, rng)
    _fence(brush, rng)
    _grass(brush, 690, 778, rng)
    _flowers(brush, rng)


def shore_line(x: np.ndarray) -> np.ndarray:
    """Give the y at which the meadow begins, for each x."""
    rise = np.clip((x - 560) / 420, 0, 1)
    return np.asarray(
        548 + 22 * np.sin(x / 210 + 0.6) - 58 * rise * rise * (3 - 2 * rise) + 9 * np.sin(x / 57)
    )


def path_distance(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Give the distance to the border of the path in pixels, below 0 on it; it runs from the door to us."""
    t = np.clip((y - 541) / 230, 0, None)
    middle = 831 - 250 * t - 95 * np.sin(2.4 * t) * t
    half = 3.5 + 40 * t**1.25
    # Above the door there is no path.
    return np.asarray(np.where(y < 541, 99, np.abs(x - middle) - half))


def _grass(brush: Brush, top: float, bottom: float, rng: np.random.Generator) -> None:
    """Draw blades, longer and darker towards the viewer, some of them dry."""
    count = int((bottom - top) * 100)
    feet = np.sort(rng.uniform(top, bottom, count))
    sides = rng.uniform(0, WIDTH, count)
    free = (feet > shore_line(sides) + 5) & (path_distance(sides, feet) > rng.uniform(-4, 3, count))
    free &= ~((np.abs(sides - 858) < 82) & (feet < 541))
    for x, y in zip(sides[free], feet[free], strict=True):
        near = np.clip((y - 540) / 228, 0, 1)
        length = (2.5 + 15 * near**1.3) * rng.uniform(0.6, 1.4)
        lean = rng.uniform(-0.32, 0.38) * length
        dry = rng.random()
        colour = np.array((70, 104, 44)) * (1 - dry) + np.array((150, 160, 74)) * dry
        if rng.random() < 0.1:
            colour = np.array((226, 200, 120))
        colour = colour * (1 - 0.3 * near) + rng.normal(0, 6, 3)
        blade = ((x, y), (x + 0.4 * lean, y - 0.6 * length), (x + lean, y - length))
        brush.line(blade, colour, 0.5 + 0.5 * near)


def _fir(brush: Brush, x: float, foot: float, size: float, rng: np.random.Generator) -> None:
    """Draw a fir of drooping boughs, tier over tier, brighter on the side of the sun."""
    brush.polygon(
        ((x - 0.03 * size, foot), (x - 0.015 * size, foot - size), (x + 0.03 * size, foot)), (56, 44, 38)
    )
    tiers = int(14 + size / 8)
    for tier in range(tiers):
        t = tier / (tiers - 1)
        y = foot - size * (0.07 + 0.92 * t)
        half = size * (0.24 * (1 - t) ** 0.9 + 0.012)
        for _ in range(int(5 + 0.16 * half * (1 - t) + 4)):
            reach = rng.uniform(-1, 1) * half * rng.uniform(0.75, 1.08)
            droop = abs(reach) * rng.uniform(0.3, 0.5)
            sunny = 0.5 + 0.5 * reach / half * (1 if x < 655 else -1)
            colour = np.array((24, 44, 40)) * (1 - sunny) + np.array((70, 92, 54)) * sunny
            colour = colour * rng.uniform(0.8, 1.12)
            tip = (x + reach, y + droop)
            thick = size * 0.028 * (1.1 - 0.6 * t)
            brush.polygon(
                (
                    (x, y - thick),
                    tip,
                    (x + 0.55 * reach, y + 0.5 * droop + 1.6 * thick),
                    (x, y + 1.4 * thick),
                ),
                colour,
            )


def _cottage(brush: Brush) -> None:
    front, side = (198, 152, 110), (122, 90, 72)
    brush.polygon(((780, 470), (780, 534), (846, 543), (846, 470), (813, 424)), front)
    brush.polygon(((846, 470), (846, 543), (936, 530), (936, 462)), side)
    for board in range(1, 9):
        y = 470 + 8 * board
        brush.line(((780, y - 0.6), (846, y)), (168, 124, 88))
        brush.line(((846, y), (936, y - 8)), (98, 70, 58))
    for board in range(1, 6):
        y, half = 470 - 8 * board, 33 * (1 - 8 * board / 46)
        brush.line(((813 - half, y), (813 + half, y)), (176, 130, 92))
    brush.polygon(((780, 530), (780, 535), (846, 544), (846, 539)), (120, 110, 104))
    brush.polygon(((846, 539), (846, 544), (936, 531), (936, 526)), (82, 76, 76))
    _roof(brush)
    brush.polygon(((822, 496), (822, 540), (839, 542), (839, 496)), (94, 60, 46))
    brush.disc((835.5, 518), (1.2, 1.2), (226, 190, 110))
    _window(brush, (790, 488), (22, 0), (0, 22))
    _window(brush, (862, 490), (22, -2), (0, 20))
    _window(brush, (898, 487), (22, -2), (0, 20))
    brush.disc((813, 450), (6.5, 6.5), (70, 48, 40))
    brush.disc((813, 450), (5, 5), (255, 214, 122))


def _roof(brush: Brush) -> None:
    def at(down: float, along: float) -> Point:
        return (
            806 + 52 * down + (98 - 6 * down) * along,
            416 + 60 * down - (6 + 4 * down) * along,
        )

    brush.polygon(((806, 416), (813, 416), (773, 478), (767, 474)), (150, 86, 66))
    brush.polygon((at(0, 0), at(1, 0), at(1, 1), at(0, 1)), (114, 63, 54))
    for row in range(7):
        brush.line((at(row / 7, 0), at(row / 7, 1)), (90, 49, 45))
        for tile in range(14):
            along = (tile + 0.5 * (row % 2)) / 14
            brush.line((at(row / 7, along), at((row + 1) / 7, along)), (96, 54, 48), 0.5)
    brush.polygon(((806, 416), (812, 415), (862, 474), (856, 479)), (92, 50, 46))
    brush.polygon(((880, 390), (880, 424), (892, 427), (892, 390)), (150, 116, 100))
    brush.polygon(((892, 390), (892, 427), (900, 423), (900, 388)), (104, 80, 74))
    brush.polygon(((878, 387), (894, 388), (902, 385), (902, 389), (894, 393), (878, 392)), (96, 74, 68))


def _window(brush: Brush, corner: Point, right: Point, down: Point) -> None:
    """Draw a lit window; given are its top left corner and the two edges that start there."""

    def at(across: float, below: float) -> Point:
        return corner[0] + across * right[0] + below * down[0], corner[1] + across * right[1] + below * down[
            1
        ]

    brush.polygon((at(0, 0), at(1, 0), at(1, 1), at(0, 1)), (255, 214, 122))
    brush.line((at(0, 0), at(1, 0), at(1, 1), at(0, 1), at(0, 0)), (70, 48, 40), 1.6)
    brush.line((at(0.5, 0), at(0.5, 1)), (84, 58, 46))
    brush.line((at(0, 0.5), at(1, 0.5)), (84, 58, 46))


def _fence(brush: Brush, rng: np.random.Generator) -> None:
    posts = [float(x) for x in range(-10, 400, 46)]

    def top(x: float) -> float:
        return float(636 + 0.06 * x + 6 * np.sin(x / 90))

    for rail in (14, 32):
        ends = [(x, top(x) + rail + 0.8 * rng.normal()) for x in posts]
        for (x0, y0), (x1, y1) in pairwise(ends):
            brush.polygon(((x0, y0), (x1, y1), (x1, y1 + 7), (x0, y0 + 7)), (118, 92, 72))
            brush.line(((x0, y0), (x1, y1)), (200, 164, 124))
            for _ in range(4):
                part, below = rng.random(), rng.uniform(2, 6)
                x, y = x0 + (x1 - x0) * part, y0 + (y1 - y0) * part + below
                brush.line(((x, y), (x + 8, y + 0.4)), (96, 74, 60), 0.5)
    for x in posts:
        y = top(x) - 6 + 1.5 * rng.normal()
        brush.polygon(
            ((x - 5, y + 3), (x - 1, y), (x + 5, y + 2), (x + 5.5, y + 66), (x - 5, y + 66)), (104, 80, 64)
        )
        brush.polygon(
            ((x + 2.5, y + 1.2), (x + 5, y + 2), (x + 5.5, y + 66), (x + 2.5, y + 66)), (190, 152, 114)
        )
        for _ in range(5):
            u, v = x + rng.uniform(-4, 2), y + rng.uniform(8, 53)
            brush.line(((u, v), (u + 0.4, v + 9)), (82, 62, 52), 0.5)


def _flowers(brush: Brush, rng: np.random.Generator) -> None:
    colours = ((232, 92, 84), (248, 226, 120), (236, 232, 240), (170, 128, 206))
    for _ in range(380):
        x, y = rng.uniform(0, WIDTH), 600 + 165 * rng.random() ** 0.8
        if path_distance(np.asarray(x), np.asarray(y)) < 6:
            continue
        near = (y - 540) / 228
        radius = 0.8 + 2.6 * near * rng.uniform(0.6, 1.2)
        colour = colours[rng.choice(4, p=(0.25, 0.3, 0.3, 0.15))]
        brush.line(((x, y), (x + 1, y + 9 * near)), (60, 92, 44))
        for petal in range(5):
            angle = petal * 2 * np.pi / 5
            place = (x + 0.75 * radius * np.cos(angle), y + 0.55 * radius * np.sin(angle))
            brush.disc(place, (0.55 * radius, 0.45 * radius), colour)
        brush.disc((x, y), (0.4 * radius, 0.35 * radius), (236, 180, 70))


def _ink(colour: Sequence[float]) -> Colour:
    red, green, blue = (int(np.clip(value, 0, 255)) for value in colour)
    return red, green, blue
