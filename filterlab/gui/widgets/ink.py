"""Black or white ink: which of the two can be read on a colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QColor

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLACK, WHITE = QColor("#101010"), QColor("#ffffff")


def is_light(colours: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Tell which colours want black ink.

    Parameters
    ----------
    colours : ndarray
        Shape (…, 3), uint8: red, green, blue.

    Returns
    -------
    ndarray
        Shape (…), bool; by the luma weights of ITU-R BT.601.
    """
    light: NDArray[np.bool_] = colours @ np.array([0.299, 0.587, 0.114]) > 140
    return light
