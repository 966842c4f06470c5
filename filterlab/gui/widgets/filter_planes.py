"""How one filter is laid out and drawn in a box: its channels side by side, each cell a square."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, log10
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter

from filterlab.figures import colorize, short_number
from filterlab.gui.widgets.ink import BLACK, WHITE, is_light
from filterlab.gui.widgets.number_fitting import Writing, fitted, sized

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from numpy.typing import NDArray

    from filterlab.figures import Kind, Limits

PLANE_GAP = 2.0
MAX_PLANES = 3
MIN_NUMBER_FONT, EASY_NUMBER_FONT, MAX_NUMBER_FONT = 8, 11, 13
MINUS = "\N{MINUS SIGN}"


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
    kind: Kind = "signed",
) -> None:
    """Draw a filter, with its numbers where they fit their cells.

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
    kind : {"signed", "activation", "grey"}
        The colour map.
    """
    for index, plane in enumerate(planes):
        painter.drawImage(layout.plane_rect(index), image_of(plane, kind, limits))
    if numbers and layout.cell >= 2 * MIN_NUMBER_FONT:
        _write_numbers(painter, layout, planes, limits, kind)


def _write_numbers(
    painter: QPainter,
    layout: FilterLayout,
    planes: NDArray[np.floating[Any]],
    limits: Limits,
    kind: Kind,
) -> None:
    writing = _writing_of(painter.font(), planes, layout.cell)
    if writing is None:
        return
    painter.save()
    painter.setFont(writing.font)
    for index, plane in enumerate(planes):
        light = is_light(colorize(plane, kind, limits))
        corner = layout.plane_rect(index).topLeft()
        for row, line in enumerate(plane):
            for column, value in enumerate(line):
                painter.setPen(BLACK if light[row, column] else WHITE)
                left, top = corner.x() + column * layout.cell, corner.y() + row * layout.cell
                box = QRectF(left, top, layout.cell, layout.cell)
                painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), writing.text_of(float(value)))
    painter.restore()


def _writing_of(base: QFont, planes: NDArray[np.floating[Any]], cell: float) -> Writing | None:
    """Return how the numbers of a filter are written, or None where they do not fit.

    Significant digits come first; where small numbers grow too long to be read easily, all get as many
    decimals as the largest number of the filter needs for two digits.
    """
    values = [float(value) for value in np.unique(planes[~np.isnan(planes)])]
    if not values:
        return None
    decimals = _decimals(max(abs(values[0]), abs(values[-1])))
    spellings: tuple[Callable[[float], str], ...] = (
        lambda value: short_number(value, 3),
        lambda value: short_number(value, 2),
        lambda value: with_decimals(value, decimals),
    )
    font = QFont(base)
    best: tuple[int, dict[float, str]] = (0, {})
    for spell in spellings:
        texts = {value: spell(value) for value in values}
        size = _largest_size(font, texts.values(), cell)
        if size > best[0]:
            best = (size, texts)
        if size >= EASY_NUMBER_FONT:
            break
    size, texts = best
    if size < MIN_NUMBER_FONT:
        return fitted(planes, base, (cell, cell), (MIN_NUMBER_FONT, MIN_NUMBER_FONT))
    return Writing(sized(base, size), texts)


def _largest_size(font: QFont, texts: Collection[str], cell: float) -> int:
    """Return the largest size in pixels at which all texts fit a cell: widths grow with the size."""
    font.setPixelSize(MAX_NUMBER_FONT)
    metrics = QFontMetricsF(font)
    # Digits are equally wide, so only the texts with most characters need measuring.
    most = max(len(text) for text in texts)
    widest = max(
        metrics.horizontalAdvance(text) for text in {text for text in texts if len(text) >= most - 1}
    )
    return int(min(MAX_NUMBER_FONT, cell * 0.6, MAX_NUMBER_FONT * (cell - 3) / widest))


def _decimals(largest: float) -> int:
    """Return how many decimals show two digits of a number."""
    return max(0, 1 - floor(log10(largest))) if 1e-9 < largest < 1e9 else 0


def with_decimals(value: float, decimals: int) -> str:
    """Write a number with so many decimals; what they round to 0 has no sign."""
    return "0" if value == 0 else f"{value:z.{decimals}f}".replace("-", MINUS)
