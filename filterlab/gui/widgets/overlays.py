"""What is drawn over a picture: the receptive field, the marks of peaks, and what is left over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsObject, QStyleOptionGraphicsItem, QWidget

from filterlab.gui.theme import current_theme

if TYPE_CHECKING:
    from collections.abc import Sequence

# How much of the picture still shows below a hatch: without a ground, lines would drown in a picture of their grey.
GROUND_ALPHA = 150
RING_RADIUS, RING_WIDTH = 5.5, 1.5
RING_EDGE = QColor(255, 255, 255, 170)


def _cosmetic(colour: QColor, width: float) -> QPen:
    pen = QPen(colour, width)
    pen.setCosmetic(True)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    return pen


class BoxOverlay(QGraphicsObject):
    """The receptive field: one box in the accent colour with a dark halo, as wide on screen at any zoom."""

    def __init__(self) -> None:
        """Start hidden."""
        super().__init__()
        self._rect = QRectF()
        self.setVisible(False)

    def set_box(self, box: tuple[float, float, float, float] | None) -> None:
        """Draw (top, left, height, width) in picture coordinates, or nothing."""
        if box is None:
            self.setVisible(False)
            return
        top, left, height, width = box
        rect = QRectF(left, top, width, height)
        # A view in which nothing has changed is not drawn again.
        if self.rect != rect:
            self.prepareGeometryChange()
            self._rect = rect
            self.setVisible(True)
            self.update()

    @property
    def rect(self) -> QRectF | None:
        """The box drawn, in picture coordinates, or None."""
        return self._rect if self.isVisible() else None

    def boundingRect(self) -> QRectF:
        """Return the box and room for its line."""
        margin = max(self._rect.width(), self._rect.height(), 1.0)
        return self._rect.adjusted(-margin, -margin, margin, margin)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw halo, then line."""
        del option, widget
        theme = current_theme()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(_cosmetic(theme.halo, 4.0))
        painter.drawRect(self._rect)
        painter.setPen(_cosmetic(theme.accent, 2.0))
        painter.drawRect(self._rect)


class HatchOverlay(QGraphicsObject):
    """Parts of a picture that do not count: hatched, with lines as far apart on screen at any zoom."""

    def __init__(self) -> None:
        """Start without any."""
        super().__init__()
        self._rects: tuple[QRectF, ...] = ()

    def set_rects(self, rects: Sequence[QRectF]) -> None:
        """Hatch these parts, in picture coordinates; empty ones are left out."""
        self.prepareGeometryChange()
        self._rects = tuple(QRectF(rect) for rect in rects if not rect.isEmpty())
        self.update()

    @property
    def rects(self) -> tuple[QRectF, ...]:
        """The parts that are hatched, in picture coordinates."""
        return self._rects

    def boundingRect(self) -> QRectF:
        """Return a box around all parts."""
        box = QRectF()
        for rect in self._rects:
            box = box.united(rect)
        return box

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw ground, lines and an edge in screen coordinates, where a pattern keeps its size."""
        del option, widget
        theme = current_theme()
        ground = QColor(theme.canvas)
        ground.setAlpha(GROUND_ALPHA)
        transform = painter.worldTransform()
        areas = [transform.mapRect(rect) for rect in self._rects]
        painter.save()
        painter.resetTransform()
        for area in areas:
            painter.fillRect(area, ground)
            painter.fillRect(area, QBrush(theme.muted, Qt.BrushStyle.BDiagPattern))
            painter.setPen(_cosmetic(theme.muted, 1.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(area)
        painter.restore()


class PeakMarks(QGraphicsObject):
    """Rings where a response is strongest: small, or around the whole cell once that is larger and has a number."""

    def __init__(self) -> None:
        """Start without marks."""
        super().__init__()
        self._places: tuple[QPointF, ...] = ()
        self._cell = (1.0, 1.0)

    def set_places(
        self, places: Sequence[tuple[float, float]], cell: tuple[float, float] = (1.0, 1.0)
    ) -> None:
        """Mark (x, y) points, the middles of cells of this (width, height), all in picture coordinates."""
        if not places and not self._places:
            return
        self.prepareGeometryChange()
        self._places, self._cell = tuple(QPointF(x, y) for x, y in places), cell
        self.update()

    @property
    def places(self) -> tuple[QPointF, ...]:
        """The points that are marked, in picture coordinates."""
        return self._places

    def boundingRect(self) -> QRectF:
        """Return a box around all marks; the rings may hang over it, since views are drawn as a whole."""
        if not self._places:
            return QRectF()
        xs, ys = [place.x() for place in self._places], [place.y() for place in self._places]
        return QRectF(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)).adjusted(-1, -1, 1, 1)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw the rings in screen coordinates."""
        del option, widget
        transform = painter.worldTransform()
        across, down = self.radii(abs(transform.m11()), abs(transform.m22()))
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        # A light edge, since the strongest places have the darkest colours.
        for ink, width in ((RING_EDGE, RING_WIDTH + 1.5), (current_theme().halo, RING_WIDTH)):
            painter.setPen(QPen(ink, width))
            for place in self._places:
                painter.drawEllipse(transform.map(place), across, down)
        painter.restore()

    def radii(self, scale_x: float, scale_y: float) -> tuple[float, float]:
        """Return how far a ring reaches to the side and down, at so many points of the screen for a pixel."""
        width, height = self._cell
        inside = RING_WIDTH + 1
        return max(RING_RADIUS, width * scale_x / 2 - inside), max(RING_RADIUS, height * scale_y / 2 - inside)
