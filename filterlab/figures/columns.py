"""Banks beside one another: each filter with its response to the same picture, column by column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from filterlab.figures.colormaps import colorize
from filterlab.figures.filter_marks import filter_squares
from filterlab.figures.layout import NOTE_SIZE
from filterlab.figures.look import LIGHT, Look, fitted_text
from filterlab.figures.numbers import short_number
from filterlab.figures.plate import Mark, Plate, Squares, Words, captioned

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from filterlab.figures.colormaps import Limits

    Floats = NDArray[np.floating[Any]]

RESPONSE_SIDE = 64
_SIDE, _GAP, _TEXT, _HEAD = RESPONSE_SIDE, 8, 260, 26
_ROW = _SIDE + 10
_COLUMN = 2 * (_SIDE + _GAP) + _TEXT + 24
_MOST_ROWS = 24


@dataclass(frozen=True, eq=False)
class ColumnRow:
    """One filter of a column.

    Attributes
    ----------
    title, note : str
        What it is called, and what it is most like.
    weights : ndarray
        (C, KH, KW).
    response : ndarray or None
        (H, W), of which every cell is drawn, so hand over a small one (`RESPONSE_SIDE`); None without one.
    reach : float
        The size of the strongest response.
    """

    title: str
    note: str
    weights: Floats
    response: Floats | None
    reach: float


def columns_figure(
    columns: Sequence[tuple[str, Sequence[ColumnRow]]],
    subtitle: str,
    *,
    limits: Limits | None = None,
    look: Look = LIGHT,
) -> Plate:
    """Draw banks beside one another.

    Parameters
    ----------
    columns : sequence of (str, sequence of ColumnRow)
        What each bank is called, and its filters in order.
    subtitle : str
        Which picture they look at, and in which units.
    limits : (float, float), optional
        What the ends of the colours of all responses stand for; by default each has its own.
    look : Look
        The light or the dark theme.
    """
    marks: list[Mark] = []
    for place, (title, rows) in enumerate(columns):
        left = place * _COLUMN
        marks.append(
            Words(left, 10, fitted_text(title, _COLUMN - 24, NOTE_SIZE + 2), look.text, NOTE_SIZE + 2)
        )
        for number, row in enumerate(rows[:_MOST_ROWS]):
            marks += _row(row, left, _HEAD + number * _ROW, limits, look)
    most = max((min(len(rows), _MOST_ROWS) for _title, rows in columns), default=0)
    body = Plate("", max(1, len(columns)) * _COLUMN, _HEAD + max(1, most) * _ROW, look.paper, tuple(marks))
    notes = ["In each line: the filter, its response, what it is called, and the strongest response."]
    if any(len(rows) > _MOST_ROWS for _title, rows in columns):
        notes.append(f"Shown are the first {_MOST_ROWS} filters of each bank.")
    title = " beside ".join(name for name, _rows in columns)
    return captioned(title, subtitle, body, tuple(notes), look)


def _row(row: ColumnRow, left: int, top: int, limits: Limits | None, look: Look) -> list[Mark]:
    marks: list[Mark] = [filter_squares(row.weights, left, top, (_SIDE, _SIDE))]
    text = left + 2 * (_SIDE + _GAP)
    lines = [(row.title, look.text), (row.note, look.muted)]
    if row.response is not None:
        ends = limits or (-row.reach or -1.0, row.reach or 1.0)
        height, width = row.response.shape
        scale = _SIDE / max(height, width)
        marks.append(
            Squares(
                left + _SIDE + _GAP,
                top,
                max(1, round(width * scale)),
                max(1, round(height * scale)),
                colorize(row.response, "signed", ends),
            )
        )
        lines.append((f"±{short_number(row.reach, 3)}", look.muted))
    shown = [(words, color) for words, color in lines if words]
    for number, (words, color) in enumerate(shown):
        y = top + _SIDE / 2 + (number - (len(shown) - 1) / 2) * 17
        marks.append(Words(text, y, fitted_text(words, _TEXT, NOTE_SIZE), color))
    return marks
