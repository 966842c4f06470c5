"""Which classes a net takes for which: a square of counts with its classes' names, and the share it gets right."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from filterlab.figures import colorize
from filterlab.gui.theme import current_theme
from filterlab.gui.widgets.ink import BLACK, WHITE, is_light
from filterlab.gui.widgets.number_fitting import sized

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from PySide6.QtGui import QPaintEvent

SMALLEST_FONT, LARGEST_FONT = 8, 13
MOST_NAME, BAR_SHARE, GAP = 90.0, 0.22, 10.0
LEAST_BAR, MOST_BAR = 60.0, 150.0
LARGEST_CELL = 58.0
_STEPS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}


class ConfusionView(QWidget):
    """Draw how many pictures of each class (row) got which answer (column); know nothing but arrays.

    The colours reach from 0 to the most frequent mistake, so that mistakes are seen beside the right answers, which
    are usually far more. A click or Return on a cell asks for its pictures; Escape asks for all again.

    Signals
    -------
    pair_chosen(given, predicted)
        The user asks for the pictures of a cell; (-1, -1): for all.
    """

    pair_chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._counts: NDArray[np.int64] = np.zeros((0, 0), np.int64)
        self._shares: NDArray[np.float64] = np.zeros(0)
        self._names: tuple[str, ...] = ()
        self._current = (0, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Which classes are taken for which"))

    @property
    def counts(self) -> NDArray[np.int64]:
        """The counts shown, (classes, classes)."""
        return self._counts

    def set_counts(
        self, counts: NDArray[np.int64], shares: NDArray[np.float64], names: Sequence[str]
    ) -> None:
        """Show counts (classes, classes) and each class's share of right answers, NaN without pictures."""
        self._counts, self._shares, self._names = counts, shares, tuple(names)
        last = max(len(counts) - 1, 0)
        self._current = (min(self._current[0], last), min(self._current[1], last))
        self.setAccessibleDescription(self._words(*self._current) if len(counts) else "")
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for room for ten classes with numbers."""
        return QSize(460, 260)

    def minimumSizeHint(self) -> QSize:
        """Shrink to something still recognisable."""
        return QSize(220, 130)

    def _areas(self) -> tuple[QRectF, float]:
        """Return where the cells lie and how wide the bars right of them are."""
        count = max(len(self._counts), 1)
        metrics = QFontMetricsF(self.font())
        line = metrics.height()
        names = min(max((metrics.horizontalAdvance(name) for name in self._names), default=0.0), MOST_NAME)
        left, top = line + names + GAP, 2 * line + 4
        bar = min(max(BAR_SHARE * self.width(), LEAST_BAR), MOST_BAR)
        # The share in numbers stands right of its bar.
        share = metrics.horizontalAdvance("100.0 %") + 6
        width = min(max(self.width() - left - GAP - bar - share, 1.0), LARGEST_CELL * count)
        height = min(max(self.height() - top - 2, 1.0), LARGEST_CELL * count)
        return QRectF(left, top, width, height), bar

    def _cell_at(self, place: QPointF) -> tuple[int, int] | None:
        area, _bar = self._areas()
        count = len(self._counts)
        if not count or not area.contains(place):
            return None
        row = int((place.y() - area.top()) / area.height() * count)
        column = int((place.x() - area.left()) / area.width() * count)
        return min(row, count - 1), min(column, count - 1)

    def _words(self, row: int, column: int) -> str:
        count, of = int(self._counts[row, column]), int(self._counts[row].sum())
        if row == column:
            return self.tr("{name}: {count} of {of} pictures got right").format(
                name=self._names[row], count=count, of=of
            )
        return self.tr("{name} taken for {other}: {count} of {of} pictures").format(
            name=self._names[row], other=self._names[column], count=count, of=of
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw names, cells, numbers and bars."""
        del event
        count = len(self._counts)
        if not count:
            return
        painter = QPainter(self)
        area, bar = self._areas()
        mistakes = self._counts - np.diag(self._counts.diagonal())
        colours = colorize(
            self._counts.astype(np.float64), "activation", (0.0, float(max(mistakes.max(), 1)))
        )
        shades = np.ascontiguousarray(colours)
        painter.drawImage(area, QImage(shades.data, count, count, 3 * count, QImage.Format.Format_RGB888))
        self._paint_numbers(painter, area, is_light(colours))
        self._paint_names(painter, area)
        self._paint_bars(painter, area, bar)
        painter.setPen(QPen(current_theme().border, 1))
        painter.drawRect(area)
        if self.hasFocus():
            row, column = self._current
            painter.setPen(QPen(self.palette().highlight().color(), 2))
            painter.drawRect(_cell(area, count, row, column).adjusted(1, 1, -1, -1))

    def _paint_numbers(self, painter: QPainter, area: QRectF, light: NDArray[np.bool_]) -> None:
        count = len(self._counts)
        texts = {int(value): str(value) for value in np.unique(self._counts)}
        width, height = area.width() / count, area.height() / count
        for size in range(LARGEST_FONT, SMALLEST_FONT - 1, -1):
            font = sized(self.font(), size)
            metrics = QFontMetricsF(font)
            widest = max(metrics.horizontalAdvance(text) for text in texts.values())
            if metrics.height() <= height and widest <= width - 3:
                break
        else:
            return
        painter.setFont(font)
        for row, column in np.argwhere(self._counts > 0):
            painter.setPen(BLACK if light[row, column] else WHITE)
            painter.drawText(
                _cell(area, count, row, column),
                int(Qt.AlignmentFlag.AlignCenter),
                texts[int(self._counts[row, column])],
            )
        painter.setFont(self.font())

    def _paint_names(self, painter: QPainter, area: QRectF) -> None:
        count, metrics = len(self._counts), QFontMetricsF(self.font())
        line, muted = metrics.height(), current_theme().muted
        painter.setPen(muted)
        painter.drawText(
            QRectF(area.left(), 0, area.width(), line),
            int(Qt.AlignmentFlag.AlignCenter),
            self.tr("answered"),
        )
        right = QRectF(area.right() + GAP, line, self.width() - area.right() - GAP, line)
        painter.drawText(right, int(Qt.AlignmentFlag.AlignLeft), self.tr("right"))
        painter.save()
        painter.translate(0, area.center().y())
        painter.rotate(-90)
        painter.drawText(
            QRectF(-area.height() / 2, 0, area.height(), line),
            int(Qt.AlignmentFlag.AlignCenter),
            self.tr("given"),
        )
        painter.restore()
        painter.setPen(self.palette().color(self.foregroundRole()))
        for index, name in enumerate(self._names):
            row, column = _cell(area, count, index, 0), _cell(area, count, 0, index)
            if row.height() >= line - 3:
                shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(MOST_NAME) + 1)
                box = QRectF(line, row.top(), area.left() - line - 5, row.height())
                flags = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                painter.drawText(box, flags, shown)
            shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(column.width()))
            painter.drawText(
                QRectF(column.left(), line, column.width(), line), int(Qt.AlignmentFlag.AlignCenter), shown
            )

    def _paint_bars(self, painter: QPainter, area: QRectF, width: float) -> None:
        """Draw for each class the share that is right, beside its row."""
        count, theme = len(self._counts), current_theme()
        ground = QColor(theme.border)
        for row, share in enumerate(self._shares.tolist()):
            if isnan(share):
                continue
            cell = _cell(area, count, row, 0)
            height = min(cell.height() * 0.5, 12.0)
            box = QRectF(area.right() + GAP, cell.center().y() - height / 2, width, height)
            painter.fillRect(box, ground)
            painter.fillRect(QRectF(box.left(), box.top(), share * width, height), theme.curves[0])
            if cell.height() >= painter.fontMetrics().height() - 3:
                beside = QRectF(box.right() + 6, cell.top(), self.width() - box.right() - 6, cell.height())
                painter.setPen(self.palette().color(self.foregroundRole()))
                text = self.tr("{percent:.1f} %").format(percent=100 * share)
                flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
                painter.drawText(beside, flags, text)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Ask for the pictures of the cell under the mouse."""
        cell = self._cell_at(event.position())
        if event.button() != Qt.MouseButton.LeftButton or cell is None:
            super().mousePressEvent(event)
            return
        self._go_to(cell)
        self.pair_chosen.emit(*cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk through the cells with the arrow keys; Return asks for the pictures of one, Escape for all."""
        step, count = _STEPS.get(Qt.Key(event.key())), len(self._counts)
        if step is not None and count:
            row, column = self._current
            self._go_to((min(max(row + step[0], 0), count - 1), min(max(column + step[1], 0), count - 1)))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Space) and count and not event.modifiers():
            self.pair_chosen.emit(*self._current)
        elif event.key() == Qt.Key.Key_Escape:
            self.pair_chosen.emit(-1, -1)
        else:
            super().keyPressEvent(event)

    def _go_to(self, cell: tuple[int, int]) -> None:
        self._current = cell
        self.setAccessibleDescription(self._words(*cell))
        self.update()

    def event(self, event: QEvent) -> bool:
        """Say a cell in words in the tooltip."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            cell = self._cell_at(QPointF(event.pos()))
            if cell is not None:
                QToolTip.showText(event.globalPos(), self._words(*cell), self)
                return True
        return super().event(event)


def _cell(area: QRectF, count: int, row: int, column: int) -> QRectF:
    width, height = area.width() / count, area.height() / count
    return QRectF(area.left() + int(column) * width, area.top() + int(row) * height, width, height)
