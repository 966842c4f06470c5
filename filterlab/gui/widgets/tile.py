"""One filter with its response, as a view shows it, and how it is drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPalette, QPen

from filterlab.figures import limits_of, short_number
from filterlab.gui.theme import current_theme
from filterlab.gui.widgets.filter_planes import FilterLayout, draw_filter, image_of, planes_of
from filterlab.gui.widgets.map_place import MapGrid

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from filterlab.figures import Limits
    from filterlab.gui.widgets.map_place import CellPlace, MapPlace
    from filterlab.gui.widgets.tile_grid import TileBoxes

# Arms of the cross over a place, and the gap in its middle through which the place is seen, in pixels.
CROSS, CROSS_GAP = 11.0, 3.0


@dataclass(frozen=True, eq=False)
class Tile:
    """What one tile shows; nothing of it changes.

    Attributes
    ----------
    key : str
        Identity within its view.
    title : str
        The name of the filter.
    weights : ndarray
        Shape (C, KH, KW).
    response : ndarray or None
        Shape (H, W); None while it is not known.
    shape : (int, int)
        Height and width of the whole response, of which ``response`` may be a smaller stand-in.
    cells : int
        Side of the block of response cells that one value of ``response`` stands for.
    reach : float
        The size of the strongest value of ``response``.
    note, figure : str
        The last line: words that may be shortened, and a number that may not; it stands on a line of its own
        where both do not fit.
    quality : str
        The figure by which tiles are sorted, in words; it stands behind the name.
    problem : str
        Shown in place of the response: why there is none.
    placed : MapGrid or None
        Where on the picture the numbers of the response look; None: the filter goes over the picture itself.
    """

    key: str
    title: str
    weights: NDArray[np.floating[Any]]
    response: NDArray[np.floating[Any]] | None = None
    shape: tuple[int, int] = (0, 0)
    cells: int = 1
    reach: float = 0.0
    note: str = ""
    figure: str = ""
    quality: str = ""
    problem: str = ""
    placed: MapGrid | None = None

    @property
    def kernel(self) -> tuple[int, int]:
        """Rows and columns of the filter."""
        _channels, height, width = self.weights.shape
        return height, width

    @property
    def grid(self) -> MapGrid:
        """Where on the picture the numbers of the response look."""
        return self.placed if self.placed is not None else MapGrid.of_filter(self.kernel)

    def map_cell_of(self, place: MapPlace | None) -> tuple[int, int] | None:
        """Return (row, column) of ``response`` that looks at a place of the picture, or None."""
        if place is None or self.response is None:
            return None
        height, width = self.response.shape
        return place.cell_of(self.grid, (height, width), self.cells)

    @property
    def headline(self) -> str:
        """The name, and the figure by which tiles are sorted."""
        return f"{self.title}  ·  {self.quality}" if self.quality else self.title

    @property
    def last_line(self) -> str:
        """Words and number on one line."""
        return f"{self.note}  {self.figure}".strip()

    def weight_limits(self, shared: Limits | None) -> Limits:
        """Return what the ends of the filter's colours stand for."""
        return shared or limits_of(self.weights, "signed")

    def response_limits(self, shared: Limits | None) -> Limits | None:
        """Return what the ends of the map's colours stand for, None without a map."""
        if self.response is None:
            return None
        return shared or ((-self.reach, self.reach) if self.reach > 0 else (-1.0, 1.0))

    def response_caption(self, shared: Limits | None) -> str:
        """Write what the ends of the map's colours stand for; "±0" for a map that is 0 everywhere."""
        limits = self.response_limits(shared)
        if limits is None:
            return ""
        return reach(limits) if shared is not None or self.reach > 0 else reach((0.0, 0.0))

    def kernel_layout(self, box: QRectF) -> FilterLayout:
        """Return where the filter's cells lie in the upper left of its box."""
        planes = planes_of(self.weights)
        layout = FilterLayout.fit(box, planes.shape)
        return replace(layout, left=float(int(box.left())), top=float(int(box.top())))

    def map_rect(self, box: QRectF) -> QRectF:
        """Return the part of its box that the map covers."""
        if self.response is None:
            return box
        height, width = self.response.shape
        scale = min(box.width() / width, box.height() / height)
        return QRectF(box.left(), box.top(), width * scale, height * scale)

    def map_cell_at(self, box: QRectF, x: float, y: float) -> tuple[int, int] | None:
        """Return (row, column) of ``response`` under a point, or None beside the map."""
        area = self.map_rect(box)
        if self.response is None or not area.contains(x, y):
            return None
        height, width = self.response.shape
        row = min(height - 1, int((y - area.top()) / area.height() * height))
        return row, min(width - 1, int((x - area.left()) / area.width() * width))


def reach(limits: Limits) -> str:
    """Write symmetric limits, such as "±0.31"."""
    return f"±{short_number(limits[1], 3)}"


class TilePainter:
    """Draw tiles with one set of limits; keep the maps' pictures, which are dear to make.

    Attributes
    ----------
    weight_limits, response_limits : tuple of float or None
        Limits that all tiles share; None: each filter and each map has its own.
    place : MapPlace or None
        A place on the picture that all maps show, each with its number.
    cell : CellPlace or None
        A cell that all filters show, each with its number.
    """

    def __init__(self) -> None:
        """Start with limits of each tile's own."""
        self.weight_limits: Limits | None = None
        self.response_limits: Limits | None = None
        self.place: MapPlace | None = None
        self.cell: CellPlace | None = None
        self._maps: dict[str, tuple[object, Limits, tuple[int, int], QImage]] = {}

    def forget(self, keys: set[str]) -> None:
        """Drop the pictures of tiles that are gone; ``keys`` are those that stay."""
        self._maps = {key: value for key, value in self._maps.items() if key in keys}

    def draw(
        self,
        painter: QPainter,
        tile: Tile,
        boxes: TileBoxes,
        palette: QPalette,
        *,
        current: bool,
        marked: bool,
    ) -> None:
        """Draw one tile.

        Parameters
        ----------
        painter : QPainter
            Where to draw.
        tile : Tile
            What to draw.
        boxes : TileBoxes
            Where its parts lie.
        palette : QPalette
            The colours of text.
        current, marked : bool
            Whether the tile is the chosen one, or one that belongs to a tile chosen elsewhere.
        """
        theme = current_theme()
        edge = palette.highlight().color() if current or marked else QColor(theme.border)
        ground = palette.color(QPalette.ColorRole.Base)
        if marked:
            ground = QColor(edge)
            ground.setAlpha(60)
        painter.setPen(QPen(edge, 2 if current or marked else 1))
        painter.setBrush(ground)
        painter.drawRoundedRect(boxes.outer.adjusted(1, 1, -1, -1), 5, 5)
        ink = palette.color(QPalette.ColorRole.WindowText)
        bold = QFont(painter.font())
        bold.setWeight(QFont.Weight.DemiBold)
        plain = painter.font()
        painter.setFont(bold)
        _write(painter, boxes.title, tile.headline, ink)
        painter.setFont(plain)
        weight_limits = tile.weight_limits(self.weight_limits)
        planes = planes_of(tile.weights)
        draw_filter(painter, tile.kernel_layout(boxes.kernel), planes, weight_limits)
        cell = self.cell.cell_of(planes.shape) if self.cell is not None else None
        if cell is not None:
            self._point_at_weight(painter, tile.kernel_layout(boxes.kernel), cell, palette)
            _write(painter, boxes.kernel_note, short_number(float(planes[cell])), ink)
        else:
            rows, columns = tile.kernel
            _write_if_it_fits(
                painter, boxes.kernel_note, reach(weight_limits), f"  ·  {rows} × {columns}", theme.muted
            )
        self._draw_map(painter, tile, boxes, ink)
        if boxes.figure.isEmpty():
            _write(painter, boxes.note, tile.last_line, ink)
        else:
            _write(painter, boxes.note, tile.note, ink)
            _write(painter, boxes.figure, tile.figure, ink)

    def _draw_map(self, painter: QPainter, tile: Tile, boxes: TileBoxes, ink: QColor) -> None:
        muted = current_theme().muted
        limits = tile.response_limits(self.response_limits)
        if tile.response is None or limits is None:
            painter.fillRect(boxes.response, current_theme().canvas)
            painter.setPen(muted)
            flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
            painter.drawText(boxes.response.adjusted(6, 4, -6, -4), flags, tile.problem or "…")
            return
        area = tile.map_rect(boxes.response)
        ratio = painter.device().devicePixelRatioF() if painter.device() is not None else 1.0
        size = (max(1, round(area.width() * ratio)), max(1, round(area.height() * ratio)))
        painter.drawImage(area, self._map_image(tile.key, tile.response, limits, size))
        cell = tile.map_cell_of(self.place)
        if cell is not None:
            _point_at(painter, area, tile.response.shape, cell)
            text = short_number(float(tile.response[cell]))
            where = f"  ·  {cell[0] * tile.cells}, {cell[1] * tile.cells}"
            _write_if_it_fits(painter, boxes.response_note, text, where, ink)
            return
        height, width = tile.shape
        caption = tile.response_caption(self.response_limits)
        _write_if_it_fits(painter, boxes.response_note, caption, f"  ·  {height} × {width}", muted)

    @staticmethod
    def _point_at_weight(
        painter: QPainter, layout: FilterLayout, cell: tuple[int, int, int], palette: QPalette
    ) -> None:
        """Draw a frame around a cell of a filter."""
        plane, row, column = cell
        corner = layout.plane_rect(plane).topLeft()
        box = QRectF(
            corner.x() + column * layout.cell, corner.y() + row * layout.cell, layout.cell, layout.cell
        )
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(current_theme().halo, 4))
        painter.drawRect(box)
        painter.setPen(QPen(palette.highlight().color().lighter(150), 2))
        painter.drawRect(box)

    def _map_image(
        self, key: str, response: NDArray[np.floating[Any]], limits: Limits, size: tuple[int, int]
    ) -> QImage:
        known = self._maps.get(key)
        if known is not None and known[0] is response and known[1] == limits and known[2] == size:
            return known[3]
        image = image_of(response, "signed", limits)
        shrinks = image.width() > size[0]
        mode = (
            Qt.TransformationMode.SmoothTransformation
            if shrinks
            else Qt.TransformationMode.FastTransformation
        )
        image = image.scaled(*size, Qt.AspectRatioMode.IgnoreAspectRatio, mode)
        self._maps[key] = (response, limits, size, image)
        return image


def _point_at(painter: QPainter, area: QRectF, shape: tuple[int, ...], cell: tuple[int, int]) -> None:
    """Draw a cross with an open middle over a cell of a map."""
    height, width = shape
    x = area.left() + (cell[1] + 0.5) * area.width() / width
    y = area.top() + (cell[0] + 0.5) * area.height() / height
    arms = [
        QLineF(
            x + sign * CROSS_GAP * right,
            y + sign * CROSS_GAP * down,
            x + sign * CROSS * right,
            y + sign * CROSS * down,
        )
        for sign in (-1, 1)
        for right, down in ((1, 0), (0, 1))
    ]
    pen = painter.pen()
    for colour, thickness in ((current_theme().halo, 4), (QColor(255, 255, 255), 2)):
        painter.setPen(QPen(colour, thickness))
        painter.drawLines(arms)
    painter.setPen(pen)


def _write(painter: QPainter, box: QRectF, text: str, colour: QColor) -> None:
    """Write one line of text, shortened with an ellipsis where it does not fit."""
    painter.setPen(colour)
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()) + 1)
    painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)


def _write_if_it_fits(painter: QPainter, box: QRectF, text: str, addition: str, colour: QColor) -> None:
    """Write a text, and its addition where there is room for the whole of it."""
    whole = text + addition
    fits = painter.fontMetrics().horizontalAdvance(whole) <= box.width()
    _write(painter, box, whole if fits else text, colour)
