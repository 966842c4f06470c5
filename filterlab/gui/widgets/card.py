"""The ground of a panel: a rounded sheet with a thin edge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QWidget

from filterlab.gui.theme import current_theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

RADIUS = 6.0


class Card(QFrame):
    """Hold what belongs together on a ground of its own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Leave room for the edge."""
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.Box)
        self.setLineWidth(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the sheet."""
        del event
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.border)
        painter.setBrush(theme.card)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
