"""The bar below the maps of a stage that says which colour means which number, lying down."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from filterlab.figures import lookup_table, short_number
from filterlab.gui.theme import current_theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from filterlab.figures import Kind, Limits

STRIPE_HEIGHT = 10


class LimitsBar(QWidget):
    """Draw a colour map between the numbers, or the words, that its ends stand for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without a scale."""
        super().__init__(parent)
        self._kind: Kind = "activation"
        self._ends = ("", "")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def ends(self) -> tuple[str, str]:
        """What stands at the two ends."""
        return self._ends

    def set_scale(self, kind: Kind, limits: Limits | None) -> None:
        """Show a colour map between two numbers; None where every map has its own."""
        if limits is not None:
            self._ends = (short_number(limits[0], 3), short_number(limits[1], 3))
            tip = self.tr("Colours of all maps of this stage, from {low} to {high}")
            self.setToolTip(tip.format(low=short_number(limits[0]), high=short_number(limits[1])))
        else:
            low = self.tr("minus its largest") if kind == "signed" else "0"
            self._ends = (low, self.tr("each map's largest"))
            self.setToolTip(self.tr("Every map has colours of its own, up to the largest number on it"))
        self._kind = kind
        self.update()

    def clear(self) -> None:
        """Show no scale."""
        self._ends = ("", "")
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for one line."""
        return QSize(140, self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        """Keep the line; give up width."""
        return QSize(60, self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the stripe between its ends."""
        del event
        if not self._ends[1]:
            return
        painter, metrics = QPainter(self), self.fontMetrics()
        left, right = (metrics.horizontalAdvance(end) + 6 for end in self._ends)
        row = np.ascontiguousarray(lookup_table(self._kind).reshape(1, 256, 3))
        image = QImage(row.data, 256, 1, 3 * 256, QImage.Format.Format_RGB888)
        width = max(self.width() - left - right, 12)
        stripe = QRectF(left, (self.height() - STRIPE_HEIGHT) / 2, width, STRIPE_HEIGHT)
        painter.drawImage(stripe, image)
        painter.setPen(current_theme().muted)
        painter.drawRect(stripe.adjusted(0, 0, -1, -1))
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(QRectF(0, 0, left, self.height()), flags, self._ends[0])
        painter.drawText(QRectF(stripe.right() + 5, 0, right, self.height()), flags, self._ends[1])
