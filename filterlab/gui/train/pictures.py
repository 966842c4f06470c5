"""Pictures of a data set as small images for lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap

from filterlab.gui.widgets.filter_planes import image_of

if TYPE_CHECKING:
    from numpy.typing import NDArray


def small_picture(pixels: NDArray[np.floating[Any]], side: int) -> QPixmap:
    """Draw a picture (C, H, W) in [0, 1] in a square of so many points, enlarged without blur.

    One channel is grey, three are red, green and blue; of any other number the first is drawn.
    """
    channels, height, width = pixels.shape
    if channels == 3:
        shades = np.ascontiguousarray(np.rint(255 * pixels.transpose(1, 2, 0).clip(0, 1)).astype(np.uint8))
        image = QImage(shades.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
    else:
        image = image_of(pixels[0], "grey", (0.0, 1.0))
    return QPixmap.fromImage(
        image.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.FastTransformation)
    )
