"""Draws the part of a map that is in sight into a box, with its numbers as soon as there is room for them."""

from __future__ import annotations

from math import ceil, floor
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter

from filterlab.figures import colorize
from filterlab.gui.circuit.map_face import MAX_SIDE
from filterlab.gui.theme import current_theme
from filterlab.gui.widgets.filter_planes import image_of
from filterlab.gui.widgets.ink import BLACK, WHITE, is_light
from filterlab.gui.widgets.number_fitting import fitting_text, sized
from filterlab.probes import Box

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from filterlab.figures import Limits
    from filterlab.gui.circuit.map_face import MapsFace

NUMBER_WIDTH, NUMBER_HEIGHT = 28.0, 13.0
NUMBER_FONT = 10


class Sight:
    """The way from the picture's coordinates to a box on the screen that shows a part of it."""

    def __init__(self, region: QRectF, box: QRectF) -> None:
        """Show this region of the picture in this box; both have the same proportions."""
        self._region, self._box = region, box
        self._scale_x = box.width() / max(region.width(), 1e-9)
        self._scale_y = box.height() / max(region.height(), 1e-9)

    def to_screen(self, area: QRectF) -> QRectF:
        """Return where an area of the picture lies on the screen."""
        return QRectF(
            self._box.left() + (area.left() - self._region.left()) * self._scale_x,
            self._box.top() + (area.top() - self._region.top()) * self._scale_y,
            area.width() * self._scale_x,
            area.height() * self._scale_y,
        )

    def to_picture(self, x: float, y: float) -> tuple[float, float]:
        """Return the point of the picture under a point of the screen."""
        return (
            self._region.left() + (x - self._box.left()) / self._scale_x,
            self._region.top() + (y - self._box.top()) / self._scale_y,
        )

    @property
    def scale(self) -> tuple[float, float]:
        """Points of the screen for a pixel of the picture, across and down."""
        return self._scale_x, self._scale_y


def cells_in(face: MapsFace, region: QRectF) -> Box:
    """Return the cells of a face that lie in a region of the picture, within those that have been computed."""
    place, window = face.placement, face.window
    top, left = (region.top() - place.top) / place.step_y, (region.left() - place.left) / place.step_x
    bottom, right = (
        (region.bottom() - place.top) / place.step_y,
        (region.right() - place.left) / place.step_x,
    )
    first_row, first_column = max(floor(top), window.top), max(floor(left), window.left)
    end_row = min(ceil(bottom), window.top + window.height)
    end_column = min(ceil(right), window.left + window.width)
    return Box(first_row, first_column, max(end_row - first_row, 0), max(end_column - first_column, 0))


class MapPainter:
    """Draw the maps of one stage; keep their pictures, which are dear to make, until something changes."""

    def __init__(self) -> None:
        """Start without any."""
        self._kept: dict[int, tuple[tuple[object, ...], QImage]] = {}

    def draw(
        self, painter: QPainter, box: QRectF, face: MapsFace, index: int, limits: Limits, region: QRectF
    ) -> None:
        """Draw what of a map lies in a region of the picture into a box."""
        sight, cells = Sight(region, box), cells_in(face, region)
        painter.save()
        painter.setClipRect(box)
        painter.fillRect(box, current_theme().canvas)
        if cells.height and cells.width:
            if max(cells.height, cells.width) > MAX_SIDE:
                self._draw_smaller(painter, sight, face, index, limits)
            else:
                self._draw_cells(painter, sight, face, index, limits, cells)
        painter.restore()

    def _draw_smaller(
        self, painter: QPainter, sight: Sight, face: MapsFace, index: int, limits: Limits
    ) -> None:
        values, window = face.smaller[index], face.window
        rows, columns = values.shape
        area = face.placement.part(
            range(window.top, window.top + rows * face.block),
            range(window.left, window.left + columns * face.block),
        )
        key = (face, limits)
        image = self._image(index, key, lambda: image_of(values, face.kind, limits))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(sight.to_screen(area), image)

    def _draw_cells(
        self, painter: QPainter, sight: Sight, face: MapsFace, index: int, limits: Limits, cells: Box
    ) -> None:
        top, left = cells.top - face.window.top, cells.left - face.window.left
        values = face.values[index, top : top + cells.height, left : left + cells.width]
        rows = range(cells.top, cells.top + cells.height)
        columns = range(cells.left, cells.left + cells.width)
        area = sight.to_screen(face.placement.part(rows, columns))
        size = (max(1, round(area.width())), max(1, round(area.height())))
        shrinks = size[0] < cells.width or size[1] < cells.height

        def make() -> QImage:
            image = image_of(values, face.kind, limits)
            if not shrinks:
                return image
            return image.scaled(
                *size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
            )

        painter.drawImage(area, self._image(index, (face, limits, cells, size if shrinks else None), make))
        if has_room(area, cells.height, cells.width):
            draw_numbers(painter, area, values, is_light(colorize(values, face.kind, limits)))

    def _image(self, index: int, key: tuple[object, ...], make: Callable[[], QImage]) -> QImage:
        known = self._kept.get(index)
        if known is None or known[0] != key:
            known = self._kept[index] = (key, make())
        return known[1]


def has_room(area: QRectF, rows: int, columns: int) -> bool:
    """Whether numbers can be read in the cells of an area."""
    return area.width() / columns >= NUMBER_WIDTH and area.height() / rows >= NUMBER_HEIGHT


def draw_numbers(
    painter: QPainter,
    area: QRectF,
    values: NDArray[np.floating[Any]],
    is_light: NDArray[np.bool_],
    where: NDArray[np.bool_] | None = None,
) -> None:
    """Write numbers into the cells of an area, if there is room.

    Parameters
    ----------
    painter : QPainter
        Where.
    area : QRectF
        The area that all cells cover.
    values : ndarray
        Shape (rows, columns): the numbers.
    is_light : ndarray
        bool: which cells are so light that they need dark ink.
    where : ndarray or None
        bool: which cells to write into; None is all.
    """
    rows, columns = values.shape
    if not has_room(area, rows, columns):
        return
    width, height = area.width() / columns, area.height() / rows
    font = sized(painter.font(), NUMBER_FONT)
    painter.setFont(font)
    metrics = QFontMetricsF(font)
    for row in range(rows):
        for column in range(columns):
            if where is not None and not where[row, column]:
                continue
            painter.setPen(BLACK if is_light[row, column] else WHITE)
            cell = QRectF(area.left() + column * width, area.top() + row * height, width, height)
            text = fitting_text(float(values[row, column]), metrics, width - 2)
            painter.drawText(cell, int(Qt.AlignmentFlag.AlignCenter), text)
