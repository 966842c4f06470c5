"""The bar that says which colour means which number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from filterlab.figures import short_number
from filterlab.gui.widgets.dressed import own_ground, paint_ground

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QPaintEvent

STRIPE = 12
# Which part of the height a number between the ends needs for itself.
TICK_ROOM = 0.08


class ColourBar(QWidget):
    """Draw a colour map upright, its largest value on top, with numbers at both ends and at 0."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without a scale."""
        super().__init__(parent)
        self._table: NDArray[np.uint8] | None = None
        self._limits = (0.0, 1.0)
        self._drawn: tuple[tuple[int, int, int, float], QImage] | None = None
        own_ground(self)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def set_scale(self, table: NDArray[np.uint8] | None, limits: tuple[float, float]) -> None:
        """Show a colour map of shape (256, 3) between two values."""
        if table is self._table and limits == self._limits:
            return
        room = self.sizeHint()
        self._table, self._limits = table, limits
        low, high = limits
        self.setToolTip(
            self.tr("Colours from {low} to {high}").format(low=short_number(low), high=short_number(high))
        )
        if self.sizeHint() != room:
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Be wide enough for any usual number, so that the picture beside stays where it is."""
        metrics = self.fontMetrics()
        text = max((metrics.horizontalAdvance(short_number(v)) for v, _ in self._ticks()), default=0)
        return QSize(STRIPE + 6 + max(text, metrics.horizontalAdvance("−0.0000")), 60)

    def minimumSizeHint(self) -> QSize:
        """Keep the width; give up height."""
        return QSize(self.sizeHint().width(), 40)

    def _ticks(self) -> list[tuple[float, float]]:
        """Values to write and where: 0 at the bottom, 1 on top."""
        low, high = self._limits
        middle = 0.0 if low < 0 < high else (low + high) / 2
        if high <= low:
            return [(low, 0.0)]
        place = (middle - low) / (high - low)
        between = [(middle, place)] if TICK_ROOM <= place <= 1 - TICK_ROOM else []
        return [(low, 0.0), *between, (high, 1.0)]

    def _stripe(self, size: QSize, ratio: float) -> QImage:
        """Return the colours from top to bottom, on as many points as the screen has for this size."""
        key = id(self._table), size.width(), size.height(), ratio
        if self._drawn is None or self._drawn[0] != key:
            height, width = round(size.height() * ratio), round(size.width() * ratio)
            places = np.linspace(255.49, -0.49, max(height, 1)).round().astype(np.intp)
            table = self._table if self._table is not None else np.zeros((256, 3), np.uint8)
            colours = np.repeat(table[places][:, np.newaxis], max(width, 1), axis=1)
            # A line around it, laid over the colours here: a painter would take longer for it than for all else.
            for edge in (colours[:1], colours[-1:], colours[1:-1, :1], colours[1:-1, -1:]):
                edge[...] = edge // 3 + 85
            rows, columns, _parts = colours.shape
            image = QImage(colours.data, columns, rows, 3 * columns, QImage.Format.Format_RGB888)
            image = image.convertToFormat(QImage.Format.Format_RGB32)
            image.setDevicePixelRatio(ratio)
            self._drawn = key, image
        return self._drawn[1]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the stripe and its numbers."""
        painter = QPainter(self)
        paint_ground(painter, self, event.rect())
        if self._table is None:
            return
        metrics = self.fontMetrics()
        margin = metrics.height() // 2
        stripe = QRect(0, margin, STRIPE, self.height() - 2 * margin)
        painter.drawImage(stripe.topLeft(), self._stripe(stripe.size(), self.devicePixelRatio()))
        painter.setPen(self.palette().color(self.foregroundRole()))
        for value, place in self._ticks():
            y = stripe.bottom() - place * (stripe.height() - 1)
            box = QRect(STRIPE + 5, int(y) - margin, self.width() - STRIPE - 5, 2 * margin)
            painter.drawText(
                box, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), short_number(value)
            )
