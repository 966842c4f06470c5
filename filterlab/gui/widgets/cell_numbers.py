"""Numbers written into the cells of a map as soon as they are wide enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QTransform
from PySide6.QtWidgets import QGraphicsObject, QStyleOptionGraphicsItem, QWidget

from filterlab.gui.widgets.ink import BLACK, WHITE, is_light
from filterlab.gui.widgets.number_fitting import fitting_text, sized

if TYPE_CHECKING:
    from numpy.typing import NDArray

MIN_CELL_WIDTH = 34
MIN_CELL_HEIGHT = 16


class CellNumbers(QGraphicsObject):
    """Draw the numbers of the cells in sight; nothing while cells are small."""

    def __init__(self) -> None:
        """Start without values."""
        super().__init__()
        self._values: NDArray[np.float32] | None = None
        self._shades: NDArray[np.uint8] | None = None
        self._light = np.zeros(256, dtype=bool)
        self._rect = QRectF()
        self.setFlag(self.GraphicsItemFlag.ItemUsesExtendedStyleOption)

    def set_values(
        self, values: NDArray[np.float32], shades: NDArray[np.uint8], table: NDArray[np.uint8], rect: QRectF
    ) -> None:
        """Take what is drawn below the numbers.

        Parameters
        ----------
        values : ndarray
            Shape (H, W): the numbers.
        shades : ndarray
            Shape (H, W), uint8: each number's row in the colour table.
        table : ndarray
            Shape (256, 3), uint8: the colours, which decide between black and white ink.
        rect : QRectF
            The area the array covers.
        """
        self.prepareGeometryChange()
        self._values, self._shades, self._rect = values, shades, QRectF(rect)
        self._light = is_light(table)
        self.update()

    def clear(self) -> None:
        """Write nothing."""
        self.prepareGeometryChange()
        self._values = self._shades = None
        self.update()

    def boundingRect(self) -> QRectF:
        """Return the area of the array."""
        return self._rect

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Write the visible cells' numbers in screen coordinates, so that they stay upright and sharp."""
        del widget
        if self._values is None or self._shades is None or self._rect.isEmpty():
            return
        height, width = self._values.shape
        transform = painter.worldTransform()
        step_x, step_y = self._rect.width() / width, self._rect.height() / height
        cell_width, cell_height = abs(transform.m11()) * step_x, abs(transform.m22()) * step_y
        if cell_width < MIN_CELL_WIDTH or cell_height < MIN_CELL_HEIGHT:
            return
        seen = option.exposedRect.intersected(self._rect)
        first_row = max(0, int((seen.top() - self._rect.top()) / step_y))
        last_row = min(height - 1, int((seen.bottom() - self._rect.top()) / step_y))
        first_column = max(0, int((seen.left() - self._rect.left()) / step_x))
        last_column = min(width - 1, int((seen.right() - self._rect.left()) / step_x))
        painter.save()
        painter.setWorldTransform(QTransform())
        font = sized(painter.font(), int(max(9, min(13, cell_height * 0.4, cell_width * 0.26))))
        painter.setFont(font)
        metrics, texts = QFontMetricsF(font), dict[float, str]()
        for row in range(first_row, last_row + 1):
            for column in range(first_column, last_column + 1):
                corner = QRectF(
                    self._rect.left() + column * step_x, self._rect.top() + row * step_y, step_x, step_y
                )
                painter.setPen(BLACK if self._light[self._shades[row, column]] else WHITE)
                value = float(self._values[row, column])
                if value not in texts:
                    texts[value] = fitting_text(value, metrics, cell_width - 2)
                painter.drawText(transform.mapRect(corner), int(Qt.AlignmentFlag.AlignCenter), texts[value])
        painter.restore()
