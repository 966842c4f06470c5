"""How a picture's values are spread, with handles for what becomes black, middle grey and white."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING, Literal

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from filterlab.data import Levels
from filterlab.data.adjusting import MAX_GAMMA, MIN_GAMMA
from filterlab.gui.theme import current_theme
from filterlab.gui.widgets.tooltip import in_lines

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QMouseEvent, QPaintEvent

Handle = Literal["black", "middle", "white"]
# Black and white are drawn over the middle, and each with the grey it stands for.
HANDLES: dict[Handle, int] = {"middle": 128, "black": 0, "white": 255}
STRIP, HANDLE = 8, 11
# How near black and white may come: one step of 8 bits.
APART = 1 / 255


class LevelsView(QWidget):
    """Draw the histogram with its levels; the handles below it are for the mouse, boxes beside it for the keys.

    Setters never emit.

    Signals
    -------
    drag_began()
        The user took hold of a handle.
    levels_dragged(Levels)
        A handle was moved.
    """

    drag_began = Signal()
    levels_dragged = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._shares: NDArray[np.float64] | None = None
        self._levels = Levels()
        self._held: Handle | None = None
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(self.tr("Histogram of the picture's values"))
        self.setToolTip(
            in_lines(
                self.tr(
                    "How many pixels have each value, from black on the left to white on the right: heights grow "
                    "with the square root of the count, those of black and white are cut off where they are too "
                    "high. Drag the handles: what becomes black, middle grey and white."
                )
            )
        )

    @property
    def levels(self) -> Levels:
        """Where the handles are."""
        return self._levels

    def set_shares(self, shares: NDArray[np.float64] | None) -> None:
        """Show which part of all values lies in each of equal steps from 0 to 1; None while that is unknown."""
        self._shares = shares
        self.update()

    def set_levels(self, levels: Levels) -> None:
        """Move the handles."""
        if levels != self._levels:
            self._levels = levels
            self.update()

    def sizeHint(self) -> QSize:
        """Ask for a histogram with a readable shape."""
        return QSize(200, 84)

    def minimumSizeHint(self) -> QSize:
        """Shrink to something still recognisable."""
        return QSize(120, 64)

    def handle_at(self, handle: Handle) -> QPointF:
        """Return the middle of a handle."""
        strip = self._strip()
        value = {"black": self._levels.black, "middle": self._middle(), "white": self._levels.white}[handle]
        # Levels of a picture in [0, 1] lie there too, but a caller may have others.
        x = strip.left() + min(max(value, 0.0), 1.0) * strip.width()
        return QPointF(x, strip.bottom() + HANDLE / 2)

    def _middle(self) -> float:
        """Return the value that becomes middle grey: ((v − black) / (white − black)) ^ (1 / gamma) = 0.5."""
        levels = self._levels
        half: float = 0.5**levels.gamma
        return levels.black + (levels.white - levels.black) * half

    def _strip(self) -> QRectF:
        """Return the band from black to white below the histogram."""
        return QRectF(HANDLE / 2, self.height() - HANDLE - STRIP - 1, self.width() - HANDLE, STRIP)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the nearest handle."""
        if event.button() == Qt.MouseButton.LeftButton and self.isEnabled():
            x = event.position().x()
            self._held = self._nearest(x)
            self.drag_began.emit()

    def _nearest(self, x: float) -> Handle:
        return min(HANDLES, key=lambda handle: abs(self.handle_at(handle).x() - x))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the handle that is held."""
        if self._held is None:
            return
        strip, old = self._strip(), self._levels
        value = min(max((event.position().x() - strip.left()) / strip.width(), 0.0), 1.0)
        if self._held == "black":
            new = Levels(min(value, old.white - APART), old.white, old.gamma)
        elif self._held == "white":
            new = Levels(old.black, max(value, old.black + APART), old.gamma)
        else:
            part = min(max((value - old.black) / (old.white - old.black), 1e-6), 1 - 1e-6)
            new = Levels(old.black, old.white, min(max(log(part) / log(0.5), MIN_GAMMA), MAX_GAMMA))
        if new != old:
            self.set_levels(new)
            self.levels_dragged.emit(new)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._held = None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the histogram, what lies outside the levels shaded, the strip and the handles."""
        del event
        painter = QPainter(self)
        theme, strip = current_theme(), self._strip()
        area = QRectF(strip.left(), 1, strip.width(), strip.top() - 3)
        painter.fillRect(area, theme.canvas)
        self._paint_shares(painter, area)
        shade = QColor(theme.canvas)
        shade.setAlpha(170)
        black, white = self.handle_at("black").x(), self.handle_at("white").x()
        painter.fillRect(QRectF(area.left(), area.top(), black - area.left(), area.height()), shade)
        painter.fillRect(QRectF(white, area.top(), area.right() - white, area.height()), shade)
        painter.setPen(QPen(theme.muted, 1, Qt.PenStyle.DotLine))
        for x in (black, white):
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        painter.drawImage(strip, _ramp())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.border, 1))
        painter.drawRect(strip)
        painter.drawRect(area)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for handle, grey in HANDLES.items():
            self._paint_handle(painter, handle, QColor(grey, grey, grey))

    def _paint_shares(self, painter: QPainter, area: QRectF) -> None:
        if self._shares is None or not self._shares.any():
            return
        # Much of a drawing is plain black or white: what lies between has the say, and those may be cut off on top.
        largest = self._shares[1:-1].max() or self._shares.max()
        heights = np.sqrt(np.minimum(self._shares / largest, 1)) * area.height()
        edges = np.linspace(area.left(), area.right(), len(heights) + 1)
        points = [area.bottomLeft()]
        for left, right, height in zip(edges[:-1], edges[1:], heights, strict=True):
            points += [QPointF(left, area.bottom() - height), QPointF(right, area.bottom() - height)]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().color(QPalette.ColorRole.WindowText))
        painter.drawPolygon(QPolygonF([*points, area.bottomRight()]))

    def _paint_handle(self, painter: QPainter, handle: Handle, fill: QColor) -> None:
        place = self.handle_at(handle)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.WindowText), 1))
        painter.setBrush(fill)
        half = HANDLE / 2 - 0.5
        painter.drawPolygon(
            QPolygonF([place + QPointF(0, -half), place + QPointF(half, half), place + QPointF(-half, half)])
        )


def _ramp() -> QImage:
    """Draw all greys in a row."""
    greys = np.arange(256, dtype=np.uint8)
    return QImage(greys.data, 256, 1, 256, QImage.Format.Format_Grayscale8).copy()
