"""The pixels a unit can see, and those it listens to."""

import numpy as np
from PIL import Image, ImageDraw

from filterlab.figures.colormaps import limits_of
from filterlab.figures.layout import panel, sheet, side_by_side
from filterlab.figures.look import LIGHT, Look
from filterlab.figures.numbers import short_number
from filterlab.figures.tiles import boxed, color_bar, fitted_map
from filterlab.probes.units import EffectiveField, GaussianFit

_SIDE, _OUTLINE = 420, 4


def field_figure(found: EffectiveField, *, title: str, subtitle: str = "", look: Look = LIGHT) -> Image.Image:
    """Draw how much a unit listens to each pixel, with the box it can see and the bell that fits.

    Parameters
    ----------
    found : EffectiveField
        The averaged gradients.
    title, subtitle : str
        Headlines.
    look : Look
        The light or the dark theme.

    Returns
    -------
    PIL.Image.Image
        RGB.
    """
    _height, width = found.strength.shape
    limits = limits_of(found.strength, "activation")
    image = fitted_map(found.strength, "activation", limits, width=_SIDE, height=_SIDE)
    scale = image.width / width
    box, jump = found.field.box, found.field.jump
    # The outline lies outside of what it holds, and a field may reach beyond the picture.
    left, top = (max(_OUTLINE, side * scale) for side in (box.left, box.top))
    right = min(image.width - _OUTLINE, (box.left + box.width) * scale)
    bottom = min(image.height - _OUTLINE, (box.top + box.height) * scale)
    image = boxed(image, (left, top, right, bottom), look)
    notes = [
        f"It can see the box: {box.height} × {box.width} pixels from row {box.top}, column {box.left}.",
        f"The next unit's box lies {jump[0]} pixels further.",
        f"{100 * found.share:.0f} % of these pixels have more than 4.55 % of the strongest influence.",
        f"Mean over {found.done:,} pictures.",
    ]
    if found.bell is not None:
        image = _with_bell(image, found.bell, scale, look)
        notes.append(bell_in_words(found.bell))
    bar = color_bar("activation", limits, height=image.height, look=look)
    body = side_by_side([image, bar], gap=10, ground=look.card)
    return sheet(
        title, subtitle, panel(body, "Change of the answer per unit of pixel value", notes, look), look
    )


def bell_in_words(bell: GaussianFit) -> str:
    """Describe a bell that was fitted."""
    return (
        f"The curve is the bell that fits best, at two deviations: {short_number(bell.major, 3)} and "
        f"{short_number(bell.minor, 3)} pixels, leaning {short_number(bell.angle, 3)} degrees, around row "
        f"{short_number(bell.row, 3)}, column {short_number(bell.column, 3)}; it explains "
        f"{100 * bell.explained:.0f} %."
    )


def _with_bell(image: Image.Image, bell: GaussianFit, scale: float, look: Look) -> Image.Image:
    """Draw the ellipse at two deviations."""
    round_the_circle = np.linspace(0, 2 * np.pi, 97)
    along, across = 2 * bell.major * np.cos(round_the_circle), 2 * bell.minor * np.sin(round_the_circle)
    turn = np.deg2rad(bell.angle)
    xs = (bell.column + 0.5 + along * np.cos(turn) - across * np.sin(turn)) * scale
    ys = (bell.row + 0.5 - along * np.sin(turn) - across * np.cos(turn)) * scale
    places = [(float(x), float(y)) for x, y in zip(xs, ys, strict=True)]
    marked = image.copy()
    draw = ImageDraw.Draw(marked)
    draw.line(places, fill=look.halo, width=4)
    draw.line(places, fill=(255, 255, 255), width=2)
    return marked
