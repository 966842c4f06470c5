"""A canvas for something that lies on a picture, with pan and zoom that other canvases of the picture share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPalette, QPen
from PySide6.QtWidgets import QWidget

from filterlab.gui.theme import current_theme
from filterlab.gui.widgets.placement import Placement

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QPaintEvent

FIT_MARGIN = 0.02


class LinkedView(QWidget):
    """Hold the canvas, know where an array lies on it, and pan and zoom together with the peers.

    Signals
    -------
    range_changed()
        Another part than before may be in sight, or the same on more or fewer points of the screen.

    Attributes
    ----------
    canvas : GraphicsView
        Where is drawn.
    view_box : ViewBox
        The coordinates of the picture on it.
    peers : list of LinkedView
        Those that share pan and zoom.
    is_fitted : bool
        Whether everything is shown, and shall be after a change of size.
    """

    range_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without an array."""
        super().__init__(parent)
        self._placement = Placement()
        self._shape = (0, 0)
        self.peers: list[LinkedView] = []
        self._is_ground = True
        self.is_fitted = True
        self.canvas = pg.GraphicsView(self, background=current_theme().canvas)
        # Nearly every change is one of all cells; and to find out what is to be drawn takes longer than to draw it.
        self.canvas.setViewportUpdateMode(pg.GraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.canvas.setFocusProxy(self)
        self.canvas.setMinimumSize(90, 90)
        self.view_box = pg.ViewBox(lockAspect=True, invertY=True, enableMenu=False, defaultPadding=FIT_MARGIN)
        self.canvas.setCentralItem(self.view_box)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.view_box.sigRangeChanged.connect(self._on_box_range_changed)
        self.view_box.sigRangeChangedManually.connect(self._on_box_range_changed_manually)
        self.view_box.sigResized.connect(self._on_box_resized)

    def hold_still(self) -> None:
        """Neither pan nor zoom by the mouse: the wheel goes on to what the view is in, which scrolls."""
        self.view_box.setMouseEnabled(x=False, y=False)

    @property
    def array_rect(self) -> QRectF:
        """The area that the array covers, in picture coordinates; empty without an array."""
        return self._placement.rect(*self._shape)

    def cell_under(self, x: float, y: float) -> tuple[int, int] | None:
        """Return the cell (row, column) under a point of the picture, or None beside the array."""
        row, column = self._placement.cell_at(x, y)
        height, width = self._shape
        return (row, column) if 0 <= row < height and 0 <= column < width else None

    def link_to(self, other: LinkedView) -> None:
        """Share pan and zoom with another view, of the picture that this one's array lies on."""
        self._is_ground = False
        self.peers.append(other)
        other.peers.append(self)

    def zoom_to_fit(self) -> None:
        """Show everything, here and in the linked views, and go on doing so when they change their size."""
        for view in (self, *self.peers):
            view.is_fitted = True
            view.fit_once()

    def fit_once(self) -> None:
        """Show the whole array and those of the linked views, which lie on the same picture."""
        whole = self._whole()
        if not whole.isEmpty():
            self.view_box.setRange(whole, padding=FIT_MARGIN)

    def _whole(self) -> QRectF:
        """Return what all the arrays on the picture cover together; empty without any."""
        whole = QRectF()
        for view in (self, *self.peers):
            if not view.array_rect.isEmpty():
                whole = whole.united(view.array_rect)
        return whole

    def zoom_to_actual(self) -> None:
        """Show one picture pixel as one screen pixel, around the present middle."""
        middle = self.view_box.viewRect().center()
        size = self.canvas.viewport().size()
        half = QPointF(size.width() / 2, size.height() / 2)
        self.view_box.setRange(QRectF(middle - half, middle + half), padding=0)
        self._on_box_range_changed_manually()

    def zoom_by(self, factor: float) -> None:
        """Enlarge (factor > 1) or shrink what is shown around its middle."""
        self.view_box.scaleBy((1 / factor, 1 / factor))
        self._on_box_range_changed_manually()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring that says where arrow keys go."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the ring."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ring around the canvas while the keyboard acts on it."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 2))
            painter.drawRect(self.canvas.geometry().adjusted(-2, -2, 1, 1))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.canvas.setBackground(current_theme().canvas)

    def _on_box_range_changed(self) -> None:
        self.range_changed.emit()

    def _on_box_range_changed_manually(self, *_axes: object) -> None:
        """Let the linked views follow the user's pan and zoom, and none lose the picture out of sight."""
        sight, whole = self.view_box.viewRect(), self._whole()
        if not whole.isEmpty() and not whole.contains(sight.center()):
            x = min(max(sight.center().x(), whole.left()), whole.right())
            y = min(max(sight.center().y(), whole.top()), whole.bottom())
            sight.moveCenter(QPointF(x, y))
            self.view_box.setRange(sight, padding=0)
        self.is_fitted = False
        for peer in self.peers:
            peer.is_fitted = False
            peer.view_box.setRange(self.view_box.viewRect(), padding=0)

    def _on_box_resized(self, _box: object) -> None:
        """Stay fitted when the window, a splitter or the width of the colour bar changes."""
        if self.is_fitted:
            self.fit_once()
        self.range_changed.emit()
