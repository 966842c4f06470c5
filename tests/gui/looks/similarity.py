"""How alike two pictures of a window are, by their structure.

The index is that of Z. Wang, A. C. Bovik, H. R. Sheikh and E. P. Simoncelli, "Image quality assessment: from error
visibility to structural similarity", IEEE Transactions on Image Processing 13 (2004), with windows of 8 × 8.
"""

from typing import NamedTuple

import numpy as np
from scipy.ndimage import uniform_filter

# Pictures are made so much smaller first: what remains is where things are, not how letters are hinted.
REDUCED = 4
WINDOW = 8
# Side of the part that is judged by itself, in reduced pixels: 64 × 64 of the window.
PART = 16
# For values up to 255.
LUMINANCE_FLOOR, CONTRAST_FLOOR = (0.01 * 255) ** 2, (0.03 * 255) ** 2


class Likeness(NamedTuple):
    """The mean over the picture, and the part that differs most with its middle (row, column) in pixels."""

    mean: float
    worst: float
    where: tuple[int, int]


def reduced(pixels: np.ndarray) -> np.ndarray:
    """Turn (H, W, 3) into smaller grey (h, w): each value the mean of a block."""
    weights = (0.299, 0.587, 0.114)
    grey = pixels.astype(np.float64) @ weights
    rows, columns = (side - side % REDUCED for side in grey.shape)
    blocks = grey[:rows, :columns].reshape(rows // REDUCED, REDUCED, columns // REDUCED, REDUCED)
    return blocks.mean(axis=(1, 3))


def compare(first: np.ndarray, second: np.ndarray) -> Likeness:
    """Compare two pictures (H, W, 3) uint8 of the same size; 1 is the same, 0 is unrelated."""
    a, b = reduced(first), reduced(second)
    mean_a, mean_b = uniform_filter(a, WINDOW), uniform_filter(b, WINDOW)
    spread_a = uniform_filter(a * a, WINDOW) - mean_a**2
    spread_b = uniform_filter(b * b, WINDOW) - mean_b**2
    shared = uniform_filter(a * b, WINDOW) - mean_a * mean_b
    luminance = (2 * mean_a * mean_b + LUMINANCE_FLOOR) / (mean_a**2 + mean_b**2 + LUMINANCE_FLOOR)
    structure = (2 * shared + CONTRAST_FLOOR) / (spread_a + spread_b + CONTRAST_FLOOR)
    index = luminance * structure
    half = PART // 2
    # Whole parts alone: what lies at an edge, such as the times in the status bar, shall not count twice.
    parts = uniform_filter(index, PART)[half : 1 - half, half : 1 - half]
    row, column = np.unravel_index(parts.argmin(), parts.shape)
    where = ((int(row) + half) * REDUCED, (int(column) + half) * REDUCED)
    return Likeness(float(index.mean()), float(parts.min()), where)
