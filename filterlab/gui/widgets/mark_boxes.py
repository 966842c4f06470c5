"""Marks on a picture: boxes of pixels in two looks that need no colours to be told apart, each with a short text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPainter, QPalette, QPen
from PySide6.QtWidgets import QGraphicsObject, QStyleOptionGraphicsItem, QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyqtgraph as pg

    from filterlab.probes import Box

MarkLook = Literal["solid", "dashed"]
# Readable on any picture, unlike the accent colour, which belongs to the receptive field.
DARK, LIGHT = QColor(0, 0, 0), QColor(255, 255, 255)
LINE, STRONG_LINE, EDGE = 2.0, 4.0, 1.0
DASH, GAP = 5.0, 4.0
LEAST_SIDE = 9.0
# Room on the screen that a text takes beside its box.
MARGIN = 80.0


@dataclass(frozen=True, slots=True)
class MarkBox:
    """Some pixels that are marked.

    Attributes
    ----------
    box : Box
        Which.
    look : {"solid", "dashed"}
        The line around them.
    text : str
        What stands beside it: a sign and a number.
    """

    box: Box
    look: MarkLook = "solid"
    text: str = ""

    @property
    def rect(self) -> QRectF:
        """The pixels in picture coordinates."""
        return QRectF(self.box.left, self.box.top, self.box.width, self.box.height)


class MarkBoxes(QGraphicsObject):
    """Draw marks over a picture, with lines and texts as large on screen at any zoom. Setters never emit."""

    def __init__(self, view_box: pg.ViewBox) -> None:
        """Start without marks, in a view box."""
        super().__init__()
        self._view_box = view_box
        self._marks: tuple[MarkBox, ...] = ()
        self._strong = -1
        self.setZValue(15)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        view_box.addItem(self, ignoreBounds=True)
        view_box.sigTransformChanged.connect(self._on_view_box_transform_changed)

    @property
    def marks(self) -> tuple[MarkBox, ...]:
        """What is drawn, the first below the others."""
        return self._marks

    @property
    def strong(self) -> int:
        """Which mark stands out, or -1."""
        return self._strong

    def set_marks(self, marks: Sequence[MarkBox]) -> None:
        """Draw these marks; none stands out."""
        if tuple(marks) != self._marks or self._strong >= 0:
            self.prepareGeometryChange()
            self._marks, self._strong = tuple(marks), -1
            self.update()

    def set_strong(self, index: int) -> None:
        """Let one mark stand out from the others, -1 for none."""
        if index != self._strong:
            self._strong = index
            self.update()

    def mark_at(self, x: float, y: float) -> int:
        """Return the mark under a point of the picture, of several the one nearest to its middle; -1 for none."""
        holding = [index for index, mark in enumerate(self._marks) if mark.rect.contains(x, y)]
        point = QPointF(x, y)
        return min(
            holding,
            key=lambda index: (self._marks[index].rect.center() - point).manhattanLength(),
            default=-1,
        )

    def boundingRect(self) -> QRectF:
        """Return a box around all marks and their texts."""
        around = QRectF()
        for mark in self._marks:
            around = around.united(mark.rect)
        if around.isNull():
            return around
        across, down = self._view_box.viewPixelSize()
        return around.adjusted(-MARGIN * across, -MARGIN * down, MARGIN * across, MARGIN * down)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw in screen coordinates, where dashes and texts keep their size; the one that stands out last."""
        del option
        transform = painter.worldTransform()
        canvas = QRectF(widget.rect()) if widget is not None else QRectF()
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        font = QFont(painter.font())
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        for index in sorted(range(len(self._marks)), key=lambda index: index == self._strong):
            area = _at_least(transform.mapRect(self._marks[index].rect), LEAST_SIDE)
            if canvas.isNull() or area.intersects(canvas):
                self._paint_mark(painter, self._marks[index], area, canvas, is_strong=index == self._strong)
        painter.restore()

    @staticmethod
    def _paint_mark(
        painter: QPainter, mark: MarkBox, area: QRectF, canvas: QRectF, *, is_strong: bool
    ) -> None:
        line = STRONG_LINE if is_strong else LINE
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((DARK, line + 2 * EDGE), (LIGHT, line)):
            pen = QPen(colour, width)
            pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            if mark.look == "dashed":
                # Pens count dashes in their own widths.
                pen.setDashPattern([DASH / width, GAP / width])
            painter.setPen(pen)
            painter.drawRect(area)
        if mark.text:
            _paint_text(painter, mark, area, canvas, is_strong=is_strong)

    def _on_view_box_transform_changed(self) -> None:
        self.prepareGeometryChange()


def _paint_text(painter: QPainter, mark: MarkBox, area: QRectF, canvas: QRectF, *, is_strong: bool) -> None:
    """Write above a mark, or below it where the canvas ends: light on dark beside solid lines, else dark on light."""
    metrics = painter.fontMetrics()
    plate = QRectF(0, 0, metrics.horizontalAdvance(mark.text) + 8, metrics.height())
    plate.moveBottomLeft(area.topLeft() - QPointF(EDGE, 2 * EDGE))
    if not canvas.isNull():
        if plate.top() < canvas.top():
            plate.moveTop(area.bottom() + 2 * EDGE)
        plate.moveLeft(min(max(plate.left(), canvas.left()), canvas.right() - plate.width()))
    ground, ink = (DARK, LIGHT) if mark.look == "solid" else (LIGHT, DARK)
    if is_strong:
        palette = QGuiApplication.palette()
        ground = palette.color(QPalette.ColorRole.Highlight)
        ink = palette.color(QPalette.ColorRole.HighlightedText)
    painter.setPen(QPen(ink, 1))
    painter.setBrush(ground)
    painter.drawRect(plate.adjusted(0, 0, -1, -1))
    painter.drawText(plate, int(Qt.AlignmentFlag.AlignCenter), mark.text)


def _at_least(area: QRectF, side: float) -> QRectF:
    """Return an area grown around its middle to at least this side."""
    across, down = max(side - area.width(), 0) / 2, max(side - area.height(), 0) / 2
    return area.adjusted(-across, -down, across, down)
