"""Small pictures on buttons, drawn in the colour of the button's text so that they fit light and dark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QLinearGradient, QPainter, QPalette, QPen, QPolygonF

from filterlab.gui.widgets.bare_tool_button import BareToolButton

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QWidget

Glyph = Literal[
    "brush", "line", "rectangle", "ellipse", "flood", "gradient", "select", "symmetry",
    "first", "back", "play", "pause", "on", "float", "close",
]  # fmt: skip

DESIGN = 16
FAINT = 40


class MarkedButton(BareToolButton):
    """A square tool button with a drawn face, filled while it is checked.

    The style's own sign of a checked button is lost in the dark.
    """

    def __init__(self, side: int, parent: QWidget | None = None) -> None:
        """Be a square of so many pixels."""
        super().__init__(parent)
        self.setFixedSize(QSize(side, side))

    def paint_face(self, painter: QPainter, colour: QColor) -> None:
        """Draw into the square from (0, 0) to (16, 16)."""
        raise NotImplementedError

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the button, then its face on it."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        role = QPalette.ColorRole.ButtonText
        if self.isChecked() and self.isEnabled():
            role = QPalette.ColorRole.HighlightedText
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.palette().color(QPalette.ColorRole.Highlight))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 2, 2)
        margin = (self.width() - DESIGN) / 2
        painter.translate(margin, margin)
        self.paint_face(painter, self.palette().color(role))


class GlyphButton(MarkedButton):
    """A button with one of the pictures below."""

    def __init__(self, glyph: Glyph, side: int, parent: QWidget | None = None) -> None:
        """Show a picture."""
        super().__init__(side, parent)
        self._glyph = glyph

    def set_glyph(self, glyph: Glyph) -> None:
        """Show another picture."""
        self._glyph = glyph
        self.update()

    def paint_face(self, painter: QPainter, colour: QColor) -> None:
        """Draw the picture."""
        paint_glyph(painter, self._glyph, colour)


class SpotButton(MarkedButton):
    """A button with a spot in one of nine places."""

    def __init__(self, row: int, column: int, side: int, parent: QWidget | None = None) -> None:
        """Put the spot into a row and a column from 0 to 2."""
        super().__init__(side, parent)
        self._place = QPointF(3.5 + 4.5 * column, 3.5 + 4.5 * row)

    def paint_face(self, painter: QPainter, colour: QColor) -> None:
        """Draw the spot."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(self._place, 2.6, 2.6)


def paint_glyph(painter: QPainter, glyph: Glyph, colour: QColor) -> None:
    """Draw a picture into the square from (0, 0) to (16, 16)."""
    pen = QPen(colour, 1.4)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    match glyph:
        case "brush":
            _brush(painter, colour)
        case "line":
            painter.drawLine(QLineF(2.5, 13.5, 13.5, 2.5))
        case "rectangle":
            painter.drawRect(QRectF(2, 3.5, 12, 9))
        case "ellipse":
            painter.drawEllipse(QRectF(1.5, 3, 13, 10))
        case "flood":
            _bucket(painter, colour)
        case "gradient":
            fade = QLinearGradient(2, 0, 14, 0)
            fade.setColorAt(0, colour)
            fade.setColorAt(1, _faint(colour))
            painter.setBrush(QBrush(fade))
            painter.drawRect(QRectF(2, 3, 12, 10))
        case "select":
            pen.setDashPattern([2, 1.6])
            painter.setPen(pen)
            painter.drawRect(QRectF(2, 3, 12, 10))
        case "symmetry":
            _mirror(painter, pen)
        case "float":
            painter.drawRect(QRectF(3, 6, 7, 7))
            painter.drawPolyline(
                QPolygonF([QPointF(6, 6), QPointF(6, 3), QPointF(13, 3), QPointF(13, 10), QPointF(10, 10)])
            )
        case "close":
            painter.drawLine(QLineF(4, 4, 12, 12))
            painter.drawLine(QLineF(4, 12, 12, 4))
        case "first" | "back" | "play" | "pause" | "on":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            _player(painter, glyph)


def _faint(colour: QColor) -> QColor:
    faint = QColor(colour)
    faint.setAlpha(FAINT)
    return faint


def _brush(painter: QPainter, colour: QColor) -> None:
    painter.drawLine(QLineF(7.5, 8.5, 13.5, 2.5))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(
        QPolygonF([QPointF(2, 14), QPointF(3.4, 9.4), QPointF(6, 7.2), QPointF(8.8, 10), QPointF(6.6, 12.6)])
    )


def _bucket(painter: QPainter, colour: QColor) -> None:
    bucket = QPolygonF([QPointF(6.5, 2), QPointF(12, 7.5), QPointF(6.5, 13), QPointF(1, 7.5)])
    painter.drawPolygon(bucket)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF([QPointF(12, 7.5), QPointF(6.5, 13), QPointF(1, 7.5)]))
    painter.drawEllipse(QRectF(12.2, 9.6, 3, 4.2))


def _mirror(painter: QPainter, pen: QPen) -> None:
    painter.drawPolygon(QPolygonF([QPointF(10, 4), QPointF(14, 13), QPointF(10, 13)]))
    painter.setBrush(pen.color())
    painter.drawPolygon(QPolygonF([QPointF(6, 4), QPointF(2, 13), QPointF(6, 13)]))
    pen.setDashPattern([1.6, 1.2])
    painter.setPen(pen)
    painter.drawLine(QLineF(8, 1.5, 8, 15))


def _player(painter: QPainter, glyph: Literal["first", "back", "play", "pause", "on"]) -> None:
    bars = {"first": (2.5,), "pause": (3.5, 9.5), "on": (11.5,)}
    width = 3.0 if glyph == "pause" else 2.0
    for left in bars.get(glyph, ()):
        painter.drawRect(QRectF(left, 3, width, 10))
    if glyph in ("first", "back"):
        painter.drawPolygon(QPolygonF([QPointF(13, 3), QPointF(13, 13), QPointF(5, 8)]))
    elif glyph in ("play", "on"):
        painter.drawPolygon(QPolygonF([QPointF(3, 3), QPointF(3, 13), QPointF(11, 8)]))
