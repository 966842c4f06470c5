"""How a grid of signed numbers is drawn: colours, lines, and numbers as soon as they fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPen

from filterlab.figures import colorize
from filterlab.gui.theme import current_theme
from filterlab.gui.widgets.ink import BLACK, WHITE, is_light
from filterlab.gui.widgets.number_fitting import fitted

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from filterlab.figures import Limits
    from filterlab.gui.widgets.cell_geometry import CellGeometry
    from filterlab.gui.widgets.number_fitting import Writing

MIN_FONT, MAX_FONT = 9, 15
MIN_SIDE_FOR_LINES = 5
LINE_SHARE = 0.31
QUIET_INK = 90


class CellArt:
    """The picture of one array, without a widget: set the array, fit it to a size, paint parts of it."""

    def __init__(self) -> None:
        """Start with nothing to draw."""
        self._weights = np.zeros((0, 0), dtype=np.float32)
        self._colours = np.zeros((0, 0, 3), dtype=np.uint8)
        self._light = np.zeros((0, 0), dtype=bool)
        self._writing: Writing | None = None
        self._fitted: tuple[float, QFont] | None = None

    def set_weights(self, weights: NDArray[np.float32], limits: Limits) -> NDArray[np.bool_] | None:
        """Take new numbers of shape (H, W) and the values at the ends of the colour map.

        Returns
        -------
        ndarray or None
            Shape (H, W), bool: the cells that look different now; None when the shape is another.
        """
        colours = colorize(weights, "signed", limits)
        same_shape = weights.shape == self._weights.shape
        changed = (weights != self._weights) | (colours != self._colours).any(axis=2) if same_shape else None
        self._weights, self._colours, self._light = weights, colours, is_light(colours)
        self._fitted = None
        return changed

    @property
    def shows_numbers(self) -> bool:
        """Whether the numbers fit into the cells."""
        return self._writing is not None

    def fit(self, side: float, font: QFont) -> bool:
        """Choose how the numbers are written in cells of this side.

        Returns
        -------
        bool
            Whether cells whose value has not changed are written in another way than before.
        """
        if self._fitted == (side, font):
            return False
        old, self._fitted = self._writing, (side, QFont(font))
        largest = int(min(MAX_FONT, max(MIN_FONT, side * 0.4)))
        new = self._writing = fitted(self._weights, font, (side, side), (MIN_FONT, largest))
        if old is None or new is None:
            return old is not new
        return old.font != new.font or any(old.texts.get(v, t) != t for v, t in new.texts.items())

    def paint(self, painter: QPainter, geometry: CellGeometry, exposed: QRectF) -> None:
        """Paint the cells that touch the exposed rectangle."""
        part = exposed.intersected(geometry.area)
        if part.isEmpty():
            return
        # A rectangle that ends on a cell's edge does not touch the next cell.
        first = geometry.clamped(geometry.cell_at(part.topLeft()))
        last = geometry.clamped(geometry.cell_at(part.adjusted(0, 0, -1e-6, -1e-6).bottomRight()))
        rows, columns = range(first[0], last[0] + 1), range(first[1], last[1] + 1)
        self._paint_cells(painter, geometry, rows, columns)
        if self._writing is not None:
            self._paint_numbers(painter, geometry, self._writing, rows, columns)

    def _paint_cells(self, painter: QPainter, geometry: CellGeometry, rows: range, columns: range) -> None:
        """Draw the cells with their left and upper edges as one picture, pixel by pixel of the screen.

        Cells are whole screen pixels, so nothing is blurred, and nothing is blended while it is drawn, which
        would take ten times as long.
        """
        ratio = painter.device().devicePixelRatio()
        side = round(geometry.side * ratio)
        part = self._colours[rows.start : rows.stop, columns.start : columns.stop]
        cells = _packed(part)
        pixels = np.repeat(np.repeat(cells, side, axis=0), side, axis=1)
        if geometry.side >= MIN_SIDE_FOR_LINES:
            edges = _packed(_mixed(part, QColor(current_theme().muted)))
            pixels[::side] = np.repeat(edges, side, axis=1)
            pixels[:, ::side] = np.repeat(edges, side, axis=0)
        height, width = pixels.shape
        image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(ratio)
        painter.drawImage(geometry.rect((rows.start, columns.start)).topLeft(), image)

    def _paint_numbers(
        self, painter: QPainter, geometry: CellGeometry, writing: Writing, rows: range, columns: range
    ) -> None:
        painter.setFont(writing.font)
        centre = int(Qt.AlignmentFlag.AlignCenter)
        for row in rows:
            for column in columns:
                value = float(self._weights[row, column])
                ink = QColor(BLACK if self._light[row, column] else WHITE)
                if value == 0:
                    ink.setAlpha(QUIET_INK)
                painter.setPen(ink)
                painter.drawText(geometry.rect((row, column)), centre, writing.text_of(value))


def _packed(colours: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """Pack colours (…, 3) as Qt's 32-bit pixels (…)."""
    red, green, blue = (colours[..., part].astype(np.uint32) for part in range(3))
    return np.uint32(0xFF000000) | (red << np.uint32(16)) | (green << np.uint32(8)) | blue


def _mixed(colours: NDArray[np.uint8], line: QColor) -> NDArray[np.uint8]:
    """Lay a faint line over colours (…, 3)."""
    ink = np.array([line.red(), line.green(), line.blue()])
    mixed: NDArray[np.uint8] = (colours + (ink - colours) * LINE_SHARE).astype(np.uint8)
    return mixed


def paint_frame(painter: QPainter, geometry: CellGeometry) -> None:
    """Draw the line around all cells."""
    thin = 1 / painter.device().devicePixelRatio()
    colour = QColor(current_theme().muted)
    area = geometry.area
    painter.fillRect(QRectF(area.left() - thin, area.top() - thin, area.width() + 2 * thin, thin), colour)
    painter.fillRect(QRectF(area.left() - thin, area.bottom(), area.width() + 2 * thin, thin), colour)
    painter.fillRect(QRectF(area.left() - thin, area.top(), thin, area.height()), colour)
    painter.fillRect(QRectF(area.right(), area.top(), thin, area.height()), colour)


def paint_ring(painter: QPainter, rect: QRectF, *, strong: bool) -> None:
    """Draw a ring inside a cell that shows on every colour: strong for the keyboard, thin for the mouse."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    rings = ((BLACK, 2.0, 1.0), (WHITE, 1.0, 2.5)) if strong else ((BLACK, 1.0, 0.5),)
    for colour, width, inset in rings:
        if rect.width() > 2 * inset + width:
            pen = QPen(colour, width)
            pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
            painter.setPen(pen)
            painter.drawRect(rect.adjusted(inset, inset, -inset, -inset))
