"""Smooth random fields: the raw material of clouds, rock and grass."""

import numpy as np


def fractal_noise(
    shape: tuple[int, int], cell: tuple[float, float], octaves: int, rng: np.random.Generator
) -> np.ndarray:
    """Add up ever finer smooth noise, each octave half as strong: (H, W) with mean 0 and deviation 1.

    `cell` is the height and width in pixels of the coarsest bumps.
    """
    total = np.zeros(shape)
    for octave in range(octaves):
        size = (cell[0] / 2**octave, cell[1] / 2**octave)
        if min(size) < 1:
            break
        total += _smooth_noise(shape, size, rng) / 2**octave
    return np.asarray((total - total.mean()) / total.std())


def fractal_line(length: int, cell: float, octaves: int, rng: np.random.Generator) -> np.ndarray:
    """Make the same along a line: (length,), the outline of a ridge."""
    return np.asarray(fractal_noise((2, length), (2.0 ** (octaves + 1), cell), octaves, rng)[0])


def _smooth_noise(shape: tuple[int, int], cell: tuple[float, float], rng: np.random.Generator) -> np.ndarray:
    """Blend random numbers on a grid of cells smoothly (value noise)."""
    height, width = shape
    grid = rng.standard_normal((int(height / cell[0]) + 2, int(width / cell[1]) + 2))
    rows, down = _split(height, cell[0])
    columns, right = _split(width, cell[1])
    down, right = down[:, np.newaxis], right[np.newaxis, :]
    top = grid[rows][:, columns] * (1 - right) + grid[rows][:, columns + 1] * right
    bottom = grid[rows + 1][:, columns] * (1 - right) + grid[rows + 1][:, columns + 1] * right
    return np.asarray(top * (1 - down) + bottom * down)


def _split(length: int, cell: float) -> tuple[np.ndarray, np.ndarray]:
    position = np.arange(length) / cell
    whole = position.astype(int)
    part = position - whole
    return whole, part * part * (3 - 2 * part)
