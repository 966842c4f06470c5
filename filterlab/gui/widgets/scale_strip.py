"""The signed colours lying down, with minus, 0 and plus: the legend of maps that have scales of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from filterlab.figures import lookup_table
from filterlab.gui.theme import current_theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

STRIPE_WIDTH, STRIPE_HEIGHT = 84, 12
MINUS = "\N{MINUS SIGN}"


class ScaleStrip(QWidget):
    """Draw the signed colour map between a minus and a plus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Draw the one map there is."""
        super().__init__(parent)
        self._image = _stripe()
        self.setToolTip(
            self.tr("Blue is below 0, grey is 0, red is above; the full colour stands for the number after ±")
        )
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Ask for the stripe and its signs."""
        return QSize(STRIPE_WIDTH + 2 * self._sign_width(), max(STRIPE_HEIGHT, self.fontMetrics().height()))

    def _sign_width(self) -> int:
        return self.fontMetrics().horizontalAdvance("+") + 6

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the stripe, a tick at 0 and the signs."""
        del event
        painter = QPainter(self)
        left = self._sign_width()
        stripe = QRectF(left, (self.height() - STRIPE_HEIGHT) / 2, STRIPE_WIDTH, STRIPE_HEIGHT)
        painter.drawImage(stripe, self._image)
        painter.setPen(current_theme().muted)
        painter.drawRect(stripe.adjusted(0, 0, -1, -1))
        middle = stripe.center().x()
        painter.drawLine(QPointF(middle, stripe.top()), QPointF(middle, stripe.bottom() - 1))
        painter.setPen(self.palette().color(self.foregroundRole()))
        centred = int(Qt.AlignmentFlag.AlignCenter)
        painter.drawText(QRectF(0, 0, left, self.height()), centred, MINUS)
        painter.drawText(QRectF(stripe.right(), 0, left, self.height()), centred, "+")


def _stripe() -> QImage:
    row = np.ascontiguousarray(lookup_table("signed").reshape(1, 256, 3))
    return QImage(row.data, 256, 1, 3 * 256, QImage.Format.Format_RGB888).copy()
