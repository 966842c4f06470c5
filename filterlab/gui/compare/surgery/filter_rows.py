"""The filters of the patient's layer as lines: what was done to each, and what it is worth."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from filterlab.gui.theme import current_theme
from filterlab.gui.widgets.row_list import GAP, PAD, TILE, RowList

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtWidgets import QWidget

    Floats = NDArray[np.floating[Any]]

NAME, LEAST_TOP = 0.42, 0.01


@dataclass(frozen=True, eq=False)
class FilterRow:
    """One line.

    Attributes
    ----------
    number : int
        Which filter it is.
    weights : ndarray
        (C, KH, KW), as it is now.
    name, words : str
        What it is called, and what was done to it.
    lost : float
        The share of pictures that is lost without it; NaN while it is not known.
    figure, worst : str
        That in words, and the class that suffers most.
    """

    number: int
    weights: Floats
    name: str
    words: str = ""
    lost: float = float("nan")
    figure: str = ""
    worst: str = ""


class FilterRows(RowList):
    """Show the filters of a layer; one is chosen to be operated on."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(title, parent)
        self._rows: tuple[FilterRow, ...] = ()
        self._number = -1

    @property
    def rows(self) -> tuple[FilterRow, ...]:
        """The lines shown."""
        return self._rows

    def set_rows(self, rows: Sequence[FilterRow], number: int) -> None:
        """Show filters, and the one of that number as chosen; bring it into sight if it, or its place, is another."""
        before = self.current
        self._rows = tuple(rows)
        self.set_current(next((place for place, row in enumerate(rows) if row.number == number), -1))
        self.show_rows()
        if (number, self.current) != (self._number, before) and self.current >= 0:
            self.bring_into_sight(self.current)
        self._number = number

    def count(self) -> int:
        """Return how many lines there are."""
        return len(self._rows)

    def sentence(self, index: int) -> str:
        """Return a line for those who cannot see it."""
        row = self._rows[index]
        return ", ".join(part for part in (row.name, row.words, row.figure, row.worst) if part)

    def draw_row(self, painter: QPainter, index: int, box: QRectF) -> None:
        """Draw a filter, its name, and a bar of what is lost without it."""
        row = self._rows[index]
        x, top = box.left() + PAD, box.top() + PAD
        self.draw_filter(painter, row.weights, QRectF(x, top, TILE, TILE))
        x += TILE + GAP
        room = box.right() - PAD - x
        words = room if isnan(row.lost) else NAME * room
        self.write(painter, QRectF(x, top, words, TILE), row.name, row.words)
        if not isnan(row.lost):
            x += words + GAP
            self._draw_worth(painter, row, QRectF(x, top, box.right() - PAD - x, TILE))

    def _draw_worth(self, painter: QPainter, row: FilterRow, box: QRectF) -> None:
        """Draw a bar from 0 to the right for what is lost, to the left for what is gained without the filter."""
        theme = current_theme()
        known = [one.lost for one in self._rows if not isnan(one.lost)]
        low, high = min(0.0, *known), max(LEAST_TOP, *known)
        scale = box.width() / (high - low)
        origin = box.left() - low * scale
        length = row.lost * scale
        painter.fillRect(
            QRectF(origin + min(length, 0.0), box.top() + 16, max(1.0, abs(length)), 9),
            theme.curves[1 if row.lost < 0 else 0],
        )
        painter.setPen(QPen(theme.muted, 1))
        painter.drawLine(int(origin), int(box.top() + 14), int(origin), int(box.top() + 27))
        painter.setPen(self.palette().windowText().color())
        flags = int(Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(QRectF(box.left(), box.top() - 2, box.width(), 16), flags, row.figure)
        painter.setPen(theme.muted)
        shown = painter.fontMetrics().elidedText(row.worst, Qt.TextElideMode.ElideRight, int(box.width()))
        painter.drawText(QRectF(box.left(), box.top() + 27, box.width(), 16), flags, shown)
