"""A camera's picture becomes one of the document."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage

from filterlab.data import match_channels

if TYPE_CHECKING:
    from numpy.typing import NDArray


def frame_pixels(
    image: QImage, size: tuple[int, int], *, is_colour: bool, is_mirrored: bool
) -> NDArray[np.float32]:
    """Turn a camera's picture into numbers.

    Parameters
    ----------
    image : QImage
        As it came.
    size : (int, int)
        The largest width and height; a larger picture shrinks and keeps its proportions.
    is_colour : bool
        Three channels, or one with the luminance.
    is_mirrored : bool
        Whether left and right change places, as in a mirror.

    Returns
    -------
    ndarray
        (3 or 1, H, W), float32 in [0, 1], read-only and in memory of its own: a document takes it over.
    """
    if image.width() > size[0] or image.height() > size[1]:
        image = image.scaled(
            QSize(*size), Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    width, height = rgb.width(), rgb.height()
    raw = np.frombuffer(rgb.constBits(), np.uint8).reshape(height, rgb.bytesPerLine())[:, : 3 * width]
    columns = raw.reshape(height, width, 3)[:, :: -1 if is_mirrored else 1]
    pixels = np.empty((3, height, width), np.float32)
    np.multiply(columns.transpose(2, 0, 1), np.float32(1 / 255), out=pixels)
    # 255 × (1 / 255) must not exceed 1 by a rounding, nor may a sum of three weights.
    pixels = match_channels(pixels, 3 if is_colour else 1)
    np.minimum(pixels, np.float32(1), out=pixels)
    pixels.flags.writeable = False
    return pixels
