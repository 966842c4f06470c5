"""Lines below one another that are drawn, chosen by mouse and keyboard, and read out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from filterlab.figures import limits_of
from filterlab.gui.theme import current_theme
from filterlab.gui.widgets.filter_planes import FilterLayout, draw_filter, planes_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent

    Floats = NDArray[np.floating[Any]]

PAD, GAP, TILE = 6, 8, 42
ROW = TILE + 2 * PAD
STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class RowList(QAbstractScrollArea):
    """Show lines of one height; a subclass says how many, draws one and puts it into words. Setters never emit.

    Signals
    -------
    row_chosen(int)
        The user chose a line, by a click or by the arrow keys.
    """

    row_chosen = Signal(int)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        """Start empty; the title is what a screen reader calls it."""
        super().__init__(parent)
        self._current = -1
        self.setAccessibleName(title)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setAutoFillBackground(False)
        self.setMinimumSize(230, 2 * ROW)

    def count(self) -> int:
        """Return how many lines there are."""
        raise NotImplementedError

    def sentence(self, index: int) -> str:
        """Return a line for those who cannot see it."""
        raise NotImplementedError

    def draw_row(self, painter: QPainter, index: int, box: QRectF) -> None:
        """Draw a line into its box."""
        raise NotImplementedError

    @property
    def current(self) -> int:
        """The chosen line, -1 for none."""
        return self._current

    def set_current(self, index: int) -> None:
        """Show a line as the chosen one; -1: none is."""
        self._current = min(index, self.count() - 1)
        self.setAccessibleDescription(self.sentence(self._current) if self._current >= 0 else "")
        self.viewport().update()

    def row_rect(self, index: int) -> QRectF:
        """Return where a line lies on the viewport."""
        return QRectF(0, index * ROW - self.verticalScrollBar().value(), self.viewport().width(), ROW)

    def show_rows(self) -> None:
        """Draw anew what has changed; called by the subclass."""
        self.set_current(self._current)
        self._update_scroll_range()
        self.viewport().update()

    def bring_into_sight(self, index: int) -> None:
        """Scroll just so far that a line can be seen."""
        bar, box = self.verticalScrollBar(), self.row_rect(index)
        if box.top() < 0:
            bar.setValue(index * ROW)
        elif box.bottom() > self.viewport().height():
            bar.setValue((index + 1) * ROW - self.viewport().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Scroll as far as there are lines."""
        super().resizeEvent(event)
        self._update_scroll_range()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the line under the mouse."""
        index = int((event.position().y() + self.verticalScrollBar().value()) // ROW)
        if event.button() == Qt.MouseButton.LeftButton and 0 <= index < self.count():
            self._choose(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk from line to line with the arrow keys."""
        step = STEPS.get(Qt.Key(event.key()))
        if step is None or not self.count():
            super().keyPressEvent(event)
            return
        self._choose(min(max(self._current + step, 0), self.count() - 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lines in sight."""
        del event
        painter = QPainter(self.viewport())
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for index in range(self.count()):
                box = self.row_rect(index)
                if box.bottom() >= 0 and box.top() <= self.viewport().height():
                    self._draw_frame(painter, box, is_current=index == self._current)
                    self.draw_row(painter, index, box)
        finally:
            # A painter left open by an exception would take the process with it.
            painter.end()

    def draw_filter(self, painter: QPainter, weights: Floats | None, box: QRectF) -> None:
        """Draw a filter (C, KH, KW) as large as fits, with limits of its own; None draws nothing."""
        if weights is not None:
            planes = planes_of(weights)
            layout = FilterLayout.fit(box, planes.shape)
            draw_filter(painter, layout, planes, limits_of(planes, "signed"), numbers=False)

    def write(self, painter: QPainter, box: QRectF, title: str, *lines: str) -> None:
        """Write a name and below it lines of second rank, each shortened where it does not fit."""
        plain, ink = QFont(self.font()), self.palette().windowText().color()
        bold = QFont(plain)
        bold.setWeight(QFont.Weight.DemiBold)
        written: list[tuple[str, QFont, QColor]] = [(title, bold, ink)]
        written += [(line, plain, current_theme().muted) for line in lines if line]
        height = min(self.fontMetrics().height() + 1.0, box.height() / len(written))
        top = box.top() + (box.height() - height * len(written)) / 2
        for text, font, colour in written:
            painter.setFont(font)
            painter.setPen(colour)
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
            place = QRectF(box.left(), top, box.width(), height)
            painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), shown)
            top += height
        painter.setFont(plain)

    def _draw_frame(self, painter: QPainter, box: QRectF, *, is_current: bool) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(current_theme().border, 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        if is_current:
            painter.setPen(QPen(self.palette().highlight().color(), 2))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 4, 4)

    def _update_scroll_range(self) -> None:
        bar, height = self.verticalScrollBar(), self.viewport().height()
        bar.setRange(0, max(0, self.count() * ROW - height))
        bar.setPageStep(height)
        bar.setSingleStep(ROW // 2)

    def _choose(self, index: int) -> None:
        self.set_current(index)
        self.bring_into_sight(index)
        self.row_chosen.emit(index)
