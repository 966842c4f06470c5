"""A piece of a picture as it is drawn beside its number, with the filter's strong cells outlined on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen

from filterlab.figures import colorize, shades_of
from filterlab.gui.theme import current_theme

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from filterlab.figures import Limits

# A cell of the filter is strong from this part of its strongest cell on.
STRONG = 0.4
# Outlines around smaller cells would hide the picture.
LEAST_CELL = 3.0
OUTLINE_SHADE = 0.6


@dataclass(frozen=True, eq=False)
class Patch:
    """A piece of a picture.

    Attributes
    ----------
    pixels : ndarray
        Shape (C, H, W), C = 1 or 3.
    limits : (float, float)
        The values that are drawn black and white.
    is_padding : ndarray or None
        Shape (H, W), bool: pixels that are none because the patch hangs over the edge.
    signs : ndarray or None
        Shape (H, W): 1 where the filter has a strong weight above 0, -1 where it has one below, 0 elsewhere.
    """

    pixels: NDArray[np.floating[Any]]
    limits: Limits
    is_padding: NDArray[np.bool_] | None = None
    signs: NDArray[np.int8] | None = None

    def rect(self, box: QRectF) -> QRectF:
        """Return the part of a box that the patch covers: as large as fits, with square pixels, in the middle."""
        _channels, height, width = self.pixels.shape
        side = min(box.width() / width, box.height() / height)
        size = (width * side, height * side)
        return QRectF(
            box.left() + (box.width() - size[0]) / 2, box.top() + (box.height() - size[1]) / 2, *size
        )


def strong_cells(weights: NDArray[np.floating[Any]]) -> NDArray[np.int8]:
    """Return the sign of a filter's strong cells, which together show its shape.

    Parameters
    ----------
    weights : ndarray
        Shape (C, KH, KW); channels are taken together.

    Returns
    -------
    ndarray
        Shape (KH, KW), int8: 1, -1, or 0 where the filter is weak.
    """
    total = weights.sum(axis=0, dtype=np.float64)
    strongest = float(np.abs(total).max())
    # Rounding of the sum over channels must not split equal weights.
    is_strong = (np.abs(total) >= STRONG * strongest * (1 - 1e-6)) & (strongest > 0)
    signs: NDArray[np.int8] = np.where(is_strong, np.sign(total), 0).astype(np.int8)
    return signs


def paint_patch(painter: QPainter, box: QRectF, patch: Patch) -> None:
    """Draw a patch into the middle of a box: its pixels, hatched padding, the outlines of strong cells."""
    area = patch.rect(box)
    painter.drawImage(area, _image(patch))
    _channels, _height, width = patch.pixels.shape
    side = area.width() / width
    theme = current_theme()
    for row, column in np.argwhere(patch.is_padding) if patch.is_padding is not None else ():
        cell = QRectF(area.left() + column * side, area.top() + row * side, side, side)
        painter.fillRect(cell, theme.canvas)
        painter.fillRect(cell, QBrush(theme.muted, Qt.BrushStyle.BDiagPattern))
    if patch.signs is not None and side >= LEAST_CELL:
        for sign in (1, -1):
            painter.setPen(QPen(_outline_colour(sign), 1.4))
            painter.drawLines(_outline(patch.signs == sign, area, side))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.muted, 1))
    painter.drawRect(area)


def _image(patch: Patch) -> QImage:
    channels, height, width = patch.pixels.shape
    if channels == 1:
        colours = colorize(patch.pixels[0], "grey", patch.limits)
    else:
        colours = shades_of(patch.pixels, patch.limits).transpose(1, 2, 0)
    shades = np.ascontiguousarray(colours)
    # The copy owns its pixels; the array may go.
    return QImage(shades.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


def _outline_colour(sign: int) -> QColor:
    """Return the signed map's red or blue, at a strength that shows on black and on white."""
    red, green, blue = (
        int(part) for part in colorize(np.array([sign * OUTLINE_SHADE]), "signed", (-1, 1))[0]
    )
    return QColor(red, green, blue)


def _outline(cells: NDArray[np.bool_], area: QRectF, side: float) -> list[QLineF]:
    """Return the edges between these cells and the others."""
    framed = np.pad(cells, 1)
    lines = []
    for row, column in np.argwhere(framed[1:, 1:-1] != framed[:-1, 1:-1]):
        y, x = area.top() + row * side, area.left() + column * side
        lines.append(QLineF(x, y, x + side, y))
    for row, column in np.argwhere(framed[1:-1, 1:] != framed[1:-1, :-1]):
        y, x = area.top() + row * side, area.left() + column * side
        lines.append(QLineF(x, y, x, y + side))
    return lines
