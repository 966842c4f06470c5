"""What is shown of one stage: each filter with the map it makes, all of the same part of the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from filterlab.gui.circuit.map_painter import Sight
from filterlab.gui.circuit.tile_layout import TileLayout, arranged
from filterlab.gui.circuit.tile_painter import FilterFace, Mark, TilePainter
from filterlab.gui.circuit.view_painter import PixelShade, draw_shade
from filterlab.gui.theme import current_theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFocusEvent, QPaintEvent, QResizeEvent

    from filterlab.figures import Limits
    from filterlab.gui.circuit.map_face import MapsFace

LEAST_WIDTH, LEAST_HEIGHT = 120, 72
LEAST_PROPORTION, MOST_PROPORTION = 0.5, 1.6


class MapsView(QAbstractScrollArea):
    """Show the maps of a stage; know nothing but arrays. Setters never emit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._filters: tuple[FilterFace, ...] = ()
        self._face: MapsFace | None = None
        self._limits: tuple[Limits, ...] = ()
        self._region = QRectF()
        self._proportion = 1.0
        self._marks: tuple[Mark, ...] = ()
        self._shade: PixelShade | None = None
        self._current = 0
        self._painter = TilePainter()
        self._still: QPixmap | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setAutoFillBackground(False)
        self.setMinimumSize(LEAST_WIDTH, LEAST_HEIGHT)
        self.verticalScrollBar().valueChanged.connect(self._renew)

    @property
    def filters(self) -> tuple[FilterFace, ...]:
        """The filters shown."""
        return self._filters

    @property
    def face(self) -> MapsFace | None:
        """The maps shown, or None."""
        return self._face

    @property
    def current(self) -> int:
        """Which filter is chosen."""
        return self._current

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What is pointed out on the maps."""
        return self._marks

    def set_filters(self, filters: Sequence[FilterFace]) -> None:
        """Show these filters; maps of as many filters stay until their successors come."""
        if self._face is not None and len(self._face.values) != len(filters):
            self._face, self._marks, self._shade = None, (), None
        self._filters = tuple(filters)
        self._current = min(self._current, max(0, len(filters) - 1))
        self._describe()
        self._update_scroll_range()
        self._renew()

    def set_maps(self, face: MapsFace | None, limits: Sequence[Limits] = ()) -> None:
        """Show maps, with what the ends of each one's colours stand for; None leaves their places empty."""
        self._face, self._limits = face, tuple(limits)
        self._renew()

    def set_proportion(self, proportion: float) -> None:
        """Give all maps the height of the picture by its width, within what makes a good tile."""
        self._proportion = min(max(proportion, LEAST_PROPORTION), MOST_PROPORTION)
        self._update_scroll_range()
        self._renew()

    def set_sight(self, sight: QRectF) -> None:
        """Show at least this part of the picture in every tile."""
        height = max(sight.height(), sight.width() * self._proportion, 1e-6)
        region = QRectF(0, 0, height / self._proportion, height)
        region.moveCenter(sight.center())
        if region != self._region:
            self._region = region
            self._renew()

    def set_current(self, index: int) -> None:
        """Show a filter as the chosen one."""
        if index != self._current and index < len(self._filters):
            self._current = index
            self._describe()
            self._renew()

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """Point out some cells."""
        if tuple(marks) != self._marks:
            self._marks = tuple(marks)
            self.viewport().update()

    @property
    def shade(self) -> PixelShade | None:
        """How the maps see the pixel that is asked about, or None."""
        return self._shade

    def set_shade(self, shade: PixelShade | None) -> None:
        """Show how the maps see a pixel, or no longer."""
        if shade is not None and len(shade.is_wired) != len(self._filters):
            shade = None
        if shade is not self._shade:
            self._shade = shade
            self._renew()

    def _describe(self) -> None:
        if self._filters:
            face = self._filters[self._current]
            self.setAccessibleName(f"{face.name}, {face.note}")

    def arrangement(self) -> TileLayout:
        """Return where the tiles lie; room for the scroll bar is kept whether it is shown or not."""
        bar = self.verticalScrollBar().sizeHint().width()
        is_single = all(len(face.sheets) == 1 for face in self._filters)
        size = (max(1.0, float(self.width())), max(1.0, float(self.height())))
        line = float(self.fontMetrics().height())
        count = len(self._filters)
        chosen = arranged(count, *size, self._proportion, line, is_single=is_single)
        if chosen.height <= size[1]:
            return chosen
        return arranged(count, max(1.0, size[0] - bar), size[1], self._proportion, line, is_single=is_single)

    def _update_scroll_range(self) -> None:
        chosen, height = self.arrangement(), self.viewport().height()
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, int(chosen.height) - height))
        bar.setPageStep(height)
        bar.setSingleStep(max(1, int(chosen.tile_height / 3)))

    def sizeHint(self) -> QSize:
        """Ask for little: it takes what room there is, and must not push what stands around it out of sight."""
        return self.minimumSize()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the tiles for the new size."""
        super().resizeEvent(event)
        self._update_scroll_range()
        self._renew()

    def changeEvent(self, event: QEvent) -> None:
        """Follow palette and font."""
        super().changeEvent(event)
        self._renew()

    def _renew(self) -> None:
        """Draw everything anew, not the marks alone."""
        self._still = None
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the tiles in sight, and on them the marks, which may change with every movement of the mouse."""
        del event
        chosen, top = self.arrangement(), self.verticalScrollBar().value()
        if self._still is None:
            self._still = self._drawn(chosen, top)
        painter = QPainter(self.viewport())
        painter.drawPixmap(0, 0, self._still)
        if self._face is not None and self._marks:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.translate(0, -top)
            for mark in self._marks:
                self._painter.draw_mark(painter, chosen.parts(mark.map), mark, self._face, self._region)
        painter.end()

    def _drawn(self, chosen: TileLayout, top: int) -> QPixmap:
        """Return the tiles in sight without marks."""
        ratio = self.devicePixelRatioF()
        picture = QPixmap(self.viewport().size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        view = QRectF(self.viewport().rect()).translated(0, top)
        painter = QPainter(picture)
        painter.setFont(self.font())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(0, -top)
        for index, filter_face in enumerate(self._filters):
            parts = chosen.parts(index)
            if not parts.outer.intersects(view):
                continue
            self._painter.draw(
                painter,
                parts,
                filter_face,
                self.palette(),
                is_current=index == self._current,
                has_focus=self.hasFocus(),
            )
            if self._face is None:
                painter.fillRect(parts.map, current_theme().canvas)
            else:
                limits = self._limits[index]
                self._painter.draw_map(painter, parts, index, self._face, limits, self._region)
                if self._shade is not None:
                    draw_shade(painter, parts, index, self._shade, self._face, self._region)
        painter.end()
        return picture

    def cell_at(self, position: QPointF) -> tuple[int, int, int] | None:
        """Return (map, row, column) under a point of the view, or None beside the maps."""
        chosen = self.arrangement()
        x, y = position.x(), position.y() + self.verticalScrollBar().value()
        index = chosen.index_at(x, y)
        if index < 0 or self._face is None or not chosen.parts(index).map.contains(x, y):
            return None
        point = Sight(self._region, chosen.parts(index).map).to_picture(x, y)
        row, column = self._face.placement.cell_at(*point)
        if self._face.value_at(index, row, column) is None:
            return None
        return index, row, column

    def point_of(self, index: int, row: int, column: int) -> QPoint:
        """Return where the middle of a cell is in the view."""
        chosen = self.arrangement()
        if self._face is None:
            return QPoint()
        area = self._face.placement.part(range(row, row + 1), range(column, column + 1))
        box = Sight(self._region, chosen.parts(index).map).to_screen(area)
        return (box.center() - QPointF(0, self.verticalScrollBar().value())).toPoint()

    def scroll_to(self, index: int) -> None:
        """Bring a filter and its map into sight."""
        box, bar = self.arrangement().parts(index).outer, self.verticalScrollBar()
        if box.top() < bar.value():
            bar.setValue(int(box.top()))
        elif box.bottom() > bar.value() + self.viewport().height():
            bar.setValue(int(box.bottom() - self.viewport().height()) + 1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show which filter the keyboard acts on."""
        super().focusInEvent(event)
        self._renew()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the keyboard acts elsewhere."""
        super().focusOutEvent(event)
        self._renew()
