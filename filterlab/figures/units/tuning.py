"""What the bench of Hubel and Wiesel has found out about a unit, on one sheet."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from filterlab.figures.cards import bar_plate, below, beside, card, picture_plate, rows_of
from filterlab.figures.colormaps import colorize, limits_of
from filterlab.figures.curve_chart import Trace, curve_chart
from filterlab.figures.layout import NOTE_SIZE
from filterlab.figures.look import LIGHT, Look, text_width
from filterlab.figures.numbers import short_number
from filterlab.figures.plate import Block, Mark, Plate, Squares, Words, captioned
from filterlab.figures.polar_chart import polar_chart
from filterlab.figures.tiles import picture_image
from filterlab.probes.bench import TuningCurve, TuningReport, draw_stimuli

_TITLES = {
    ("grating", "frequency"): ("Spatial frequency of gratings", "stripes per pixel"),
    ("grating", "phase"): ("Phase of the best grating", "degrees"),
    ("bar", "position"): ("Place of a bar", "pixels to the right of its direction"),
    ("bar", "width"): ("Width of a bar", "pixels"),
    ("spot", "radius"): ("Radius of a spot", "pixels"),
}
_CELL, _ARC, _GAP = 14, 8, 36
_WIDTH, _COLUMNS = 280, 4
_LINE = 20


def tuning_figure(
    reports: Sequence[TuningReport],
    *,
    title: str,
    subtitle: str = "",
    names: Sequence[str] = (),
    look: Look = LIGHT,
) -> Plate:
    """Draw the tuning of one unit, or of several over each other.

    Parameters
    ----------
    reports : sequence of TuningReport
        One to five; the notes below the curves and the map of arcs are of the first.
    title, subtitle : str
        Headlines.
    names : sequence of str
        What their curves are called if there are several; by default layer and number of the units.
    look : Look
        The light or the dark theme.

    """
    first = reports[0]
    panels = [
        _grating(first, look),
        _polar("grating", "Angle of gratings", reports, look),
        _polar("bar", "Angle of a bar", reports, look),
        _polar("edge", "Angle of edges", reports, look),
        *(
            _curve(kind, parameter, heading, unit, reports, look)
            for (kind, parameter), (heading, unit) in _TITLES.items()
        ),
        _arcs(first, look),
    ]
    sheet = rows_of(panels, _COLUMNS, look)
    notes: tuple[str, ...] = ()
    if len(reports) > 1:
        called = names or [report.unit.name for report in reports]
        # Once for all charts: names are longer than these are wide.
        sheet = below([_legend(called, look), sheet], look, gap=12)
        notes = (f"The best grating, the map of arcs and the words below the charts are of {called[0]}.",)
    return captioned(title, subtitle, sheet, notes, look)


def tuning_in_words(curve: TuningCurve, unit: str) -> list[str]:
    """Say what a curve tells: what is preferred, how broadly, how selectively."""
    if not curve.is_answered:
        return ["No answer above 0."]
    value = "–" if curve.preferred is None else f"{short_number(curve.preferred, 3)} {unit}"
    words = [f"Preferred {value}; answer {short_number(curve.height, 4)}"]
    if curve.bandwidth is None:
        words.append("It does not fall to half on both sides.")
    else:
        width = "octaves" if curve.is_logarithmic else unit.split(" ")[0]
        words.append(f"Full width at half height {short_number(curve.bandwidth, 3)} {width}")
    if curve.selectivity is not None:
        words.append(f"Selectivity {curve.selectivity:.2f}")
    return words


def _legend(names: Sequence[str], look: Look) -> Plate:
    marks: list[Mark] = []
    width = 0
    for row, (name, color) in enumerate(zip(names, look.curves, strict=False)):
        marks.append(Block(0, row * _LINE + 3, _LINE - 8, _LINE - 8, fill=color))
        marks.append(Words(_LINE, (row + 0.5) * _LINE - 1, name, look.text))
        width = max(width, _LINE + text_width(name, NOTE_SIZE))
    return Plate("", width, _LINE * len(names), look.paper, tuple(marks))


def _polar(kind: str, heading: str, reports: Sequence[TuningReport], look: Look) -> Plate:
    curves = [report.curve(kind, "angle") for report in reports]
    chart = polar_chart(_traces(curves, look), half_turn=curves[0].period == 180, side=_WIDTH, look=look)
    return card(chart, heading, tuning_in_words(curves[0], "degrees"), look)


def _curve(
    kind: str, parameter: str, heading: str, unit: str, reports: Sequence[TuningReport], look: Look
) -> Plate:
    curves = [report.curve(kind, parameter) for report in reports]
    chart = curve_chart(
        _traces(curves, look),
        x_title=unit,
        logarithmic=curves[0].is_logarithmic,
        size=(_WIDTH, 190),
        look=look,
    )
    return card(chart, heading, tuning_in_words(curves[0], unit), look)


def _traces(curves: Sequence[TuningCurve], look: Look) -> list[Trace]:
    return [
        Trace("", color, curve.values, curve.answers, curve.preferred)
        for color, curve in zip(look.curves, curves, strict=False)
    ]


def _arcs(report: TuningReport, look: Look) -> Plate:
    arcs = report.curvature
    limits = limits_of(arcs.answers, "signed")
    width, height = _ARC * len(arcs.angles), _CELL * len(arcs.radii)
    marks: list[Mark] = [Squares(_GAP, 0, width, height, colorize(arcs.answers, "signed", limits))]
    for row, radius in enumerate(arcs.radii):
        if row % 2 == 0:
            middle = (row + 0.5) * _CELL
            marks.append(Words(_GAP - 4, middle, short_number(radius, 2), look.muted, align="right"))
    for degrees in (0, 90, 180, 270):
        left = _GAP + _ARC * (len(arcs.angles) * degrees / 360 + 0.5)
        marks.append(Words(left, height + 12, f"{degrees}°", look.muted, align="middle"))
    body = Plate("", width + _GAP, height + 22, look.card, tuple(marks))
    bar = bar_plate("signed", limits, height=height, look=look)
    found = arcs.preferred
    notes = ["No answer above 0."]
    if found is not None:
        radius, angle = found
        direction = "–" if angle is None else f"{short_number(angle, 3)} degrees"
        notes = [f"Preferred radius {short_number(radius, 3)} pixels, direction {direction}"]
    return card(beside([body, bar], look, gap=8), "Arcs: radius in pixels by direction", notes, look)


def _grating(report: TuningReport, look: Look) -> Plate:
    side = report.side
    (picture,) = draw_stimuli([report.grating], (1, side, side))
    image = picture_image(np.asarray(picture), (0, 1))
    shown = picture_plate(image, width=_WIDTH, height=_WIDTH, look=look)
    kind = "simple" if report.is_simple else "complex"
    direction = "Direction –" if report.angle is None else f"{short_number(report.angle, 3)} degrees"
    notes = [
        f"{direction}, phase {short_number(report.grating.phase, 3)} degrees",
        f"{short_number(report.grating.frequency, 3)} stripes per pixel",
        f"F1/F0 {report.modulation_ratio:.2f}: a {kind} cell",
        f"Answer to the empty screen {short_number(report.baseline, 4)}",
    ]
    return card(replace(shown, width=_WIDTH), "The best grating", notes, look)
