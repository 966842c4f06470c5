"""A picture or a map with its title, colour bar, numbers and the receptive field drawn on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPalette, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from filterlab import figures
from filterlab.figures import limits_of, lookup_table, shades_of
from filterlab.gui.theme import current_theme
from filterlab.gui.widgets.cell_numbers import CellNumbers
from filterlab.gui.widgets.colour_bar import ColourBar
from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.elided_label import ElidedLabel
from filterlab.gui.widgets.overlays import BoxOverlay, HatchOverlay, PeakMarks
from filterlab.gui.widgets.placement import Placement, visible_cells
from filterlab.probes import Cells

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QFocusEvent, QPaintEvent

    from filterlab.gui.widgets.canvas_hand import CanvasHand

Kind = figures.Kind | Literal["colour"]
FIT_MARGIN = 0.02


class ArrayView(QWidget):
    """Show one array; know nothing but arrays.

    Setters never emit. Signals come from the user alone.

    Signals
    -------
    cell_hovered(row, column)
        The mouse moved over a cell.
    cell_clicked(row, column)
        The left button was pressed and released on a cell.
    cell_picked(row, column)
        The same with Ctrl held.
    cell_stepped(rows, columns)
        An arrow key was pressed (Shift: ten cells).
    hover_left()
        The mouse left the array.
    sight_changed()
        Other cells have come into sight than those shown, by pan, zoom or a new size of the view.
    """

    cell_hovered = Signal(int, int)
    cell_clicked = Signal(int, int)
    cell_picked = Signal(int, int)
    cell_stepped = Signal(int, int)
    hover_left = Signal()
    sight_changed = Signal()

    def __init__(self, title: str, parent: QWidget | None = None, *, colour_bar: bool = True) -> None:
        """Start empty.

        Parameters
        ----------
        title : str
            Translated title above the picture.
        parent : QWidget or None
            Owner.
        colour_bar : bool
            Whether a bar beside the map explains its colours.
        """
        super().__init__(parent)
        self._values: NDArray[np.floating[Any]] | None = None
        self._kind: Kind = "grey"
        self._limits = (0.0, 1.0)
        self._placement = Placement()
        self._shape = (0, 0)
        self._cells = Cells(range(0), range(0))
        self.peers: list[ArrayView] = []
        self.is_fitted = True
        self._hovered: tuple[int, int] | None = None
        self._hand: CanvasHand | None = None
        self._is_handling = False
        self._build(title, colour_bar=colour_bar)
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _build(self, title: str, *, colour_bar: bool) -> None:
        self._title = dressed(QLabel(title), "title")
        self._caption = dressed(ElidedLabel(""), "muted")
        self.canvas = pg.GraphicsView(self, background=current_theme().canvas)
        self.canvas.setFocusProxy(self)
        self.canvas.setMinimumSize(90, 90)
        self.view_box = pg.ViewBox(lockAspect=True, invertY=True, enableMenu=False, defaultPadding=FIT_MARGIN)
        self.canvas.setCentralItem(self.view_box)
        self._image = pg.ImageItem()
        self._numbers = CellNumbers()
        self._peaks = PeakMarks()
        self._hatch = HatchOverlay()
        self._field = BoxOverlay()
        for z, item in enumerate((self._image, self._numbers, self._hatch, self._peaks.item, self._field)):
            item.setZValue(z)
            self.view_box.addItem(item, ignoreBounds=item is not self._image)
        self._message = QLabel("", self.canvas, alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._message.hide()
        self._bar = ColourBar()
        self._bar.setVisible(False)
        self._wants_bar = colour_bar
        header = QHBoxLayout()
        header.setContentsMargins(2, 0, 2, 0)
        header.addWidget(self._title)
        header.addWidget(self._caption, 1)
        grid = QGridLayout()
        grid.setSpacing(4)
        grid.addWidget(self.canvas, 0, 0)
        grid.addWidget(self._bar, 0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3, 0, 3, 3)
        layout.setSpacing(4)
        layout.addLayout(header)
        layout.addLayout(grid, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.canvas.viewport().setMouseTracking(True)
        self.canvas.viewport().installEventFilter(self)
        self.view_box.sigRangeChanged.connect(self._on_box_range_changed)
        self.view_box.sigRangeChangedManually.connect(self._on_box_range_changed_manually)
        self.view_box.sigResized.connect(self._on_box_resized)

    @property
    def values(self) -> NDArray[np.floating[Any]] | None:
        """The values of the cells shown, or None."""
        return self._values

    @property
    def limits(self) -> tuple[float, float]:
        """The values at the two ends of the colour bar."""
        return self._limits

    def set_title(self, title: str) -> None:
        """Change the title above the picture."""
        self._title.setText(title)
        self.setAccessibleName(title)

    def set_caption(self, caption: str) -> None:
        """Change the line of second rank beside the title: size, units."""
        self._caption.setText(caption)

    @property
    def cells(self) -> Cells:
        """Which cells of the array are shown."""
        return self._cells

    def set_frame(self, shape: tuple[int, int], placement: Placement | None = None) -> None:
        """Say how large the array is, before any of its cells are shown.

        Parameters
        ----------
        shape : (int, int)
            Height and width in cells.
        placement : Placement or None
            Where the cells lie in picture coordinates; None: one picture pixel each.
        """
        placement = placement or Placement()
        if shape == self._shape and placement == self._placement:
            return
        is_new = shape != self._shape
        self._shape, self._placement, self._cells = shape, placement, Cells(range(0), range(0))
        self._hatch.set_rects([])
        if is_new and self.is_fitted:
            for view in (self, *self.peers):
                view.fit_once()

    def cells_in_sight(self) -> Cells:
        """Return the cells to show: all that are in sight, but no more than one for each point of the screen.

        Where there is room, some out of sight are among them, so that a small pan needs no others.
        """
        sight = self.view_box.viewRect()
        points = self.canvas.viewport().size() * self.devicePixelRatioF()
        rows, columns = visible_cells(sight, self._placement, self._shape, points)
        return Cells(rows, columns)

    def set_array(
        self,
        values: NDArray[np.float32],
        kind: Kind,
        *,
        limits: tuple[float, float] | None = None,
        placement: Placement | None = None,
    ) -> None:
        """Show a whole array; the parameters are those of `set_frame` and `set_cells`."""
        height, width = values.shape[-2:]
        self.set_frame((height, width), placement)
        self.set_cells(Cells(range(height), range(width)), values, kind, limits=limits)

    def set_cells(
        self,
        cells: Cells,
        values: NDArray[np.floating[Any]],
        kind: Kind,
        *,
        limits: tuple[float, float] | None = None,
    ) -> None:
        """Show some cells of the array.

        Parameters
        ----------
        cells : Cells
            Which; every s-th is drawn s cells wide.
        values : ndarray
            Shape ``cells.shape``; or (3, rows, columns) with kind "colour".
        kind : {"signed", "activation", "grey", "colour"}
            Which of the program's colour maps to use.
        limits : (float, float) or None
            Values at the ends of the colour map; None takes them from the values (symmetric if "signed").
        """
        self._message.hide()
        self._image.setVisible(True)
        self._values, self._kind, self._cells = values, kind, cells
        self._limits = (
            limits if limits is not None else limits_of(values, "grey" if kind == "colour" else kind)
        )
        self._draw()
        self._bar.setVisible(self._wants_bar and kind != "colour")

    def set_limits(self, limits: tuple[float, float]) -> None:
        """Draw the same cells in colours between other values."""
        if limits != self._limits and self._values is not None:
            self._limits = limits
            self._draw()

    def _draw(self) -> None:
        values = self._values
        if values is None:
            return
        shades = shades_of(values, self._limits)
        rect = self._placement.part(self._cells.rows, self._cells.columns)
        if self._kind == "colour":
            self._image.setLookupTable(None, update=False)
            self._image.setImage(np.ascontiguousarray(shades.transpose(1, 2, 0)), levels=(0, 255))
            self._numbers.clear()
        else:
            table = lookup_table(self._kind)
            self._image.setLookupTable(table, update=False)
            self._image.setImage(shades, levels=(0, 255))
            self._numbers.set_values(values, shades, table, rect)
            self._bar.set_scale(table, self._limits)
        self._image.setRect(rect)

    def show_message(self, message: str) -> None:
        """Show a sentence in place of the array: why there is nothing to see."""
        self._values, self._shape, self._cells = None, (0, 0), Cells(range(0), range(0))
        self._image.setVisible(False)
        self._numbers.clear()
        self._peaks.set_places([])
        self._field.set_box(None)
        self._hatch.set_rects([])
        self._bar.setVisible(False)
        self._caption.setText("")
        self._message.setText(message)
        self._message.setGeometry(self.canvas.rect().adjusted(12, 12, -12, -12))
        self._message.show()

    def set_field(self, box: tuple[float, float, float, float] | None) -> None:
        """Draw the receptive field: (top, left, height, width) in picture coordinates, or None."""
        self._field.set_box(box)

    def set_hatched(self, rows: range, columns: range) -> None:
        """Hatch whole rows and whole columns of the array, those that do not count; empty ranges hatch nothing."""
        height, width = self._shape
        place = self._placement
        # Where both cross, the rows are hatched already.
        others = (range(rows.start), range(rows.stop, height))
        self._hatch.set_rects(
            [place.part(rows, range(width)), *(place.part(part, columns) for part in others)]
        )

    def set_peaks(self, cells: list[tuple[int, int]]) -> None:
        """Mark cells of the array as peaks."""
        place = self._placement
        self._peaks.set_places(
            [(place.left + (c + 0.5) * place.step_x, place.top + (r + 0.5) * place.step_y) for r, c in cells]
        )

    def link_to(self, other: ArrayView) -> None:
        """Share pan and zoom with another view of the same picture coordinates."""
        self.peers.append(other)
        other.peers.append(self)

    def set_hand(self, hand: CanvasHand | None) -> None:
        """Give the left button to a tool, or back to panning and pinning; wheel and other buttons stay."""
        if self._hand is not None and self._is_handling:
            self._hand.cancel()
        self._hand, self._is_handling = hand, False
        if hand is None:
            self.canvas.viewport().unsetCursor()
        else:
            self.canvas.viewport().setCursor(hand.cursor)

    def zoom_to_fit(self) -> None:
        """Show everything, here and in the linked views, and go on doing so when they change their size."""
        for view in (self, *self.peers):
            view.is_fitted = True
            view.fit_once()

    def fit_once(self) -> None:
        """Show the whole array and those of the linked views, which lie on the same picture."""
        rects = [view.array_rect for view in (self, *self.peers) if not view.array_rect.isEmpty()]
        whole = QRectF()
        for rect in rects:
            whole = whole.united(rect)
        if not whole.isEmpty():
            self.view_box.setRange(whole, padding=FIT_MARGIN)

    @property
    def array_rect(self) -> QRectF:
        """The area that the array covers, in picture coordinates; empty without an array."""
        return self._placement.rect(*self._shape)

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

    def resizeEvent(self, event: object) -> None:
        """Keep the message in the middle."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._message.setGeometry(self.canvas.rect().adjusted(12, 12, -12, -12))

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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step by arrow keys; Escape takes back what a tool has begun."""
        if event.key() == Qt.Key.Key_Escape and self._hand is not None and self._is_handling:
            self._is_handling = False
            self._hand.cancel()
            return
        steps = {
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        size = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        self.cell_stepped.emit(step[0] * size, step[1] * size)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Turn mouse moves and clicks on the canvas into cells, or give them to a tool."""
        if isinstance(event, QMouseEvent) and self._handle(event):
            return True
        if event.type() == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            cell = self._cell_under(event.position())
            if cell is not None and cell != self._hovered:
                self._hovered = cell
                self.cell_hovered.emit(*cell)
            elif cell is None and self._hovered is not None:
                self._hovered = None
                self.hover_left.emit()
        elif event.type() == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            self._pressed_at = event.position()
            self.setFocus(Qt.FocusReason.MouseFocusReason)
        elif event.type() == QEvent.Type.MouseButtonRelease and isinstance(event, QMouseEvent):
            self._release(event)
        elif event.type() == QEvent.Type.Leave and self._hovered is not None:
            self._hovered = None
            self.hover_left.emit()
        return super().eventFilter(watched, event)  # type: ignore[arg-type]

    _pressed_at = QPointF()

    def _handle(self, event: QMouseEvent) -> bool:
        """Give an event of the left button to the tool that has taken it; return whether one has."""
        hand, left = self._hand, Qt.MouseButton.LeftButton
        if hand is None:
            return False
        point = self.view_box.mapSceneToView(self.canvas.mapToScene(event.position().toPoint()))
        if event.type() == QEvent.Type.MouseButtonPress and event.button() == left:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self._is_handling = True
            hand.press(point.x(), point.y())
            return True
        if not self._is_handling:
            return False
        if event.type() == QEvent.Type.MouseMove:
            hand.drag(point.x(), point.y())
            return True
        if event.type() == QEvent.Type.MouseButtonRelease and event.button() == left:
            self._is_handling = False
            hand.release(point.x(), point.y())
            return True
        return False

    def _release(self, event: QMouseEvent) -> None:
        moved = (event.position() - self._pressed_at).manhattanLength()
        cell = self._cell_under(event.position())
        if event.button() == Qt.MouseButton.LeftButton and moved < 4 and cell is not None:
            with_control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            (self.cell_picked if with_control else self.cell_clicked).emit(*cell)

    def _cell_under(self, position: QPointF) -> tuple[int, int] | None:
        scene = self.canvas.mapToScene(position.toPoint())
        point = self.view_box.mapSceneToView(scene)
        row, column = self._placement.cell_at(point.x(), point.y())
        height, width = self._shape
        return (row, column) if 0 <= row < height and 0 <= column < width else None

    def _on_box_range_changed_manually(self, *_axes: object) -> None:
        """Let the linked views follow the user's pan and zoom."""
        self.is_fitted = False
        for peer in self.peers:
            peer.is_fitted = False
            peer.view_box.setRange(self.view_box.viewRect(), padding=0)

    def _on_box_resized(self, _box: object) -> None:
        """Stay fitted when the window, a splitter or the width of the colour bar changes."""
        if self.is_fitted:
            self.fit_once()
        self._look_for_cells()

    def _on_box_range_changed(self) -> None:
        self._numbers.update()
        self._look_for_cells()

    def _look_for_cells(self) -> None:
        """Say so when the cells shown are not those in sight, or lie too far apart or too close for the screen."""
        if self._values is None or not all(self._cells.shape):
            return
        wanted = self.cells_in_sight()
        pairs = ((self._cells.rows, wanted.rows), (self._cells.columns, wanted.columns))
        if any(shown.step != sought.step for shown, sought in pairs):
            self.sight_changed.emit()
            return
        points = self.canvas.viewport().size() * self.devicePixelRatioF()
        needed = visible_cells(self.view_box.viewRect(), self._placement, self._shape, points, spare=0.0)
        if any(
            places and (places[0] < shown[0] or places[-1] > shown[-1])
            for (shown, _), places in zip(pairs, needed, strict=True)
        ):
            self.sight_changed.emit()
