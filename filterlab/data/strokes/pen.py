"""The pen: ink laid along a path, soaked into paper, framed as MNIST frames its digits."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from filterlab.data.strokes.paths import GlyphTable

SIZE = 28
FINE = 2
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Pen:
    """How pen, ink and framing vary. Lengths are in pixels."""

    radius: float = 1.33
    radius_spread: float = 0.33
    pressure: float = 0.15
    extent: float = 20.0
    extent_spread: float = 0.05
    shift: float = 0.9
    texture: float = 0.12
    gap_share: float = 0.02
    soft: float = 0.5
    pale: float = 0.04


def frame(points: Floats, radius: Floats, weight: Floats, pen: Pen, rng: np.random.Generator) -> Floats:
    """Scale paths into a box of about 20 x 20 pixels and put their centre of mass in the middle, nearly."""
    n, _, _ = points.shape
    low, high = points.min(axis=1), points.max(axis=1)
    longest = np.maximum((high - low).max(axis=1), 1e-3)
    extent = pen.extent * np.exp(rng.standard_normal(n, dtype=np.float32) * np.float32(pen.extent_spread))
    extent = np.clip(extent, 15, 23)
    pixels = points * ((extent - 2 * radius) / longest)[:, None, None]
    step = lengths(pixels, weight)
    centre = (pixels * step[..., None]).sum(axis=1) / step.sum(axis=1)[:, None]
    from filterlab.data.strokes.hand import CARE
    aim = SIZE / 2 + np.clip(rng.standard_normal((n, 2), dtype=np.float32), -2, 2) * np.float32(pen.shift) * CARE[0][:, None]
    pixels += (aim - centre)[:, None, :]
    return pixels


def lengths(points: Floats, joined: Floats) -> Floats:
    """Length of path that belongs to each point: half the way to either neighbour in the same stroke."""
    n, k, _ = points.shape
    move = np.sqrt((np.diff(points, axis=1) ** 2).sum(axis=2)) * joined
    out = np.zeros((n, k), dtype=np.float32)
    out[:, :-1] += move
    out[:, 1:] += move
    return out * np.float32(0.5)


def draw(points: Floats, table: GlyphTable, glyph, pen: Pen, rng: np.random.Generator) -> Floats:
    """Draw paths (N, SAMPLES, 2) as pictures (N, 28, 28) with values in [0, 1]."""
    n, k, _ = points.shape
    joined = table.joined[glyph]
    radius = pen.radius * np.exp(
        np.clip(rng.standard_normal(n, dtype=np.float32), -2, 2) * np.float32(pen.radius_spread)
    )
    radius = np.clip(radius, 0.6, 2.8).astype(np.float32)
    long = lengths(points, joined).sum(1) * 2 / (points.max(1) - points.min(1)).max(1)
    radius *= (long / 3.2) ** -0.25
    pixels = frame(points, radius, joined, pen, rng)
    sigma = (0.40 * radius + 0.2).astype(np.float32)
    gain = np.exp(radius**2 / (2 * sigma**2))
    ink = lengths(pixels, joined) * _pressure(table.progress[glyph], pen, rng)
    field = _splat(pixels, ink)
    field *= 1 + rng.standard_normal(field.shape, dtype=np.float32) * np.float32(pen.texture)
    spread = _spread(sigma)
    soaked = np.matmul(np.matmul(spread, field), spread.transpose(0, 2, 1))
    soaked *= (gain * sigma * np.float32(np.sqrt(2 * np.pi)))[:, None, None]
    shade = 1 - np.exp2(-soaked)
    soft = pen.soft * rng.random((n, 1, 1), dtype=np.float32) ** 2
    margin = np.float32(0.2) * (1 - soft)
    shade = np.clip((shade - margin) / (1 - 2 * margin), 0, 1)
    strength = 1 - np.abs(rng.standard_normal(n, dtype=np.float32)) * np.float32(pen.pale)
    shade *= np.clip(strength, 0.5, 1)[:, None, None]
    return shade


def _pressure(t, pen: Pen, rng: np.random.Generator) -> Floats:
    n, k = t.shape
    log = np.zeros((n, k), dtype=np.float32)
    for cycles in (0.5, 1.0, 2.0):
        size = rng.standard_normal((n, 1), dtype=np.float32) * np.float32(pen.pressure)
        phase = rng.uniform(0, 2 * np.pi, (n, 1)).astype(np.float32)
        log += size * np.sin(np.float32(2 * np.pi * cycles) * t + phase)
    pressure = np.exp(log)
    gap = rng.random((n, 1)) < pen.gap_share
    where = rng.random((n, 1))
    width = rng.uniform(0.02, 0.06, (n, 1))
    pressure[gap & (np.abs(np.linspace(0, 1, k)[None, :] - where) < width)] = 0.02
    return pressure


def _splat(points: Floats, ink: Floats) -> Floats:
    n, k, _ = points.shape
    side = SIZE * FINE
    # Pixel i covers [i, i + 1) in a frame of SIZE pixels; fine cells have their centres at half steps.
    place = np.clip((points + np.float32(0.5)) * FINE - np.float32(0.5), 0, side - 1.001)
    cell = place.astype(np.int32)
    part = place - cell
    base = (np.arange(n, dtype=np.int64) * (side * side))[:, None] + cell[..., 1] * side + cell[..., 0]
    px, py = part[..., 0], part[..., 1]
    field = np.zeros(n * side * side)
    for offset, share in (
        (0, (1 - px) * (1 - py)),
        (1, px * (1 - py)),
        (side, (1 - px) * py),
        (side + 1, px * py),
    ):
        field += np.bincount((base + offset).ravel(), (ink * share).ravel(), n * side * side)
    return field.astype(np.float32).reshape(n, side, side)


def _spread(sigma: Floats) -> Floats:
    """Blur and shrink in one: each row is the Gaussian weight of the fine cells for one pixel."""
    pixel = np.arange(SIZE, dtype=np.float32)[:, None]
    fine = ((np.arange(SIZE * FINE, dtype=np.float32) + 0.5) / FINE - 0.5)[None, :]
    squares = (pixel - fine) ** 2
    return (
        np.exp(squares[None] / (-2 * sigma**2)[:, None, None])
        / (sigma * np.float32(np.sqrt(2 * np.pi)))[:, None, None]
    )
