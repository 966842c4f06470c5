"""Draw on a picture with a round pen, by mouse or by keyboard."""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsObject

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

    from filterlab.gui.widgets.array_view import ArrayView

STEPS = {
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
}
FAR = 10
ABOVE_ALL = 20
DARK, LIGHT = QColor(0, 0, 0, 200), QColor(255, 255, 255)


class PenOutline(QGraphicsObject):
    """The pen's edge as a ring of two lines, dark and light, which shows on any picture."""

    def __init__(self) -> None:
        """Start hidden."""
        super().__init__()
        self._radius = 1.0
        self.setZValue(ABOVE_ALL)
        self.setVisible(False)

    @property
    def radius(self) -> float:
        """The ring's radius in picture coordinates."""
        return self._radius

    def set_radius(self, radius: float) -> None:
        """Draw another size."""
        if radius != self._radius:
            self.prepareGeometryChange()
            self._radius = radius

    def boundingRect(self) -> QRectF:
        """Return the ring and room for its lines, also where a pixel of the picture is a point of the screen."""
        reach = 1.5 * self._radius + 2
        return QRectF(-reach, -reach, 2 * reach, 2 * reach)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw the dark line, then the light one within it."""
        del option, widget
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((DARK, 3.0), (LIGHT, 1.2)):
            pen = QPen(colour, width)
            pen.setCosmetic(True)
            painter.setPen(pen)
            painter.drawEllipse(QPointF(0, 0), self._radius, self._radius)


class PenHand(QObject):
    """An `AttentiveHand` that draws: it knows where the pen is and whether it is down, but not what it draws.

    By keyboard, arrows move the pen by a pixel (Shift: ten), Space puts it down and lifts it, [ and ] change its
    radius; Escape takes a stroke back, and without one puts the pen away.

    Signals
    -------
    put_down(x, y), moved(x, y), lifted()
        A stroke begins, goes on, ends; places are picture coordinates.
    taken_back()
        What has been drawn since `put_down` is not wanted.
    stepped(x, y)
        The keyboard has moved the pen, up or down, or put it down, or lifted it.
    radius_stepped(steps)
        The pen should be larger or smaller.
    put_away()
        The user wants to draw no more.
    """

    put_down = Signal(float, float)
    moved = Signal(float, float)
    lifted = Signal()
    taken_back = Signal()
    stepped = Signal(float, float)
    radius_stepped = Signal(int)
    put_away = Signal()

    def __init__(self, view: ArrayView, parent: QObject | None = None) -> None:
        """Get ready to draw on a view; `take` begins it."""
        super().__init__(parent)
        self._view = view
        self._down_by: Literal["mouse", "keys"] | None = None
        self._place: QPointF | None = None
        self.outline = PenOutline()
        view.view_box.addItem(self.outline, ignoreBounds=True)
        view.hand_changed.connect(self._on_view_hand_changed)

    @property
    def cursor(self) -> Qt.CursorShape:
        """A cross in the middle of the ring."""
        return Qt.CursorShape.CrossCursor

    @property
    def is_down(self) -> bool:
        """Whether a stroke is under way."""
        return self._down_by is not None

    @property
    def is_in_drag(self) -> bool:
        """Whether a stroke is under way for as long as the mouse's button is held."""
        return self._down_by == "mouse"

    def take(self) -> None:
        """Take the left button and the keys of the view."""
        self._view.set_hand(self)

    def give_back(self) -> None:
        """Let the view have them again; a stroke that is under way ends."""
        self.lift()
        self._view.take_back(self)

    def set_radius(self, radius: float) -> None:
        """Draw the ring in another size."""
        self.outline.set_radius(radius)

    def lift(self) -> None:
        """End the stroke that is under way, if there is one."""
        if self._down_by is not None:
            self._down_by = None
            self.lifted.emit()

    def press(self, x: float, y: float) -> None:
        """Put the pen down."""
        self.lift()
        self._down_by = "mouse"
        self._go_to(x, y)
        self.put_down.emit(x, y)

    def drag(self, x: float, y: float) -> None:
        """Draw on."""
        self._go_to(x, y)
        if self._down_by == "mouse":
            self.moved.emit(x, y)

    def release(self, x: float, y: float) -> None:
        """Draw the last bit and lift the pen."""
        self.drag(x, y)
        if self._down_by == "mouse":
            self.lift()

    def cancel(self) -> None:
        """Take back the stroke that is under way."""
        if self._down_by is not None:
            self._down_by = None
            self.taken_back.emit()

    def hover(self, x: float, y: float) -> None:
        """Let the ring follow the mouse, unless the keyboard is drawing."""
        if self._down_by != "keys":
            self._go_to(x, y)

    def leave(self) -> None:
        """Hide the ring with the mouse, unless the keyboard is drawing."""
        if self._down_by != "keys":
            self.outline.setVisible(False)

    def press_key(self, event: QKeyEvent) -> bool:
        """Move the pen, put it down or lift it; return whether the key was one of ours."""
        # AltGr, which some keyboards need for brackets, reports Ctrl and Alt on Windows: brackets go by their text.
        bracket = {"[": -1, "]": 1}.get(event.text(), 0)
        with_shortcut = event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        )
        key = Qt.Key(event.key())
        if bracket:
            # A line is as wide at its end as at its beginning.
            if not self.is_down:
                self.radius_stepped.emit(bracket)
        elif with_shortcut:
            return False
        elif key in STEPS:
            dx, dy = STEPS[key]
            size = FAR if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            self._step(size * dx, size * dy)
        elif key == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._put_down_or_lift()
        elif key == Qt.Key.Key_Escape:
            if self.is_down:
                self.cancel()
            else:
                self.put_away.emit()
        else:
            return False
        return True

    def _step(self, dx: int, dy: int) -> None:
        """Move to the middle of another pixel of the picture."""
        if self._down_by == "mouse":
            return
        area, here = self._view.array_rect, self._here()
        x = min(max(floor(here.x()) + dx, area.left()), area.right() - 1) + 0.5
        y = min(max(floor(here.y()) + dy, area.top()), area.bottom() - 1) + 0.5
        self._go_to(x, y)
        if self._down_by == "keys":
            self.moved.emit(x, y)
        self.stepped.emit(x, y)

    def _put_down_or_lift(self) -> None:
        if self._down_by == "mouse":
            return
        if self._down_by == "keys":
            self.lift()
        else:
            self._down_by = "keys"
            here = self._here()
            self._go_to(here.x(), here.y())
            self.put_down.emit(here.x(), here.y())
        here = self._here()
        self.stepped.emit(here.x(), here.y())

    def _here(self) -> QPointF:
        """Return where the pen is; in the middle of the picture where it has not been anywhere on it."""
        area = self._view.array_rect
        if self._place is None or not area.contains(self._place):
            middle = area.center()
            return QPointF(floor(middle.x()) + 0.5, floor(middle.y()) + 0.5)
        return self._place

    def _go_to(self, x: float, y: float) -> None:
        self._place = QPointF(x, y)
        self.outline.setPos(self._place)
        self.outline.setVisible(True)

    def _on_view_hand_changed(self) -> None:
        """Put the pen away when another tool has taken the view."""
        if self._view.hand is not self:
            self.outline.setVisible(False)
            self.lift()
