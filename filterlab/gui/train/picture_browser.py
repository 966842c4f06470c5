"""Many small pictures in rows, of which only those in sight are drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPalette, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from filterlab.data import PictureGrid, draw_sheet, find_pictures
from filterlab.gui.theme import current_theme

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from filterlab.gui.train.data_sight import PartSight

WANTED_SIDE = 48
GAP = 2
LEAST_WIDTH, LEAST_HEIGHT = 120, 150


class PictureBrowser(QAbstractScrollArea):
    """Show pictures; know nothing but arrays. Setters never emit.

    Signals
    -------
    picture_chosen(index)
        The user clicked a picture or walked to it with the arrow keys.
    """

    picture_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._pictures: NDArray[np.uint8] = np.zeros((0, 1, 1, 1), np.uint8)
        self._labels: NDArray[np.int64] = np.zeros(0, np.int64)
        self._names: tuple[str, ...] = ()
        self._chosen: NDArray[np.intp] = np.zeros(0, np.intp)
        self._current = -1
        self._message = ""
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setAutoFillBackground(False)
        self.setMinimumSize(LEAST_WIDTH, LEAST_HEIGHT)
        self.setAccessibleName(self.tr("Pictures of the data set"))

    @property
    def shown(self) -> NDArray[np.intp]:
        """Which pictures are shown, in their order."""
        return self._chosen

    @property
    def current(self) -> int:
        """Which picture is the chosen one; -1 for none."""
        return self._current

    @property
    def message(self) -> str:
        """The sentence in place of pictures; empty when there are some."""
        return self._message

    def set_part(self, part: PartSight, names: tuple[str, ...], label: int | None, message: str) -> None:
        """Show the pictures of one class, or of all, or a sentence if there are none."""
        self._pictures, self._labels, self._names = part.pictures, part.labels, names
        self._chosen = find_pictures(part.labels, None if label is None else (label,))
        self._message = "" if len(self._chosen) else message
        self._current = int(self._chosen[0]) if len(self._chosen) else -1
        self.verticalScrollBar().setValue(0)
        self._update_scroll_range()
        self.viewport().update()

    def show_message(self, message: str) -> None:
        """Show a sentence instead of pictures."""
        self._chosen = np.zeros(0, np.intp)
        self._current, self._message = -1, message
        self._update_scroll_range()
        self.viewport().update()

    def grid(self) -> PictureGrid:
        """Return the arrangement of the pictures at the view's present size."""
        _n, _c, height, width = self._pictures.shape
        times = max(1, round(WANTED_SIDE / max(height, width)))
        cell_height, cell_width = height * times + GAP, width * times + GAP
        # Room for the bar is kept free whether it is shown or not, so that its coming moves nothing.
        room = self.width() - self.verticalScrollBar().sizeHint().width()
        return PictureGrid(len(self._chosen), max(1, room // cell_width), cell_height, cell_width)

    def _update_scroll_range(self) -> None:
        grid, height = self.grid(), self.viewport().height()
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, round(grid.height) - height))
        bar.setPageStep(height)
        bar.setSingleStep(round(grid.cell_height))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the pictures for the new width."""
        super().resizeEvent(event)
        self._update_scroll_range()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the pictures in sight."""
        del event
        painter = QPainter(self.viewport())
        try:
            if len(self._chosen):
                self._draw(painter)
            else:
                painter.setPen(current_theme().muted)
                area = self.viewport().rect().adjusted(8, 8, -8, -8)
                painter.drawText(
                    area, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), self._message
                )
        finally:
            # A painter left open by an exception would take the process with it.
            painter.end()

    def _draw(self, painter: QPainter) -> None:
        grid, top = self.grid(), self.verticalScrollBar().value()
        seen = grid.in_sight(top, self.viewport().height())
        if not len(seen):
            return
        indices = self._chosen[seen.start : seen.stop]
        images = self._pictures[indices].astype(np.float32) / np.float32(255)
        _n, _c, height, width = images.shape
        sheet = draw_sheet(images, np.arange(len(indices)), grid.columns, largest=max(height, width), gap=0)
        rows, columns, _ = sheet.shape
        image = QImage(sheet.data, columns, rows, 3 * columns, QImage.Format.Format_RGB888)
        cell = QRectF(0, 0, grid.cell_width - GAP, grid.cell_height - GAP)
        for place, position in enumerate(seen):
            row, column = divmod(place, grid.columns)
            y, x = grid.place_of(position)
            cell.moveTo(x, y - top)
            painter.drawImage(cell, image, QRectF(column * width, row * height, width, height))
            if int(self._chosen[position]) == self._current:
                painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 3))
                painter.drawRect(cell.adjusted(1, 1, -1, -1))

    def _position_at(self, point: QPointF) -> int | None:
        return self.grid().position_at(point.y() + self.verticalScrollBar().value(), point.x())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the picture under the mouse."""
        position = self._position_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and position is not None:
            self._choose(position)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Keep what belongs to the click."""
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk from picture to picture with the arrow keys, or go to either end."""
        count = len(self._chosen)
        if not count:
            super().keyPressEvent(event)
            return
        grid = self.grid()
        page = max(1, int(self.viewport().height() // grid.cell_height)) * grid.columns
        here = int(np.searchsorted(self._chosen, self._current))
        there = {
            Qt.Key.Key_Left: here - 1,
            Qt.Key.Key_Right: here + 1,
            Qt.Key.Key_Up: here - grid.columns,
            Qt.Key.Key_Down: here + grid.columns,
            Qt.Key.Key_PageUp: here - page,
            Qt.Key.Key_PageDown: here + page,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: count - 1,
        }.get(Qt.Key(event.key()))
        if there is None:
            super().keyPressEvent(event)
        else:
            self._choose(min(max(there, 0), count - 1))

    def _choose(self, position: int) -> None:
        self._current = int(self._chosen[position])
        grid, bar = self.grid(), self.verticalScrollBar()
        top, _left = grid.place_of(position)
        if top < bar.value():
            bar.setValue(int(top))
        elif top + grid.cell_height > bar.value() + self.viewport().height():
            bar.setValue(int(top + grid.cell_height - self.viewport().height()))
        self.setAccessibleDescription(self._words(position))
        self.viewport().update()
        self.picture_chosen.emit(self._current)

    def _words(self, position: int) -> str:
        label = int(self._labels[self._chosen[position]])
        return self.tr("Picture {number} of {count}: {name}").format(
            number=position + 1, count=len(self._chosen), name=self._names[label]
        )

    def viewportEvent(self, event: QEvent) -> bool:
        """Say which class the picture under the mouse is of."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            position = self._position_at(QPointF(event.pos()))
            if position is not None:
                QToolTip.showText(event.globalPos(), self._words(position), self)
                return True
        return super().viewportEvent(event)
