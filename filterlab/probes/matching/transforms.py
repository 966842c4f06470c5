"""What may be done to a filter before it is called the same as another, and what was done to one."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np

from filterlab.errors import FilterLabError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]

Quarters: TypeAlias = Literal[0, 1, 2, 3]

# How a quarter turn and a mirror move (rows down, columns right), measured from the centre.
_QUARTER = np.array([[0, -1], [1, 0]])
_MIRROR = np.array([[1, 0], [0, -1]])

_WAYS: Mapping[tuple[bool, Quarters], str] = MappingProxyType(
    {
        (False, 0): "",
        (False, 1): "turned 90° to the left",
        (False, 2): "turned by 180°",
        (False, 3): "turned 90° to the right",
        (True, 0): "mirrored sideways",
        (True, 1): "mirrored at the falling diagonal",
        (True, 2): "mirrored upside down",
        (True, 3): "mirrored at the rising diagonal",
    }
)


@dataclass(frozen=True, slots=True)
class Transform:
    """A filter mirrored, turned, moved, negated and made stronger or weaker, in this order.

    Attributes
    ----------
    is_mirrored : bool
        Whether left and right are swapped first.
    quarters : {0, 1, 2, 3}
        Quarter turns to the left, as ``numpy.rot90`` makes them.
    down, right : int
        How many cells it is moved; what leaves the canvas is lost, and zeros come in.
    sign : {1, -1}
        -1 swaps black and white.
    strength : float
        Above 0: what the weights are multiplied by.
    """

    is_mirrored: bool = False
    quarters: Quarters = 0
    down: int = 0
    right: int = 0
    sign: Literal[1, -1] = 1
    strength: float = 1.0

    def apply(self, weights: Floats) -> Floats:
        """Transform a filter on its canvas.

        Parameters
        ----------
        weights : ndarray
            Shape (…, KH, KW); of what is turned by an odd number of quarters, the sides are swapped.

        Returns
        -------
        ndarray
            A new array of the same type.
        """
        turned = np.rot90(weights[..., ::-1] if self.is_mirrored else weights, self.quarters, axes=(-2, -1))
        moved = np.zeros_like(turned)
        new_rows, old_rows = overlap(turned.shape[-2], self.down)
        new_columns, old_columns = overlap(turned.shape[-1], self.right)
        moved[..., new_rows, new_columns] = turned[..., old_rows, old_columns]
        moved *= self.sign * self.strength
        return moved

    @property
    def inverse(self) -> Transform:
        """The transform that undoes this one, up to what was moved off the canvas."""
        back = _steps(self.is_mirrored, self.quarters).T
        is_mirrored, quarters = _named(back)
        down, right = (-back @ (self.down, self.right)).tolist()
        return Transform(is_mirrored, quarters, down, right, self.sign, 1 / self.strength)

    def after(self, first: Transform) -> Transform:
        """Return the one transform that does what ``first`` does and then this one."""
        own = _steps(self.is_mirrored, self.quarters)
        is_mirrored, quarters = _named(own @ _steps(first.is_mirrored, first.quarters))
        down, right = (own @ (first.down, first.right) + (self.down, self.right)).tolist()
        sign: Literal[1, -1] = 1 if self.sign == first.sign else -1
        return Transform(is_mirrored, quarters, down, right, sign, self.strength * first.strength)

    def __str__(self) -> str:
        """Say in words what is done: ``turned 90° to the left, moved 1 down, negated``; "as it is" for nothing."""
        moves = [
            f"{abs(cells)} {towards[cells < 0]}"
            for cells, towards in ((self.down, ("down", "up")), (self.right, ("right", "left")))
            if cells
        ]
        parts = [
            _WAYS[self.is_mirrored, self.quarters],
            f"moved {' and '.join(moves)}" if moves else "",
            "negated" if self.sign < 0 else "",
            f"{self.strength:.3g} times as strong" if f"{self.strength:.3g}" != "1" else "",
        ]
        return ", ".join(part for part in parts if part) or "as it is"


@dataclass(frozen=True, slots=True)
class Invariances:
    """What does not count as a difference between two filters.

    Attributes
    ----------
    sign : bool
        Whether a filter and its negative are the same.
    turns, flips : bool
        Whether filters turned by quarters, and mirrored ones, are the same.
    shift : int
        How many cells a filter may be moved along each axis; 0 for none.
    strength : bool
        Whether filters that differ by a factor alone are the same.

    Raises
    ------
    FilterLabError
        If the shift is below 0.
    """

    sign: bool = True
    turns: bool = False
    flips: bool = False
    shift: int = 0
    strength: bool = True

    def __post_init__(self) -> None:
        """Check the shift."""
        if self.shift < 0:
            raise FilterLabError(f"The shift is {self.shift} cells: give 0 or more.")

    @property
    def ways(self) -> tuple[tuple[bool, Quarters], ...]:
        """The mirrors and turns to try, ``(is_mirrored, quarters)``, the simplest first.

        Flips alone are those sideways and upside down, and both together, which is a turn by 180°.
        """
        if self.turns and self.flips:
            return tuple(_WAYS)
        if self.turns:
            return (False, 0), (False, 1), (False, 2), (False, 3)
        return ((False, 0), (True, 0), (True, 2), (False, 2)) if self.flips else ((False, 0),)

    def moves(self, height: int, width: int) -> tuple[tuple[int, int], ...]:
        """Return the moves (down, right) to try on a canvas of that size, the shortest first."""
        downs, rights = (min(self.shift, size - 1) for size in (height, width))
        steps = product(range(-downs, downs + 1), range(-rights, rights + 1))
        return tuple(sorted(steps, key=lambda step: abs(step[0]) + abs(step[1])))

    def __str__(self) -> str:
        """Say in words what does not count: ``sign, strength, turns by 90°``."""
        parts = [
            "sign" if self.sign else "",
            "strength" if self.strength else "",
            "turns by 90°" if self.turns else "",
            "flips" if self.flips else "",
            f"shifts up to {self.shift}" if self.shift else "",
        ]
        return ", ".join(part for part in parts if part) or "nothing"


def overlap(size: int, shift: int) -> tuple[slice, slice]:
    """Return where cells of an axis come to lie when it is moved, and which cells those are."""
    return slice(max(0, shift), size + min(0, shift)), slice(max(0, -shift), size + min(0, -shift))


def _steps(is_mirrored: bool, quarters: int) -> NDArray[np.int_]:
    """Return the matrix (2, 2) that says where a step (down, right) leads afterwards."""
    turn: NDArray[np.int_] = np.linalg.matrix_power(_QUARTER, quarters)
    return turn @ _MIRROR if is_mirrored else turn


def _named(steps: NDArray[np.int_]) -> tuple[bool, Quarters]:
    """Find the mirror and the turn that a matrix stands for."""
    return next(way for way in Invariances(turns=True, flips=True).ways if (_steps(*way) == steps).all())
