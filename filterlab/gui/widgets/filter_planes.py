"""How one filter is laid out and drawn in a box: its channels side by side, each cell a square."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

from filterlab.figures import colorize
from filterlab.figures import short_number

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from filterlab.figures import Kind, Limits

PLANE_GAP = 2.0
MAX_PLANES = 3
MIN_NUMBER_FONT, MAX_NUMBER_FONT = 8, 13
BLACK, WHITE = QColor("#101010"), QColor("#ffffff")


def planes_of(weights: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
    """Return what is drawn of a filter: up to three channels as they are, more of them as their mean.

    Parameters
    ----------
    weights : ndarray
        Shape (C, KH, KW).

    Returns
    -------
    ndarray
        Shape (P, KH, KW) with P from 1 to 3.
    """
    channels, _height, _width = weights.shape
    return weights if channels <= MAX_PLANES else weights.mean(axis=0, keepdims=True)


def image_of(values: NDArray[np.floating[Any]], kind: Kind, limits: Limits) -> QImage:
    """Turn an array of shape (H, W) into a picture of one pixel a cell, in the program's colours."""
    height, width = values.shape
    colours = np.ascontiguousarray(colorize(values, kind, limits))
    # The copy owns its pixels; the array may go.
    return QImage(colours.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


@dataclass(frozen=True, slots=True)
class FilterLayout:
    """Where the cells of one filter lie in a widget.

    Attributes
    ----------
    left, top : float
        Upper left corner of the first channel, in widget pixels.
    cell : float
        Side of a cell; a whole number of pixels wherever that is at least 1.
    planes, height, width : int
        Channels drawn, and cells of each.
    """

    left: float
    top: float
    cell: float
    planes: int
    height: int
    width: int

    @classmethod
    def fit(cls, box: QRectF, shape: tuple[int, int, int]) -> FilterLayout:
        """Lay a filter of shape (P, KH, KW) into the middle of a box, as large as fits."""
        planes, height, width = shape
        gaps = (planes - 1) * PLANE_GAP
        cell = max(0.05, min((box.width() - gaps) / (planes * width), box.height() / height))
        if cell >= 1:
            cell = float(int(cell))
        left = box.left() + (box.width() - gaps - planes * width * cell) / 2
        top = box.top() + (box.height() - height * cell) / 2
        return cls(float(int(left)), float(int(top)), cell, planes, height, width)

    @property
    def rect(self) -> QRectF:
        """The box around all channels."""
        width = self.planes * self.width * self.cell + (self.planes - 1) * PLANE_GAP
        return QRectF(self.left, self.top, width, self.height * self.cell)

    def plane_rect(self, plane: int) -> QRectF:
        """Return the box of one channel."""
        left = self.left + plane * (self.width * self.cell + PLANE_GAP)
        return QRectF(left, self.top, self.width * self.cell, self.height * self.cell)

    def cell_at(self, x: float, y: float) -> tuple[int, int, int] | None:
        """Return (channel, row, column) of the cell under a point, or None beside the filter."""
        for plane in range(self.planes):
            area = self.plane_rect(plane)
            if area.left() <= x < area.right() and area.top() <= y < area.bottom():
                row = min(self.height - 1, int((y - area.top()) / self.cell))
                return plane, row, min(self.width - 1, int((x - area.left()) / self.cell))
        return None


def draw_filter(
    painter: QPainter,
    layout: FilterLayout,
    planes: NDArray[np.floating[Any]],
    limits: Limits,
    *,
    numbers: bool = True,
) -> None:
    """Draw a filter in the signed colours, with its numbers where every one of them fits its cell.

    Parameters
    ----------
    painter : QPainter
        Where to draw.
    layout : FilterLayout
        Where the cells lie.
    planes : ndarray
        Shape (P, KH, KW).
    limits : tuple of float
        What the ends of the colour map stand for.
    numbers : bool
        Whether numbers are wanted at all.
    """
    for index, plane in enumerate(planes):
        painter.drawImage(layout.plane_rect(index), image_of(plane, "signed", limits))
    if not numbers:
        return
    texts = [[[short_number(float(value), 2) for value in row] for row in plane] for plane in planes]
    font = _number_font(painter.font(), texts, layout.cell)
    if font is not None:
        painter.save()
        painter.setFont(font)
        for index, plane in enumerate(planes):
            _write_numbers(painter, layout.plane_rect(index), layout.cell, plane, limits)
        painter.restore()


def _number_font(base: QFont, texts: list[list[list[str]]], cell: float) -> QFont | None:
    """Return the largest font in which every number fits its cell, or None."""
    if cell < 2 * MIN_NUMBER_FONT:
        return None
    longest = max((text for plane in texts for row in plane for text in row), key=len)
    font = QFont(base)
    for size in range(MAX_NUMBER_FONT, MIN_NUMBER_FONT - 1, -1):
        font.setPixelSize(size)
        if QFontMetricsF(font).horizontalAdvance(longest) <= cell - 3:
            return font
    return None


def _write_numbers(
    painter: QPainter, area: QRectF, cell: float, plane: NDArray[np.floating[Any]], limits: Limits
) -> None:
    colours = colorize(plane, "signed", limits)
    height, width = plane.shape
    for row in range(height):
        for column in range(width):
            red, green, blue = (int(part) for part in colours[row, column])
            painter.setPen(BLACK if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else WHITE)
            box = QRectF(area.left() + column * cell, area.top() + row * cell, cell, cell)
            painter.drawText(
                box, int(Qt.AlignmentFlag.AlignCenter), short_number(float(plane[row, column]), 2)
            )
