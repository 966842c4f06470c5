"""What a unit likes best, and the way there."""

import numpy as np
from PIL import Image

from filterlab.figures.curve_chart import Trace, curve_chart
from filterlab.figures.layout import in_rows, panel, sheet, side_by_side, stacked
from filterlab.figures.look import LIGHT, Look
from filterlab.figures.numbers import short_number
from filterlab.figures.tiles import fitted_image, picture_image
from filterlab.probes.maximisation import Climb, ClimbRecord

_SIDE = 168
_COLUMNS = 4
_MOST_CURVES = 5


def climb_figure(record: ClimbRecord, *, title: str, subtitle: str = "", look: Look = LIGHT) -> Image.Image:
    """Draw the pictures a climb has ended with, the way to the first of them, and how the answers grew.

    Parameters
    ----------
    record : ClimbRecord
        Of a climb of at least one step.
    title, subtitle : str
        Headlines.
    look : Look
        The light or the dark theme.

    Returns
    -------
    PIL.Image.Image
        RGB; 0 is drawn black and 1 white.

    Raises
    ------
    ValueError
        If the record has no moment.
    """
    last = record.newest
    count = len(last.answers)
    ends = [_card(f"Answer {i + 1}", last, i, look) for i in range(count)]
    stages = [_card(f"Step {moment.done}", moment, 0, look) for moment in (*record.stages, last)]
    answers = record.answers
    steps = np.arange(len(answers), dtype=np.float64)
    traces = [
        Trace("", color, steps, answers[:, i])
        for i, color in zip(range(min(count, _MOST_CURVES)), look.curves, strict=False)
    ]
    chart = curve_chart(traces, x_title="Steps", size=(420, 230), look=look)
    body = [
        in_rows(ends, _COLUMNS, gap=12, ground=look.paper),
        side_by_side(stages, gap=12, ground=look.paper),
        panel(chart, "How the answer grew", [], look),
    ]
    return sheet(title, subtitle, stacked(body, gap=14, ground=look.paper), look)


def _card(heading: str, moment: Climb, index: int, look: Look) -> Image.Image:
    image = fitted_image(picture_image(moment.pictures[index], (0, 1)), width=_SIDE, height=_SIDE)
    return panel(image, heading, [f"The unit answers {short_number(float(moment.answers[index]), 4)}"], look)
