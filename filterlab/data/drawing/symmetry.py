"""Symmetry while painting: what is touched in one place is touched in all places that mirror it."""

import math
from dataclasses import dataclass

import numpy as np

from filterlab.data.drawing.cells import Mask, Size
from filterlab.data.drawing.turning import Floats, cos_sin, from_centre, nearest_index
from filterlab.errors import FilterLabError

MAX_TURNS = 16
"""The highest order of radial symmetry; on 31 × 31 cells a higher one smears everything."""


@dataclass(frozen=True)
class Symmetry:
    """Which mirrors and turns repeat what is painted; all of them together, and what they make of each other.

    Mirrors at both axes make a half turn, an axis and a diagonal make a quarter turn, mirrors and turns make
    a kaleidoscope.

    Attributes
    ----------
    left_right : bool
        Mirror at the upright line through the centre of the grid.
    up_down : bool
        Mirror at the flat line through the centre.
    falling : bool
        Mirror at the diagonal from top left to bottom right; needs a square grid.
    rising : bool
        Mirror at the diagonal from bottom left to top right; needs a square grid.
    point : bool
        Half a turn about the centre.
    turns : int
        Radial symmetry: this many turns by 360 / turns degrees about the centre, 1 (none) to 16.

    Raises
    ------
    FilterLabError
        The number of turns is out of range.
    """

    left_right: bool = False
    up_down: bool = False
    falling: bool = False
    rising: bool = False
    point: bool = False
    turns: int = 1

    def __post_init__(self) -> None:
        """Check the number of turns."""
        if not 1 <= self.turns <= MAX_TURNS:
            raise FilterLabError(
                f"Radial symmetry of order {self.turns} is not possible: choose 1 to {MAX_TURNS}."
            )

    @property
    def is_plain(self) -> bool:
        """Whether nothing is repeated at all."""
        return self == Symmetry()

    @property
    def needs_square(self) -> bool:
        """Whether a diagonal is a mirror, which only a square grid has."""
        return self.falling or self.rising

    def check(self, size: Size) -> None:
        """Refuse a grid of (KH, KW) cells that this symmetry is not possible on.

        Raises
        ------
        FilterLabError
            A diagonal mirror is chosen and the grid is not square.
        """
        kh, kw = size
        if self.needs_square and kh != kw:
            raise FilterLabError(
                f"A grid of {kh} × {kw} cells cannot be mirrored at its diagonal: make it square, or choose "
                "another symmetry."
            )

    def matrices(self) -> Floats:
        """Return all mirrors and turns as matrices for (down, right) from the centre: shape (G, 2, 2).

        Two mirrors make a turn by twice the angle between them, so all turns together are those by whole
        multiples of one angle, and one mirror gives all mirrors.
        """
        order = self._order
        turns = np.array([_turn(360.0 * k / order) for k in range(order)])
        mirror = self._mirror
        return turns if mirror is None else np.concatenate([turns, turns @ mirror])

    @property
    def _order(self) -> int:
        """How many turns there are, the one by 0 degrees included."""
        axes, diagonals = self.left_right + self.up_down, self.falling + self.rising
        half = 2 if self.point or axes == 2 or diagonals == 2 else 1
        quarter = 4 if axes and diagonals else 1
        return math.lcm(self.turns, half, quarter)

    @property
    def _mirror(self) -> Floats | None:
        """One of the mirrors, if there are any."""
        if self.left_right:
            return np.array([[1.0, 0.0], [0.0, -1.0]])
        if self.up_down:
            return np.array([[-1.0, 0.0], [0.0, 1.0]])
        if self.falling:
            return np.array([[0.0, 1.0], [1.0, 0.0]])
        if self.rising:
            return np.array([[0.0, -1.0], [-1.0, 0.0]])
        return None


def symmetric(mask: Mask, symmetry: Symmetry) -> Mask:
    """Add to the touched cells all cells that the symmetry repeats them in.

    Mirrors and quarter turns of a square grid are exact. After another turn, each cell goes to the cell
    nearest to its new place: of two as near, to the one farther from the centre; if both are as far, to both.
    So a mask is as symmetric under the exact mirrors and turns as if all were exact. What leaves the grid is
    dropped.

    Parameters
    ----------
    mask : ndarray
        Shape (KH, KW), bool: the cells touched by hand.
    symmetry : Symmetry
        The mirrors and turns.

    Returns
    -------
    ndarray
        Shape (KH, KW), bool: those cells and their repetitions.

    Raises
    ------
    FilterLabError
        A diagonal mirror is chosen and the grid is not square.
    """
    kh, kw = mask.shape
    symmetry.check((kh, kw))
    result = mask.copy()
    if symmetry.is_plain or not mask.any():
        return result
    rows, columns = np.nonzero(mask)
    hand = np.stack([from_centre(kh)[rows], from_centre(kw)[columns]])
    places = symmetry.matrices() @ hand
    for lean in (1, -1):
        row, column = nearest_index(places[:, 0], kh, lean), nearest_index(places[:, 1], kw, lean)
        inside = (row >= 0) & (row < kh) & (column >= 0) & (column < kw)
        result[row[inside], column[inside]] = True
    return result


def _turn(degrees: float) -> list[list[float]]:
    """Return the matrix of a counterclockwise turn for (down, right) from the centre."""
    cos, sin = cos_sin(degrees)
    return [[cos, -sin], [sin, cos]]
