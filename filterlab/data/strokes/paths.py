"""From the written description of a glyph to points along the pen's path."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from filterlab.data.strokes.glyphs import Glyph

SAMPLES = 120
"""Points along the path of one digit, shared among its strokes by their lengths."""

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class GlyphTable:
    """All G glyphs made ready for drawing many copies at once.

    The points along a path are a fixed blend of the glyph's control points, `matrix @ control`, so moving the
    control points of a thousand digits costs one product. Glyphs with fewer control points than M are filled up with
    points that have no share in the blend.

    Attributes
    ----------
    digit : ndarray, shape (G,), int
    share : ndarray, shape (G,)
    control : ndarray, shape (G, M, 2)
        The points of the descriptions, x and y.
    stroke_of_control : ndarray, shape (G, M), int
    stretch : ndarray, shape (G, S, 2, 2), int
        For the begin and the end of each stroke, that control point and its neighbour inside the stroke.
    matrix : ndarray, shape (G, SAMPLES, M)
    joined : ndarray, shape (G, SAMPLES - 1)
        1 where the pen draws from a point to the next, 0 where it is lifted.
    progress : ndarray, shape (G, SAMPLES)
        Number of the stroke plus how far along that stroke a point lies.
    partners : tuple of ndarray
        For each glyph those with which it blends: the same digit in as many strokes.
    """

    digit: NDArray[np.intp]
    share: NDArray[np.float64]
    control: Floats
    stroke_of_control: NDArray[np.intp]
    stretch: NDArray[np.intp]
    matrix: Floats
    joined: Floats
    progress: Floats
    partners: tuple[NDArray[np.intp], ...]


def parse_stroke(text: str) -> tuple[NDArray[np.float64], list[int]]:
    """Read a stroke "x,y x,y! …": the points, and the positions of the corners among them."""
    words = text.split()
    points = np.array([[float(number) for number in word.rstrip("!").split(",")] for word in words])
    return points, [position for position, word in enumerate(words) if word.endswith("!")]


def _tangent_matrix(
    points: NDArray[np.float64], corners: list[int], knots: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the slope with which the pen enters and leaves each point, as blends of the points."""
    count = len(points)
    chord = np.zeros((count - 1, count))
    for i in range(count - 1):
        chord[i, i], chord[i, i + 1] = -1.0, 1.0
    chord /= np.diff(knots)[:, None]
    arriving, leaving = np.zeros((count, count)), np.zeros((count, count))
    arriving[1:], leaving[:-1] = chord, chord
    for i in range(1, count - 1):
        if i not in corners:
            before, after = knots[i] - knots[i - 1], knots[i + 1] - knots[i]
            arriving[i] = leaving[i] = (after * chord[i - 1] + before * chord[i]) / (before + after)
    return arriving, leaving


def stroke_matrix(points: NDArray[np.float64], corners: list[int], samples: int) -> NDArray[np.float64]:
    """Blend of the points that gives a smooth path through them, broken at the corners.

    Between two points runs the cubic that has the right place and slope at both (cubic Hermite interpolation; the
    slopes come from the parabola through three neighbours). The path's clock runs with the distance between points.
    """
    knots = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    arriving, leaving = _tangent_matrix(points, corners, knots)
    times = np.linspace(0.0, knots[-1], samples)
    piece = np.clip(np.searchsorted(knots, times, side="right") - 1, 0, len(points) - 2)
    length = (knots[piece + 1] - knots[piece])[:, None]
    u = (times - knots[piece])[:, None] / length
    matrix = np.zeros((samples, len(points)))
    rows = np.arange(samples)
    matrix[rows, piece] += (2 * u**3 - 3 * u**2 + 1)[:, 0]
    matrix[rows, piece + 1] += (3 * u**2 - 2 * u**3)[:, 0]
    matrix += length * ((u**3 - 2 * u**2 + u) * leaving[piece] + (u**3 - u**2) * arriving[piece + 1])
    return matrix


def compile_glyphs(glyphs: tuple[Glyph, ...]) -> GlyphTable:
    """Turn the descriptions of glyphs into a `GlyphTable`."""
    parsed = [[parse_stroke(stroke) for stroke in glyph.strokes] for glyph in glyphs]
    g, m = len(glyphs), max(sum(len(points) for points, _ in strokes) for strokes in parsed)
    most = max(len(strokes) for strokes in parsed)
    control = np.zeros((g, m, 2), dtype=np.float32)
    owner = np.zeros((g, m), dtype=np.intp)
    stretch = np.zeros((g, most, 2, 2), dtype=np.intp)
    matrix = np.zeros((g, SAMPLES, m), dtype=np.float32)
    joined = np.ones((g, SAMPLES - 1), dtype=np.float32)
    progress = np.zeros((g, SAMPLES), dtype=np.float32)
    for i, strokes in enumerate(parsed):
        samples = SAMPLES // len(strokes)
        column = 0
        for s, (points, corners) in enumerate(strokes):
            rows, columns = slice(s * samples, (s + 1) * samples), slice(column, column + len(points))
            control[i, columns], owner[i, columns] = points, s
            matrix[i, rows, columns] = stroke_matrix(points, corners, samples)
            progress[i, rows] = s + np.linspace(0.0, 1.0, samples)
            if s:
                joined[i, s * samples - 1] = 0.0
            column += len(points)
            stretch[i, s] = [[columns.start, columns.start + 1], [column - 1, column - 2]]
    points = matrix @ control
    apart = np.linalg.norm(points[:, None] - points[None], axis=3).mean(axis=2)
    digit = np.array([glyph.digit for glyph in glyphs])
    count = np.array([len(glyph.strokes) for glyph in glyphs])
    return GlyphTable(
        digit,
        np.array([glyph.share for glyph in glyphs], dtype=float),
        control,
        owner,
        stretch,
        matrix,
        joined,
        progress,
        tuple(np.flatnonzero((digit == digit[i]) & (count == count[i]) & (apart[i] < 3.0)) for i in range(g)),
    )
