"""From the written description of a glyph to points along the pen's path."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from filterlab.data.strokes.chance import Floats
from filterlab.data.strokes.glyphs import Glyph

SAMPLES = 120
"""Points along the path of one digit, the same number for each of its strokes."""

_KINDRED = 3.0
"""Two ways of writing blend if their paths are on average nearer than this."""

_Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class GlyphTable:
    """All G glyphs, made ready for drawing many copies at once.

    The points along a path are a fixed blend of the glyph's control points, `matrix @ control`, so moving the
    control points of a thousand digits costs one product. Glyphs with fewer than M control points or S
    strokes are filled up with some that have no effect.

    Attributes
    ----------
    digit : ndarray, shape (G,), int
        What each glyph says.
    share : ndarray, shape (G,), float64
        How much of its digit's pictures each glyph gets: adds up to 1 for each digit.
    control : ndarray, shape (G, M, 2), float32
        The points of the description, x and y.
    stroke_of_control : ndarray, shape (G, M), int
        Number of the stroke to which each belongs.
    ends : ndarray, shape (G, S, 2, 2), int
        For the begin and the end of each stroke: that control point, and its neighbour inside the stroke.
    matrix : ndarray, shape (G, SAMPLES, M), float32
        The blend.
    joined : ndarray, shape (G, SAMPLES - 1), float32
        1 where the pen draws from a point to the next, 0 where it is lifted.
    progress : ndarray, shape (G, SAMPLES), float32
        Number of the stroke, plus how far along it a point lies, 0 to 1.
    partners : ndarray, shape (G, P), int
        Glyphs with which each blends, itself among them: kindred ways of writing the same digit.
    """

    digit: npt.NDArray[np.intp]
    share: _Numbers
    control: Floats
    stroke_of_control: npt.NDArray[np.intp]
    ends: npt.NDArray[np.intp]
    matrix: Floats
    joined: Floats
    progress: Floats
    partners: npt.NDArray[np.intp]


def parse_stroke(text: str) -> tuple[_Numbers, frozenset[int]]:
    """Read a stroke "x,y x,y! …": its points (P, 2), and the positions of the corners among them."""
    words = text.split()
    points = np.array([[float(number) for number in word.rstrip("!").split(",")] for word in words])
    return points, frozenset(position for position, word in enumerate(words) if word.endswith("!"))


def stroke_matrix(points: _Numbers, corners: frozenset[int], samples: int) -> _Numbers:
    """Find the blend of points (P, 2) that is a path through them, smooth but at the corners.

    Between two points runs the cubic with the right place and slope at both ends (cubic Hermite
    interpolation, https://en.wikipedia.org/wiki/Cubic_Hermite_spline); the slope at a point is that of the
    parabola through it and its neighbours. The clock of the path runs with the distance between points.

    Returns
    -------
    ndarray, shape (samples, P)
        Its rows add up to 1. Times the points, it gives the path.
    """
    count, _ = points.shape
    knots = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    arriving, leaving = _slopes(knots, corners)
    times = np.linspace(0.0, knots[-1], samples)
    piece = np.clip(np.searchsorted(knots, times, side="right") - 1, 0, count - 2)
    length = knots[piece + 1] - knots[piece]
    u = (times - knots[piece]) / length
    matrix: _Numbers = (length * (u**3 - 2 * u**2 + u))[:, None] * leaving[piece]
    matrix += (length * (u**3 - u**2))[:, None] * arriving[piece + 1]
    rows = np.arange(samples)
    matrix[rows, piece] += 2 * u**3 - 3 * u**2 + 1
    matrix[rows, piece + 1] += 3 * u**2 - 2 * u**3
    return matrix


def _slopes(knots: _Numbers, corners: frozenset[int]) -> tuple[_Numbers, _Numbers]:
    """Give the slopes with which the pen arrives at each point and leaves it, as blends of the points."""
    (count,) = knots.shape
    steps = np.diff(knots)
    chords = (np.eye(count)[1:] - np.eye(count)[:-1]) / steps[:, None]
    arriving, leaving = np.zeros((count, count)), np.zeros((count, count))
    arriving[1:], leaving[:-1] = chords, chords
    for i in range(1, count - 1):
        if i not in corners:
            before, after = steps[i - 1], steps[i]
            arriving[i] = leaving[i] = (after * chords[i - 1] + before * chords[i]) / (before + after)
    return arriving, leaving


def compile_glyphs(glyphs: tuple[Glyph, ...]) -> GlyphTable:
    """Turn the descriptions of glyphs into a `GlyphTable`."""
    parsed = [[parse_stroke(stroke) for stroke in glyph.strokes] for glyph in glyphs]
    g, m = len(glyphs), max(sum(len(points) for points, _ in strokes) for strokes in parsed)
    control, owner = np.zeros((g, m, 2)), np.zeros((g, m), dtype=np.intp)
    ends = np.zeros((g, max(len(strokes) for strokes in parsed), 2, 2), dtype=np.intp)
    matrix, progress = np.zeros((g, SAMPLES, m)), np.zeros((g, SAMPLES))
    joined = np.ones((g, SAMPLES - 1))
    for i, strokes in enumerate(parsed):
        samples = SAMPLES // len(strokes)
        start = 0
        for s, (points, corners) in enumerate(strokes):
            stop = start + len(points)
            rows = slice(s * samples, (s + 1) * samples)
            control[i, start:stop], owner[i, start:stop] = points, s
            ends[i, s] = [[start, start + 1], [stop - 1, stop - 2]]
            matrix[i, rows, start:stop] = stroke_matrix(points, corners, samples)
            progress[i, rows] = s + np.linspace(0.0, 1.0, samples)
            joined[i, rows.start - 1 : rows.start] = 0.0
            start = stop
    digit = np.array([glyph.digit for glyph in glyphs], dtype=np.intp)
    weight = np.array([glyph.share for glyph in glyphs], dtype=float)
    return GlyphTable(
        digit=digit,
        share=weight / np.bincount(digit, weight)[digit],
        control=control.astype(np.float32),
        stroke_of_control=owner,
        ends=ends,
        matrix=matrix.astype(np.float32),
        joined=joined.astype(np.float32),
        progress=progress.astype(np.float32),
        partners=_partners(digit, progress, matrix @ control),
    )


def _partners(digit: npt.NDArray[np.intp], progress: _Numbers, paths: _Numbers) -> npt.NDArray[np.intp]:
    """List for each glyph the kindred ones: the same digit in as many strokes, along much the same path."""
    g, _, _ = paths.shape
    near = np.linalg.norm(paths[:, None] - paths, axis=3).mean(axis=2) < _KINDRED
    kin = near & (digit[:, None] == digit) & (progress[:, None, -1] == progress[:, -1])
    # Rows of different length are filled up by repetition, so that one draw picks from any.
    return np.array([np.resize(np.flatnonzero(row), kin.sum(axis=1).max()) for row in kin]).reshape(g, -1)
