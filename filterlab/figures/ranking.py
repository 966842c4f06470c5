"""What every filter of a layer is worth, as a ranking."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any

import numpy as np

from filterlab.figures.filter_marks import filter_squares
from filterlab.figures.look import LIGHT, Look
from filterlab.figures.numbers import MINUS
from filterlab.figures.plate import Block, Mark, Plate, Words, captioned

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from filterlab.probes.surgery import Ranking

    Floats = NDArray[np.floating[Any]]

_ROW, _TILE = 44, (72, 38)
_BAR_AT, _BAR, _COLUMN = 190, 180, 600
_LEAST_TOP = 1.0
_MOST_ROWS = 16
_MOST_FILTERS = 48


def ranking_figure(
    ranking: Ranking, weights: Floats, *, title: str, pictures: str, look: Look = LIGHT
) -> Plate:
    """Draw the filters of a layer from the most important on, each with the accuracy that is lost without it.

    Parameters
    ----------
    ranking : Ranking
        What they are worth.
    weights : ndarray
        Shape (O, C, KH, KW): the filters.
    title : str
        Which layer of which net.
    pictures : str
        What it was tested with, such as "strokes".
    look : Look
        The light or the dark theme.
    """
    lost, by_class = 100 * ranking.lost, 100 * ranking.class_lost
    shown = ranking.order[:_MOST_FILTERS]
    low, high = min(0.0, float(lost.min())), max(_LEAST_TOP, float(lost.max()))
    scale = _BAR / (high - low)
    marks: list[Mark] = []
    for place, number in enumerate(shown):
        x, y = place // _MOST_ROWS * _COLUMN, place % _MOST_ROWS * _ROW
        middle = y + _TILE[1] / 2
        length = float(lost[number]) * scale
        origin = x + _BAR_AT - low * scale
        marks += [
            Words(x + 22, middle, str(place + 1), look.muted, align="right"),
            filter_squares(weights[number], x + 30, y, _TILE),
            Words(x + 110, middle, f"filter {number}", look.text),
            Block(
                origin + min(length, 0.0), middle - 6, max(1.0, abs(length)), 12, fill=look.curves[length < 0]
            ),
            Block(origin, middle - 11, 1, 22, fill=look.muted),
            Words(x + _BAR_AT + _BAR + 8, middle - 8, f"{_points(float(lost[number]))} points", look.text),
            Words(x + _BAR_AT + _BAR + 8, middle + 8, _worst(by_class[number]), look.muted, 10),
        ]
    columns, rows = -(-len(shown) // _MOST_ROWS), min(len(shown), _MOST_ROWS)
    body = Plate("", columns * _COLUMN, rows * _ROW, look.paper, tuple(marks))
    count = int(ranking.before.confusion.sum())
    subtitle = (
        f"Percentage points of test accuracy that are lost when a filter is silenced. With all filters "
        f"{100 * ranking.before.accuracy:.2f} % of {count:,} pictures ({pictures}) are named right; one picture "
        f"is {100 / count:.2g} points."
    )
    notes = ["Filters are silenced one at a time, so two that do the same may both seem to be worth little."]
    if low < 0:
        notes.append("A bar to the left: without that filter the net makes fewer mistakes.")
    if len(shown) < len(lost):
        notes.append(f"Shown are the first {len(shown)} of {len(lost)} filters.")
    return captioned(title, subtitle, body, tuple(notes), look)


def _points(value: float) -> str:
    return f"{value:.2f}".replace("-", MINUS)


def _worst(by_class: NDArray[np.float64]) -> str:
    """Name the class that suffers most, if any does."""
    number = int(np.nanargmax(by_class))
    most = float(by_class[number])
    return "no class suffers" if isnan(most) or most <= 0 else f"most class {number}: {most:.1f} points"
