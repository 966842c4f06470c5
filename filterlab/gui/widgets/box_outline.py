"""A chosen rectangle on a picture: a dashed line of two colours, grips at its corners, and its size beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsObject, QStyleOptionGraphicsItem, QWidget

if TYPE_CHECKING:
    import pyqtgraph as pg

    from filterlab.probes import Box

# Readable on any picture, unlike the accent colour, which belongs to the receptive field.
DARK, LIGHT = QColor(0, 0, 0), QColor(255, 255, 255)
PLATE = QColor(0, 0, 0, 190)
DASH = 4.0
GRIP = 7.0
# Room on the screen that the size takes beside the rectangle.
MARGIN = 110.0
# Grips on a smaller rectangle would hide it.
LEAST_FOR_GRIPS = 22.0


class BoxOutline(QGraphicsObject):
    """Draw one rectangle of pixels, with lines and text as large on screen at any zoom."""

    def __init__(self, view_box: pg.ViewBox) -> None:
        """Start hidden, in a view box."""
        super().__init__()
        self._view_box = view_box
        self._box: Box | None = None
        self._text = ""
        self.setZValue(20)
        self.setVisible(False)
        view_box.addItem(self, ignoreBounds=True)
        view_box.sigTransformChanged.connect(self._on_view_box_transform_changed)

    @property
    def text(self) -> str:
        """The size written beside the rectangle."""
        return self._text

    def set_box(self, box: Box | None, text: str) -> None:
        """Draw a rectangle and a text beside it, or nothing."""
        self.prepareGeometryChange()
        self._box, self._text = box, text
        self.setVisible(box is not None)
        self.update()

    @property
    def rect(self) -> QRectF | None:
        """The rectangle drawn, in picture coordinates, or None."""
        box = self._box
        return QRectF(box.left, box.top, box.width, box.height) if box is not None else None

    def boundingRect(self) -> QRectF:
        """Return the rectangle with room for its grips and its size."""
        rect = self.rect
        if rect is None:
            return QRectF()
        across, down = self._view_box.viewPixelSize()
        return rect.adjusted(-MARGIN * across, -MARGIN * down, MARGIN * across, MARGIN * down)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw in screen coordinates, where dashes and text keep their size."""
        del option
        if self.rect is None or widget is None:
            return
        area = painter.worldTransform().mapRect(self.rect)
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, dashes in ((DARK, None), (LIGHT, [DASH, DASH])):
            pen = QPen(colour, 2.0)
            pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
            if dashes:
                pen.setDashPattern(dashes)
            painter.setPen(pen)
            painter.drawRect(area)
        if min(area.width(), area.height()) >= LEAST_FOR_GRIPS:
            self._paint_grips(painter, area)
        self._paint_size(painter, area, QRectF(widget.rect()))
        painter.restore()

    def _paint_grips(self, painter: QPainter, area: QRectF) -> None:
        painter.setPen(QPen(DARK, 1))
        painter.setBrush(LIGHT)
        for corner in (area.topLeft(), area.topRight(), area.bottomLeft(), area.bottomRight()):
            painter.drawRect(
                QRectF(corner - QPointF(GRIP / 2, GRIP / 2), corner + QPointF(GRIP / 2, GRIP / 2))
            )

    def _paint_size(self, painter: QPainter, area: QRectF, canvas: QRectF) -> None:
        """Write below the rectangle, or above or in it where the canvas ends."""
        metrics = painter.fontMetrics()
        plate = QRectF(0, 0, metrics.horizontalAdvance(self._text) + 10, metrics.height() + 2)
        plate.moveTopLeft(area.bottomLeft() + QPointF(0, GRIP))
        if plate.bottom() > canvas.bottom():
            plate.moveBottom(area.top() - GRIP)
        if plate.top() < canvas.top():
            plate.moveBottom(min(area.bottom(), canvas.bottom()) - GRIP)
        plate.moveLeft(min(max(plate.left(), canvas.left()), canvas.right() - plate.width()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(PLATE)
        painter.drawRoundedRect(plate, 3, 3)
        painter.setPen(LIGHT)
        painter.drawText(plate, int(Qt.AlignmentFlag.AlignCenter), self._text)

    def _on_view_box_transform_changed(self) -> None:
        self.prepareGeometryChange()
