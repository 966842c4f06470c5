"""Filters as one would paint them: lines, curves, rings, discs, edges and checkers.

What is painted weighs 1 and the rest 0; a rim that cuts through a cell counts by how much of the cell it
covers. Angles and directions are those of `formulas`.
"""

import numpy as np

from filterlab.data.preset_filters.formulas import (
    Weights,
    balanced,
    check_positive,
    check_size,
    coordinates,
    turned,
)


def line(size: int, angle: float, thickness: float, length: float) -> Weights:
    """Paint a straight line through the middle.

    Parameters
    ----------
    size : int
        Cells per side, 1 to 31.
    angle : float
        The direction in which the line runs, in degrees counterclockwise from the horizontal.
    thickness, length : float
        In pixels, above 0; see `covered`.
    """
    x, y = coordinates(size)
    check_positive(thickness=thickness, length=length)
    along, across = turned(x, y, angle)
    return np.asarray(covered(across, thickness) * covered(along, length))


def curve(
    size: int,
    angle: float,
    radius: float,
    thickness: float,
    length: float,
    right: float = 0.0,
    up: float = 0.0,
) -> Weights:
    """Paint an arc of a circle. A course's famous curve detector is one of these, to the last cell.

    The middle of the arc lies in the middle of the square, unless it is shifted, and runs there in the
    direction `angle`; going on in that direction, the arc bends to its right.

    Parameters
    ----------
    size : int
        Cells per side, 1 to 31.
    angle : float
        Degrees counterclockwise from the horizontal: 90 paints an opening bracket, 270 a closing one.
    radius : float
        Radius of the circle in pixels, above 0; the larger, the straighter the arc.
    thickness, length : float
        In pixels, above 0, the length measured along the arc; see `covered`. A length of more than the
        circle's way round closes it.
    right, up : float
        How far the arc is shifted, in pixels.
    """
    x, y = coordinates(size)
    check_positive(radius=radius, thickness=thickness, length=length)
    along, across = turned(x - right, y - up, angle)
    inwards = radius - across
    distance = np.hypot(along, inwards)
    # How far one has walked along the circle, seen from its centre.
    walked = radius * np.arctan2(along, inwards)
    return np.asarray(covered(distance - radius, thickness) * covered(walked, length))


def ring(size: int, radius: float, thickness: float) -> Weights:
    """Paint a circle around the middle.

    Parameters
    ----------
    size : int
        Cells per side, 1 to 31.
    radius : float
        From the middle to the middle of the painted line, in pixels, above 0.
    thickness : float
        In pixels, above 0; see `covered`.
    """
    x, y = coordinates(size)
    check_positive(radius=radius, thickness=thickness)
    return covered(np.hypot(x, y) - radius, thickness)


def disc(size: int, radius: float) -> Weights:
    """Paint a full circle around the middle; cells on its rim count by how far they lie inside it.

    Parameters
    ----------
    size : int
        Cells per side, 1 to 31.
    radius : float
        In pixels, above 0.
    """
    x, y = coordinates(size)
    check_positive(radius=radius)
    return np.asarray(np.clip(radius + 0.5 - np.hypot(x, y), 0, 1))


def edge(size: int, angle: float, softness: float) -> Weights:
    """Compare the two sides of a straight edge through the middle: plus on the bright side, minus on the dark.

    The weights grow in a straight ramp from one side to the other, sum to 0 and are scaled by `balanced`.

    Parameters
    ----------
    size : int
        Cells per side, 1 to 31; a single cell has no sides and gives 0.
    angle : float
        The direction in which the edge runs, in degrees counterclockwise from the horizontal. The bright side
        lies to its right: with 90 the picture turns from dark to bright going right.
    softness : float
        How far from the edge the ramp reaches its full height, in pixels, above 0.
    """
    x, y = coordinates(size)
    check_positive(softness=softness)
    _, across = turned(x, y, angle)
    ramp = np.clip(across / softness, -1, 1)
    return balanced(ramp, np.ones_like(ramp))


def checker(size: int, cell: int, phase: int = 0) -> Weights:
    """Paint squares of 1 and -1 in turn, as on a chessboard.

    Parameters
    ----------
    size : int
        Cells per side, 1 to 31.
    cell : int
        The side of one square, in cells of the filter, 1 or more.
    phase : int
        How far the pattern is shifted to the right. With 0 the top left corner begins a square of 1; after
        2 x cell the pattern is the same again.
    """
    check_size(size)
    check_positive(cell=cell)
    steps = np.arange(size)
    squares = (steps[:, np.newaxis] // cell) + ((steps - phase)[np.newaxis, :] // cell)
    return np.where(squares % 2 == 0, 1.0, -1.0)


def without_mean(weights: np.ndarray) -> Weights:
    """Take the mean of all cells away, so that a flat picture gives 0."""
    return np.asarray(weights - weights.mean())


def covered(distance: np.ndarray, width: float) -> Weights:
    """Give how much of a cell lies in a strip whose middle line passes at a distance, 1 at the most.

    It is the overlap of the strip with a cell one pixel wide. Strips thinner than a cell are scaled to reach
    1 too, so that a hairline paints the cells it passes through, and no others.

    Parameters
    ----------
    distance : ndarray
        From the cell's middle to the strip's, in pixels; any shape.
    width : float
        Of the strip in pixels, above 0.
    """
    overlap = np.clip((width + 1) / 2 - np.abs(distance), 0, min(width, 1))
    return np.asarray(overlap / min(width, 1))
