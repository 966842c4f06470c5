"""A picture and its variants side by side: the first as it is, the others as a net may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPen
from PySide6.QtWidgets import QWidget

from filterlab.data import match_channels
from filterlab.gui.theme import current_theme

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QPaintEvent

HEIGHT = 56
GAP, WIDE_GAP = 4, 14


class PictureRow(QWidget):
    """Show pictures in a row; know nothing but arrays."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._images: list[QImage] = []
        self._text = ""
        self.setFixedHeight(HEIGHT + 2)

    @property
    def count(self) -> int:
        """How many pictures are shown."""
        return len(self._images)

    @property
    def text(self) -> str:
        """The sentence beside the pictures, or in place of them."""
        return self._text

    def set_pictures(self, pictures: NDArray[np.float32], text: str) -> None:
        """Show pictures (N, C, H, W) in [0, 1], and a sentence behind them."""
        self._images = [picture_image(picture) for picture in pictures]
        self._text = text
        words = self.tr("The picture as it is, and {count} variants").format(count=len(self._images) - 1)
        self.setAccessibleName(text or words)
        self.update()

    def show_message(self, text: str) -> None:
        """Show a sentence alone."""
        self._images, self._text = [], text
        self.setAccessibleName(text)
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for room for six pictures."""
        return QSize(6 * HEIGHT, HEIGHT + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw pictures and the sentence."""
        del event
        painter = QPainter(self)
        x = 0.0
        if self._images:
            first = self._images[0]
            room = (self.width() - WIDE_GAP - GAP * len(self._images)) / len(self._images)
            width = min(HEIGHT * first.width() / first.height(), room)
            height = width * first.height() / first.width()
            for number, image in enumerate(self._images):
                box = QRectF(x, 1, width, height)
                painter.drawImage(box, image)
                painter.setPen(QPen(current_theme().border, 1))
                painter.drawRect(box)
                x += width + (WIDE_GAP if number == 0 else GAP)
        painter.setPen(current_theme().muted)
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap)
        painter.drawText(QRectF(x, 0, self.width() - x, self.height()), flags, self._text)


def picture_image(picture: NDArray[np.float32]) -> QImage:
    """Draw a picture (C, H, W), C = 1 or 3, with values in [0, 1]; what lies outside is cut off."""
    _c, height, width = picture.shape
    colours = match_channels(picture, 3).transpose(1, 2, 0)
    levels = np.ascontiguousarray(np.rint(np.clip(colours, 0, 1) * 255), np.uint8)
    # The array is let go with this call, and the picture has to outlive it.
    return QImage(levels.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
