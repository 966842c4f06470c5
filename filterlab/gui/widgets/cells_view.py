"""An array of signed numbers drawn as cells, with a current cell and one under the mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Signal
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from filterlab.figures import exact_number, limits_of
from filterlab.gui.widgets.cell_art import CellArt, paint_frame, paint_ring
from filterlab.gui.widgets.cell_geometry import CellGeometry
from filterlab.gui.widgets.dressed import own_ground, paint_ground
from filterlab.gui.widgets.spoken_cell import SpokenCell, cell_in_words
from filterlab.gui.widgets.spoken_table import SpokenTable

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from PySide6.QtGui import QFocusEvent, QPaintEvent

    from filterlab.data.drawing import Cell
    from filterlab.figures import Limits


class CellsView(QWidget):
    """Show an array of shape (H, W) in the signed colours, its cells square and as large as fits.

    Setters never emit.

    Signals
    -------
    current_changed(row, column)
        The user moved the current cell.
    """

    current_changed = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with 3 × 3 zeros."""
        super().__init__(parent)
        self._weights: NDArray[np.float32] = np.zeros((3, 3), dtype=np.float32)
        self._fixed_limits: Limits | None = None
        self._current: Cell = (0, 0)
        self._hovered: Cell | None = None
        self._art = CellArt()
        self._spoken = SpokenCell(self)
        self._table = SpokenTable(self)
        self._laid_out: tuple[tuple[int, int, int, int, float], CellGeometry] | None = None
        own_ground(self)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def weights(self) -> NDArray[np.float32]:
        """The array shown, shape (H, W), float32, read-only."""
        return self._weights

    @property
    def limits(self) -> Limits:
        """The values at the two ends of the colour map."""
        return self._fixed_limits if self._fixed_limits is not None else limits_of(self._weights, "signed")

    @property
    def current(self) -> Cell:
        """(row, column) of the cell that the keyboard acts on."""
        return self._current

    @property
    def shows_numbers(self) -> bool:
        """Whether the cells are large enough for their numbers."""
        self._art.fit(self._geometry.side, self.font())
        return self._art.shows_numbers

    def set_title(self, title: str) -> None:
        """Name what is shown, for screen readers."""
        self._spoken.set_title(title)
        self._table.setAccessibleName(self.tr("{title} as a table").format(title=title))

    def set_weights(self, weights: ArrayLike) -> None:
        """Show an array of shape (H, W); only the cells that differ are painted again."""
        array = np.array(weights, dtype=np.float32)
        rows, columns = array.shape
        array.flags.writeable = False
        if array.shape != self._weights.shape:
            self._hovered = None
            self._current = (min(self._current[0], rows - 1), min(self._current[1], columns - 1))
        self._weights = array
        self._redraw()
        self._table.set_numbers(array)
        self._spoken.set_size(rows, columns)
        self._speak()

    def set_limits(self, limits: Limits | None) -> None:
        """Set the values at the ends of the colour map; None takes them from the array."""
        if limits != self._fixed_limits:
            self._fixed_limits = limits
            self._redraw()

    def set_current(self, row: int, column: int) -> None:
        """Move the current cell, without a signal."""
        self._go_to(self._geometry.clamped((row, column)))

    def say(self, sentence: str) -> None:
        """Let a screen reader say something about the grid, if it is where the focus is."""
        self._spoken.say(sentence)

    def cell_rect(self, row: int, column: int) -> QRectF:
        """Return where a cell is, in the widget's coordinates."""
        return self._geometry.rect((row, column))

    def tip_of(self, row: int, column: int) -> str:
        """Return a cell's tooltip with all digits of its number, such as "row 2, column 5: 30"."""
        return cell_in_words((row, column), exact_number(float(self._weights[row, column])))

    def sizeHint(self) -> QSize:
        """Ask for room for a 7 × 7 with numbers."""
        return QSize(270, 270)

    def minimumSizeHint(self) -> QSize:
        """Shrink until 31 × 31 cells are still cells."""
        return QSize(132, 132)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the exposed cells and the rings around the hovered and the current one."""
        painter = QPainter(self)
        paint_ground(painter, self, event.rect())
        geometry = self._geometry
        self._art.fit(geometry.side, self.font())
        self._art.paint(painter, geometry, QRectF(event.rect()))
        paint_frame(painter, geometry)
        self._paint_over(painter, geometry)
        if self._hovered is not None and self.isEnabled():
            self._paint_hover(painter, geometry, self._hovered)
        if self.hasFocus():
            paint_ring(painter, geometry.rect(self._current), strong=True)

    def event(self, event: QEvent) -> bool:
        """Say a cell's number in the tooltip."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            cell = self._cell_under(QPointF(event.pos()))
            if cell is not None:
                area = self._geometry.rect(cell).toAlignedRect()
                QToolTip.showText(event.globalPos(), self.tip_of(*cell), self, area)
                return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring of the current cell."""
        super().focusInEvent(event)
        self._update_cell(self._current)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the ring."""
        super().focusOutEvent(event)
        self._update_cell(self._current)

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the hovered cell."""
        super().leaveEvent(event)
        self._hover(None)

    @property
    def _geometry(self) -> CellGeometry:
        rows, columns = self._weights.shape
        place = (rows, columns, self.width(), self.height(), self.devicePixelRatioF())
        if self._laid_out is None or self._laid_out[0] != place:
            area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            self._laid_out = (place, CellGeometry.fitted(rows, columns, area, self.devicePixelRatioF()))
        return self._laid_out[1]

    def _cell_under(self, position: QPointF) -> Cell | None:
        geometry = self._geometry
        cell = geometry.cell_at(position)
        return cell if geometry.contains(cell) else None

    def _paint_over(self, painter: QPainter, geometry: CellGeometry) -> None:
        """Draw what a subclass lays over the cells."""

    def _paint_hover(self, painter: QPainter, geometry: CellGeometry, cell: Cell) -> None:
        """Draw what follows the mouse."""
        paint_ring(painter, geometry.rect(cell), strong=False)

    def _hover_area(self, cell: Cell) -> QRectF:
        """Return where something is drawn while the mouse is over a cell."""
        return self._geometry.rect(cell)

    def _redraw(self) -> None:
        """Repaint the block of cells around those that have changed."""
        changed = self._art.set_weights(self._weights, self.limits)
        geometry = self._geometry
        if self._art.fit(geometry.side, self.font()) or changed is None:
            self.update()
            return
        rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
        if len(rows):
            first, last = (int(rows[0]), int(columns[0])), (int(rows[-1]), int(columns[-1]))
            self._update_area(geometry.rect_of(first, last))

    def _update_area(self, area: QRectF) -> None:
        self.update(area.toAlignedRect())

    def _update_cell(self, cell: Cell) -> None:
        self._update_area(self._geometry.rect(cell))

    def _move_to(self, cell: Cell) -> None:
        """Move the current cell for the user."""
        if cell != self._current:
            self._go_to(cell)
            self.current_changed.emit(*cell)

    def _go_to(self, cell: Cell) -> None:
        self._update_cell(self._current)
        self._current = cell
        self._update_cell(cell)
        self._speak()

    def _hover(self, cell: Cell | None) -> None:
        if cell != self._hovered:
            for place in (self._hovered, cell):
                if place is not None:
                    self._update_area(self._hover_area(place))
            self._hovered = cell

    def _speak(self) -> None:
        self._spoken.tell(self._current, float(self._weights[self._current]))
