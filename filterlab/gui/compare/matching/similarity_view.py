"""The similarities of two banks as a picture: each filter with each, the pairs in boxes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from filterlab.gui.theme import current_theme
from filterlab.gui.widgets.matrix_picker import MatrixPicker

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QWidget

    from filterlab.figures import Kind, Limits

LEAST_BOXED = 5


class SimilarityView(MatrixPicker):
    """Draw similarities; a cell says who is how alike to whom. Setters never emit."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        """Start empty; the title is what a screen reader calls it."""
        super().__init__("activation", title, parent)
        self._pairs: tuple[tuple[int, int], ...] = ()

    @property
    def pairs(self) -> tuple[tuple[int, int], ...]:
        """The cells in boxes, as (row, column)."""
        return self._pairs

    def set_similarities(
        self,
        values: NDArray[np.float64],
        pairs: Sequence[tuple[int, int]],
        scale: tuple[Kind, Limits],
        say: Callable[[int, int], str],
    ) -> None:
        """Show similarities (N, M).

        Parameters
        ----------
        values : ndarray
            Each filter of the first bank (row) with each of the second (column).
        pairs : sequence of (int, int)
            Who belongs to whom.
        scale : (str, (float, float))
            The colour map, and the values at its ends.
        say : callable
            Returns a sentence on a cell (row, column).
        """
        self._kind, limits = scale
        self._pairs = tuple(pairs)
        self.set_cells(values, None, say)
        self.set_values(values, limits=limits)
        self.update()

    def minimumSizeHint(self) -> QSize:
        """Shrink to something still recognisable."""
        return QSize(150, 130)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the cells, then a box around each pair."""
        super().paintEvent(event)
        if self.values is None:
            return
        painter = QPainter(self)
        for row, column in self._pairs:
            cell = self.cell_rect(row, column)
            if cell.width() < LEAST_BOXED:
                break
            inside = cell.adjusted(1.5, 1.5, -1.5, -1.5)
            painter.setPen(QPen(current_theme().halo, 4))
            painter.drawRect(inside)
            painter.setPen(QPen(QColor(Qt.GlobalColor.white), 2))
            painter.drawRect(inside)
