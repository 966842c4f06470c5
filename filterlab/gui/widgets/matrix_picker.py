"""A matrix of numbers whose cells can be chosen, by mouse and by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QMouseEvent, QPainter

from filterlab.gui.widgets.cell_art import paint_ring
from filterlab.gui.widgets.matrix_view import MatrixView

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QFocusEvent, QPaintEvent
    from PySide6.QtWidgets import QWidget

    from filterlab.figures import Kind

STEPS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}
ROW_HEIGHT, LEAST_HEIGHT, MOST_HEIGHT = 17, 60, 280
CHOOSING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class MatrixPicker(MatrixView):
    """Draw numbers as cells; arrow keys walk over them, a click or Enter chooses one. Setters never emit.

    Signals
    -------
    cell_chosen(row, column)
        The user chose a cell, also a hatched one.
    """

    cell_chosen = Signal(int, int)

    def __init__(self, kind: Kind, title: str, parent: QWidget | None = None) -> None:
        """Start empty; the title is what a screen reader calls it."""
        super().__init__(kind, parent)
        self._say: Callable[[int, int], str] = lambda _row, _column: ""
        self._current = (0, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(title)

    @property
    def current(self) -> tuple[int, int]:
        """(row, column) of the cell the keyboard acts on."""
        return self._current

    def set_cells(
        self,
        values: NDArray[np.float64],
        hatched: NDArray[np.bool_] | None,
        say: Callable[[int, int], str],
    ) -> None:
        """Show an array of shape (H, W).

        Parameters
        ----------
        values : ndarray
            The numbers.
        hatched : ndarray or None
            Shape (H, W), bool: cells drawn hatched, without a number.
        say : callable
            Returns a sentence on a cell (row, column), for its tooltip and for screen readers.
        """
        rows, columns = values.shape
        self._say = say
        is_other = values.shape != self._shape()
        self.set_values(values, hatched=hatched)
        if is_other:
            self.updateGeometry()
        self._current = (min(self._current[0], rows - 1), min(self._current[1], columns - 1))
        self._speak()
        self.update()

    def cell_rect(self, row: int, column: int) -> QRectF:
        """Return where a cell is, in the widget's coordinates."""
        area = self._cells()
        rows, columns = self._shape()
        width, height = area.width() / columns, area.height() / rows
        return QRectF(area.left() + column * width, area.top() + row * height, width, height)

    def sizeHint(self) -> QSize:
        """Ask for lines of text as many as there are rows, within reason."""
        rows, _columns = self._shape()
        return QSize(200, min(max(rows * ROW_HEIGHT, LEAST_HEIGHT), MOST_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Ask for no less height: what surrounds it scrolls."""
        return QSize(96, self.sizeHint().height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the cell under the mouse."""
        cell = self._cell_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and cell is not None:
            self._go_to(cell)
            self.cell_chosen.emit(*cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk by arrow keys, choose by Enter or the space bar."""
        key = Qt.Key(event.key())
        rows, columns = self._shape()
        if key in STEPS and rows * columns:
            row, column = (at + step for at, step in zip(self._current, STEPS[key], strict=True))
            self._go_to((min(max(row, 0), rows - 1), min(max(column, 0), columns - 1)))
        elif key in CHOOSING and rows * columns:
            self.cell_chosen.emit(*self._current)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the cells, and the ring around the current one."""
        super().paintEvent(event)
        if self.hasFocus() and self.values is not None:
            painter = QPainter(self)
            paint_ring(painter, self.cell_rect(*self._current), strong=True)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the ring."""
        super().focusOutEvent(event)
        self.update()

    def _shape(self) -> tuple[int, int]:
        if self.values is None:
            return 0, 0
        rows, columns = self.values.shape
        return rows, columns

    def _cell_at(self, position: QPoint) -> tuple[int, int] | None:
        area = self._cells()
        rows, columns = self._shape()
        if not rows * columns or not area.contains(position):
            return None
        row = min(rows - 1, int((position.y() - area.top()) / area.height() * rows))
        return row, min(columns - 1, int((position.x() - area.left()) / area.width() * columns))

    def _tip_at(self, position: QPoint) -> str:
        cell = self._cell_at(position)
        return self._say(*cell) if cell is not None else ""

    def _go_to(self, cell: tuple[int, int]) -> None:
        self._current = cell
        self._speak()
        self.update()

    def _speak(self) -> None:
        """Describe the current cell; a screen reader that listens hears it at once."""
        sentence = self._say(*self._current)
        if sentence != self.accessibleDescription():
            self.setAccessibleDescription(sentence)
            if QAccessible.isActive() and self.hasFocus():
                QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))
