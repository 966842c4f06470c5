"""What a unit likes best, and the way there."""

from collections.abc import Sequence

import numpy as np
from PIL import Image

from filterlab.figures.curve_chart import Trace, curve_chart
from filterlab.figures.layout import in_rows, panel, sheet, side_by_side, stacked
from filterlab.figures.look import LIGHT, Look
from filterlab.figures.numbers import short_number
from filterlab.figures.tiles import Floats, fitted_image, picture_image
from filterlab.probes.maximisation import Climb

_SIDE = 168
_STAGES = (0.0, 0.05, 0.2, 1.0)
_COLUMNS = 4
_MOST_CURVES = 5


def climb_figure(
    moments: Sequence[Climb], *, title: str, subtitle: str = "", look: Look = LIGHT
) -> Image.Image:
    """Draw the pictures a climb has ended with, the way to the first of them, and how the answers grew.

    Parameters
    ----------
    moments : sequence of Climb
        All moments of one climb, or some of them; at least two, the last one the end.
    title, subtitle : str
        Headlines.
    look : Look
        The light or the dark theme.

    Returns
    -------
    PIL.Image.Image
        RGB; 0 is drawn black and 1 white.
    """
    last = moments[-1]
    ends = [
        panel(
            _picture(last.pictures[i]),
            f"Answer {i + 1}",
            [f"The unit answers {short_number(answer, 4)}"],
            look,
        )
        for i, answer in enumerate(map(float, last.answers))
    ]
    way = [moments[round(share * (len(moments) - 1))] for share in _STAGES]
    stages = [
        panel(
            _picture(moment.pictures[0]),
            f"Step {moment.done}",
            [f"The unit answers {short_number(float(moment.answers[0]), 4)}"],
            look,
        )
        for moment in way
    ]
    steps = np.array([moment.done for moment in moments], np.float64)
    traces = [
        Trace("", color, steps, np.array([float(moment.answers[i]) for moment in moments]))
        for i, color in zip(range(min(len(last.answers), _MOST_CURVES)), look.curves, strict=False)
    ]
    chart = curve_chart(traces, x_title="Steps", size=(420, 230), look=look)
    body = [
        in_rows(ends, _COLUMNS, gap=12, ground=look.paper),
        side_by_side(stages, gap=12, ground=look.paper),
        panel(chart, "How the answer grew", [], look),
    ]
    return sheet(title, subtitle, stacked(body, gap=14, ground=look.paper), look)


def _picture(pixels: Floats) -> Image.Image:
    return fitted_image(picture_image(pixels, (0, 1)), width=_SIDE, height=_SIDE)
