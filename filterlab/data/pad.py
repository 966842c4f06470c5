"""A drawing pad: a grey picture under a soft round pen."""

from dataclasses import dataclass

import numpy as np

from filterlab.data.scaling import Image
from filterlab.errors import FilterLabError

MIN_SIDE, MAX_SIDE = 28, 512
"""Rows and columns a pad may have."""

BLACK, WHITE = 0.0, 1.0
MIN_RADIUS, MAX_RADIUS = 0.3, 128.0


@dataclass(frozen=True, slots=True)
class Pen:
    """What a stroke is drawn with.

    Attributes
    ----------
    radius : float
        Half the width of a line under full pressure, 0.3 to 128 pixels.
    ink : float
        The grey it leaves, 0 black to 1 white.
    softness : float
        0: the edge is as sharp as pixels allow (one pixel wide); 1: it fades from the middle of the line on.
    """

    radius: float
    ink: float = WHITE
    softness: float = 0.3

    def __post_init__(self) -> None:
        """Check the numbers."""
        if not MIN_RADIUS <= self.radius <= MAX_RADIUS:
            raise FilterLabError(
                f"The pen's radius is {self.radius:g}: choose {MIN_RADIUS:g} to {MAX_RADIUS:g} pixels."
            )
        if not (0 <= self.ink <= 1 and 0 <= self.softness <= 1):
            raise FilterLabError(
                f"The pen's ink ({self.ink:g}) and softness ({self.softness:g}) go from 0 to 1: choose such numbers."
            )


@dataclass(frozen=True, slots=True)
class Touched:
    """The rectangle of a pad that has changed, in pixels."""

    top: int
    left: int
    height: int
    width: int

    @property
    def slices(self) -> tuple[slice, slice]:
        """Rows and columns, to index an array (H, W)."""
        return slice(self.top, self.top + self.height), slice(self.left, self.left + self.width)


class Pad:
    """A grey picture to draw on.

    Within one stroke the ink never covers the same place twice, so lines that cross themselves and the joints
    between the mouse's positions leave no darker spots. Only the rectangle around what is new is computed.
    Places are measured in pixels from the top left corner: (0.5, 0.5) is the centre of the first pixel.
    """

    def __init__(self, height: int, width: int, *, ground: float = BLACK) -> None:
        """Make an empty pad.

        Parameters
        ----------
        height, width : int
            Rows and columns, 28 to 512.
        ground : float
            The grey of the empty pad, 0 black to 1 white.

        Raises
        ------
        FilterLabError
            The pad would be too small or too large, or the ground is no grey.
        """
        if not (MIN_SIDE <= height <= MAX_SIDE and MIN_SIDE <= width <= MAX_SIDE):
            raise FilterLabError(
                f"A drawing pad of {height} × {width} cannot be made: "
                f"choose {MIN_SIDE} to {MAX_SIDE} rows and columns."
            )
        if not 0 <= ground <= 1:
            raise FilterLabError(f"The pad's ground is {ground:g}: choose 0 (black) to 1 (white).")
        self._ground = np.float32(ground)
        self._pixels = np.full((height, width), self._ground, np.float32)
        self._before = self._pixels.copy()
        self._covered = np.zeros_like(self._pixels)
        self._pen: Pen | None = None
        self._last = (0.0, 0.0, 0.0)

    @property
    def pixels(self) -> np.ndarray:
        """The drawing (H, W), float32 in [0, 1], as it is and will be: a view that must not be written to."""
        view = self._pixels.view()
        view.flags.writeable = False
        return view

    @property
    def is_drawing(self) -> bool:
        """Whether a stroke has begun and not ended."""
        return self._pen is not None

    def picture(self) -> Image:
        """Return a copy of the drawing as a picture (1, H, W), float32 in [0, 1]."""
        return self._pixels[np.newaxis].copy()

    def eraser(self, radius: float, *, softness: float = 0.3) -> Pen:
        """Return a pen that leaves the pad's ground."""
        return Pen(radius, float(self._ground), softness)

    def begin(self, pen: Pen, x: float, y: float, pressure: float = 1.0) -> Touched | None:
        """Put a pen down and leave a dot.

        Parameters
        ----------
        pen : Pen
            Radius, ink and softness of the whole stroke.
        x, y : float
            Column and row in pixels; they may lie outside the pad.
        pressure : float
            0 to 1: the part of the pen's radius that is used.

        Returns
        -------
        Touched or None
            What has changed; None if the dot lies outside the pad.
        """
        self._pen = pen
        self._before[...] = self._pixels
        self._covered[...] = 0
        self._last = (x, y, self._radius(pen, pressure))
        return self._draw(self._last, self._last)

    def move_to(self, x: float, y: float, pressure: float = 1.0) -> Touched | None:
        """Draw a straight line from where the pen is.

        Parameters
        ----------
        x, y, pressure : float
            As for `begin`; the width changes evenly along the line.

        Returns
        -------
        Touched or None
            What has changed; None if the line lies outside the pad.

        Raises
        ------
        ValueError
            No stroke has begun.
        """
        if self._pen is None:
            raise ValueError("a stroke begins with begin()")
        start, self._last = self._last, (x, y, self._radius(self._pen, pressure))
        return self._draw(start, self._last)

    def end(self) -> None:
        """Lift the pen; the next stroke covers this one."""
        self._pen = None

    def clear(self) -> Touched:
        """Make the pad empty again; a stroke under way ends."""
        self._pen = None
        self._pixels[...] = self._ground
        return Touched(0, 0, *self._pixels.shape)

    def restore(self, picture: Image) -> Touched:
        """Put an earlier drawing of this size back, for example to undo a stroke; a stroke under way ends.

        Parameters
        ----------
        picture : ndarray
            (1, H, W), values in [0, 1].

        Raises
        ------
        ValueError
            It has another shape.
        """
        if picture.shape != (1, *self._pixels.shape):
            raise ValueError(f"a picture {picture.shape} for a pad {self._pixels.shape}")
        self._pen = None
        np.clip(picture[0], 0, 1, out=self._pixels)
        return Touched(0, 0, *self._pixels.shape)

    @staticmethod
    def _radius(pen: Pen, pressure: float) -> float:
        return max(MIN_RADIUS, pen.radius * min(max(pressure, 0.0), 1.0))

    def _draw(self, start: tuple[float, float, float], end: tuple[float, float, float]) -> Touched | None:
        """Cover a line whose ends are (x, y, radius)."""
        pen = self._pen
        box = self._box(start, end)
        if pen is None or box is None:
            return None
        rows, columns = box.slices
        covered = self._covered[rows, columns]
        np.maximum(covered, _coverage(box, start, end, pen.softness), out=covered)
        before = self._before[rows, columns]
        self._pixels[rows, columns] = before + (np.float32(pen.ink) - before) * covered
        return box

    def _box(self, start: tuple[float, float, float], end: tuple[float, float, float]) -> Touched | None:
        height, width = self._pixels.shape
        reach = max(start[2], end[2]) + 0.5
        left, right = _span(start[0], end[0], reach, width)
        top, bottom = _span(start[1], end[1], reach, height)
        return Touched(top, left, bottom - top, right - left) if top < bottom and left < right else None


def _span(first: float, second: float, reach: float, length: int) -> tuple[int, int]:
    """Find the pixels, of so many, whose centres a line between two coordinates may reach."""
    low = np.clip(np.floor(min(first, second) - reach), 0, length)
    high = np.clip(np.ceil(max(first, second) + reach), 0, length)
    return int(low), int(high)


def _coverage(
    box: Touched, start: tuple[float, float, float], end: tuple[float, float, float], softness: float
) -> np.ndarray:
    """Compute how much ink each pixel of a box gets, 0 to 1.

    The distance of a pixel's centre to the line decides: full within, none beyond, and between the two the
    smooth step 3 t^2 - 2 t^3, over one pixel for a hard pen and over the whole radius for a soft one.
    """
    x1, y1, radius1 = start
    x2, y2, radius2 = end
    x = np.arange(box.left, box.left + box.width, dtype=np.float32)[np.newaxis, :] + np.float32(0.5 - x1)
    y = np.arange(box.top, box.top + box.height, dtype=np.float32)[:, np.newaxis] + np.float32(0.5 - y1)
    dx, dy = x2 - x1, y2 - y1
    length = dx * dx + dy * dy
    if length > 0:
        along = np.clip(x * np.float32(dx / length) + y * np.float32(dy / length), 0, 1)
        distance = np.hypot(x - along * np.float32(dx), y - along * np.float32(dy))
        radius = np.float32(radius1) + along * np.float32(radius2 - radius1)
    else:
        distance = np.hypot(x, y)
        radius = np.full_like(distance, max(radius1, radius2))
    edge = 1 + np.float32(softness) * radius
    t = np.clip((radius + np.float32(0.5) - distance) / edge, 0, 1)
    return np.asarray(t * t * (3 - 2 * t))
