"""The picture and all layers of a net side by side; any number can be pointed at and chosen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from filterlab.gui.compare.decision.chain_layout import GAP, Spot, lay_out, total_width
from filterlab.gui.compare.decision.chain_painter import (
    FacePainter,
    LayerFace,
    draw_field,
    draw_header,
    draw_spot,
    header_widths,
)
from filterlab.gui.widgets.tooltip import in_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent

    from filterlab.gui.compare.decision.chain_layout import Column, Plan
    from filterlab.gui.compare.decision.chain_painter import FieldMark

LEAST_HEIGHT, LIKED_HEIGHT = 110, 190
_STEPS = {
    Qt.Key.Key_Left: (0, 0, -1),
    Qt.Key.Key_Right: (0, 0, 1),
    Qt.Key.Key_Up: (0, -1, 0),
    Qt.Key.Key_Down: (0, 1, 0),
    Qt.Key.Key_PageUp: (-1, 0, 0),
    Qt.Key.Key_PageDown: (1, 0, 0),
}
_LAYERS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class ChainCanvas(QWidget):
    """Draw the columns; know nothing but arrays and text. Setters never emit.

    Signals
    -------
    spot_hovered(spot)
        The mouse moved over a number.
    hover_left()
        The mouse left the numbers.
    spot_chosen(spot)
        The user wants to know what fed this number.
    layer_wanted(step)
        The user wants to go to the layer so many places behind this one.
    """

    spot_hovered = Signal(object)
    hover_left = Signal()
    spot_chosen = Signal(object)
    layer_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._plans: tuple[Plan, ...] = ()
        self._painters: tuple[FacePainter, ...] = ()
        self._columns: list[Column] = []
        self._way: tuple[Spot, ...] = ()
        self._field: FieldMark | None = None
        self._hovered: Spot | None = None
        self._room = 0
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("The picture and all layers"))
        self.setToolTip(
            in_lines(
                self.tr(
                    "Click any number to see what fed it. Arrows move on its map, Page up and down go to other maps, "
                    "Ctrl and an arrow to other layers"
                )
            )
        )

    @property
    def columns(self) -> list[Column]:
        """Where each layer stands."""
        return self._columns

    @property
    def way(self) -> tuple[Spot, ...]:
        """The numbers that are ringed, the one that is taken apart last."""
        return self._way

    @property
    def field(self) -> FieldMark | None:
        """The cells that are framed."""
        return self._field

    @property
    def faces(self) -> tuple[LayerFace, ...]:
        """What is drawn."""
        return tuple(painter.face for painter in self._painters)

    def set_faces(self, plans: Sequence[Plan], faces: Sequence[LayerFace]) -> None:
        """Show a picture and the layers of a net."""
        self._plans, self._painters = tuple(plans), tuple(FacePainter(face) for face in faces)
        self._way, self._field, self._hovered = (), None, None
        self._arrange()

    def set_marks(self, way: Sequence[Spot], field: FieldMark | None) -> None:
        """Ring the numbers of the way, and frame what the last of them looks at."""
        self._way, self._field = tuple(way), field
        self.update()

    def column_of(self, layer: str | None) -> Column | None:
        """Return where a layer stands."""
        return next((column for column in self._columns if column.plan.layer == layer), None)

    def set_room(self, width: int, height: int) -> None:
        """Use all of the height, and no more than the width if that can be."""
        self._room = width
        self.setFixedHeight(height)
        self._arrange()

    def _arrange(self) -> None:
        height, widths = max(self.height() - self._top() - GAP, 20.0), self._widths()
        self._columns = lay_out(self._plans, self._top(), height, widths, self._room)
        if self._columns:
            self.setFixedWidth(int(total_width(self._columns, widths)))
        self.update()

    def _top(self) -> float:
        return 2.0 * self.fontMetrics().height() + 6.0

    def _widths(self) -> list[float]:
        return [header_widths(self.font(), each.face)[-1] for each in self._painters]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what of the chain is in sight."""
        painter, region = QPainter(self), QRectF(event.rect())
        last = self._way[-1] if self._way else None
        seen = float(self.visibleRegion().boundingRect().left())
        for column, face, width in zip(self._columns, self._painters, self._widths(), strict=True):
            reach = QRectF(column.area.left(), 0, max(column.area.width(), width), self.height())
            if not reach.intersects(region):
                continue
            painter.setPen(self.palette().color(self.foregroundRole()))
            draw_header(painter, column, face.face, seen)
            face.draw(painter, column, region)
            if self._field is not None and self._field.layer == column.plan.layer:
                draw_field(painter, column, self._field)
            for spot in self._way:
                if spot.layer == column.plan.layer:
                    draw_spot(painter, column, spot, is_current=spot is last)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.palette().highlight().color(), 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def spot_at(self, x: float, y: float) -> Spot | None:
        """Return the number under a point."""
        for column in self._columns:
            if column.area.left() <= x <= column.area.right():
                return column.spot_at(x, y)
        return None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say which number is under the mouse."""
        spot = self.spot_at(event.position().x(), event.position().y())
        if spot == self._hovered:
            return
        self._hovered = spot
        if spot is None:
            self.hover_left.emit()
        else:
            self.spot_hovered.emit(spot)
        can_choose = spot is not None and spot.layer is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if can_choose else Qt.CursorShape.ArrowCursor)

    def leaveEvent(self, event: QEvent) -> None:
        """Say that the mouse has gone."""
        super().leaveEvent(event)
        if self._hovered is not None:
            self._hovered = None
            self.hover_left.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the number under the mouse; a pixel is what it is."""
        spot = self.spot_at(event.position().x(), event.position().y())
        if event.button() == Qt.MouseButton.LeftButton and spot is not None and spot.layer is not None:
            self.spot_chosen.emit(spot)
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to a number beside the one that is taken apart, to another map, or to another layer."""
        aside = _LAYERS.get(Qt.Key(event.key()))
        if aside is not None and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.layer_wanted.emit(aside)
            return
        step = _STEPS.get(Qt.Key(event.key()))
        last = self._way[-1] if self._way else None
        column = self.column_of(last.layer) if last is not None and last.layer is not None else None
        if step is None or last is None or column is None:
            super().keyPressEvent(event)
            return
        channels, height, width = column.plan.shape
        channel, row, column_step = step
        if (height, width) == (1, 1):
            # Numbers in a row: up and down go through them.
            channel, row, column_step = channel + row + column_step, 0, 0
        there = replace(
            last,
            channel=min(max(last.channel + channel, 0), channels - 1),
            row=min(max(last.row + row, 0), height - 1),
            column=min(max(last.column + column_step, 0), width - 1),
        )
        if there != last:
            self.spot_chosen.emit(there)


class ChainView(QScrollArea):
    """The chain, scrolled sideways where it is wider than the view."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.canvas = ChainCanvas()
        self._wanted: Spot | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidget(self.canvas)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumHeight(LEAST_HEIGHT)
        self.viewport().setAutoFillBackground(False)
        self.canvas.setAutoFillBackground(False)
        # The names of layers stay in sight while their maps are scrolled.
        self.horizontalScrollBar().valueChanged.connect(self.canvas.update)

    def sizeHint(self) -> QSize:
        """Ask for maps that can be told apart."""
        return QSize(800, LIKED_HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the canvas all the room there is."""
        super().resizeEvent(event)
        self.canvas.set_room(self.viewport().width(), self.viewport().height())
        if self._wanted is not None:
            self._scroll_to(self._wanted)

    def bring_into_sight(self, spot: Spot) -> None:
        """Scroll to a number, and to all of its layer if there is room; also once the view has another size."""
        self._wanted = spot
        self._scroll_to(spot)

    def _scroll_to(self, spot: Spot) -> None:
        column = self.canvas.column_of(spot.layer)
        if column is None:
            return
        if column.area.width() < self.viewport().width():
            middle, reach = column.area.center(), column.area.width() / 2
        else:
            middle, reach = column.cell(spot).center(), self.viewport().width() / 3
        self.ensureVisible(int(middle.x()), int(middle.y()), int(reach + 20), 0)
