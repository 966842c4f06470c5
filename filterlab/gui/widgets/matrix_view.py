"""A small array drawn as cells with their numbers, only to be looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QEvent, QLineF, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QHelpEvent,
    QImage,
    QPainter,
    QPen,
    QStaticText,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from filterlab.figures import colorize, limits_of, short_number
from filterlab.gui.theme import current_theme
from filterlab.gui.widgets.ink import BLACK, WHITE, is_light
from filterlab.gui.widgets.number_fitting import fitted

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QPaintEvent

    from filterlab.figures import Kind

MIN_FONT, MAX_FONT = 8, 13
MIN_HEIGHT_FOR_EDGES = 5


class MatrixView(QWidget):
    """Draw an array of shape (H, W) as square-ish cells, with their numbers where they fit."""

    def __init__(self, kind: Kind, parent: QWidget | None = None) -> None:
        """Start empty, with the colour map this view will use."""
        super().__init__(parent)
        self._kind = kind
        self._values: NDArray[np.float64] | None = None
        self._hatched: NDArray[np.bool_] | None = None
        self._limits = (0.0, 1.0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def values(self) -> NDArray[np.float64] | None:
        """The array shown, or None."""
        return self._values

    def set_values(
        self,
        values: NDArray[np.float64] | None,
        *,
        limits: tuple[float, float] | None = None,
        hatched: NDArray[np.bool_] | None = None,
    ) -> None:
        """Show an array of shape (H, W), or nothing.

        Parameters
        ----------
        values : ndarray or None
            The numbers.
        limits : (float, float) or None
            Values at the ends of the colour map; None takes them from the array.
        hatched : ndarray or None
            Shape (H, W), bool: cells drawn hatched, without a number, because they lie outside the picture.
        """
        wanted = self._limits if values is None else limits or limits_of(values, self._kind)
        if _same(values, self._values) and _same(hatched, self._hatched) and wanted == self._limits:
            return
        self._values, self._hatched, self._limits = values, hatched, wanted
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for room for a 7 × 7 with numbers."""
        return QSize(200, 150)

    def minimumSizeHint(self) -> QSize:
        """Shrink to something still recognisable."""
        return QSize(96, 84)

    def _cells(self) -> QRectF:
        """Return the area covered by cells: cells at most 2.4 times as wide as high."""
        if self._values is None:
            return QRectF()
        rows, columns = self._values.shape
        height = min((self.height() - 1) / rows, 30.0)
        width = min((self.width() - 1) / columns, height * 2.4)
        height = min(height, width)
        left = (self.width() - width * columns) / 2
        return QRectF(left, (self.height() - height * rows) / 2, width * columns, height * rows)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw cells and numbers."""
        del event
        if self._values is None:
            return
        painter = QPainter(self)
        area = self._cells()
        rows, columns = self._values.shape
        width, height = area.width() / columns, area.height() / rows
        colours = colorize(self._values, self._kind, self._limits)
        light = is_light(colours)
        shades = np.ascontiguousarray(colours)
        painter.drawImage(area, QImage(shades.data, columns, rows, 3 * columns, QImage.Format.Format_RGB888))
        for row, column in np.argwhere(self._hatched) if self._hatched is not None else ():
            cell = QRectF(area.left() + column * width, area.top() + row * height, width, height)
            painter.fillRect(cell, current_theme().canvas)
            painter.fillRect(cell, QBrush(current_theme().muted, Qt.BrushStyle.BDiagPattern))
        if height > MIN_HEIGHT_FOR_EDGES:
            painter.setPen(QPen(current_theme().border, 1))
            downs = [area.left() + column * width for column in range(1, columns)]
            acrosses = [area.top() + row * height for row in range(1, rows)]
            painter.drawLines([QLineF(x, area.top(), x, area.bottom()) for x in downs])
            painter.drawLines([QLineF(area.left(), y, area.right(), y) for y in acrosses])
        writing = fitted(self._values, self.font(), (width, height), (MIN_FONT, MAX_FONT))
        if writing is not None:
            painter.setFont(writing.font)
            texts = [[writing.text_of(value) for value in row] for row in self._values.tolist()]
            self._paint_numbers(painter, area, light, texts)
        painter.setPen(QPen(current_theme().muted, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(area)

    def _paint_numbers(
        self, painter: QPainter, area: QRectF, light: NDArray[np.bool_], texts: list[list[str]]
    ) -> None:
        """Write the numbers, each text laid out once however often it stands there."""
        rows, columns = light.shape
        width, height = area.width() / columns, area.height() / rows
        laid_out: dict[str, QStaticText] = {}
        for ink, chosen in ((BLACK, light), (WHITE, ~light)):
            painter.setPen(ink)
            for row, column in np.argwhere(chosen):
                if self._hatched is not None and self._hatched[row, column]:
                    continue
                text = texts[row][column]
                if text not in laid_out:
                    laid_out[text] = QStaticText(text)
                    laid_out[text].setTextFormat(Qt.TextFormat.PlainText)
                    laid_out[text].prepare(painter.transform(), painter.font())
                static = laid_out[text]
                size = static.size()
                painter.drawStaticText(
                    QPointF(
                        area.left() + column * width + (width - size.width()) / 2,
                        area.top() + row * height + (height - size.height()) / 2,
                    ),
                    static,
                )

    def event(self, event: QEvent) -> bool:
        """Say a cell's number in the tooltip."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = self._tip_at(event.pos())
            if text:
                QToolTip.showText(event.globalPos(), text, self)
                return True
        return super().event(event)

    def _tip_at(self, position: QPoint) -> str:
        area = self._cells()
        if self._values is None or not area.contains(position):
            return ""
        rows, columns = self._values.shape
        row = min(rows - 1, int((position.y() - area.top()) / area.height() * rows))
        column = min(columns - 1, int((position.x() - area.left()) / area.width() * columns))
        if self._hatched is not None and self._hatched[row, column]:
            return self.tr("row {row}, column {column}: outside the picture, counts as 0").format(
                row=row, column=column
            )
        return self.tr("row {row}, column {column}: {value}").format(
            row=row, column=column, value=short_number(float(self._values[row, column]), 6)
        )


def _same(a: NDArray[Any] | None, b: NDArray[Any] | None) -> bool:
    """Whether two arrays, or the lack of them, are the same."""
    return a is b if a is None or b is None else np.array_equal(a, b)
