"""The mouse over a canvas: cells are hovered and clicked, unless a tool has taken the left button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent

from filterlab.gui.widgets.canvas_hand import AttentiveHand

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyqtgraph as pg

    from filterlab.gui.widgets.canvas_hand import CanvasHand

LEFT = Qt.MouseButton.LeftButton
# How many rows and columns an arrow key goes.
ARROWS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}
# A mouse that moves less between press and release has clicked.
STILL = 4


class CanvasMouse(QObject):
    """Turn mouse events of a canvas into cells, or hand them to a tool.

    Signals
    -------
    cell_hovered(row, column), cell_clicked(row, column), cell_picked(row, column), hover_left()
        As those of `ArrayView`.
    hand_changed()
        Another tool than before has the left button, or none.
    """

    cell_hovered = Signal(int, int)
    cell_clicked = Signal(int, int)
    cell_picked = Signal(int, int)
    hover_left = Signal()
    hand_changed = Signal()

    def __init__(
        self,
        canvas: pg.GraphicsView,
        view_box: pg.ViewBox,
        cell_at: Callable[[float, float], tuple[int, int] | None],
        parent: QObject,
    ) -> None:
        """Watch a canvas.

        Parameters
        ----------
        canvas, view_box : GraphicsView, ViewBox
            What is watched, and the coordinates of the picture in it.
        cell_at : callable
            The cell under a point (x, y) of the picture, or None beside the array.
        parent : QObject
            Owner.
        """
        super().__init__(parent)
        self._canvas, self._view_box, self._cell_at = canvas, view_box, cell_at
        self._hovered: tuple[int, int] | None = None
        self._pressed_at = QPointF()
        self._hand: CanvasHand | None = None
        self._attentive: AttentiveHand | None = None
        self._is_handling = False
        self._has_array = False
        canvas.viewport().setMouseTracking(True)
        canvas.viewport().installEventFilter(self)

    @property
    def hand(self) -> CanvasHand | None:
        """The tool that has the left button, or None."""
        return self._hand

    def set_hand(self, hand: CanvasHand | None) -> None:
        """Give the left button to a tool, or back."""
        if hand is self._hand:
            return
        self._drop()
        if self._attentive is not None:
            self._attentive.leave()
        self._hand = hand
        self._attentive = hand if isinstance(hand, AttentiveHand) else None
        self._show_cursor()
        self.hand_changed.emit()

    def set_has_array(self, has_array: bool) -> None:
        """Say whether there is anything that a tool could work on; what it has begun ends where there is not."""
        if has_array != self._has_array:
            self._has_array = has_array
            if not has_array:
                self._drop()
            self._show_cursor()

    def press_key(self, event: QKeyEvent) -> bool:
        """Give a key to the tool; return whether it was used."""
        if self._hand is None or not self._has_array:
            return False
        if self._is_handling and event.key() == Qt.Key.Key_Escape:
            self._drop()
            return True
        used = self._attentive is not None and self._attentive.press_key(event)
        self._show_cursor()
        return used

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the mouse."""
        kind = event.type()
        if kind == QEvent.Type.Leave:
            self._leave()
        elif isinstance(event, QMouseEvent):
            if self._handle(event):
                return True
            if kind == QEvent.Type.MouseMove:
                self._hover(event)
            elif kind == QEvent.Type.MouseButtonPress:
                self._pressed_at = event.position()
                self._canvas.setFocus(Qt.FocusReason.MouseFocusReason)
            elif kind == QEvent.Type.MouseButtonRelease:
                self._release(event)
        return super().eventFilter(watched, event)

    def _handle(self, event: QMouseEvent) -> bool:
        """Give an event of the left button to the tool that has taken it; return whether one has."""
        hand, kind = self._hand, event.type()
        if hand is None or not self._has_array:
            return False
        if kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick) and event.button() == LEFT:
            self._canvas.setFocus(Qt.FocusReason.MouseFocusReason)
            self._is_handling = True
            hand.press(*self._place(event))
            return True
        if not self._is_handling:
            return False
        if kind == QEvent.Type.MouseMove:
            hand.drag(*self._place(event))
            return True
        if kind == QEvent.Type.MouseButtonRelease and event.button() == LEFT:
            self._is_handling = False
            hand.release(*self._place(event))
            self._show_cursor()
            return True
        return False

    def _drop(self) -> None:
        """Let the tool take back what it has begun."""
        if self._hand is not None and self._is_handling:
            self._is_handling = False
            self._hand.cancel()

    def _hover(self, event: QMouseEvent) -> None:
        x, y = self._place(event)
        if self._attentive is not None and self._has_array:
            self._attentive.hover(x, y)
            self._show_cursor()
        cell = self._cell_at(x, y)
        if cell is not None and cell != self._hovered:
            self._hovered = cell
            self.cell_hovered.emit(*cell)
        elif cell is None and self._hovered is not None:
            self._hovered = None
            self.hover_left.emit()

    def _leave(self) -> None:
        if self._attentive is not None:
            self._attentive.leave()
        if self._hovered is not None:
            self._hovered = None
            self.hover_left.emit()

    def _release(self, event: QMouseEvent) -> None:
        moved = (event.position() - self._pressed_at).manhattanLength()
        cell = self._cell_at(*self._place(event))
        if event.button() == LEFT and moved < STILL and cell is not None:
            with_control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            (self.cell_picked if with_control else self.cell_clicked).emit(*cell)

    def _place(self, event: QMouseEvent) -> tuple[float, float]:
        """Return where an event happened, in picture coordinates."""
        point = self._view_box.mapSceneToView(self._canvas.mapToScene(event.position().toPoint()))
        return point.x(), point.y()

    def _show_cursor(self) -> None:
        viewport = self._canvas.viewport()
        if self._hand is None or not self._has_array:
            viewport.unsetCursor()
        else:
            viewport.setCursor(self._hand.cursor)
