"""How a rectangle of whole pixels follows a hand: taken by an edge, a corner or its inside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from filterlab.probes import Box

if TYPE_CHECKING:
    from filterlab.probes import Pair


@dataclass(frozen=True, slots=True)
class Grip:
    """Where a rectangle is held.

    Attributes
    ----------
    vertical, horizontal : int
        -1: the upper or left edge, 1: the lower or right one, 0: neither. Both 0: the inside.
    """

    vertical: int
    horizontal: int

    @property
    def is_inside(self) -> bool:
        """Whether the whole rectangle follows."""
        return self.vertical == 0 and self.horizontal == 0


def grip_at(box: Box, x: float, y: float, reach: tuple[float, float]) -> Grip | None:
    """Return where a point would take hold of a rectangle, or None beside it.

    Parameters
    ----------
    box : Box
        The rectangle.
    x, y : float
        The point, in picture coordinates.
    reach : (float, float)
        How far from an edge, upwards and sideways, still counts as on it. On the inside it is a quarter of the
        rectangle at most, so that a small one can be moved too.

    Returns
    -------
    Grip or None
        Edge, corner or inside.
    """
    vertical = _nearest_edge(y - box.top, box.height, reach[0])
    horizontal = _nearest_edge(x - box.left, box.width, reach[1])
    if vertical is None or horizontal is None:
        return None
    return Grip(vertical, horizontal)


def _nearest_edge(along: float, length: int, reach: float) -> int | None:
    inner = min(reach, length / 4)
    if not -reach <= along <= length + reach:
        return None
    if along <= inner:
        return -1
    return 1 if along >= length - inner else 0


def spanned(start: tuple[float, float], end: tuple[float, float], size: Pair) -> Box:
    """Return the rectangle of all pixels between two points (x, y), those under the points too, on the picture."""
    height, width = size
    left, right = sorted(min(max(int(point[0] // 1), 0), width - 1) for point in (start, end))
    top, bottom = sorted(min(max(int(point[1] // 1), 0), height - 1) for point in (start, end))
    return Box(top, left, bottom - top + 1, right - left + 1)


def moved(box: Box, rows: int, columns: int, size: Pair) -> Box:
    """Return a rectangle so many rows further down and columns to the right, but not beyond the picture."""
    height, width = size
    top = min(max(box.top + rows, 0), height - box.height)
    left = min(max(box.left + columns, 0), width - box.width)
    return Box(top, left, box.height, box.width)


def stretched(box: Box, grip: Grip, rows: int, columns: int, size: Pair) -> Box:
    """Return a rectangle whose held edges went so many rows down and columns right; one pixel stays at least."""
    height, width = size
    top, bottom = _stretched(box.top, box.top + box.height, grip.vertical, rows, height)
    left, right = _stretched(box.left, box.left + box.width, grip.horizontal, columns, width)
    return Box(top, left, bottom - top, right - left)


def _stretched(low: int, high: int, edge: int, by: int, limit: int) -> tuple[int, int]:
    if edge < 0:
        return min(max(low + by, 0), high - 1), high
    if edge > 0:
        return low, max(min(high + by, limit), low + 1)
    return low, high
