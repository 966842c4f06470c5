"""A frame with a halo around cells of a map, however small they are on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPen

if TYPE_CHECKING:
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QColor, QPainter

LEAST_MARK = 7.0


def grown(area: QRectF, side: float) -> QRectF:
    """Return an area that is too small to be seen larger around its middle, with sides of at least this."""
    across, down = max(side - area.width(), 0) / 2, max(side - area.height(), 0) / 2
    return area.adjusted(-across, -down, across, down)


def draw_box(painter: QPainter, area: QRectF, colour: QColor, *, halo: QColor, width: float) -> None:
    """Draw a box with a halo; one that is too small to be seen is drawn larger around its middle."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for ink, thickness in ((halo, width + 2), (colour, width)):
        painter.setPen(
            QPen(ink, thickness, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap, Qt.PenJoinStyle.MiterJoin)
        )
        painter.drawRect(grown(area, LEAST_MARK))
