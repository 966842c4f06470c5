"""How numbers are written so that they fit into the cells they belong to, and in which font."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtGui import QFont, QFontMetricsF

from filterlab.figures import compact_number, short_number

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

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
    fits = (text for text in _spellings(value) if metrics.horizontalAdvance(text) <= room)
    return next(fits, TOO_LONG)


def _spellings(value: float) -> Iterator[str]:
    """Write a number in all ways, the one that tells most first."""
    for spell in (short_number, compact_number):
        for digits in (MOST_DIGITS, FEWEST_DIGITS):
            yield spell(value, digits)


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
    if cell[1] < smallest + MARGIN:
        return None
    if len(different) > SAMPLE:
        # A few of them tell at once where numbers are hopeless, which is where there are most of them.
        sample = slice(None, None, len(different) // SAMPLE)
        if _Compact(different[sample], counts[sample], font, smallest).texts(smallest, room) is None:
            return None
    fonts = [sized(font, size) for size in range(largest, smallest - 1, -1)]
    fonts = [each for each in fonts if QFontMetricsF(each).height() <= cell[1] + 1]
    for digits in range(MOST_DIGITS, FEWEST_DIGITS - 1, -1):
        texts = {value: short_number(value, digits) for value in different.tolist()}
        for chosen in fonts:
            if all_fit(texts.values(), chosen, room):
                return Writing(chosen, texts)
    return _compactly(_Compact(different, counts, font, smallest), fonts, room)


class _Compact:
    """The spellings of some numbers and how wide each is, from the most digits to the shortest."""

    def __init__(
        self, values: NDArray[np.floating[Any]], counts: NDArray[np.intp], font: QFont, size: int
    ) -> None:
        """Measure them once, in a font of so many pixels: widths grow with the size."""
        metrics = QFontMetricsF(sized(font, size))
        self._size = size
        self._spellings = {
            value: [(text, metrics.horizontalAdvance(text)) for text in _spellings(value)]
            for value in values.tolist()
        }
        self._counts = dict(zip(self._spellings, counts.tolist(), strict=True))
        self._of = sum(count for value, count in self._counts.items() if value)

    def texts(self, size: int, room: float) -> dict[float, str] | None:
        """Write each number as it fits in a font of this size; None where too many of them are too long."""
        most = room * self._size / size
        texts = {
            value: next((text for text, width in spellings if width <= most), TOO_LONG)
            for value, spellings in self._spellings.items()
        }
        return (
            texts
            if self.hidden(texts) <= max(MOST_TOO_LONG * self._of, min(FEW_TOO_LONG, self._of - 1))
            else None
        )

    def hidden(self, texts: Mapping[float, str]) -> int:
        """Return how many cells have an ellipsis."""
        return sum(self._counts[value] for value, text in texts.items() if text == TOO_LONG)


def _compactly(compact: _Compact, fonts: Sequence[QFont], room: float) -> Writing | None:
    """Write numbers so that as few as possible are too long, and then as large as possible."""
    least = compact.texts(fonts[-1].pixelSize(), room) if fonts else None
    if least is None:
        return None
    for chosen in fonts:
        texts = compact.texts(chosen.pixelSize(), room)
        if (
            texts is not None
            and compact.hidden(texts) == compact.hidden(least)
            and all_fit(texts.values(), chosen, room)
        ):
            return Writing(chosen, texts)
    return Writing(fonts[-1], least)
