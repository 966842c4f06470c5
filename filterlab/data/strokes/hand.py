"""The hand: what turns one tidy path into many written ones."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from filterlab.data.strokes.paths import GlyphTable

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Hand:
    """How much handwriting varies, as standard deviations unless said. Lengths are in glyph units (box 10 x 14)."""

    sloppy: float = 1.0
    neat: float = 0.5
    neat_share: float = 0.0
    blend: float = 0.35
    control: float = 0.12
    stroke_shift: float = 0.25
    overshoot: float = 0.08
    slant_mean: float = 0.18
    slant: float = 0.26
    rotation: float = 0.10
    aspect_mean: float = 0.04
    aspect: float = 0.16
    taper: float = 0.16
    bulge: float = 0.7
    wave: float = 0.12
    tremor: float = 0.05


def write(table: GlyphTable, glyph, hand: Hand, rng: np.random.Generator) -> Floats:
    """Write glyphs: points (count, SAMPLES, 2) along the paths, x and y in glyph units."""
    n = len(glyph)
    CARE[0] = np.where(rng.random(n) < hand.neat_share, hand.neat, hand.sloppy).astype(np.float32)
    partner = _choose_partners(table, glyph, rng)
    points = np.matmul(table.matrix[glyph], _move_control_points(table, glyph, hand, rng))
    other = np.matmul(table.matrix[partner], _move_control_points(table, partner, hand, rng))
    blend = np.clip(_normal(rng, (n, 1, 1), hand.blend), -0.25, 0.75)
    points += blend * (other - points)
    points -= np.array([5.0, 7.0], dtype=np.float32)
    _bend(points, hand, rng)
    return _shear_and_turn(points, hand, rng)


def _choose_partners(table, glyph, rng):
    pick = rng.random(len(glyph))
    size = np.array([len(p) for p in table.partners])
    lists = np.zeros((len(size), size.max()), dtype=np.intp)
    for i, p in enumerate(table.partners):
        lists[i, : len(p)] = p
    return lists[glyph, (pick * size[glyph]).astype(np.intp)]


def _normal(rng: np.random.Generator, shape: tuple[int, ...], deviation: float) -> Floats:
    z = np.clip(rng.standard_normal(shape, dtype=np.float32), -2, 2) * np.float32(deviation)
    return z * CARE[0].reshape((-1,) + (1,) * (len(shape) - 1))


CARE = [np.ones(1)]


def _move_control_points(table, glyph, hand: Hand, rng: np.random.Generator) -> Floats:
    control = table.control[glyph]
    n, m, _ = control.shape
    s = table.stretch.shape[1]
    vary = np.exp(_normal(rng, (n, 1, 1), 0.4))
    control = control + vary * _normal(rng, (n, m, 2), hand.control)
    shift = _normal(rng, (n, s, 2), hand.stroke_shift)
    owner = table.stroke_of_control[glyph]
    rows = np.arange(n)[:, None]
    control += shift[rows, owner]
    end, neighbour = table.stretch[glyph].reshape(n, s * 2, 2).transpose(2, 0, 1)
    amount = _normal(rng, (n, s * 2, 1), hand.overshoot)
    control[rows, end] += amount * (control[rows, end] - control[rows, neighbour])
    return control


def _bend(points: Floats, hand: Hand, rng: np.random.Generator) -> None:
    n = len(points)
    x, y = points[..., 0], points[..., 1]
    # Upper and lower half of different height, top and bottom of different width.
    y += _normal(rng, (n, 1), hand.bulge) * np.cos(y * np.float32(np.pi / 14))
    x *= 1 + _normal(rng, (n, 1), hand.taper) * (y / 7)
    for wavelength in (16.0, 9.0):
        for axis in (0, 1):
            direction = rng.uniform(0, 2 * np.pi, (n, 1)).astype(np.float32)
            phase = rng.uniform(0, 2 * np.pi, (n, 1)).astype(np.float32)
            turn = np.float32(2 * np.pi / wavelength)
            wave = np.sin(turn * (np.cos(direction) * x + np.sin(direction) * y) + phase)
            points[..., axis] += _normal(rng, (n, 1), hand.wave * wavelength / 16) * wave


def _shear_and_turn(points: Floats, hand: Hand, rng: np.random.Generator) -> Floats:
    n = len(points)
    slant = hand.slant_mean + _normal(rng, (n,), hand.slant)
    angle = _normal(rng, (n,), hand.rotation)
    stretch = np.exp(np.float32(hand.aspect_mean) + _normal(rng, (n,), hand.aspect))
    cos, sin = np.cos(angle), np.sin(angle)
    transform = np.empty((n, 2, 2), dtype=np.float32)
    # Row vectors: (x, y) @ transform. y runs down, so a slant to the right moves points with small y to the right.
    transform[:, 0, 0], transform[:, 0, 1] = stretch * cos, stretch * sin
    transform[:, 1, 0], transform[:, 1, 1] = -slant * cos - sin, -slant * sin + cos
    return np.matmul(points, transform)
