"""The pixels a unit can see, and those it listens to."""

from dataclasses import replace

import numpy as np
from PIL import Image

from filterlab.figures.cards import bar_plate, beside, card, picture_plate
from filterlab.figures.colormaps import colorize, limits_of
from filterlab.figures.look import LIGHT, Look
from filterlab.figures.numbers import short_number
from filterlab.figures.plate import Mark, Plate, Stroke, captioned
from filterlab.probes import Box
from filterlab.probes.units import EffectiveField, GaussianFit

_SIDE = 420


def field_figure(found: EffectiveField, *, title: str, subtitle: str = "", look: Look = LIGHT) -> Plate:
    """Draw how much a unit listens to each pixel, with the box it can see and the bell that fits.

    Parameters
    ----------
    found : EffectiveField
        The averaged gradients.
    title, subtitle : str
        Headlines.
    look : Look
        The light or the dark theme.

    """
    height, width = found.strength.shape
    limits = limits_of(found.strength, "activation")
    image = Image.fromarray(colorize(found.strength, "activation", limits))
    shown = picture_plate(image, width=_SIDE, height=_SIDE, look=look)
    scale = shown.width / width
    box, jump = found.field.box, found.field.jump
    seen = box.within((height, width))
    marks = [*shown.marks, *_outline(seen, scale, look)]
    notes = [
        f"It can see the box: {box.height} × {box.width} pixels from row {box.top}, column {box.left}.",
        f"The next unit's box lies {jump[0]} pixels further.",
        f"{100 * found.share:.0f} % of these pixels have more than 4.55 % of the strongest influence.",
        f"Mean over {found.done:,} pictures.",
    ]
    if found.bell is not None:
        marks += _ellipse(found.bell, scale, look)
        notes.append(bell_in_words(found.bell))
    bar = bar_plate("activation", limits, height=shown.height, look=look)
    body = beside([replace(shown, marks=tuple(marks)), bar], look)
    framed = card(body, "Change of the answer per unit of pixel value", notes, look)
    return captioned(title, subtitle, framed, (), look)


def bell_in_words(bell: GaussianFit) -> str:
    """Describe a bell that was fitted."""
    return (
        f"The curve is the bell that fits best, at two deviations: {short_number(bell.major, 3)} and "
        f"{short_number(bell.minor, 3)} pixels, leaning {short_number(bell.angle, 3)} degrees, around row "
        f"{short_number(bell.row, 3)}, column {short_number(bell.column, 3)}; it explains "
        f"{100 * bell.explained:.0f} %."
    )


def _outline(box: Box, scale: float, look: Look) -> tuple[Mark, ...]:
    """Draw the box just inside of what it holds, so that it shows at the edge of the picture as well."""
    left, top = box.left * scale + 2, box.top * scale + 2
    right, bottom = (box.left + box.width) * scale - 2, (box.top + box.height) * scale - 2
    corners = ((left, top), (right, top), (right, bottom), (left, bottom), (left, top - 1))
    return Stroke(corners, look.halo, 4), Stroke(corners, look.accent, 2)


def _ellipse(bell: GaussianFit, scale: float, look: Look) -> tuple[Mark, ...]:
    """Draw the ellipse at two deviations, as far as it lies on the picture's side of the paper."""
    round_the_circle = np.linspace(0, 2 * np.pi, 97)
    along, across = 2 * bell.major * np.cos(round_the_circle), 2 * bell.minor * np.sin(round_the_circle)
    turn = np.deg2rad(bell.angle)
    xs = (bell.column + 0.5 + along * np.cos(turn) - across * np.sin(turn)) * scale
    ys = (bell.row + 0.5 - along * np.sin(turn) - across * np.cos(turn)) * scale
    places = tuple((float(x), float(y)) for x, y in zip(xs, ys, strict=True))
    return Stroke(places, look.halo, 4), Stroke(places, (255, 255, 255), 2)
