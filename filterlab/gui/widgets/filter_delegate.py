"""How one row of a filter list is drawn: thumbnail, name, size and the largest weight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from filterlab.figures import limits_of
from filterlab.gui.theme import current_theme
from filterlab.gui.widgets.filter_model import ENTRY_ROLE, FilterEntry
from filterlab.gui.widgets.filter_planes import FilterLayout, draw_filter

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

THUMBNAIL = 40
PLANE = 26
MARGIN = 4
AnyIndex = QModelIndex | QPersistentModelIndex


def thumbnail_size(entry: FilterEntry) -> QSize:
    """Return the room for a thumbnail: a square, or wider for channels side by side."""
    planes, _kernel_height, _kernel_width = entry.planes.shape
    return QSize(THUMBNAIL if planes == 1 else planes * PLANE + 2 * (planes - 1), THUMBNAIL)


def draw_thumbnail(painter: QPainter, box: QRectF, entry: FilterEntry) -> None:
    """Draw a filter into a box with its own limits and a thin line around it."""
    planes = entry.planes
    # Item views ask for smooth pictures; a cell has one colour.
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    layout = FilterLayout.fit(box, planes.shape)
    draw_filter(painter, layout, planes, limits_of(planes, "signed"), numbers=False)
    painter.setPen(current_theme().border)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(layout.rect.adjusted(-0.5, -0.5, 0.5, 0.5))


class FilterDelegate(QStyledItemDelegate):
    """Draw thumbnail, name, size and the largest weight; edit the name where it stands."""

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        """Give every row the same height, and let names be shortened."""
        entry = index.data(ENTRY_ROLE)
        width = thumbnail_size(entry).width() + option.fontMetrics.averageCharWidth() * 8
        return QSize(width, max(THUMBNAIL, 2 * option.fontMetrics.height()) + 2 * MARGIN)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Draw one row."""
        entry = index.data(ENTRY_ROLE)
        style = option.widget.style()
        painter.save()
        style.drawPrimitive(QStyle.PrimitiveElement.PE_PanelItemViewItem, option, painter, option.widget)
        thumbnail, name, size = _places(option.rect, entry, option.fontMetrics.height())
        draw_thumbnail(painter, QRectF(thumbnail), entry)
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        ink = option.palette.color(
            QPalette.ColorRole.HighlightedText if is_selected else QPalette.ColorRole.Text
        )
        painter.setPen(ink)
        left = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        text = option.fontMetrics.elidedText(entry.name, Qt.TextElideMode.ElideRight, name.width())
        painter.drawText(name, left, text)
        painter.setPen(ink if is_selected else current_theme().muted)
        # A reach that is cut off would be another number.
        text = f"{entry.size}  ·  {entry.reach}"
        if option.fontMetrics.horizontalAdvance(text) > size.width():
            text = option.fontMetrics.elidedText(entry.size, Qt.TextElideMode.ElideRight, size.width())
        painter.drawText(size, left, text)
        painter.restore()

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Lay the editor over the name."""
        _, name, _ = _places(option.rect, index.data(ENTRY_ROLE), option.fontMetrics.height())
        height = editor.sizeHint().height()
        editor.setGeometry(name.left() - 3, name.center().y() - height // 2, name.width() + 3, height)


def _places(row: QRect, entry: FilterEntry, line: int) -> tuple[QRect, QRect, QRect]:
    """Return where thumbnail, name and size stand in a row."""
    inner = row.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
    wanted = thumbnail_size(entry)
    thumbnail = QRect(
        inner.left(), inner.center().y() - wanted.height() // 2, wanted.width(), wanted.height()
    )
    left = thumbnail.right() + 2 * MARGIN
    middle = inner.center().y()
    width = max(0, inner.right() - left + 1)
    return thumbnail, QRect(left, middle - line, width, line), QRect(left, middle, width, line)
