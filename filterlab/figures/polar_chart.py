"""Curves around a circle: answers by direction."""

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

from filterlab.figures.chart import ticks_up_to, write
from filterlab.figures.curve_chart import Floats, Trace
from filterlab.figures.layout import NOTE_SIZE
from filterlab.figures.look import Look, text_width
from filterlab.figures.numbers import short_number

# Lines are drawn so many times larger and shrunk: Pillow draws them with steps.
_FINE = 3
_RIM, _LEGEND = 34, 20


def polar_chart(
    traces: Sequence[Trace], *, half_turn: bool = False, side: int = 280, look: Look
) -> Image.Image:
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
    PIL.Image.Image
        RGB, with the names below if there are any.
    """
    radius = side / 2 - _RIM
    highest = max(float(trace.y.max()) for trace in traces)
    top = highest if highest > 0 else 1.0
    ticks = [tick for tick in ticks_up_to(top, 3) if tick]
    plot = Image.new("RGB", (_FINE * side, _FINE * side), look.card)
    pen, middle, rim = ImageDraw.Draw(plot), _FINE * side / 2, _FINE * radius
    for tick in ticks:
        pen.circle((middle, middle), tick / top * rim, outline=look.line, width=_FINE)
    for degrees in range(0, 180, 45):
        pen.line(_around(middle, np.array([degrees, degrees + 180]), rim), fill=look.line, width=1)
    for trace in traces:
        if trace.mark is not None:
            ends = np.array([trace.mark, trace.mark + (180 if half_turn else 0)])
            lengths = np.array([1, 1 if half_turn else 0])
            pen.line(_around(middle, ends, rim * lengths), fill=trace.color, width=_FINE)
        turns = [trace.x, trace.x + 180, trace.x[:1] + 360] if half_turn else [trace.x, trace.x[:1] + 360]
        values = np.maximum(np.concatenate([trace.y] * (len(turns) - 1) + [trace.y[:1]]), 0)
        places = _around(middle, np.concatenate(turns), values / top * rim)
        pen.line(places, fill=trace.color, width=2 * _FINE, joint="curve")
    names = [trace for trace in traces if trace.name]
    image = Image.new("RGB", (side, side + (_LEGEND if names else 0)), look.card)
    image.paste(plot.resize((side, side), Image.Resampling.BOX), (0, 0))
    draw = ImageDraw.Draw(image)
    for degrees, anchor in ((0, "lm"), (90, "mb"), (180, "rm"), (270, "mt")):
        if degrees < 180 or not half_turn:
            (place,) = _around(side / 2, np.array([degrees]), radius + 3)
            write(draw, place, f"{degrees}°", look.muted, anchor)
    ring = (side / 2 + 2, side / 2 - ticks[-1] / top * radius + 2)
    write(draw, ring, short_number(ticks[-1], 3), look.muted, "lt")
    left = 2
    for trace in names:
        write(draw, (left, image.height - 2), trace.name, trace.color, "lb")
        left += text_width(trace.name, NOTE_SIZE) + 12
    return image


def _around(middle: float, degrees: Floats, lengths: Floats | float) -> list[tuple[float, float]]:
    """Return places around the middle of a square, in its pixels."""
    turns = np.deg2rad(degrees)
    xs, ys = middle + lengths * np.cos(turns), middle - lengths * np.sin(turns)
    return [(float(x), float(y)) for x, y in zip(xs, ys, strict=True)]
