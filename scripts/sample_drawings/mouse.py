"""The mouse that carries the course's two patches: a line drawing in profile, as values of 8-bit grey.

The ink never exceeds 50, the course's strongest value. Away from the curve it stays at 37 and the lines are
less than two pixels wide, because every upright line two pixels wide with ink 50 would give the curve
detector 5 x 50 x 30 = 7500, more than the course's 6600.
"""

from typing import NamedTuple

import numpy as np

from filterlab.data.sample_pictures import MOUSE_BACK, MOUSE_HEAD
from sample_drawings.pen import Point, draw_line, ellipse, fill_ellipse

SIZE = 224
WIDTH = 1.8
INK = 37
FAINT = 24
FULL = 50

# Both from A. Deshpande, A Beginner's Guide To Understanding Convolutional Neural Networks (2016).
CURVE_PATCH = (
    (0, 0, 0, 0, 0, 0, 30),
    (0, 0, 0, 0, 50, 50, 50),
    (0, 0, 0, 20, 50, 0, 0),
    (0, 0, 0, 50, 50, 0, 0),
    (0, 0, 0, 50, 50, 0, 0),
    (0, 0, 0, 50, 50, 0, 0),
    (0, 0, 0, 50, 50, 0, 0),
)
OTHER_PATCH = (
    (0, 0, 0, 0, 0, 0, 0),
    (0, 40, 0, 0, 0, 0, 0),
    (40, 0, 40, 0, 0, 0, 0),
    (40, 20, 0, 0, 0, 0, 0),
    (0, 50, 0, 0, 0, 0, 0),
    (0, 0, 50, 0, 0, 0, 0),
    (25, 25, 0, 50, 0, 0, 0),
)


class Line(NamedTuple):
    """A line of the drawing; width and ink for all points or one for each."""

    points: tuple[Point, ...]
    width: float | tuple[float, ...] = WIDTH
    ink: float | tuple[float, ...] = INK


# From the ear down to the heel. The pen presses harder where it passes through the course's curve.
BACK = Line(
    (
        *((107.7, 28.1), (104.2, 30.2), (100, 33.4), (96.6, 37.4), (94.6, 40.6), (92.9, 42.4), (91.2, 43.3)),
        *((91, 45), (91, 47.5), (90.8, 53), (89.8, 63), (87, 78), (82.6, 94), (77.6, 111), (73.4, 129)),
        *((71.6, 147), (74, 162), (80.5, 174.5), (90.5, 184), (104, 190)),
    ),
    width=(*(4 * [WIDTH]), *(5 * [2]), *(11 * [WIDTH])),
    ink=(INK, INK, INK, INK, 45, FULL, FULL, FULL, FULL, 40, *(10 * [INK])),
)

HEAD = (
    Line(tuple(ellipse((125, 25), (18, 18), tilt=-8, start=128, end=414))),
    Line(tuple(ellipse((126.5, 27), (11, 12), tilt=-8, start=128, end=330)), 1.2, 26),
    # The ear behind ends where the other patch begins, on the forehead.
    Line(((141.6, 17.5), (147, 10.5), (154.5, 10.5), (160, 17.5), (160.5, 27), (157, 36), (152, 43.8))),
    Line(
        ((156.5, 48.5), (161, 52.8), (168, 58.6), (177, 65.2), (186, 71.2), (193.5, 77)),
        (1.2, 1.5, WIDTH, WIDTH, WIDTH, WIDTH),
        (FULL, 44, INK, INK, INK, INK),
    ),
    Line(
        ((196, 84), (193, 88.5), (187, 91.5), (178, 95), (168, 100), (157, 103.5), (147, 103)),
        (*(6 * [WIDTH]), 1),
        (*(6 * [INK]), FAINT),
    ),
    Line(((193, 88.5), (186, 87.5), (179.5, 89.5)), 1.2, 30),
)

WHISKERS = tuple(
    Line(points, (1.2, 1, 0.7), (34, 30, 22))
    for points in (
        ((184, 77.5), (195, 65), (208, 58)),
        ((185.5, 79.5), (203, 71), (218, 69)),
        ((184, 84), (200, 94), (210, 104)),
        ((181, 85.5), (191, 99), (196, 112)),
    )
)

BODY = (
    Line(((158.5, 104), (163, 112), (165.5, 121.5))),
    # Arm and paw.
    Line(
        (
            *((139, 115), (135.5, 124), (139, 132.5), (149, 137), (161, 137.5), (171, 134.5), (177, 129.5)),
            *((176.5, 124.5), (172, 122), (165.5, 121.5), (157, 124)),
        ),
        (1, *(10 * [WIDTH])),
        (FAINT, *(10 * [INK])),
    ),
    Line(((176.3, 128), (172.5, 127.5)), 1.1, 28),
    Line(((174.5, 131.5), (171, 130.5)), 1.1, 28),
    # Belly.
    Line(((161, 138), (170, 149), (173.5, 161.5), (171, 174), (165, 183.5))),
    # Thigh.
    Line(
        (
            (98, 160),
            (103, 147),
            (114, 138.5),
            (127, 138.5),
            (138, 146),
            (143, 158),
            (141.5, 171),
            (134, 182.5),
        ),
        (1, *(7 * [WIDTH])),
        (FAINT, *(7 * [INK])),
    ),
    # Foot, from the heel to the toes and back to the thigh.
    Line(
        (
            *(
                (104, 190),
                (110, 195.3),
                (122, 196.5),
                (140, 196.5),
                (157, 196.5),
                (163, 195.3),
                (166.5, 196.4),
            ),
            *((172, 195.5), (173.8, 196.2), (179, 194.5), (179.8, 190.5), (174.5, 186.6), (165, 183.6)),
            *((150, 182.4), (134, 182.6)),
        )
    ),
    Line(((164.3, 196), (162.6, 193), (163.6, 190.5)), 1.2, 30),
    Line(((172.3, 196), (170.6, 193), (171.6, 190.5)), 1.2, 30),
)

TAIL = Line(
    (
        *((78, 171.5), (69, 182), (55, 189), (40, 188.5), (26.5, 180.5), (19.5, 167), (21, 153), (29.5, 144)),
        *((39.5, 145.5), (43, 154), (38.5, 160)),
    ),
    (4.4, 3.8, 3.3, 2.9, 2.6, 2.4, 2.2, 2, 1.8, 1.6, 1.2),
    34,
)

FUR = tuple(
    Line(points, (1.2, 0.8), (FAINT, 14))
    for points in (
        ((155, 150), (158, 157)),
        ((160, 160), (161, 167)),
        ((155.5, 168), (156, 174)),
        ((137, 74), (143, 80)),
        ((131, 85), (138, 89)),
        ((98, 58), (97, 64)),
        ((101, 70), (99, 76)),
    )
)

GROUND = tuple(
    Line(points, 1, 16)
    for points in (((50, 198.5), (70, 198), (98, 198.5)), ((188, 198.5), (198, 198), (210, 198.4)))
)


def draw_mouse() -> np.ndarray:
    """Draw the mouse: (224, 224), uint8, ink 0 to 50 on 0."""
    picture = np.zeros((SIZE, SIZE))
    for line in (BACK, *HEAD, *BODY, TAIL, *WHISKERS, *FUR, *GROUND):
        draw_line(picture, line.points, line.width, line.ink)
    fill_ellipse(picture, (196.3, 80.6), (4.4, 3.6), 36, tilt=25)
    fill_ellipse(picture, (151.5, 55), (5, 6.6), 36, tilt=10)
    fill_ellipse(picture, (153.3, 52.6), (1.6, 1.8), 0)
    pixels = np.rint(picture).astype(np.uint8)
    for (row, column), patch in ((MOUSE_BACK, CURVE_PATCH), (MOUSE_HEAD, OTHER_PATCH)):
        pixels[row : row + 7, column : column + 7] = patch
    return pixels
