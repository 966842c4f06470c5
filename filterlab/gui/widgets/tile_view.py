"""A scrolling view of filters, each with its response beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QFrame, QToolTip, QWidget

from filterlab.gui.widgets.filter_drag import drag, dragged_key
from filterlab.gui.widgets.tile import Tile, TilePainter
from filterlab.gui.widgets.tile_grid import GAP, PAD, TileGrid, arranged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QPaintEvent, QResizeEvent

    from filterlab.figures import Limits
    from filterlab.gui.widgets.map_place import CellPlace, MapPlace

LEAST_WIDTH, LEAST_HEIGHT = 160, 100


class TileView(QAbstractScrollArea):
    """Show tiles; know nothing but arrays. Setters never emit.

    Signals
    -------
    tile_chosen(str)
        The user clicked a tile or walked to it with the arrow keys.
    response_hovered(str, int, int)
        The mouse is over this row and column of a tile's map.
    weight_hovered(str, int, int, int)
        The mouse is over this channel, row and column of a tile's filter.
    hover_left()
        The mouse is over neither.
    filter_dropped(str)
        The user has dragged the filter of the tile with this key here, from any view.
    """

    tile_chosen = Signal(str)
    response_hovered = Signal(str, int, int)
    weight_hovered = Signal(str, int, int, int)
    hover_left = Signal()
    filter_dropped = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._tiles: tuple[Tile, ...] = ()
        self._painter = TilePainter()
        self._current = ""
        self._marked = ""
        self._note_width = 0
        self._planned = 0
        self._has_hovered = False
        self._pressed_at: QPointF | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.setMinimumSize(LEAST_WIDTH, LEAST_HEIGHT)

    @property
    def tiles(self) -> tuple[Tile, ...]:
        """The tiles shown."""
        return self._tiles

    @property
    def current(self) -> str:
        """The key of the chosen tile, or an empty text."""
        return self._current

    @property
    def marked(self) -> str:
        """The key of the tile that belongs to one chosen elsewhere, or an empty text."""
        return self._marked

    @property
    def limits(self) -> tuple[Limits | None, Limits | None]:
        """The limits shared by all filters and by all maps; None where each has its own."""
        return self._painter.weight_limits, self._painter.response_limits

    def set_tiles(self, tiles: Sequence[Tile]) -> None:
        """Show these tiles in this order; what was chosen stays chosen where it is still there."""
        self._tiles = tuple(tiles)
        keys = {tile.key for tile in tiles}
        self._painter.forget(keys)
        metrics = self.fontMetrics()
        self._note_width = max((metrics.horizontalAdvance(tile.last_line) for tile in tiles), default=0)
        self._current = self._current if self._current in keys else ""
        self._marked = self._marked if self._marked in keys else ""
        self._update_scroll_range()
        self.viewport().update()

    def set_limits(self, weights: Limits | None, responses: Limits | None) -> None:
        """Share limits of the colours among all filters and all maps; None: each has its own."""
        self._painter.weight_limits, self._painter.response_limits = weights, responses
        self.viewport().update()

    def set_current(self, key: str) -> None:
        """Show a tile as the chosen one, and bring it into sight if it was not so before."""
        before, self._current = self._current, key if any(tile.key == key for tile in self._tiles) else ""
        if self._current and self._current != before:
            self._scroll_to(self._current)
        self.viewport().update()

    def scroll_to_top(self) -> None:
        """Bring the first tile into sight."""
        self.verticalScrollBar().setValue(0)

    def set_marked(self, key: str) -> None:
        """Show that a tile belongs to one chosen elsewhere, and bring it into sight; empty: none does."""
        self._marked = key if any(tile.key == key for tile in self._tiles) else ""
        if self._marked:
            self._scroll_to(self._marked)
        self.viewport().update()

    def set_place(self, place: MapPlace | None) -> None:
        """Point at a place of the picture in all maps, each with its number there; None: at no place."""
        if place != self._painter.place:
            self._painter.place = place
            self.viewport().update()

    def set_cell(self, cell: CellPlace | None) -> None:
        """Point at a cell of all filters, each with its number there; None: at no cell."""
        if cell != self._painter.cell:
            self._painter.cell = cell
            self.viewport().update()

    @property
    def place(self) -> MapPlace | None:
        """The place of the picture that is pointed at."""
        return self._painter.place

    @property
    def cell(self) -> CellPlace | None:
        """The cell of all filters that is pointed at."""
        return self._painter.cell

    def set_planned(self, count: int) -> None:
        """Arrange as if there were this many tiles, so that two views side by side have tiles of one size."""
        self._planned = count
        self._update_scroll_range()
        self.viewport().update()

    def grid(self) -> TileGrid:
        """Return the arrangement of the tiles at the view's present size.

        Room for the scroll bar is kept free whether it is shown or not: otherwise the width of the tiles would
        depend on the bar, and the bar, through their height, on their width.
        """
        bar = self.verticalScrollBar().sizeHint().width()
        known = next((tile.response for tile in self._tiles if tile.response is not None), None)
        grid = TileGrid(
            count=max(len(self._tiles), self._planned),
            columns=1,
            width=max(1, self.width() - bar),
            line=self.fontMetrics().height(),
            proportion=known.shape[0] / known.shape[1] if known is not None else 0.75,
            note_lines=int(self._note_width > 0),
        )
        height = self.viewport().height()
        chosen = arranged(grid, height)
        if self._note_width > chosen.tile_width - 2 * PAD:
            chosen = arranged(replace(grid, note_lines=2), height)
        return replace(chosen, count=len(self._tiles))

    def _update_scroll_range(self) -> None:
        grid, height = self.grid(), self.viewport().height()
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, grid.height - height))
        bar.setPageStep(height)
        bar.setSingleStep(max(1, int(grid.tile_height / 3)))

    def _scroll_to(self, key: str) -> None:
        grid = self.grid()
        index = next(i for i, tile in enumerate(self._tiles) if tile.key == key)
        box = grid.boxes(index).outer
        bar = self.verticalScrollBar()
        if box.top() < bar.value():
            bar.setValue(int(box.top()))
        elif box.bottom() > bar.value() + self.viewport().height():
            # Of a tile higher than the view the top is shown, where its name stands.
            bar.setValue(int(min(box.top(), box.bottom() - self.viewport().height() + GAP)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the tiles for the new width."""
        super().resizeEvent(event)
        self._update_scroll_range()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the tiles in sight."""
        del event
        painter = QPainter(self.viewport())
        try:
            self._draw_tiles(painter)
        finally:
            # A painter left open by an exception would take the process with it.
            painter.end()

    def _draw_tiles(self, painter: QPainter) -> None:
        grid, top = self.grid(), self.verticalScrollBar().value()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(0, -top)
        for index in grid.visible(top, self.viewport().height()):
            tile = self._tiles[index]
            self._painter.draw(
                painter,
                tile,
                grid.boxes(index),
                self.palette(),
                current=tile.key == self._current,
                marked=tile.key == self._marked,
            )

    def _tile_at(self, position: QPointF) -> int:
        return self.grid().index_at(position.x(), position.y() + self.verticalScrollBar().value())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say which number lies under the mouse, or let the filter be dragged away."""
        if self._pressed_at is not None and event.buttons() & Qt.MouseButton.LeftButton:
            way = (event.position() - self._pressed_at).manhattanLength()
            if way >= QApplication.startDragDistance():
                index, self._pressed_at = self._tile_at(self._pressed_at), None
                self._leave()
                drag(self._tiles[index], self)
            return
        index = self._tile_at(event.position())
        if index >= 0:
            tile, boxes = self._tiles[index], self.grid().boxes(index)
            x, y = event.position().x(), event.position().y() + self.verticalScrollBar().value()
            place = tile.map_cell_at(boxes.response, x, y)
            cell = tile.kernel_layout(boxes.kernel).cell_at(x, y)
            if place is not None:
                self._has_hovered = True
                self.response_hovered.emit(tile.key, *place)
                return
            if cell is not None:
                self._has_hovered = True
                self.weight_hovered.emit(tile.key, *cell)
                return
        self._leave()

    def _leave(self) -> None:
        if self._has_hovered:
            self._has_hovered = False
            self.hover_left.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the tile under the mouse."""
        index = self._tile_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and index >= 0:
            self._pressed_at = event.position()
            self._choose(index)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Keep what belongs to the click."""
        self._pressed_at = None
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take filters, where they are wanted, and nothing else."""
        self.dragMoveEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Go on taking a filter, except one of this view's own."""
        key = dragged_key(event.mimeData())
        if key and all(tile.key != key for tile in self._tiles):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        """Say which filter has come."""
        key = dragged_key(event.mimeData())
        if key:
            event.acceptProposedAction()
            self.filter_dropped.emit(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk from tile to tile with the arrow keys."""
        columns = self.grid().columns
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -columns,
            Qt.Key.Key_Down: columns,
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None or not self._tiles:
            super().keyPressEvent(event)
            return
        keys = [tile.key for tile in self._tiles]
        index = keys.index(self._current) + step if self._current in keys else 0
        self._choose(min(len(keys) - 1, max(0, index)))

    def _choose(self, index: int) -> None:
        self._current = self._tiles[index].key
        self._scroll_to(self._current)
        self.viewport().update()
        self.tile_chosen.emit(self._current)

    def viewportEvent(self, event: QEvent) -> bool:
        """Show a tile's whole headline and last line as tooltip, and notice when the mouse leaves."""
        if event.type() == QEvent.Type.Leave:
            self._leave()
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            index = self._tile_at(QPointF(event.pos()))
            if index >= 0:
                tile = self._tiles[index]
                text = "\n".join(part for part in (tile.headline, tile.last_line, tile.problem) if part)
                QToolTip.showText(event.globalPos(), text, self)
                return True
        return super().viewportEvent(event)
