"""Answers by direction, drawn around a circle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from filterlab.figures import short_number
from filterlab.gui.theme import current_theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from PySide6.QtGui import QPaintEvent

    Floats = NDArray[np.floating[Any]]

RIM, FINE_WIDTH, CURVE_WIDTH = 26, 1.0, 2.0
SPOKES = (0, 45, 90, 135)


@dataclass(frozen=True, eq=False)
class Tuned:
    """A tuning curve as it is drawn.

    Attributes
    ----------
    colour : int
        Which of the theme's curve colours.
    values, answers : ndarray
        (N,) each.
    preferred : float or None
        The value with the strongest answer.
    height : float
        That answer.
    """

    colour: int
    values: Floats
    answers: Floats
    preferred: float | None
    height: float


class PolarPlot(QWidget):
    """Draw curves around a circle: 0 degrees on the right, counterclockwise; answers below 0 lie in the middle."""

    def __init__(self, name: str, *, half_turn: bool, parent: QWidget | None = None) -> None:
        """Start empty.

        Parameters
        ----------
        name : str
            Translated accessible name.
        half_turn : bool
            Whether values go round half a turn only, as directions of stripes do; they are drawn twice.
        parent : QWidget or None
            Owner.
        """
        super().__init__(parent)
        self._curves: tuple[Tuned, ...] = ()
        self._is_half = half_turn
        self.setAccessibleName(name)

    @property
    def curves(self) -> tuple[Tuned, ...]:
        """What is drawn."""
        return self._curves

    def set_curves(self, curves: Sequence[Tuned]) -> None:
        """Draw these curves, their values in degrees."""
        self._curves = tuple(curves)
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for room for a circle and its numbers."""
        return QSize(180, 150)

    def minimumSizeHint(self) -> QSize:
        """Shrink to something still readable."""
        return QSize(120, 120)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the circle, its numbers and the curves."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, middle = current_theme(), QPointF(self.width() / 2, self.height() / 2)
        radius = max(min(self.width(), self.height()) / 2 - RIM, 10.0)
        top = max((float(curve.answers.max()) for curve in self._curves), default=0.0)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.border, FINE_WIDTH))
        for share in (0.5, 1.0):
            painter.drawEllipse(middle, share * radius, share * radius)
        for degrees in SPOKES:
            painter.drawLine(_around(middle, degrees, radius), _around(middle, degrees + 180, radius))
        self._write_numbers(painter, middle, radius, top)
        if top <= 0:
            return
        for curve in self._curves:
            self._draw(painter, curve, middle, radius / top)

    def _draw(self, painter: QPainter, curve: Tuned, middle: QPointF, scale: float) -> None:
        colour = current_theme().curves[curve.colour]
        turns = (0, 180) if self._is_half else (0,)
        if curve.preferred is not None:
            painter.setPen(QPen(colour, FINE_WIDTH, Qt.PenStyle.DashLine))
            for turn in turns:
                painter.drawLine(middle, _around(middle, curve.preferred + turn, scale * curve.height))
        lengths = scale * np.maximum(curve.answers, 0)
        outline = QPolygonF(
            [
                _around(middle, float(value) + turn, float(length))
                for turn in turns
                for value, length in zip(curve.values, lengths, strict=True)
            ]
        )
        painter.setPen(QPen(colour, CURVE_WIDTH))
        painter.drawPolygon(outline)

    def _write_numbers(self, painter: QPainter, middle: QPointF, radius: float, top: float) -> None:
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.setPen(current_theme().muted)
        box = QRectF(0, 0, 2 * RIM, self.fontMetrics().height())
        for degrees in (0, 90) if self._is_half else (0, 90, 180, 270):
            box.moveCenter(_around(middle, degrees, radius + RIM / 2 + 1))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), f"{degrees}°")
        if top > 0:
            box.moveCenter(_around(middle, 225, radius + RIM / 2 + 6))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), short_number(top, 2))


def _around(middle: QPointF, degrees: float, length: float) -> QPointF:
    turn = np.deg2rad(degrees)
    return QPointF(middle.x() + length * float(np.cos(turn)), middle.y() - length * float(np.sin(turn)))
