"""The pen: ink laid along a path that soaks into the paper, framed as MNIST frames its digits.

Ink is dropped at every point of the path, spreads as a Gaussian, and marks the paper until it is full. The
more ink, the wider the line.
"""

from dataclasses import dataclass

import numpy as np

from filterlab.data.strokes.chance import Floats, normal, uniform

SIDE = 28
"""Rows and columns of a picture."""

_FINE = 2
"""Ink is dropped on a sheet with this many times the pixels, so that a path is smooth between pixels."""

_DRY = 0.02
"""Share of the ink that still flows where the pen runs dry."""


@dataclass(frozen=True)
class Pen:
    """How pen, ink and framing vary: lengths in pixels, spreads as deviations of the logarithm unless said.

    Attributes
    ----------
    radius, radius_spread
        Half the width of a line of usual length.
    pressure
        How much the flow of ink changes along a stroke.
    texture
        Roughness of the paper: deviation of the ink on each spot, as a share.
    dry_share
        Share of the digits with a gap where the pen ran dry.
    softness
        How blurred edges may be, from 0 (all as sharp as in a good scan) to 1.
    paleness
        Deviation of what is missing from full white, as a share.
    extent, extent_spread
        Longer side of the box around the digit.
    shift
        How far the centre of mass lies from the middle of the picture: a deviation.
    """

    radius: float = 1.33
    radius_spread: float = 0.32
    pressure: float = 0.17
    texture: float = 0.12
    dry_share: float = 0.015
    softness: float = 0.5
    paleness: float = 0.04
    extent: float = 20.0
    extent_spread: float = 0.05
    shift: float = 1.0


def draw(points: Floats, joined: Floats, progress: Floats, pen: Pen, rng: np.random.Generator) -> Floats:
    """Draw paths as pictures.

    Parameters
    ----------
    points : ndarray, shape (N, K, 2)
        Points along the paths, x to the right and y down, in any unit.
    joined : ndarray, shape (N, K - 1)
        1 where the pen draws from a point to the next, 0 where it is lifted.
    progress : ndarray, shape (N, K)
        How far the pen has come, each stroke counting 1.
    pen : Pen
        How the drawing varies.
    rng : Generator
        Source of chance.

    Returns
    -------
    ndarray, shape (N, 28, 28), float32
        White digits, at most 1, on black 0.
    """
    n, _, _ = points.shape
    radius = np.float32(pen.radius) * np.exp(normal(rng, (n,), pen.radius_spread))
    radius = np.clip(radius * _narrowing(points, joined), 0.6, 2.8)
    pixels = _frame(points, joined, radius, pen, rng)
    ink = _lengths(pixels, joined) * _flow(progress, pen, rng)
    sheet = _drop(pixels, ink)
    sheet *= 1 + normal(rng, sheet.shape, pen.texture)
    # A straight line of 1 unit of ink a pixel, spread by `sigma`, has at the distance d the density
    # exp(-d² / 2 sigma²) / (sigma √2π). This much ink makes it 1, that of half-grey paper, at d = `radius`.
    sigma = np.float32(0.40) * radius + np.float32(0.2)
    amount = np.exp(radius**2 / (2 * sigma**2)) * sigma * np.float32(np.sqrt(2 * np.pi))
    spread = _spread(sigma)
    density = np.matmul(np.matmul(spread, sheet), spread.transpose(0, 2, 1)) * amount[:, None, None]
    return _develop(density, pen, rng)


def _narrowing(points: Floats, joined: Floats) -> Floats:
    """Take a finer pen for a longer path in the same box: nobody fills up the rings of his 8 on purpose."""
    windings = _lengths(points, joined).sum(axis=1) / _box(points)
    share: Floats = np.clip((windings / np.float32(1.6)) ** np.float32(-0.25), 0.5, 1.5)
    return share


def _box(points: Floats) -> Floats:
    """Longer side of the box around each path, (N,)."""
    side: Floats = (points.max(axis=1) - points.min(axis=1)).max(axis=1)
    return np.maximum(side, np.float32(1e-3))


def _lengths(points: Floats, joined: Floats) -> Floats:
    """Length of path that belongs to each point: half the way to either neighbour in its stroke, (N, K)."""
    n, k, _ = points.shape
    half = np.sqrt((np.diff(points, axis=1) ** 2).sum(axis=2)) * joined / 2
    lengths = np.zeros((n, k), dtype=np.float32)
    lengths[:, :-1] += half
    lengths[:, 1:] += half
    return lengths


def _frame(points: Floats, joined: Floats, radius: Floats, pen: Pen, rng: np.random.Generator) -> Floats:
    """Scale each digit, ink included, into its box and put its centre of mass into the middle, or nearly."""
    n, _, _ = points.shape
    extent = np.float32(pen.extent) * np.exp(normal(rng, (n,), pen.extent_spread))
    pixels: Floats = points * ((extent - 2 * radius) / _box(points))[:, None, None]
    weight = _lengths(pixels, joined)
    centre = (pixels * weight[..., None]).sum(axis=1) / weight.sum(axis=1)[:, None]
    aim = np.float32(SIDE / 2) + normal(rng, (n, 2), pen.shift)
    pixels += (aim - centre)[:, None, :]
    return pixels


def _flow(progress: Floats, pen: Pen, rng: np.random.Generator) -> Floats:
    """Flow of ink at each point, around 1: it swells and fades on the way; now and then the pen is dry."""
    n, k = progress.shape
    logarithm = np.zeros((n, k), dtype=np.float32)
    for cycles in (0.5, 1.0, 2.0):
        size, phase = normal(rng, (n, 1), pen.pressure), uniform(rng, (n, 1), 0, 2 * np.pi)
        logarithm += size * np.sin(np.float32(2 * np.pi * cycles) * progress + phase)
    flow = np.exp(logarithm)
    place, width = uniform(rng, (n, 1), 0, 1), uniform(rng, (n, 1), 0.03, 0.09)
    dry = uniform(rng, (n, 1), 0, 1) < pen.dry_share
    flow[dry & (np.abs(np.linspace(0, 1, k, dtype=np.float32) - place) < width)] = _DRY
    return flow


def _drop(pixels: Floats, ink: Floats) -> Floats:
    """Drop the ink of each point on the fine sheet, shared among the four cells around it: (N, 56, 56)."""
    n, _, _ = pixels.shape
    side = SIDE * _FINE
    # Whole numbers are centres of pixels; what would fall off the sheet stays at its edge.
    place = np.clip((pixels + np.float32(0.5)) * _FINE - np.float32(0.5), 0, side - 1.001)
    cell = place.astype(np.intp)
    right, below = np.moveaxis(place - cell, 2, 0)
    first = np.arange(n)[:, None] * (side * side) + cell[..., 1] * side + cell[..., 0]
    sheet = np.zeros(n * side * side)
    for step, share in (
        (0, (1 - right) * (1 - below)),
        (1, right * (1 - below)),
        (side, (1 - right) * below),
        (side + 1, right * below),
    ):
        sheet += np.bincount((first + step).ravel(), (ink * share).ravel(), n * side * side)
    return sheet.astype(np.float32).reshape(n, side, side)


def _spread(sigma: Floats) -> Floats:
    """Blur and shrink in one: what share of a fine cell's ink reaches each pixel, (N, 28, 56)."""
    pixel = np.arange(SIDE, dtype=np.float32)[:, None]
    cell = (np.arange(SIDE * _FINE, dtype=np.float32) + np.float32(0.5)) / _FINE - np.float32(0.5)
    wide = sigma[:, None, None]
    share: Floats = np.exp((pixel - cell) ** 2 / (-2 * wide**2)) / (wide * np.float32(np.sqrt(2 * np.pi)))
    return share


def _develop(density: Floats, pen: Pen, rng: np.random.Generator) -> Floats:
    """Turn the density of ink into shades: half-grey at 1, clear-cut as in a scan or a little soft."""
    n, _, _ = density.shape
    shade = 1 - np.exp2(-density)
    soft = np.float32(pen.softness) * uniform(rng, (n, 1, 1), 0, 1) ** 2
    margin = np.float32(0.2) * (1 - soft)
    missing = np.abs(normal(rng, (n, 1, 1), pen.paleness))
    picture: Floats = np.clip((shade - margin) / (1 - 2 * margin), 0, 1) * (1 - missing)
    return picture
