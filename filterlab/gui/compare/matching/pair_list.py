"""Pairs of filters below one another: both, how alike they are beside chance, and what made them agree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from filterlab.gui.theme import current_theme
from filterlab.gui.widgets.row_list import GAP, PAD, TILE, RowList

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QColor
    from PySide6.QtWidgets import QWidget

    Floats = NDArray[np.floating[Any]]

BAR, LEAST_BAR, NAME = 0.17, 66.0, 0.42


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


class PairList(RowList):
    """Show pairs, each with a bar that says how alike they are and how far chance reaches."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        """Start empty; the title is what a screen reader calls it."""
        super().__init__(title, parent)
        self._rows: tuple[PairRow, ...] = ()
        self._chance = (0.0, 0.0)

    @property
    def rows(self) -> tuple[PairRow, ...]:
        """The lines shown."""
        return self._rows

    @property
    def chance(self) -> tuple[float, float]:
        """Where the two marks of chance stand in every bar."""
        return self._chance

    def set_rows(self, rows: Sequence[PairRow], chance: tuple[float, float]) -> None:
        """Show pairs, and in each bar what random filters reach: their mean, and what 95 % of them stay below."""
        self._rows, self._chance = tuple(rows), chance
        self.show_rows()

    def count(self) -> int:
        """Return how many lines there are."""
        return len(self._rows)

    def sentence(self, index: int) -> str:
        """Return a line for those who cannot see it."""
        return self._rows[index].sentence

    def draw_row(self, painter: QPainter, index: int, box: QRectF) -> None:
        """Draw a filter, how alike it is to its partner, and the partner as it agrees best and as it is."""
        row = self._rows[index]
        bar = max(LEAST_BAR, BAR * box.width())
        words = max(40.0, (box.width() - bar - 3 * (TILE + GAP) - 3 * GAP) * NAME)
        x, top = box.left() + PAD, box.top() + PAD
        self.draw_filter(painter, row.first, QRectF(x, top, TILE, TILE))
        x += TILE + GAP
        self.write(painter, QRectF(x, top, words, TILE), row.names[0], row.captions[0])
        x += words + GAP
        if row.similarity == row.similarity:
            self._draw_bar(painter, row.similarity, QRectF(x, top, bar, TILE))
        x += bar + GAP
        self.draw_filter(painter, row.ghost, QRectF(x, top, TILE, TILE))
        x += TILE + GAP
        self.draw_filter(painter, row.second, QRectF(x, top, TILE, TILE))
        x += TILE + GAP
        lines = (row.names[1], row.words, row.captions[1]) if row.names[1] else (row.words,)
        self.write(painter, QRectF(x, top, box.right() - PAD - x, TILE), *lines)

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
