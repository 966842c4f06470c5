"""An experiment on one sheet: its curves with their spread, its seeds as dots, and what they say in words."""

from math import ceil

import numpy as np
from PIL import Image

from filterlab.figures.chart import Line, Row, dot_rows, line_chart
from filterlab.figures.layout import panel, sheet, side_by_side
from filterlab.figures.look import LIGHT, Look
from filterlab.probes.experiments import Band, Curves, Experiment, Finding, Quantity

# The beginning, where everything is still wrong, would press the rest flat: a curve's first fifth may be cut off.
_CUT = 0.2
_LEAST_TOP = 5.0


def experiment_figure(
    experiment: Experiment, curves: Curves, finding: Finding, *, look: Look = LIGHT
) -> Image.Image:
    """Draw what an experiment has found.

    Parameters
    ----------
    experiment : Experiment
        What was asked.
    curves : Curves
        What its events told.
    finding : Finding
        What came out.
    look : Look
        The light or the dark theme.

    Returns
    -------
    PIL.Image.Image
        RGB.
    """
    colors = dict(zip((arm.name for arm in experiment.arms), look.curves, strict=False))
    bands = {arm: band for arm in colors if (band := curves.band(arm)) is not None}
    lines = [Line(arm, colors[arm], band.steps, band.mean, band.spread) for arm, band in bands.items()]
    target = experiment.target_error
    chart = line_chart(
        lines,
        x_title="Steps",
        y_title=f"{experiment.curve.capitalize()} (%)",
        top=shown_top(list(bands.values())),
        level=None if target is None else (100 * target, f"{100 * target:g} %"),
        look=look,
    )
    first = finding.quantities[0]
    rows = [
        Row(one.arm, str(one), colors[one.arm], one.values, one.mean, one.spread)
        for one in finding.quantities
        if one.name == first.name
    ]
    dots = dot_rows(rows, title=_axis(first), look=look)
    count = max(band.count for band in bands.values())
    seeds = f"{count} seeds" if count > 1 else "one seed"
    body = side_by_side(
        [
            panel(
                chart,
                f"While they learn: mean of {seeds}, and one standard deviation",
                [experiment.method],
                look,
            ),
            panel(
                dots,
                "Each seed a dot, with mean and standard deviation",
                [finding.figures, finding.answer, finding.published, finding.comparison],
                look,
            ),
        ],
        gap=16,
        ground=look.paper,
    )
    return sheet(experiment.title, experiment.question, body, look)


def shown_top(bands: list[Band]) -> float:
    """Return the highest error in percent that a plot of these curves has to show."""
    heights = [_LEAST_TOP]
    for band in bands:
        late = band.steps >= _CUT * band.steps[-1]
        heights.append(float(np.max((band.mean + band.spread)[late])))
    return float(min(100, ceil(1.1 * max(heights))))


def _axis(quantity: Quantity) -> str:
    name = f"{quantity.name[:1].upper()}{quantity.name[1:]}"
    return name if quantity.unit == "steps" else f"{name} ({quantity.unit})"
