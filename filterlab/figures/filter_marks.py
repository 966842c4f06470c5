"""Small pictures of filters on a plate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from filterlab.figures.colormaps import colorize, limits_of
from filterlab.figures.plate import Squares

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]

MOST_PLANES = 3


def filter_squares(weights: Floats, x: int, y: int, room: tuple[int, int]) -> Squares:
    """Draw a filter in the signed colours with limits of its own, 0 in the middle, as large as fits.

    Parameters
    ----------
    weights : ndarray
        Shape (C, KH, KW). Up to three channels stand side by side, with a column of zeros between them; of more the
        mean is drawn.
    x, y : int
        The top left corner of the room it is centred in.
    room : tuple of int
        Width and height of that room, in pixels.
    """
    planes = weights if len(weights) <= MOST_PLANES else weights.mean(axis=0, keepdims=True)
    gap = np.zeros((planes.shape[1], 1))
    row = np.concatenate([part for plane in planes for part in (plane, gap)][:-1], axis=1)
    rows, columns = row.shape
    width, height = room
    cell = max(1, min(width // columns, height // rows))
    left, top = x + (width - cell * columns) // 2, y + (height - cell * rows) // 2
    return Squares(
        left, top, cell * columns, cell * rows, colorize(row, "signed", limits_of(planes, "signed"))
    )
