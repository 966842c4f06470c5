"""A pen that draws smooth lines and filled shapes with soft edges, in pure NumPy.

Coordinates are (x, y) in pixels from the top left corner of the picture, so pixel (row 0, column 0) has its
middle at (0.5, 0.5).
"""

from collections.abc import Sequence

import numpy as np

Point = tuple[float, float]

_STEP = 0.1
"""Distance between two dabs of the pen, in pixels."""


def smooth_path(points: Sequence[Point], closed: bool = False) -> np.ndarray:
    """Lay a smooth curve through points: a centripetal Catmull-Rom spline, sampled densely.

    Source: C. Yuksel, S. Schaefer and J. Keyser, On the Parameterization of Catmull-Rom Curves (2009): with
    the knots at the square root of the distance the curve makes no loops and no cusps.

    Returns
    -------
    ndarray
        (N, 3): x, y, and the running number of the point, so that settings given per point can be blended.
    """
    p = np.asarray(points, dtype=float)
    if closed:
        p = np.concatenate((p[-1:], p, p[:2]))
    else:
        p = np.concatenate((2 * p[:1] - p[1:2], p, 2 * p[-1:] - p[-2:-1]))
    pieces = []
    for i in range(len(p) - 3):
        p0, p1, p2, p3 = p[i : i + 4]
        knots = np.cumsum([0.0, *(np.sqrt(np.linalg.norm(b - a)) for a, b in ((p0, p1), (p1, p2), (p2, p3)))])
        t0, t1, t2, t3 = knots
        count = max(2, int(np.ceil(np.linalg.norm(p2 - p1) / _STEP)))
        t = np.linspace(t1, t2, count, endpoint=False)[:, np.newaxis]
        a1 = (t1 - t) / (t1 - t0) * p0 + (t - t0) / (t1 - t0) * p1
        a2 = (t2 - t) / (t2 - t1) * p1 + (t - t1) / (t2 - t1) * p2
        a3 = (t3 - t) / (t3 - t2) * p2 + (t - t2) / (t3 - t2) * p3
        b1 = (t2 - t) / (t2 - t0) * a1 + (t - t0) / (t2 - t0) * a2
        b2 = (t3 - t) / (t3 - t1) * a2 + (t - t1) / (t3 - t1) * a3
        curve = (t2 - t) / (t2 - t1) * b1 + (t - t1) / (t2 - t1) * b2
        pieces.append(np.column_stack((curve, i + (t - t1) / (t2 - t1))))
    if not closed:
        pieces.append(np.array([[*p[-2], len(p) - 3]]))
    return np.concatenate(pieces)


def draw_line(
    picture: np.ndarray,
    points: Sequence[Point],
    width: float | Sequence[float],
    ink: float | Sequence[float],
    closed: bool = False,
) -> None:
    """Draw a smooth line into a picture (H, W); where lines meet, the stronger ink wins.

    `width` (pixels) and `ink` (grey values) may be given per point.
    """
    path = smooth_path(points, closed)
    numbers = np.arange(len(points) + closed)
    widths = _along(path[:, 2], numbers, width, closed)
    inks = _along(path[:, 2], numbers, ink, closed)
    height, breadth = picture.shape
    reach = int(np.ceil(widths.max() / 2 + 1))
    offsets = np.arange(-reach, reach + 1)
    columns = np.floor(path[:, 0]).astype(int)[:, np.newaxis, np.newaxis] + offsets[np.newaxis, np.newaxis, :]
    rows = np.floor(path[:, 1]).astype(int)[:, np.newaxis, np.newaxis] + offsets[np.newaxis, :, np.newaxis]
    distance = np.hypot(
        columns + 0.5 - path[:, 0, np.newaxis, np.newaxis], rows + 0.5 - path[:, 1, np.newaxis, np.newaxis]
    )
    cover = np.clip(widths[:, np.newaxis, np.newaxis] / 2 + 0.5 - distance, 0, 1)
    rows, columns = np.broadcast_arrays(rows, columns)
    inside = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < breadth)
    np.maximum.at(picture, (rows[inside], columns[inside]), (cover * inks[:, np.newaxis, np.newaxis])[inside])


def ellipse(
    centre: Point, radii: Point, tilt: float = 0, start: float = 0, end: float = 360, count: int = 24
) -> list[Point]:
    """Give points on an arc of an ellipse; angles in degrees, clockwise from the right."""
    angles = np.deg2rad(np.linspace(start, end, count, endpoint=end - start < 360))
    turn = np.deg2rad(tilt)
    x, y = radii[0] * np.cos(angles), radii[1] * np.sin(angles)
    return list(
        zip(
            centre[0] + x * np.cos(turn) - y * np.sin(turn),
            centre[1] + x * np.sin(turn) + y * np.cos(turn),
            strict=True,
        )
    )


def fill_ellipse(picture: np.ndarray, centre: Point, radii: Point, ink: float, tilt: float = 0) -> None:
    """Set an ellipse to one ink, with an edge one pixel soft."""
    height, width = picture.shape
    y, x = np.mgrid[:height, :width] + 0.5
    turn = np.deg2rad(tilt)
    dx, dy = x - centre[0], y - centre[1]
    u, v = dx * np.cos(turn) + dy * np.sin(turn), dy * np.cos(turn) - dx * np.sin(turn)
    radius = np.hypot(u / radii[0], v / radii[1])
    slope = np.hypot(u / radii[0] ** 2, v / radii[1] ** 2) / np.maximum(radius, 1e-9)
    cover = np.clip(0.5 - (radius - 1) / np.maximum(slope, 1e-9), 0, 1)
    picture += cover * (ink - picture)


def _along(
    position: np.ndarray, numbers: np.ndarray, setting: float | Sequence[float], closed: bool
) -> np.ndarray:
    values = np.broadcast_to(np.asarray(setting, dtype=float), len(numbers) - closed)
    return np.asarray(np.interp(position, numbers, np.append(values, values[:1]) if closed else values))
