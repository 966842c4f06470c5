"""Draws the layers of a net side by side: the picture, maps, bars and scores, and marks on what fed a number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen

from filterlab.figures import limits_of, short_number
from filterlab.gui.theme import current_theme
from filterlab.gui.widgets.box_drawing import draw_box
from filterlab.gui.widgets.filter_planes import image_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from filterlab.figures import Kind, Limits
    from filterlab.gui.compare.decision.chain_layout import Column, Spot
    from filterlab.probes import Box

    Floats = NDArray[np.floating[Any]]

SPOT_LINE, FIELD_LINE = 2.4, 1.2
TITLE_GAP = 6.0
NAME_SHARE, NUMBER_WIDTH = 0.28, 64.0


@dataclass(frozen=True, eq=False)
class LayerFace:
    """What a column is drawn from.

    Attributes
    ----------
    title, span, note : str
        The line above it with its name and between which numbers it lies, and the line below that.
    values : ndarray
        (channels, height, width).
    names : tuple of str
        What its numbers are called, where they are scores of classes.
    notes : tuple of str
        What stands behind each score.
    """

    title: str
    span: str
    note: str
    values: Floats
    names: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldMark:
    """What the number that is taken apart looks at.

    Attributes
    ----------
    layer : str or None
        The layer before its own; None is the picture.
    box : Box
        The cells.
    maps : frozenset of int
        On which maps.
    """

    layer: str | None
    box: Box
    maps: frozenset[int]


class FacePainter:
    """Draw one column; its pictures are made once."""

    def __init__(self, face: LayerFace) -> None:
        """Choose the colours: activations where nothing is below 0, else signed, one scale for all maps."""
        self.face = face
        self.kind: Kind = "signed" if float(face.values.min(initial=0.0)) < 0 else "activation"
        self.limits: Limits = limits_of(face.values, self.kind)
        self._images: dict[int, QImage] = {}

    def draw(self, painter: QPainter, column: Column, region: QRectF) -> None:
        """Draw what of the column lies in a region."""
        match column.plan.kind:
            case "picture":
                painter.drawImage(column.box(0), self._picture())
            case "maps":
                for channel in range(column.plan.shape[0]):
                    if column.box(channel).intersects(region):
                        painter.drawImage(column.box(channel), self._map(channel))
            case "cells":
                painter.drawImage(column.area, self._page(column.across))
            case "bars":
                self._draw_bars(painter, column)
            case "scores":
                self._draw_scores(painter, column)

    def _picture(self) -> QImage:
        if 0 not in self._images:
            values = self.face.values
            if len(values) == 3:
                shades = np.ascontiguousarray(
                    np.clip(values * 255, 0, 255).transpose(1, 2, 0).astype(np.uint8)
                )
                height, width, _c = shades.shape
                self._images[0] = QImage(
                    shades.data, width, height, 3 * width, QImage.Format.Format_RGB888
                ).copy()
            else:
                self._images[0] = image_of(values[0], "grey", (0.0, 1.0))
        return self._images[0]

    def _map(self, channel: int) -> QImage:
        if channel not in self._images:
            self._images[channel] = image_of(self.face.values[channel], self.kind, self.limits)
        return self._images[channel]

    def _page(self, across: int) -> QImage:
        if 0 not in self._images:
            self._images[0] = image_of(self.face.values.reshape(-1, across), self.kind, self.limits)
        return self._images[0]

    def _draw_bars(self, painter: QPainter, column: Column) -> None:
        theme = current_theme()
        for channel, value in enumerate(self.face.values[:, 0, 0].tolist()):
            box = column.box(channel)
            painter.fillRect(box, theme.canvas)
            gap = min(1.0, 0.2 * box.height())
            painter.fillRect(self._bar(box.adjusted(0, 0, 0, -gap), value), theme.curves[0])

    def _draw_scores(self, painter: QPainter, column: Column) -> None:
        theme, metrics = current_theme(), painter.fontMetrics()
        values = self.face.values[:, 0, 0].tolist()
        best = int(np.argmax(values))
        plain, ink = QFont(painter.font()), painter.pen().color()
        bold = QFont(plain)
        bold.setWeight(QFont.Weight.Bold)
        for channel, value in enumerate(values):
            box = column.box(channel)
            names = NAME_SHARE * box.width()
            bar = box.adjusted(names, 0.15 * box.height(), -NUMBER_WIDTH, -0.15 * box.height())
            painter.fillRect(bar, theme.canvas)
            painter.fillRect(self._bar(bar, value), theme.curves[1 if channel == best else 0])
            painter.setFont(bold if channel == best else plain)
            painter.setPen(ink)
            flags = Qt.AlignmentFlag.AlignVCenter
            text = metrics.elidedText(self.face.names[channel], Qt.TextElideMode.ElideRight, int(names - 6))
            place = QRectF(box.left(), box.center().y() - metrics.height() / 2, names - 6, metrics.height())
            painter.drawText(place, int(flags | Qt.AlignmentFlag.AlignRight), text)
            place = QRectF(bar.right() + 4, place.top(), NUMBER_WIDTH - 4, place.height())
            painter.drawText(place, int(flags), self.face.notes[channel])
        painter.setFont(plain)
        painter.setPen(ink)

    def _bar(self, box: QRectF, value: float) -> QRectF:
        """Return the bar of a number: to the right of 0 or to the left, 0 in the middle if any is below it."""
        low, high = self.limits
        zero = box.left() - low / (high - low) * box.width()
        end = zero + value / (high - low) * box.width()
        return QRectF(min(zero, end), box.top(), abs(end - zero), box.height())


def draw_header(painter: QPainter, column: Column, face: LayerFace, seen: float) -> None:
    """Write the two lines above a column, or above what of it lies to the right of ``seen``."""
    line = painter.fontMetrics().height()
    top = column.area.top() - 2 * line - 3
    ink, plain, bold = painter.pen().color(), QFont(painter.font()), title_font(painter.font())
    flags = int(Qt.AlignmentFlag.AlignLeft)
    title, span, width = header_widths(plain, face)
    left = max(min(seen, column.area.right() - width), column.area.left())
    painter.setFont(bold)
    painter.drawText(QRectF(left, top, title, line), flags, face.title)
    painter.setFont(plain)
    painter.setPen(current_theme().muted)
    painter.drawText(QRectF(left + title + TITLE_GAP, top, span, line), flags, face.span)
    painter.drawText(QRectF(left, top + line, 1e4, line), flags, face.note)
    painter.setPen(ink)


def title_font(plain: QFont) -> QFont:
    """Return the font of the names of layers."""
    bold = QFont(plain)
    bold.setWeight(QFont.Weight.DemiBold)
    return bold


def header_widths(plain: QFont, face: LayerFace) -> tuple[float, float, float]:
    """Return how wide the name, what stands beside it, and all of a header are."""
    metrics = QFontMetricsF(plain)
    title = QFontMetricsF(title_font(plain)).horizontalAdvance(face.title) + 2.0
    span = metrics.horizontalAdvance(face.span) + 2.0
    return title, span, max(title + TITLE_GAP + span, metrics.horizontalAdvance(face.note) + 2.0)


def draw_spot(painter: QPainter, column: Column, spot: Spot, *, is_current: bool) -> None:
    """Ring a number on the way; the one that is taken apart more strongly."""
    theme = current_theme()
    width = SPOT_LINE if is_current else FIELD_LINE
    draw_box(painter, column.cell(spot), theme.accent, halo=theme.halo, width=width)


def draw_field(painter: QPainter, column: Column, mark: FieldMark) -> None:
    """Frame the cells that the number looks at, on every map on which it does."""
    theme = current_theme()
    _channels, height, width = column.plan.shape
    part = mark.box.within((height, width))
    maps: Collection[int] = (0,) if column.plan.kind == "picture" else mark.maps
    accent = QColor(theme.accent)
    for channel in maps:
        box = column.box(channel)
        across, down = box.width() / width, box.height() / height
        area = QRectF(
            box.left() + part.left * across,
            box.top() + part.top * down,
            part.width * across,
            part.height * down,
        )
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(accent, FIELD_LINE))
        painter.drawRect(area)


def range_in_words(values: Floats) -> str:
    """Say between which numbers a layer's lie."""
    text = QCoreApplication.translate("chain", "{low} to {high}")
    return text.format(low=short_number(float(values.min()), 3), high=short_number(float(values.max()), 3))
