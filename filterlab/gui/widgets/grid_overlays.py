"""What is drawn over a grid of numbers: the selection, the axes of symmetry, the tip of the brush."""

from __future__ import annotations

from math import cos, hypot, pi, sin
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from filterlab.gui.theme import current_theme
from filterlab.gui.widgets.ink import BLACK, WHITE

if TYPE_CHECKING:
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QColor

    from filterlab.data.drawing import Brush, Cell, Selection, Symmetry
    from filterlab.gui.widgets.cell_geometry import CellGeometry

OUTLINE = 2.0
DASH = [3.0, 2.0]
CENTRE_RADIUS = 4.0


def area_of(selection: Selection, geometry: CellGeometry) -> QRectF:
    """Return the rectangle of a selection in the widget's coordinates; it may hang over the edge."""
    last = selection.top + selection.height - 1, selection.left + selection.width - 1
    return geometry.rect_of((selection.top, selection.left), last)


def paint_selection(painter: QPainter, geometry: CellGeometry, selection: Selection) -> None:
    """Draw a dashed outline that shows on every colour."""
    theme = current_theme()
    inset = OUTLINE / 2
    area = area_of(selection, geometry).adjusted(inset, inset, -inset, -inset)
    dashed = _pen(theme.accent, OUTLINE)
    dashed.setDashPattern(DASH)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in (_pen(theme.halo, OUTLINE), dashed):
        painter.setPen(pen)
        painter.drawRect(area)


def paint_axes(painter: QPainter, geometry: CellGeometry, symmetry: Symmetry) -> None:
    """Draw the mirrors and the rays of a symmetry thinly over the cells, and its centre where it only turns."""
    if symmetry.is_plain:
        return
    theme = current_theme()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipRect(geometry.area)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    lines = axes_of(geometry.area, symmetry)
    centre = geometry.area.center()
    for colour, width in ((theme.halo, 2.0), (theme.accent, 1.0)):
        painter.setPen(_pen(colour, width))
        painter.drawLines(lines)
        if symmetry.point or symmetry.turns > 1:
            painter.drawEllipse(centre, CENTRE_RADIUS, CENTRE_RADIUS)
    painter.restore()


def axes_of(area: QRectF, symmetry: Symmetry) -> list[QLineF]:
    """Return the lines of a symmetry: each mirror from side to side, each turn as a ray from the centre."""
    centre = area.center()
    lines = []
    if symmetry.left_right:
        lines.append(QLineF(centre.x(), area.top(), centre.x(), area.bottom()))
    if symmetry.up_down:
        lines.append(QLineF(area.left(), centre.y(), area.right(), centre.y()))
    if symmetry.falling:
        lines.append(QLineF(area.topLeft(), area.bottomRight()))
    if symmetry.rising:
        lines.append(QLineF(area.bottomLeft(), area.topRight()))
    if symmetry.turns > 1:
        reach = hypot(area.width(), area.height()) / 2
        angles = [2 * pi * turn / symmetry.turns for turn in range(symmetry.turns)]
        lines += [QLineF(centre, centre + QPointF(sin(a) * reach, -cos(a) * reach)) for a in angles]
    return lines


def tip_area(geometry: CellGeometry, cell: Cell, tip: Brush) -> QRectF:
    """Return the square of cells under the tip of a brush."""
    before, after = (tip.size - 1) // 2, tip.size // 2
    return geometry.rect_of((cell[0] - before, cell[1] - before), (cell[0] + after, cell[1] + after))


def paint_tip(painter: QPainter, geometry: CellGeometry, cell: Cell, tip: Brush) -> None:
    """Draw the outline of the cells that a brush would touch."""
    corner = tip_area(geometry, cell, tip).topLeft()
    side = geometry.side
    outline = QPainterPath()
    for number, row in enumerate(tip.footprint.tolist()):
        first, count = row.index(True), sum(row)
        outline.addRect(corner.x() + first * side, corner.y() + number * side, count * side, side)
    outline = outline.simplified()
    painter.save()
    painter.setClipRect(geometry.area)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((WHITE, 3.0), (BLACK, 1.0)):
        painter.setPen(_pen(colour, width))
        painter.drawPath(outline)
    painter.restore()


def _pen(colour: QColor, width: float) -> QPen:
    pen = QPen(colour, width)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen
