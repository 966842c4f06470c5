"""Curves over an axis that may be logarithmic, above and below 0."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filterlab.figures.look import Color, Look
from filterlab.figures.numbers import short_number
from filterlab.figures.plate import Block, Mark, Plate, Stroke, Words

Floats = NDArray[np.floating[Any]]

_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 14, 12, 42


@dataclass(frozen=True, eq=False)
class Trace:
    """One curve.

    Attributes
    ----------
    name : str
        For a legend; empty for none.
    color : Color
        Of the line.
    x, y : ndarray
        (N,): places, rising, and values. Around a circle places are degrees.
    mark : float or None
        A place to mark by a line, such as the preferred one.
    """

    name: str
    color: Color
    x: Floats
    y: Floats
    mark: float | None = None


def curve_chart(
    traces: Sequence[Trace],
    *,
    x_title: str,
    logarithmic: bool = False,
    size: tuple[int, int] = (300, 200),
    look: Look,
) -> Plate:
    """Draw curves over the places they have, with 0 always in sight.

    Parameters
    ----------
    traces : sequence of Trace
        At least one, each with at least two points.
    x_title : str
        What the horizontal axis is, with its unit.
    logarithmic : bool
        Whether doublings are equally far apart; then places are above 0.
    size : (int, int)
        Width and height in pixels.
    look : Look
        The light or the dark theme.
    """
    width, height = size
    inside = (width - _LEFT - _RIGHT, height - _TOP - _BOTTOM)
    first, last = (extreme(float(trace.x[end]) for trace in traces) for extreme, end in ((min, 0), (max, -1)))
    low, high = _range(np.concatenate([trace.y for trace in traces]))

    def across(x: Floats) -> Floats:
        share: Floats = (
            np.log(x / first) / np.log(last / first) if logarithmic else (x - first) / (last - first)
        )
        return _LEFT + inside[0] * share

    def upwards(y: Floats) -> Floats:
        return _TOP + inside[1] * (high - y) / (high - low)

    marks: list[Mark] = []
    ticks = _ticks_between(low, high)
    for tick, y in zip(ticks, upwards(np.array(ticks)), strict=True):
        marks.append(Block(_LEFT, round(float(y)), inside[0], 1, fill=look.muted if tick == 0 else look.line))
        marks.append(Words(_LEFT - 6, float(y), short_number(tick, 3), look.muted, align="right"))
    ticks = _doublings(first, last) if logarithmic else _ticks_between(first, last, count=4)
    for tick, x in zip(ticks, across(np.array(ticks)), strict=True):
        marks.append(Block(round(float(x)), height - _BOTTOM, 1, 4, fill=look.muted))
        marks.append(
            Words(float(x), height - _BOTTOM + 12, short_number(tick, 2), look.muted, align="middle")
        )
    for trace in traces:
        if trace.mark is not None:
            x = float(across(np.array([trace.mark]))[0])
            marks.append(Stroke(((x, _TOP), (x, height - _BOTTOM)), trace.color, 1))
        places = zip(across(trace.x).tolist(), upwards(trace.y).tolist(), strict=True)
        marks.append(Stroke(tuple(places), trace.color))
    marks.append(Words(_LEFT + inside[0] / 2, height - 9, x_title, look.text, align="middle"))
    return Plate("", width, height, look.card, tuple(marks))


def _range(values: Floats) -> tuple[float, float]:
    """Return the lowest and the highest value shown: all of them, and 0, with a little room."""
    low, high = min(0.0, float(values.min())), max(0.0, float(values.max()))
    if low == high:
        return 0.0, 1.0
    room = 0.06 * (high - low)
    return low - room if low < 0 else 0.0, high + room if high > 0 else 0.0


def _ticks_between(low: float, high: float, count: int = 5) -> list[float]:
    """Return about so many round numbers between two others."""
    rough = (high - low) / count
    power = 10.0 ** floor(log10(rough))
    step = next(power * digit for digit in (1, 2, 5, 10) if power * digit >= rough * 0.99)
    return [step * number for number in range(ceil(low / step - 1e-9), floor(high / step + 1e-9) + 1)]


def _doublings(first: float, last: float) -> list[float]:
    """Return the first place and those that follow by doubling, or by more where there would be more than five."""
    factor = 2
    while first * factor**5 < last:
        factor *= 2
    places = [first]
    while places[-1] * factor <= last * 1.001:
        places.append(places[-1] * factor)
    return places
