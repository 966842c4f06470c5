"""Curves around a circle: answers by direction."""

from collections.abc import Sequence

import numpy as np

from filterlab.figures.chart import ticks_up_to
from filterlab.figures.curve_chart import Floats, Trace
from filterlab.figures.layout import NOTE_SIZE
from filterlab.figures.look import Look, text_width
from filterlab.figures.numbers import short_number
from filterlab.figures.plate import Mark, Plate, Stroke, Words

_RIM, _LEGEND = 34, 20


def polar_chart(traces: Sequence[Trace], *, half_turn: bool = False, side: int = 280, look: Look) -> Plate:
    """Draw curves around a circle: 0 degrees on the right, counterclockwise; what is below 0 lies in the middle.

    Parameters
    ----------
    traces : sequence of Trace
        At least one; places are degrees, evenly spaced over one turn, or half a turn.
    half_turn : bool
        Whether the places go round half a turn only, as directions of stripes do; they are drawn twice.
    side : int
        Width and height in pixels, without the names.
    look : Look
        The light or the dark theme.

    Returns
    -------
    Plate
        With the names below if there are any.
    """
    radius, middle = side / 2 - _RIM, side / 2
    highest = max(float(trace.y.max()) for trace in traces)
    top = highest if highest > 0 else 1.0
    ticks = [tick for tick in ticks_up_to(top, 3) if tick]
    turn = np.linspace(0, 360, 73)
    marks: list[Mark] = [
        *(Stroke(_around(middle, turn, tick / top * radius), look.line, 1) for tick in ticks),
        *(
            Stroke(_around(middle, np.array([degrees, degrees + 180]), radius), look.line, 0.5)
            for degrees in range(0, 180, 45)
        ),
    ]
    for trace in traces:
        if trace.mark is not None:
            ends = np.array([trace.mark, trace.mark + (180 if half_turn else 0)])
            lengths = radius * np.array([1, 1 if half_turn else 0])
            marks.append(Stroke(_around(middle, ends, lengths), trace.color, 1))
        turns = [trace.x, trace.x + 180, trace.x[:1] + 360] if half_turn else [trace.x, trace.x[:1] + 360]
        values = np.maximum(np.concatenate([trace.y] * (len(turns) - 1) + [trace.y[:1]]), 0)
        marks.append(Stroke(_around(middle, np.concatenate(turns), values / top * radius), trace.color))
    for degrees in range(0, 180 if half_turn else 360, 90):
        ((x, y),) = _around(middle, np.array([degrees]), radius + 15)
        marks.append(Words(x, y, f"{degrees}°", look.muted, align="middle"))
    ring = middle - ticks[-1] / top * radius + 8
    marks.append(Words(middle + 3, ring, short_number(ticks[-1], 3), look.muted))
    names = [trace for trace in traces if trace.name]
    left = 2
    for trace in names:
        marks.append(Words(left, side + _LEGEND / 2, trace.name, trace.color))
        left += round(1.15 * text_width(trace.name, NOTE_SIZE)) + 12
    return Plate("", side, side + (_LEGEND if names else 0), look.card, tuple(marks))


def _around(middle: float, degrees: Floats, lengths: Floats | float) -> tuple[tuple[float, float], ...]:
    """Return places around the middle of a square, in its pixels."""
    turns = np.deg2rad(degrees)
    xs, ys = middle + lengths * np.cos(turns), middle - lengths * np.sin(turns)
    return tuple((float(x), float(y)) for x, y in zip(xs, ys, strict=True))
