"""Draws one tile: what a filter is called, its sheets of weights, its bias, and the map it makes with marks on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPalette, QPen

from filterlab.figures import limits_of
from filterlab.gui.circuit.map_painter import MapPainter, Sight
from filterlab.gui.theme import current_theme
from filterlab.gui.widgets.box_drawing import draw_box
from filterlab.gui.widgets.filter_planes import FilterLayout, draw_filter

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from filterlab.figures import Limits
    from filterlab.gui.circuit.map_face import MapsFace
    from filterlab.gui.circuit.tile_layout import TileParts
    from filterlab.probes import Box

MarkKind = Literal["cell", "field"]
OUTLINE_ALPHA = 110
CELL_LINE, FIELD_LINE = 2.4, 1.4


@dataclass(frozen=True, eq=False)
class FilterFace:
    """One filter of a stage, as its tile shows it.

    Attributes
    ----------
    name : str
        What it is called.
    sheets : ndarray
        Shape (C, KH, KW): its weights for each map it looks at.
    bias : float
        What is added to every sum.
    note : str
        The line of numbers below its name.
    tip : str
        All of it in words: what the map's strongest number is and where.
    sheet_tips : tuple of str
        What each sheet is, in words.
    """

    name: str
    sheets: NDArray[np.floating[Any]]
    bias: float
    note: str = ""
    tip: str = ""
    sheet_tips: tuple[str, ...] = ()

    def tip_of_sheet(self, number: int | None) -> str:
        """Return the words for one sheet; those for the whole where it is None."""
        return self.tip if number is None or number >= len(self.sheet_tips) else self.sheet_tips[number]


@dataclass(frozen=True, slots=True)
class Mark:
    """Some cells of one map that are pointed out.

    Attributes
    ----------
    map : int
        Which map.
    cells : Box
        Which cells.
    kind : {"cell", "field"}
        The number that is taken apart, or one that it was made of; or all that it sees.
    """

    map: int
    cells: Box
    kind: MarkKind


class TilePainter:
    """Draw the tiles of one stage."""

    def __init__(self) -> None:
        """Start without pictures of maps."""
        self._maps = MapPainter()

    def draw(
        self,
        painter: QPainter,
        parts: TileParts,
        filter_face: FilterFace,
        palette: QPalette,
        *,
        is_current: bool,
        has_focus: bool,
    ) -> None:
        """Draw everything of a tile but its map."""
        theme = current_theme()
        chosen = palette.highlight().color() if has_focus else theme.muted
        painter.setPen(QPen(chosen if is_current else theme.border, 2 if is_current and has_focus else 1))
        painter.setBrush(palette.color(QPalette.ColorRole.Base))
        painter.drawRoundedRect(parts.outer.adjusted(1, 1, -1, -1), 5, 5)
        plain, bold = painter.font(), QFont(painter.font())
        bold.setWeight(QFont.Weight.DemiBold)
        painter.setFont(bold)
        _write(painter, parts.name, filter_face.name, palette.color(QPalette.ColorRole.WindowText))
        painter.setFont(plain)
        _write(painter, parts.note, filter_face.note, theme.muted)
        self._draw_sheets(painter, parts, filter_face)

    def _draw_sheets(self, painter: QPainter, parts: TileParts, face: FilterFace) -> None:
        count = len(face.sheets)
        limits = limits_of(face.sheets, "signed")
        for number, sheet in enumerate(face.sheets):
            box = parts.sheet(number, count)
            if box is None:
                break
            outline = QColor(current_theme().muted)
            if sheet.any():
                layout = FilterLayout.fit(box, (1, *sheet.shape))
                draw_filter(painter, layout, sheet[np.newaxis], limits, numbers=False)
                box = layout.rect
            else:
                # A map that is not looked at has an empty place, so that the others stand where they belong.
                outline.setAlpha(OUTLINE_ALPHA)
            painter.setPen(QPen(outline, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(0, 0, -1, -1))

    def draw_map(
        self,
        painter: QPainter,
        parts: TileParts,
        index: int,
        face: MapsFace,
        limits: Limits,
        region: QRectF,
    ) -> None:
        """Draw what of a tile's map is in sight."""
        self._maps.draw(painter, parts.map, face, index, limits, region)

    @staticmethod
    def draw_mark(painter: QPainter, parts: TileParts, mark: Mark, face: MapsFace, region: QRectF) -> None:
        """Draw a mark on its map."""
        theme = current_theme()
        rows = range(mark.cells.top, mark.cells.top + mark.cells.height)
        columns = range(mark.cells.left, mark.cells.left + mark.cells.width)
        area = Sight(region, parts.map).to_screen(face.placement.part(rows, columns))
        painter.save()
        painter.setClipRect(parts.map)
        width = CELL_LINE if mark.kind == "cell" else FIELD_LINE
        draw_box(painter, area, theme.accent, halo=theme.halo, width=width)
        painter.restore()


def _write(painter: QPainter, box: QRectF, text: str, colour: QColor) -> None:
    """Write one line of text, shortened with an ellipsis where it does not fit."""
    painter.setPen(colour)
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()) + 1)
    painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)
