"""What is shown to a unit: bars, edges, gratings, spots and arcs of any angle, place and size."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from math import isfinite
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from filterlab.errors import FilterLabError
from filterlab.probes.stages import Pair

Kind = Literal["grating", "bar", "edge", "spot", "arc"]
Plane = NDArray[np.float64]

KINDS: tuple[Kind, ...] = get_args(Kind)

SOFTNESS = 0.6
"""Deviation, in pixels, of the bell that every outline is blurred with.

It lets a sixth through of the finest wave that pixels can show, of two pixels, and next to nothing of finer ones,
which would come back as coarse ones (aliasing); and it makes the answer change smoothly with place and angle.
"""


@dataclass(frozen=True, slots=True)
class Stimulus:
    """A picture for the eye of a unit. Lengths are in pixels, angles in degrees counterclockwise from the horizontal.

    Attributes
    ----------
    kind : {"grating", "bar", "edge", "spot", "arc"}
        A wave of stripes, a line across the screen, a step from dark to bright (bright on the right of its
        direction), a disc, or half a circle's outline.
    angle : float
        The direction in which stripes, bar or edge run, or the arc in its middle; going on in that direction the arc
        bends to its right.
    frequency : float
        Of a grating: stripes per pixel, above 0 and at most 0.5.
    phase : float
        Of a grating, in degrees: 0 has a bright stripe in the middle, 90 a step from dark to bright.
    position : float
        How far it is shifted across its direction, to its right; a spot to the right.
    width : float
        Of a bar or an arc, above 0.
    radius : float
        Of a spot, or of the circle an arc is part of, above 0.
    right, up : float
        How far its middle is shifted, wherever it points.
    ground : float
        The brightness it changes, in [0, 1].
    contrast : float
        By how much it changes the ground at most; negative shows dark on bright. The result must stay in [0, 1].

    Raises
    ------
    FilterLabError
        If a number cannot work.
    """

    kind: Kind
    angle: float = 0.0
    frequency: float = 0.125
    phase: float = 0.0
    position: float = 0.0
    width: float = 2.0
    radius: float = 3.0
    right: float = 0.0
    up: float = 0.0
    ground: float = 0.5
    contrast: float = 0.5

    def __post_init__(self) -> None:
        """Refuse what cannot be shown."""
        if self.kind not in KINDS:
            raise FilterLabError(
                f"The stimulus {self.kind!r} is not known: choose one of {', '.join(KINDS)}."
            )
        for name in (field.name for field in fields(self) if field.name != "kind"):
            if not isfinite(getattr(self, name)):
                raise FilterLabError(
                    f"The {name} of a stimulus is {getattr(self, name)}: give a finite number."
                )
        if not 0 < self.frequency <= 0.5:
            raise FilterLabError(
                f"A grating of {self.frequency:g} stripes per pixel cannot be shown: give more than 0, and at "
                "most 0.5, stripes of two pixels."
            )
        if min(self.width, self.radius) <= 0:
            raise FilterLabError("The width and the radius of a stimulus must be above 0: give some pixels.")
        lowest = self.ground - abs(self.contrast) if self.kind in ("grating", "edge") else self.ground
        extremes = (
            lowest,
            self.ground + self.contrast,
            self.ground + abs(self.contrast) * (lowest < self.ground),
        )
        if min(extremes) < 0 or max(extremes) > 1:
            raise FilterLabError(
                f"A contrast of {self.contrast:g} on a ground of {self.ground:g} leaves the brightness 0 to 1: give "
                "a smaller contrast."
            )

    def changed(self, **changes: float) -> "Stimulus":
        """Return the same stimulus with other numbers."""
        numbers: dict[str, Any] = changes
        return replace(self, **numbers)


def draw_stimuli(stimuli: Iterable[Stimulus], shape: tuple[int, int, int]) -> NDArray[np.float32]:
    """Draw stimuli on a screen.

    Outlines are those of the ideal shape blurred by a bell of `SOFTNESS` pixels (for straight ones exactly, for bent
    ones as if they were straight within a pixel); gratings are the wave itself.

    Parameters
    ----------
    stimuli : iterable of Stimulus
        What to draw.
    shape : tuple of int
        (C, height, width) of the screen; all channels show the same.

    Returns
    -------
    ndarray
        (N, *shape), float32 in [0, 1].
    """
    channels, height, width = shape
    planes = [one.ground + one.contrast * _shape(one, (height, width)) for one in stimuli]
    pictures = np.asarray(planes, np.float32).reshape(-1, 1, height, width)
    return np.broadcast_to(pictures, (len(pictures), channels, height, width))


def _shape(one: Stimulus, size: Pair) -> Plane:
    """Return what a stimulus adds to the ground, in [-1, 1] or [0, 1]."""
    height, width = size
    x = np.arange(width) - (width - 1) / 2 - one.right
    y = (height - 1) / 2 - np.arange(height)[:, np.newaxis] - one.up
    cos, sin = np.cos(np.deg2rad(one.angle)), np.sin(np.deg2rad(one.angle))
    along, across = x * cos + y * sin, x * sin - y * cos - one.position
    match one.kind:
        case "grating":
            wave: Plane = np.cos(2 * np.pi * one.frequency * across - np.deg2rad(one.phase))
            return wave
        case "bar":
            return _covered(across, one.width)
        case "edge":
            return 2 * _step(across) - 1
        case "spot":
            return _step(one.radius - np.hypot(x - one.position, y))
        case "arc":
            inwards = one.radius - across
            # Half the circle: what lies on the near side of its centre.
            return _covered(np.hypot(along, inwards) - one.radius, one.width) * _step(inwards)


def _step(distance: Plane) -> Plane:
    """Return a step from 0 to 1 where the distance changes its sign, as a blurred outline shows it."""
    from scipy.special import ndtr

    step: Plane = ndtr(distance / SOFTNESS)
    return step


def _covered(distance: Plane, width: float) -> Plane:
    """Return a band of a width around distance 0, blurred."""
    return _step(width / 2 - distance) - _step(-width / 2 - distance)
