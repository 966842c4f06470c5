"""The drawing area of a filter mosaic: where each filter lies, and what the user points at."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from filterlab.gui.theme import current_theme
from filterlab.gui.widgets.filter_planes import PLANE_GAP, FilterLayout, draw_filter, planes_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QPaintEvent

    from filterlab.figures import Kind, Limits

GAP = 8
MARGIN = 8
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class FilterCanvas(QWidget):
    """Draw all filters of a layer in a grid, or one of them large; know nothing but arrays.

    Signals
    -------
    cell_hovered(filter, channel, row, column)
        The mouse moved over a cell.
    hover_left()
        The mouse left the cells.
    enlarged(filter)
        The user asked for one filter alone, or for all of them again (-1).
    """

    cell_hovered = Signal(int, int, int, int)
    hover_left = Signal()
    enlarged = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._planes: list[NDArray[np.floating[Any]]] = []
        self._limits: Limits = (-1.0, 1.0)
        self._kind: Kind = "signed"
        self._message = ""
        self._current = 0
        self._alone = -1
        self._hovered: tuple[int, int, int, int] | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        """Ask for room for a few filters."""
        return QSize(300, 240)

    def minimumSizeHint(self) -> QSize:
        """Shrink to something still recognisable."""
        return QSize(100, 90)

    @property
    def message(self) -> str:
        """The sentence in place of the filters, empty when there are some."""
        return self._message

    @property
    def shown_alone(self) -> int:
        """The filter that is shown alone, or -1 when all are."""
        return self._alone

    def set_filters(self, weights: NDArray[np.floating[Any]], limits: Limits, kind: Kind = "signed") -> None:
        """Show filters of shape (N, C, KH, KW) with these limits of a colour map."""
        self._kind = kind
        self._planes = [planes_of(one) for one in weights]
        self._limits = limits
        self._message = ""
        if self._alone >= len(self._planes):
            self._alone = -1
        self._current = min(self._current, len(self._planes) - 1)
        self.update()

    def show_message(self, message: str) -> None:
        """Show a sentence in place of filters."""
        self._planes, self._message, self._alone, self._hovered = [], message, -1, None
        self.update()

    def show_alone(self, index: int) -> None:
        """Show one filter as large as fits; -1 shows all of them."""
        self._alone = index if 0 <= index < len(self._planes) else -1
        if self._alone >= 0:
            self._current = self._alone
        self.update()

    def layouts(self) -> dict[int, FilterLayout]:
        """Return where each filter that is drawn lies, by its index."""
        area = QRectF(self.rect()).adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        if not self._planes or area.width() < 1 or area.height() < 1:
            return {}
        shape = self._planes[0].shape
        if self._alone >= 0:
            return {self._alone: FilterLayout.fit(area, shape)}
        columns = self._best_columns(area, shape)
        rows = ceil(len(self._planes) / columns)
        width = (area.width() - (columns - 1) * GAP) / columns
        height = (area.height() - (rows - 1) * GAP) / rows
        boxes = (
            QRectF(
                area.left() + (index % columns) * (width + GAP),
                area.top() + (index // columns) * (height + GAP),
                width,
                height,
            )
            for index in range(len(self._planes))
        )
        return {index: FilterLayout.fit(box, shape) for index, box in enumerate(boxes)}

    def _best_columns(self, area: QRectF, shape: tuple[int, int, int]) -> int:
        """Return how many filters stand in a row so that cells become as large as possible."""
        planes, kernel_height, kernel_width = shape
        count = len(self._planes)

        def cell(columns: int) -> float:
            rows = ceil(count / columns)
            width = (area.width() - (columns - 1) * GAP) / columns - (planes - 1) * PLANE_GAP
            height = (area.height() - (rows - 1) * GAP) / rows
            return min(width / (planes * kernel_width), height / kernel_height)

        # Among equals the fuller grid: fewer columns leave fewer gaps in the last row.
        return max(range(1, count + 1), key=lambda columns: (round(cell(columns), 3), -columns))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the filters, or the sentence."""
        del event
        painter = QPainter(self)
        theme = current_theme()
        painter.fillRect(self.rect(), theme.canvas)
        if self._message:
            painter.setPen(self.palette().color(self.foregroundRole()))
            flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
            painter.drawText(self.rect().adjusted(16, 12, -16, -12), flags, self._message)
        for index, layout in self.layouts().items():
            draw_filter(painter, layout, self._planes[index], self._limits, kind=self._kind)
            if index == self._current and self.hasFocus():
                painter.setPen(QPen(self.palette().highlight().color(), 2))
                painter.drawRect(layout.rect.adjusted(-3, -3, 2, 2))

    def _cell_at(self, position: QPointF) -> tuple[int, int, int, int] | None:
        for index, layout in self.layouts().items():
            cell = layout.cell_at(position.x(), position.y())
            if cell is not None:
                return index, *cell
        return None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say which cell lies under the mouse."""
        cell = self._cell_at(event.position())
        if cell is not None and cell != self._hovered:
            self.cell_hovered.emit(*cell)
        elif cell is None and self._hovered is not None:
            self.hover_left.emit()
        self._hovered = cell

    def leaveEvent(self, event: QEvent) -> None:
        """Say that the mouse has gone."""
        super().leaveEvent(event)
        if self._hovered is not None:
            self._hovered = None
            self.hover_left.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Show the filter under the mouse alone, or all again."""
        cell = self._cell_at(event.position())
        if event.button() != Qt.MouseButton.LeftButton or cell is None:
            super().mousePressEvent(event)
            return
        self._ask_for(cell[0])

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Keep what belongs to the click."""
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk through the filters with the arrow keys; Return or Space shows one alone, or all again."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None and self._planes:
            self._current = (self._current + step) % len(self._planes)
            if self._alone >= 0:
                self._alone = self._current
                self.enlarged.emit(self._alone)
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Space) and self._planes and not event.modifiers():
            self._ask_for(self._current)
        else:
            super().keyPressEvent(event)

    def _ask_for(self, index: int) -> None:
        self._current = index
        self._alone = -1 if self._alone >= 0 else index
        self.enlarged.emit(self._alone)
        self.update()
