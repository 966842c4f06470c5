"""A drawing pad: strokes of a soft round pen over a picture.

A stroke is given a picture and makes new ones; it changes nothing in place. So whatever shows the drawing, and
whatever undoes a stroke, deals with pictures alone.
"""

from dataclasses import dataclass

import numpy as np

from filterlab.data.scaling import Image
from filterlab.errors import FilterLabError

MIN_SIDE, MAX_SIDE = 28, 512
"""Rows and columns a pad may have."""

MIN_RADIUS, MAX_RADIUS = 0.3, 128.0
"""Half the width of a pen, in pixels."""

# A line that is shorter, in pixels, is a dot: its direction would be rounding alone.
_DOT = 1e-6


@dataclass(frozen=True, slots=True)
class Pen:
    """What a stroke is drawn with.

    Attributes
    ----------
    radius : float
        Half the width of a line, 0.3 to 128 pixels.
    ink : float or None
        The grey it leaves, 0 black to 1 white; None is an eraser, which brings the pad's ground back.
    softness : float
        0: the edge is as sharp as pixels allow (one pixel wide); 1: it fades from the middle of the line on.
    """

    radius: float
    ink: float | None = 1.0
    softness: float = 0.3

    def __post_init__(self) -> None:
        """Check the numbers."""
        if not MIN_RADIUS <= self.radius <= MAX_RADIUS:
            raise FilterLabError(
                f"The pen's radius is {self.radius:g}: choose {MIN_RADIUS:g} to {MAX_RADIUS:g} pixels."
            )
        if self.ink is not None and not 0 <= self.ink <= 1:
            raise FilterLabError(f"The pen's ink is {self.ink:g}: choose 0 (black) to 1 (white).")
        if not 0 <= self.softness <= 1:
            raise FilterLabError(f"The pen's softness is {self.softness:g}: choose 0 to 1.")


def check_pad_size(height: int, width: int) -> None:
    """Raise ``FilterLabError`` unless a pad may have so many rows and columns."""
    if not (MIN_SIDE <= height <= MAX_SIDE and MIN_SIDE <= width <= MAX_SIDE):
        raise FilterLabError(
            f"A drawing pad of {height} × {width} cannot be made: "
            f"choose {MIN_SIDE} to {MAX_SIDE} rows and columns."
        )


def blank_pad(height: int, width: int, ground: float = 0.0) -> Image:
    """Make an empty pad.

    Parameters
    ----------
    height, width : int
        Rows and columns, 28 to 512.
    ground : float
        Its grey, 0 black to 1 white.

    Returns
    -------
    ndarray
        (1, H, W), float32, read-only.

    Raises
    ------
    FilterLabError
        The pad would be too small or too large, or the ground is no grey.
    """
    check_pad_size(height, width)
    if not 0 <= ground <= 1:
        raise FilterLabError(f"The pad's ground is {ground:g}: choose 0 (black) to 1 (white).")
    return _sealed(np.full((1, height, width), ground, np.float32))


class PenStroke:
    """One stroke over a picture, from where the pen is put down to where it is lifted.

    The ink never covers the same place twice, so lines that cross themselves and the joints between the mouse's
    positions leave no darker spots. Only the rectangle around what is new is computed. Places are measured in
    pixels from the top left corner: (0.5, 0.5) is the centre of the first pixel.
    """

    def __init__(self, picture: Image, pen: Pen, ground: Image) -> None:
        """Take up the pen.

        Parameters
        ----------
        picture : ndarray
            (C, H, W), float32 in [0, 1]: what is drawn on. It is kept and must not change any more.
        pen : Pen
            Radius, ink and softness of the whole stroke.
        ground : ndarray
            The pad before anything was drawn, of the same shape: what an eraser leaves.

        Raises
        ------
        ValueError
            The ground has another shape.
        """
        _c, h, w = picture.shape
        if ground.shape != picture.shape:
            raise ValueError(f"a ground {ground.shape} for a picture {picture.shape}")
        self._before = self._picture = picture
        self._ground = ground
        self._pen = pen
        self._covered = np.zeros((h, w), np.float32)
        self._last: tuple[float, float] | None = None

    @property
    def before(self) -> Image:
        """The picture without the stroke."""
        return self._before

    def move_to(self, x: float, y: float) -> Image | None:
        """Leave a dot at first, and from then on a straight line from where the pen is.

        Parameters
        ----------
        x, y : float
            Column and row in pixels; they may lie outside the picture.

        Returns
        -------
        ndarray or None
            The picture with the stroke so far (C, H, W), float32, read-only, in memory of its own; None if this
            move has changed nothing.
        """
        start, self._last = self._last or (x, y), (x, y)
        _c, h, w = self._picture.shape
        reach = self._pen.radius + 0.5
        columns, rows = _span(start[0], x, reach, w), _span(start[1], y, reach, h)
        if not (rows and columns):
            return None
        part = slice(rows.start, rows.stop), slice(columns.start, columns.stop)
        covered = self._covered[part]
        np.maximum(covered, _coverage(rows, columns, start, (x, y), self._pen), out=covered)
        before = self._before[:, *part]
        ink = self._ground[:, *part] if self._pen.ink is None else np.float32(self._pen.ink)
        mixed = before + (ink - before) * covered
        # Rounding must not keep a place that is covered wholly from being the very ink.
        np.copyto(mixed, ink, where=covered >= 1)
        if np.array_equal(mixed, self._picture[:, *part]):
            return None
        picture = self._picture.copy()
        picture[:, *part] = mixed
        self._picture = _sealed(picture)
        return self._picture


def _sealed(picture: Image) -> Image:
    picture.flags.writeable = False
    return picture


def _span(first: float, second: float, reach: float, length: int) -> range:
    """Find the pixels, of so many, whose centres a line between two coordinates may reach."""
    low = np.clip(np.floor(min(first, second) - reach), 0, length)
    high = np.clip(np.ceil(max(first, second) + reach), 0, length)
    return range(int(low), int(high))


def _coverage(
    rows: range, columns: range, start: tuple[float, float], end: tuple[float, float], pen: Pen
) -> np.ndarray:
    """Compute how much ink each pixel of a box gets from a line, 0 to 1.

    The distance of a pixel's centre to the line decides: full within, none beyond, and between the two the
    smooth step 3 t^2 - 2 t^3, over one pixel for a hard pen and over the whole radius for a soft one.
    """
    dx, dy = end[0] - start[0], end[1] - start[1]
    x = np.arange(columns.start, columns.stop, dtype=np.float32)[np.newaxis, :] + np.float32(0.5 - start[0])
    y = np.arange(rows.start, rows.stop, dtype=np.float32)[:, np.newaxis] + np.float32(0.5 - start[1])
    length = dx * dx + dy * dy
    if length > _DOT**2:
        along = np.clip(x * np.float32(dx / length) + y * np.float32(dy / length), 0, 1)
        distance = np.hypot(x - along * np.float32(dx), y - along * np.float32(dy))
    else:
        distance = np.hypot(x, y)
    edge = 1 + pen.softness * pen.radius
    t = np.clip((pen.radius + 0.5 - distance) / edge, 0, 1)
    return np.asarray(t * t * (3 - 2 * t))
