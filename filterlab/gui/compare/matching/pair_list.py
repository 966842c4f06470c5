"""Pairs of filters below one another: both, how alike they are beside chance, and what made them agree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from filterlab.figures import limits_of
from filterlab.gui.theme import current_theme
from filterlab.gui.widgets.filter_planes import FilterLayout, draw_filter, planes_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent

    Floats = NDArray[np.floating[Any]]

PAD, GAP, TILE = 6, 8, 42
ROW = TILE + 2 * PAD
BAR, LEAST_BAR, NAME = 0.17, 66.0, 0.42
STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


@dataclass(frozen=True, eq=False)
class PairRow:
    """One line of the list.

    Attributes
    ----------
    first, second : ndarray or None
        The filters (C, KH, KW); None where one has no partner.
    ghost : ndarray or None
        The second one as it agrees best with the first.
    names : (str, str)
        What they are called; empty where there is none.
    captions : (str, str)
        What each of them is most like among the presets.
    similarity : float
        From -1 to 1; NaN without a partner.
    words : str
        What made them agree, or why there is no partner.
    """

    first: Floats | None
    ghost: Floats | None
    second: Floats | None
    names: tuple[str, str]
    captions: tuple[str, str]
    similarity: float
    words: str

    @property
    def sentence(self) -> str:
        """The line for those who cannot see it."""
        names = " – ".join(name for name in self.names if name)
        figure = f", {self.similarity:.2f}" if self.similarity == self.similarity else ""
        return f"{names}{figure}: {self.words}"


class PairList(QAbstractScrollArea):
    """Show pairs; arrow keys and clicks choose one. Setters never emit.

    Signals
    -------
    row_chosen(int)
        The user chose a line.
    """

    row_chosen = Signal(int)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        """Start empty; the title is what a screen reader calls it."""
        super().__init__(parent)
        self._rows: tuple[PairRow, ...] = ()
        self._chance = (0.0, 0.0)
        self._current = -1
        self.setAccessibleName(title)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setAutoFillBackground(False)
        self.setMinimumSize(260, 2 * ROW)

    @property
    def rows(self) -> tuple[PairRow, ...]:
        """The lines shown."""
        return self._rows

    @property
    def current(self) -> int:
        """The chosen line, -1 for none."""
        return self._current

    @property
    def chance(self) -> tuple[float, float]:
        """Where the two marks of chance stand in every bar."""
        return self._chance

    def set_rows(self, rows: Sequence[PairRow], chance: tuple[float, float]) -> None:
        """Show pairs, and in each bar what random filters reach: their mean, and what 95 % of them stay below."""
        self._rows, self._chance = tuple(rows), chance
        self.set_current(min(self._current, len(rows) - 1))
        self._update_scroll_range()
        self.viewport().update()

    def set_current(self, index: int) -> None:
        """Show a line as the chosen one; -1: none is."""
        self._current = index
        self.setAccessibleDescription(self._rows[index].sentence if 0 <= index < len(self._rows) else "")
        self.viewport().update()

    def row_rect(self, index: int) -> QRectF:
        """Return where a line lies on the viewport."""
        return QRectF(0, index * ROW - self.verticalScrollBar().value(), self.viewport().width(), ROW)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Scroll as far as there are lines."""
        super().resizeEvent(event)
        self._update_scroll_range()

    def _update_scroll_range(self) -> None:
        bar, height = self.verticalScrollBar(), self.viewport().height()
        bar.setRange(0, max(0, len(self._rows) * ROW - height))
        bar.setPageStep(height)
        bar.setSingleStep(ROW // 2)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the line under the mouse."""
        index = int((event.position().y() + self.verticalScrollBar().value()) // ROW)
        if event.button() == Qt.MouseButton.LeftButton and 0 <= index < len(self._rows):
            self._choose(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk from line to line with the arrow keys."""
        step = STEPS.get(Qt.Key(event.key()))
        if step is None or not self._rows:
            super().keyPressEvent(event)
            return
        self._choose(min(max(self._current + step, 0), len(self._rows) - 1))

    def _choose(self, index: int) -> None:
        self.set_current(index)
        bar, box = self.verticalScrollBar(), self.row_rect(index)
        if box.top() < 0:
            bar.setValue(index * ROW)
        elif box.bottom() > self.viewport().height():
            bar.setValue((index + 1) * ROW - self.viewport().height())
        self.row_chosen.emit(index)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lines in sight."""
        del event
        painter = QPainter(self.viewport())
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for index, row in enumerate(self._rows):
                box = self.row_rect(index)
                if box.bottom() >= 0 and box.top() <= self.viewport().height():
                    self._draw(painter, row, box, is_current=index == self._current)
        finally:
            # A painter left open by an exception would take the process with it.
            painter.end()

    def _draw(self, painter: QPainter, row: PairRow, box: QRectF, *, is_current: bool) -> None:
        theme, palette = current_theme(), self.palette()
        if is_current:
            painter.setPen(QPen(palette.highlight().color(), 2 if self.hasFocus() else 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 4, 4)
        bar = max(LEAST_BAR, BAR * box.width())
        words = max(40.0, (box.width() - bar - 3 * (TILE + GAP) - 3 * GAP) * NAME)
        x, top = box.left() + PAD, box.top() + PAD
        self._draw_filter(painter, row.first, QRectF(x, top, TILE, TILE))
        x += TILE + GAP
        self._write(painter, QRectF(x, top, words, TILE), row.names[0], row.captions[0])
        x += words + GAP
        if row.similarity == row.similarity:
            self._draw_bar(painter, row.similarity, QRectF(x, top, bar, TILE))
        x += bar + GAP
        self._draw_filter(painter, row.ghost, QRectF(x, top, TILE, TILE))
        x += TILE + GAP
        self._draw_filter(painter, row.second, QRectF(x, top, TILE, TILE))
        x += TILE + GAP
        lines = (row.names[1], row.words, row.captions[1]) if row.names[1] else (row.words,)
        self._write(painter, QRectF(x, top, box.right() - PAD - x, TILE), *lines)
        painter.setPen(QPen(theme.border, 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())

    @staticmethod
    def _draw_filter(painter: QPainter, weights: Floats | None, box: QRectF) -> None:
        if weights is not None:
            planes = planes_of(weights)
            layout = FilterLayout.fit(box, planes.shape)
            draw_filter(painter, layout, planes, limits_of(planes, "signed"), numbers=False)

    def _write(self, painter: QPainter, box: QRectF, title: str, *lines: str) -> None:
        """Write a name and below it lines of second rank, each shortened where it does not fit."""
        plain, ink = QFont(self.font()), self.palette().windowText().color()
        bold = QFont(plain)
        bold.setWeight(QFont.Weight.DemiBold)
        written = [(title, bold, ink), *((line, plain, current_theme().muted) for line in lines if line)]
        height = min(self.fontMetrics().height() + 1.0, box.height() / len(written))
        top = box.top() + (box.height() - height * len(written)) / 2
        for text, font, colour in written:
            painter.setFont(font)
            painter.setPen(colour)
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
            painter.drawText(
                QRectF(box.left(), top, box.width(), height), int(Qt.AlignmentFlag.AlignVCenter), shown
            )
            top += height
        painter.setFont(plain)

    def _draw_bar(self, painter: QPainter, similarity: float, box: QRectF) -> None:
        """Draw a similarity as a bar up to 1 with its figure above, and what chance reaches as a shade and marks."""
        theme, (mean, high) = current_theme(), self._chance
        middle = box.center().y() + 7
        track = QRectF(box.left(), middle - 5, box.width(), 10)
        painter.fillRect(track, theme.border)
        length = track.width() * min(max(similarity, 0.0), 1.0)
        is_above = similarity > high
        painter.fillRect(
            QRectF(track.left(), track.top(), length, track.height()),
            theme.curves[0] if is_above else theme.muted,
        )
        ink: QColor = self.palette().windowText().color()
        for at, reach, thickness in ((mean, 4, 1), (high, 7, 2)):
            x = track.left() + track.width() * min(max(at, 0.0), 1.0)
            painter.setPen(QPen(ink, thickness))
            painter.drawLine(int(x), int(middle - reach), int(x), int(middle + reach))
        text = f"{similarity:.2f}" if is_above else self.tr("{figure:.2f}, chance").format(figure=similarity)
        painter.setPen(ink)
        painter.drawText(
            QRectF(box.left(), box.top(), box.width(), box.height() / 2 - 2),
            int(Qt.AlignmentFlag.AlignVCenter),
            text,
        )
