"""Log-log plots of times, drawn with Pillow alone: one line a side, named where it ends, with its slope."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, hypot, log2, log10
from pathlib import Path

from PIL import Image, ImageDraw

from filterlab.figures import LIGHT
from filterlab.figures.look import Color, font, plain_text, text_width

# Drawn this much larger and made smaller again, which smooths the lines.
FINE = 3
WIDTH, HEIGHT = 1200, 800
LEFT, RIGHT, TOP, BOTTOM = 110, 930, 190, 690
TITLE, LABEL, SMALL = 34, 24, 20
GAP = 58
"""Least distance between the names of two lines."""

# Told apart by all types of colour vision (Okabe and Ito, 2008); the window's plots begin with the same.
COLOURS: dict[str, Color] = {
    "FilterLab": (0, 114, 178),
    "OpenCV": (213, 94, 0),
    "PyTorch": (122, 79, 163),
}


@dataclass(frozen=True)
class Curve:
    """What one side took: milliseconds at each place, and a word on its slope."""

    name: str
    xs: Sequence[float]
    ms: Sequence[float]
    note: str


@dataclass(frozen=True)
class Plot:
    """A picture of several curves.

    Attributes
    ----------
    title, subtitle
        What is shown; under which conditions.
    x_label
        What grows, with its unit.
    ticks
        Where the x axis has a label, and which.
    curves
        Ours first.
    marks
        Words under our points: which algorithm was chosen from here on.
    linear_from
        Where the dashed line of cost growing in proportion begins on our curve.
    """

    title: str
    subtitle: str
    x_label: str
    ticks: Sequence[tuple[float, str]]
    curves: Sequence[Curve]
    marks: Sequence[tuple[float, str]]
    linear_from: float


class _Paper:
    """The picture while it is drawn: pixels in, and the two logarithmic scales."""

    def __init__(self, plot: Plot) -> None:
        self.image = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), LIGHT.card)
        self.draw = ImageDraw.Draw(self.image)
        every_x = [x for x, _ in plot.ticks]
        every_y = [ms for curve in plot.curves for ms in curve.ms]
        margin = 0.04 * (log2(max(every_x)) - log2(min(every_x)))
        self.x_range = log2(min(every_x)) - margin, log2(max(every_x)) + margin
        self.y_range = log10(min(every_y)) - 0.25, log10(max(every_y)) + 0.1

    def x(self, value: float) -> float:
        low, high = self.x_range
        return LEFT + (log2(value) - low) / (high - low) * (RIGHT - LEFT)

    def y(self, ms: float) -> float:
        low, high = self.y_range
        return BOTTOM - (log10(ms) - low) / (high - low) * (BOTTOM - TOP)

    def line(self, points: Sequence[tuple[float, float]], colour: Color, width: float) -> None:
        fine = [(x * FINE, y * FINE) for x, y in points]
        self.draw.line(fine, fill=colour, width=round(width * FINE), joint="curve")

    def dot(self, x: float, y: float, colour: Color, radius: float = 6) -> None:
        box = [(x - radius) * FINE, (y - radius) * FINE, (x + radius) * FINE, (y + radius) * FINE]
        self.draw.ellipse(box, fill=colour, outline=LIGHT.card, width=round(1.5 * FINE))

    def text(self, x: float, y: float, text: str, size: int, colour: Color, anchor: str = "lm") -> None:
        place = (x * FINE, y * FINE)
        self.draw.text(place, plain_text(text), fill=colour, font=font(size * FINE), anchor=anchor)

    def save(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        small = self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        # Few colours say it all, in a third of the bytes.
        small.quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)


def save_plot(plot: Plot, path: Path) -> None:
    """Draw a plot and write it as PNG."""
    paper = _Paper(plot)
    paper.text(LEFT, 46, plot.title, TITLE, LIGHT.text)
    paper.text(LEFT, 92, plot.subtitle, LABEL, LIGHT.muted)
    paper.text(LEFT, TOP - 28, "milliseconds", SMALL, LIGHT.muted)
    _draw_grid(paper, plot)
    _draw_linear(paper, plot)
    # Ours last, so that it lies above the others.
    for curve in reversed(plot.curves):
        points = [(paper.x(x), paper.y(ms)) for x, ms in zip(curve.xs, curve.ms, strict=True)]
        paper.line(points, COLOURS[curve.name], 4 if curve is plot.curves[0] else 3)
        for x, y in points:
            paper.dot(x, y, COLOURS[curve.name])
    _draw_names(paper, plot)
    _draw_marks(paper, plot)
    paper.save(path)


def _draw_grid(paper: _Paper, plot: Plot) -> None:
    """Draw a labelled line for each tick: those given along x, 1, 2 and 5 of each power of ten along y."""
    for x, label in plot.ticks:
        paper.line([(paper.x(x), TOP), (paper.x(x), BOTTOM)], LIGHT.paper, 2)
        paper.text(paper.x(x), BOTTOM + 26, label, SMALL, LIGHT.muted, "mm")
    low, high = paper.y_range
    wide = high - low > 2.5
    for power in range(floor(low), ceil(high) + 1):
        for digit in (1, 2, 5):
            if not low <= log10(digit) + power <= high:
                continue
            y = paper.y(digit * 10.0**power)
            paper.line([(LEFT, y), (RIGHT, y)], LIGHT.line if digit == 1 else LIGHT.paper, 2)
            if digit == 1 or not wide:
                paper.text(LEFT - 14, y, f"{digit * 10.0**power:g}", SMALL, LIGHT.muted, "rm")
    paper.line([(LEFT, BOTTOM), (RIGHT, BOTTOM)], LIGHT.muted, 2)
    paper.text((LEFT + RIGHT) / 2, BOTTOM + 70, plot.x_label, LABEL, LIGHT.text, "mm")


def _draw_linear(paper: _Paper, plot: Plot) -> None:
    """Draw in dashes what our cost would be if it grew in proportion from one point on."""
    ours = plot.curves[0]
    begin = list(ours.xs).index(plot.linear_from)
    start, ms = ours.xs[begin], ours.ms[begin]
    end = min(max(ours.xs), start * 10 ** paper.y_range[1] / ms)
    left, top, right, bottom = paper.x(start), paper.y(ms), paper.x(end), paper.y(ms * end / start)
    _draw_dashes(paper, (left, top), (right, bottom))
    words = "in proportion"
    key = RIGHT - text_width(words, SMALL) - 12
    paper.text(RIGHT, TOP - 28, words, SMALL, LIGHT.muted, "rm")
    _draw_dashes(paper, (key - 60, TOP - 28), (key, TOP - 28))


def _draw_dashes(paper: _Paper, start: tuple[float, float], end: tuple[float, float]) -> None:
    (left, top), (right, bottom) = start, end
    count = int(hypot(right - left, bottom - top) // 12)
    places = [
        (left + (right - left) * part / count, top + (bottom - top) * part / count)
        for part in range(count + 1)
    ]
    for first in range(0, count, 2):
        paper.line(places[first : first + 2], LIGHT.muted, 2)


def _draw_names(paper: _Paper, plot: Plot) -> None:
    """Write each curve's name and slope right of its end, moved apart where they would touch."""
    ends = sorted((paper.y(curve.ms[-1]), curve.name, curve) for curve in plot.curves)
    places: list[float] = []
    for y, _, _ in ends:
        places.append(max(y, places[-1] + GAP) if places else y)
    over = max(0.0, places[-1] - (BOTTOM - GAP / 2))
    for place, (_, _, curve) in zip(places, ends, strict=True):
        paper.text(RIGHT + 22, place - over - 12, curve.name, LABEL, COLOURS[curve.name])
        paper.text(RIGHT + 22, place - over + 14, curve.note, SMALL, LIGHT.muted)


def _draw_marks(paper: _Paper, plot: Plot) -> None:
    """Write under our points where the engine begins to use another algorithm."""
    ours = dict(zip(plot.curves[0].xs, plot.curves[0].ms, strict=True))
    for x, word in plot.marks:
        left = min(paper.x(x) + 6, RIGHT - text_width(word, SMALL))
        paper.text(left, paper.y(ours[x]) + 24, word, SMALL, COLOURS["FilterLab"])
