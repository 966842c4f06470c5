"""The hand: what turns one tidy path into many written ones.

Nothing here knows pixels: paths go in and come out in the units of the glyphs, a box 10 wide and 14 high.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from filterlab.data.strokes.chance import Floats, normal, uniform
from filterlab.data.strokes.paths import GlyphTable

_WAVELENGTHS = (16.0, 9.0)


@dataclass(frozen=True)
class Hand:
    """How much handwriting varies: standard deviations in glyph units, unless said otherwise.

    Attributes
    ----------
    blend
        Up to which share a second, kindred way of writing the digit is mixed in.
    control
        How far each control point strays on its own.
    stroke_shift
        How far each stroke strays as a whole.
    overshoot
        By how much of its last piece a stroke is drawn too far or ends too soon.
    bulge
        How far the middle of the digit moves up or down.
    taper
        By how much the bottom is wider than the middle, as a share.
    wave
        Height of the slow waves that bend the whole sheet (the elastic distortion).
    slant_mean, slant
        Lean to the right: units to the right for each unit up, and its deviation.
    rotation
        Turn in radians.
    aspect_mean, aspect
        Logarithm of the width over the tidy width, and its deviation.
    """

    blend: float = 0.7
    control: float = 0.14
    stroke_shift: float = 0.25
    overshoot: float = 0.1
    bulge: float = 0.6
    taper: float = 0.16
    wave: float = 0.16
    slant_mean: float = 0.18
    slant: float = 0.25
    rotation: float = 0.09
    aspect_mean: float = 0.04
    aspect: float = 0.14


def write(table: GlyphTable, glyphs: npt.NDArray[np.intp], hand: Hand, rng: np.random.Generator) -> Floats:
    """Write glyphs, each a little differently.

    Parameters
    ----------
    table : GlyphTable
        The glyphs, made ready.
    glyphs : ndarray, shape (N,), int
        Which of them to write.
    hand : Hand
        How much the writing varies.
    rng : Generator
        Source of chance.

    Returns
    -------
    ndarray, shape (N, SAMPLES, 2), float32
        Points along the paths: x to the right and y down from the middle of the glyph's box.
    """
    (n,) = glyphs.shape
    partners = table.partners[glyphs, rng.integers(table.partners.shape[1], size=n)]
    points = np.matmul(table.matrix[glyphs], _stray(table, glyphs, hand, rng))
    others = np.matmul(table.matrix[partners], _stray(table, partners, hand, rng))
    points += uniform(rng, (n, 1, 1), 0, hand.blend) * (others - points)
    points -= np.array([5.0, 7.0], dtype=np.float32)
    _bend(points, hand, rng)
    return _lean(points, hand, rng)


def _stray(table: GlyphTable, glyphs: npt.NDArray[np.intp], hand: Hand, rng: np.random.Generator) -> Floats:
    """Move the control points: each for itself, each stroke as a whole, and the ends along the path."""
    control = table.control[glyphs]
    n, m, _ = control.shape
    strokes = table.ends.shape[1]
    care = np.exp(normal(rng, (n, 1, 1), 0.4))
    control += care * normal(rng, (n, m, 2), hand.control)
    rows = np.arange(n)[:, None]
    control += normal(rng, (n, strokes, 2), hand.stroke_shift)[rows, table.stroke_of_control[glyphs]]
    reach = normal(rng, (n, 2 * strokes, 1), hand.overshoot)
    ends = table.ends[glyphs].reshape(n, 2 * strokes, 2)
    # One end at a time: a glyph with fewer strokes names its first point again where it has no end.
    for e in range(2 * strokes):
        end, neighbour = ends[:, e : e + 1, 0], ends[:, e : e + 1, 1]
        control[rows, end] += reach[:, e : e + 1] * (control[rows, end] - control[rows, neighbour])
    return control


def _bend(points: Floats, hand: Hand, rng: np.random.Generator) -> None:
    """Bend the sheet on which the digits stand, in place."""
    n, _, _ = points.shape
    x, y = points[..., 0], points[..., 1]
    y += normal(rng, (n, 1), hand.bulge) * np.cos(y * np.float32(np.pi / 14))
    x *= 1 + normal(rng, (n, 1), hand.taper) * (y / 7)
    for wavelength in _WAVELENGTHS:
        height = hand.wave * wavelength / _WAVELENGTHS[0]
        for axis in (0, 1):
            direction = uniform(rng, (n, 1), 0, 2 * np.pi)
            phase = uniform(rng, (n, 1), 0, 2 * np.pi)
            along = np.cos(direction) * x + np.sin(direction) * y
            wave = np.sin(np.float32(2 * np.pi / wavelength) * along + phase)
            points[..., axis] += normal(rng, (n, 1), height) * wave


def _lean(points: Floats, hand: Hand, rng: np.random.Generator) -> Floats:
    """Stretch, slant and turn each digit as a whole."""
    n, _, _ = points.shape
    slant = np.float32(hand.slant_mean) + normal(rng, (n,), hand.slant)
    angle = normal(rng, (n,), hand.rotation)
    stretch = np.exp(np.float32(hand.aspect_mean) + normal(rng, (n,), hand.aspect))
    cos, sin = np.cos(angle), np.sin(angle)
    # Points are rows (x, y): the first row of the matrix says where a step in x leads, the second one in y.
    # y runs down, so a lean to the right carries the points with small y to the right.
    steps = [[stretch * cos, stretch * sin], [-slant * cos - sin, -slant * sin + cos]]
    leaning: Floats = np.matmul(points, np.moveaxis(np.array(steps), 2, 0))
    return leaning
