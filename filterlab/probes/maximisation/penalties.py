"""What is held against pictures that climb: how it changes with each pixel."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]

# Rounds off the corner of |difference| at 0, in brightness.
_CORNER = 1e-2


def total_variation(pictures: Floats) -> tuple[Floats, Floats]:
    """Add up how much neighbouring pixels differ.

    ``Σ √(down² + right² + corner²) - corner`` over the pixels, where down and right are the differences to the
    neighbours below and on the right. Source: Rudin, Osher and Fatemi (1992), Physica D 60, 259.

    Parameters
    ----------
    pictures : ndarray
        (N, C, H, W).

    Returns
    -------
    sums, gradients
        (N,), and (N, C, H, W).
    """
    down, right = np.zeros_like(pictures), np.zeros_like(pictures)
    down[..., :-1, :] = np.diff(pictures, axis=-2)
    right[..., :-1] = np.diff(pictures, axis=-1)
    lengths = np.sqrt(down**2 + right**2 + _CORNER**2)
    gradients = -(down + right) / lengths
    gradients[..., 1:, :] += (down / lengths)[..., :-1, :]
    gradients[..., 1:] += (right / lengths)[..., :-1]
    return (lengths - _CORNER).sum(axis=(1, 2, 3)), gradients


def likeness(pictures: Floats, ground: float) -> tuple[Floats, Floats]:
    """Compare each picture with the others by the cosine of the angle between them, seen from the ground.

    Parameters
    ----------
    pictures : ndarray
        (N, C, H, W).
    ground : float
        The brightness that counts as nothing.

    Returns
    -------
    cosines, gradients
        (N, N), and the gradient by each picture of the sum of its cosines with the others, times its distance from
        the ground: (N, C, H, W).
    """
    n, *shape = pictures.shape
    rows = (pictures - ground).reshape(n, -1).astype(np.float64)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    units = rows / np.where(lengths > 0, lengths, 1)
    cosines: Floats = units @ units.T
    others = units.sum(axis=0) - units
    along = cosines.sum(axis=1) - np.diagonal(cosines)
    gradients = others - along[:, np.newaxis] * units
    return cosines, gradients.reshape(n, *shape)
