"""The filters of one stage with their maps under mouse and keyboard; pan and zoom are the picture's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QToolTip, QWidget

from filterlab.gui.circuit.map_painter import Sight
from filterlab.gui.circuit.maps_view import MapsView

if TYPE_CHECKING:
    from PySide6.QtGui import QContextMenuEvent

ZOOM_STEP = 1.25
CLICK = 4
STEPS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}


class MapTiles(MapsView):
    """The maps of a stage, to be asked about by mouse and keyboard.

    The wheel zooms and a drag pans what is seen of the picture, here as in all other views of it. Arrow keys go from
    cell to cell (Shift: ten cells), with Ctrl from map to map; Return wants to change the filter, Delete to drop it.

    Signals
    -------
    cell_hovered(map, row, column), cell_clicked(map, row, column)
        The mouse is over this cell of a map, or has clicked it.
    cell_stepped(rows, columns)
        An arrow key was pressed.
    hover_left()
        The mouse is over no map any more.
    map_chosen(map)
        The user went to a filter and its map.
    change_wanted(map), removal_wanted(map)
        Return or a double click on the filter; Delete.
    menu_wanted(map, point)
        The context menu is wanted there, in coordinates of the screen.
    zoomed(factor, x, y)
        Enlarge what is seen of the picture around one of its points.
    panned(x, y)
        Move what is seen by so many pixels of the picture.
    """

    cell_hovered = Signal(int, int, int)
    cell_clicked = Signal(int, int, int)
    cell_stepped = Signal(int, int)
    hover_left = Signal()
    map_chosen = Signal(int)
    change_wanted = Signal(int)
    removal_wanted = Signal(int)
    menu_wanted = Signal(int, QPoint)
    zoomed = Signal(float, float, float)
    panned = Signal(float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._hovered: tuple[int, int, int] | None = None
        self._pressed: QPointF | None = None
        self._dragged: QPointF | None = None
        self.viewport().setMouseTracking(True)

    def _index_at(self, position: QPointF) -> int:
        return self.arrangement().index_at(position.x(), position.y() + self.verticalScrollBar().value())

    @property
    def picture_scale(self) -> tuple[float, float]:
        """Points of the screen for a pixel of the picture, across and down."""
        return Sight(self._region, self.arrangement().parts(0).map).scale

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say which cell lies under the mouse, or pan while the button is held."""
        if self._pressed is not None and self._dragged is not None:
            moved = event.position() - self._dragged
            if (event.position() - self._pressed).manhattanLength() >= CLICK:
                across, down = self.picture_scale
                self._dragged = event.position()
                self.panned.emit(-moved.x() / across, -moved.y() / down)
            return
        cell = self.cell_at(event.position())
        if cell is None:
            self._leave()
        elif cell != self._hovered:
            self._hovered = cell
            self.cell_hovered.emit(*cell)

    def _leave(self) -> None:
        if self._hovered is not None:
            self._hovered = None
            self.hover_left.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the filter under the mouse."""
        index = self._index_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and index >= 0:
            self._pressed = self._dragged = event.position()
            self._choose(index)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Click the cell under the mouse, unless it was dragged."""
        pressed, self._pressed, self._dragged = self._pressed, None, None
        cell = self.cell_at(event.position())
        if pressed is None or cell is None or (event.position() - pressed).manhattanLength() >= CLICK:
            return
        self.cell_clicked.emit(*cell)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ask to change the filter, by a double click on what stands above its map."""
        index = self._index_at(event.position())
        if index >= 0 and self.cell_at(event.position()) is None:
            self.change_wanted.emit(index)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom over a map; scroll elsewhere, and with Shift or Alt."""
        cell = self.cell_at(event.position())
        turns = event.angleDelta().y() / 120
        is_plain = not event.modifiers() & (
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.AltModifier
        )
        if cell is None or not turns or not is_plain:
            super().wheelEvent(event)
            return
        x, y = event.position().x(), event.position().y() + self.verticalScrollBar().value()
        point = Sight(self._region, self.arrangement().parts(cell[0]).map).to_picture(x, y)
        self.zoomed.emit(ZOOM_STEP**turns, *point)
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the filter under the mouse, or of the chosen one."""
        index = self._index_at(QPointF(event.pos()))
        self._choose(index if index >= 0 else self._current)
        self.menu_wanted.emit(self._current, event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step through cells and maps, change and drop the filter, zoom."""
        key = Qt.Key(event.key())
        step = STEPS.get(key)
        if step is not None and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            columns = self.arrangement().columns
            self._choose(min(max(self._current + step[0] * columns + step[1], 0), len(self._filters) - 1))
        elif step is not None:
            size = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            self.cell_stepped.emit(step[0] * size, step[1] * size)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.change_wanted.emit(self._current)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removal_wanted.emit(self._current)
        else:
            super().keyPressEvent(event)

    def _choose(self, index: int) -> None:
        self._current = index
        self._describe()
        self.scroll_to(index)
        self.viewport().update()
        self.map_chosen.emit(index)

    def viewportEvent(self, event: QEvent) -> bool:
        """Say a filter's name and numbers in the tooltip, and notice when the mouse leaves."""
        if event.type() == QEvent.Type.Leave:
            self._leave()
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            tip = self.tip_at(QPointF(event.pos()))
            if tip:
                QToolTip.showText(event.globalPos(), tip, self)
                return True
        return super().viewportEvent(event)

    def tip_at(self, position: QPointF) -> str:
        """Say what lies under a point of the view: a sheet of weights, or a filter; its map speaks for itself."""
        index = self._index_at(position)
        if index < 0 or self.cell_at(position) is not None:
            return ""
        face, y = self._filters[index], position.y() + self.verticalScrollBar().value()
        parts = self.arrangement().parts(index)
        return face.tip_of_sheet(parts.sheet_at(position.x(), y, len(face.sheets)))
