"""A picture in the middle of whatever room there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent


class PictureFrame(QWidget):
    """Show one picture as it is, or smaller where there is no room.

    Signals
    -------
    resized()
        There is room for a picture of another size.
    """

    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._image = QImage()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def image(self) -> QImage:
        """What is drawn."""
        return self._image

    def set_image(self, image: QImage) -> None:
        """Draw another picture."""
        self._image = image
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for a picture beside a map, and not for more height than it needs: words below it come first."""
        return QSize(300, 100)

    def minimumSizeHint(self) -> QSize:
        """Shrink to something still recognisable."""
        return QSize(160, 100)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for a picture of the new size."""
        super().resizeEvent(event)
        self.resized.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture in the middle, smaller if it must be."""
        del event
        if self._image.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        size = self._image.size()
        if size.width() > self.width() or size.height() > self.height():
            size.scale(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (self.width() - size.width()) / 2, (self.height() - size.height()) / 2
        painter.drawImage(QRectF(left, top, size.width(), size.height()), self._image)
