"""What a unit likes best, and the way there."""

import numpy as np

from filterlab.figures.cards import below, beside, card, picture_plate, rows_of
from filterlab.figures.curve_chart import Trace, curve_chart
from filterlab.figures.look import LIGHT, Look
from filterlab.figures.numbers import short_number
from filterlab.figures.plate import Plate, captioned
from filterlab.figures.tiles import picture_image
from filterlab.probes.maximisation import Climb, ClimbRecord

_SIDE = 168
_COLUMNS = 4
_MOST_CURVES = 5


def climb_figure(record: ClimbRecord, *, title: str, subtitle: str = "", look: Look = LIGHT) -> Plate:
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
    Plate
        0 is drawn black and 1 white.

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
        rows_of(ends, _COLUMNS, look),
        beside(stages, look, gap=12),
        card(chart, "How the answer grew", [], look),
    ]
    return captioned(title, subtitle, below(body, look, gap=14), (), look)


def _card(heading: str, moment: Climb, index: int, look: Look) -> Plate:
    image = picture_image(moment.pictures[index], (0, 1))
    answer = short_number(float(moment.answers[index]), 4)
    body = picture_plate(image, width=_SIDE, height=_SIDE, look=look)
    return card(body, heading, [f"The unit answers {answer}"], look)
