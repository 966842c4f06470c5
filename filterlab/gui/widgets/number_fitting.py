"""Whether numbers fit into the cells they are written in, and in which font."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QFont, QFontMetricsF

if TYPE_CHECKING:
    from collections.abc import Collection


def sized(font: QFont, pixels: int) -> QFont:
    """Return a font of the same kind that is so many pixels high."""
    chosen = QFont(font)
    chosen.setPixelSize(pixels)
    return chosen


def all_fit(texts: Collection[str], font: QFont, room: float) -> bool:
    """Whether every number fits into so many pixels, judged by the longest ones: digits are equally wide."""
    metrics = QFontMetricsF(font)
    longest = max(map(len, texts), default=0)
    widest = {text for text in texts if len(text) >= longest - 1}
    return all(metrics.horizontalAdvance(text) <= room for text in widest)
