"""Occlusion: cover one part of the picture after the other, and see how the score falls."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filterlab.errors import FilterLabError
from filterlab.probes.attribution.model import STEP, Attribution, Question
from filterlab.probes.units import Subject

Floats = NDArray[np.floating[Any]]


def occlusion(
    subject: Subject,
    picture: Floats,
    label: int,
    *,
    side: int | None = None,
    step: int | None = None,
    fill: float | None = None,
) -> Iterator[Attribution]:
    """Slide a square over the picture; each pixel gets the mean fall of the score over the squares that cover it.

    Parameters
    ----------
    subject : Subject
        The net.
    picture : ndarray
        (C, H, W), values in [0, 1]; no larger than the net takes, 0 is put around a smaller one.
    label : int
        The class.
    side : int or None
        Of the square in pixels; None takes a fifth of the picture's shorter side.
    step : int or None
        From one place to the next, 1 up to ``side``, so that no pixel is left out; None takes half the side.
    fill : float or None
        The brightness of the square; None takes the picture's mean, for each channel its own.

    Yields
    ------
    Attribution
        After every 16 places, or fewer of a large net, with values (1, H, W): above 0 where covering lowers the
        score.

    Raises
    ------
    FilterLabError
        If the net has no such class or cannot take the picture, or a number cannot work.

    References
    ----------
    Zeiler and Fergus, Visualizing and Understanding Convolutional Networks (2014), section 4.2.
    """
    question = Question.about(subject, picture, label)
    screen, shown = question.screen, question.picture
    _n, _c, height, width = shown.shape
    square = max(1, round(min(height, width) / 5)) if side is None else side
    stride = max(1, square // 2) if step is None else step
    if not 1 <= square <= min(height, width) or not 1 <= stride <= square:
        raise FilterLabError(
            f"A square of {square} pixels in steps of {stride} cannot go over a picture of {height} × {width}: give "
            "a side that fits and a step from 1 to that side."
        )
    brightness = shown.mean(axis=(0, 2, 3))[:, np.newaxis, np.newaxis] if fill is None else fill
    places = [
        (top, left) for top in _starts(height, square, stride) for left in _starts(width, square, stride)
    ]
    score = float(screen.respond(shown)[0])
    falls, covers = np.zeros((height, width)), np.zeros((height, width))
    pace = screen.pace(STEP)
    for first in range(0, len(places), pace):
        block = places[first : first + pace]
        covered = np.repeat(shown, len(block), axis=0)
        for one, (top, left) in zip(covered, block, strict=True):
            one[:, top : top + square, left : left + square] = brightness
        for (top, left), answer in zip(block, screen.respond(covered), strict=True):
            falls[top : top + square, left : left + square] += score - float(answer)
            covers[top : top + square, left : left + square] += 1
        yield question.answer(
            "occlusion",
            (falls / np.maximum(covers, 1))[np.newaxis],
            score=score,
            done=first + len(block),
            total=len(places),
        )


def _starts(size: int, square: int, stride: int) -> list[int]:
    """Return where squares begin along an axis, the last one flush with its end."""
    return sorted({*range(0, size - square + 1, stride), size - square})
