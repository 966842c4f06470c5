"""Draws on a map which of its cells see a pixel, and through which path weight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen

from filterlab.figures import colorize
from filterlab.gui.circuit.map_painter import Sight, cells_in, draw_numbers
from filterlab.gui.widgets.box_drawing import LEAST_MARK, grown
from filterlab.gui.widgets.ink import BLACK, WHITE, is_light
from filterlab.probes import Box

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from filterlab.gui.circuit.map_face import MapsFace
    from filterlab.gui.circuit.tile_layout import TileParts
    from filterlab.probes.chain import Reach, StageViews

DASH, GAP = 3.0, 3.0


@dataclass(frozen=True, eq=False)
class PixelShade:
    """How a pixel is seen by the maps of one stage.

    Attributes
    ----------
    reach : Reach
        The cells whose receptive field holds it.
    is_wired : ndarray
        Shape (O,), bool: the maps that weights lead to.
    weights : ndarray
        Shape (O, reach.box.height, reach.box.width): the path weights.
    largest : float
        The size of the largest of them, which has the strongest colour.
    """

    reach: Reach
    is_wired: NDArray[np.bool_]
    weights: NDArray[np.float64]
    largest: float

    @classmethod
    def of(cls, views: StageViews) -> PixelShade:
        """Take over what is known of a stage."""
        total = views.total
        return cls(views.reach, views.is_wired, total, float(np.abs(total).max(initial=0.0)))


def draw_shade(
    painter: QPainter, parts: TileParts, index: int, shade: PixelShade, face: MapsFace, region: QRectF
) -> None:
    """Draw path weights in the place of a map's numbers, in their own colours, and a dashed line around the reach."""
    box = shade.reach.box
    if not box.height or not shade.is_wired[index]:
        return
    sight = Sight(region, parts.map)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.setClipRect(parts.map)
    _draw_weights(painter, sight, index, shade, _common(cells_in(face, region), box), face)
    area = grown(sight.to_screen(_area(face, box)), LEAST_MARK)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for ink, width in ((BLACK, 3.0), (WHITE, 1.4)):
        pen = QPen(ink, width)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if ink is WHITE:
            pen.setDashPattern([DASH / width, GAP / width])
        painter.setPen(pen)
        painter.drawRect(area)
    painter.restore()


def _draw_weights(
    painter: QPainter, sight: Sight, index: int, shade: PixelShade, cells: Box, face: MapsFace
) -> None:
    """Draw the weights of cells that are in the block and in sight; between the reach the map stays as it is."""
    box = shade.reach.box
    if not (cells.height and cells.width):
        return
    rows = slice(cells.top - box.top, cells.top - box.top + cells.height)
    columns = slice(cells.left - box.left, cells.left - box.left + cells.width)
    weights = shade.weights[index, rows, columns]
    in_reach = np.isin(np.arange(cells.top, cells.top + cells.height), shade.reach.rows)[:, np.newaxis]
    in_reach = in_reach & np.isin(np.arange(cells.left, cells.left + cells.width), shade.reach.columns)
    largest = shade.largest or 1.0
    colours = colorize(weights, "signed", (-largest, largest))
    opaque = np.empty((*weights.shape, 4), np.uint8)
    opaque[..., :3], opaque[..., 3] = colours, np.where(in_reach, 255, 0)
    image = QImage(opaque.data, cells.width, cells.height, 4 * cells.width, QImage.Format.Format_RGBA8888)
    area = sight.to_screen(_area(face, cells))
    painter.drawImage(area, image)
    draw_numbers(painter, area, weights, is_light(colours), in_reach)


def _area(face: MapsFace, cells: Box) -> QRectF:
    """Return where cells lie on the picture."""
    return face.placement.part(
        range(cells.top, cells.top + cells.height), range(cells.left, cells.left + cells.width)
    )


def _common(one: Box, other: Box) -> Box:
    """Return the cells in both boxes; its sides may be 0."""
    top, left = max(one.top, other.top), max(one.left, other.left)
    bottom = min(one.top + one.height, other.top + other.height)
    right = min(one.left + one.width, other.left + other.width)
    return Box(top, left, max(bottom - top, 0), max(right - left, 0))
