"""How numbers are written so that they fit into the cells they belong to, and in which font."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtGui import QFont, QFontMetricsF

from filterlab.figures import compact_number, short_number

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from numpy.typing import NDArray

MOST_DIGITS, FEWEST_DIGITS = 3, 2
TOO_LONG = "…"
NOT_A_NUMBER = "NaN"
FEW_TOO_LONG, MOST_TOO_LONG = 3, 0.25
MARGIN = 2
SAMPLE = 24


@dataclass(frozen=True)
class Writing:
    """How all numbers of a grid are written.

    Attributes
    ----------
    font : QFont
        One font for all of them.
    texts : mapping of float to str
        What stands for each number; "…" for one that is too long for its cell, because a gap would read as a zero.
    """

    font: QFont
    texts: Mapping[float, str]

    def text_of(self, value: float) -> str:
        """Return what stands for a number; a training that went astray leaves NaN, which no mapping finds."""
        return self.texts.get(value, NOT_A_NUMBER)


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


def fitting_text(value: float, metrics: QFontMetricsF, room: float) -> str:
    """Write a number with as many digits as fit into so many pixels; "…" where none of its spellings fits.

    Parameters
    ----------
    value : float
        The number.
    metrics : QFontMetricsF
        The font's.
    room : float
        Pixels there are.
    """
    for spell in (short_number, compact_number):
        for digits in (MOST_DIGITS, FEWEST_DIGITS):
            text = spell(value, digits)
            if metrics.horizontalAdvance(text) <= room:
                return text
    return TOO_LONG


def fitted(
    values: NDArray[np.floating[Any]], font: QFont, cell: tuple[float, float], sizes: tuple[int, int]
) -> Writing | None:
    """Choose how the numbers of a grid are written.

    As many digits as possible come first, then a larger font. Where not every number fits with two digits, each is
    written as compactly as it must be, and one that cannot be is replaced by an ellipsis: one odd number must not
    hide all others. Where all that are not 0 would be, or more than a few and more than a quarter of them, no number
    is written: a grid of dots tells less than its colours.

    Parameters
    ----------
    values : ndarray
        The numbers, of any shape.
    font : QFont
        The font they are written in, in another size.
    cell : (float, float)
        Width and height of a cell in pixels.
    sizes : (int, int)
        The smallest legible and the largest font, in pixels.

    Returns
    -------
    Writing or None
        None where the cells are too small for their numbers.
    """
    room, (smallest, largest) = cell[0] - MARGIN, sizes
    different, counts = np.unique(values, return_counts=True)
    # A few of them tell at once where numbers are hopeless, which is where there are most of them.
    sample = slice(None, None, max(1, len(different) // SAMPLE))
    least = sized(font, smallest)
    if cell[1] < smallest + MARGIN or _compact(different[sample], counts[sample], least, room) is None:
        return None
    for digits in range(MOST_DIGITS, FEWEST_DIGITS - 1, -1):
        texts = {value: short_number(value, digits) for value in different.tolist()}
        for size in range(largest, smallest - 1, -1):
            chosen = sized(font, size)
            if QFontMetricsF(chosen).height() <= cell[1] + 1 and all_fit(texts.values(), chosen, room):
                return Writing(chosen, texts)
    compact = _compact(different, counts, least, room)
    return None if compact is None else Writing(least, compact)


def _compact(
    values: NDArray[np.floating[Any]], counts: NDArray[np.intp], font: QFont, room: float
) -> dict[float, str] | None:
    """Write each number so that it fits; None where more are too long than can be read."""
    metrics = QFontMetricsF(font)
    texts = {value: fitting_text(value, metrics, room) for value in values.tolist()}
    is_too_long = np.array([text == TOO_LONG for text in texts.values()], dtype=bool)
    hidden, of = int(counts[is_too_long].sum()), int(counts[values != 0].sum())
    return texts if hidden <= max(MOST_TOO_LONG * of, min(FEW_TOO_LONG, of - 1)) else None
