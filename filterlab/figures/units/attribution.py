"""Attributions laid over the picture they explain."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from filterlab.figures.cards import card, picture_plate, rows_of
from filterlab.figures.colormaps import Kind, colorize, limits_of
from filterlab.figures.look import LIGHT, Look
from filterlab.figures.numbers import short_number
from filterlab.figures.plate import Plate, captioned
from filterlab.figures.tiles import picture_image
from filterlab.probes.attribution import METHODS, Attribution, SanityStep

Floats = NDArray[np.floating[Any]]

_SIDE = 224
_COLUMNS = 4


def overlaid(picture: Floats, attribution: Attribution) -> Image.Image:
    """Lay an attribution over its picture: the stronger a pixel speaks, the more of its colour shows.

    Parameters
    ----------
    picture : ndarray
        (C, H, W), values in [0, 1], as the net takes it.
    attribution : Attribution
        Of that picture. Red speaks for the class and blue against it; maps that are never below 0 are in the colours
        of activations.

    Returns
    -------
    PIL.Image.Image
        RGB, a pixel for each pixel.
    """
    values = attribution.map
    kind: Kind = "activation" if attribution.is_never_negative else "signed"
    limits = limits_of(values, kind)
    strength = np.minimum(np.abs(values) / max(abs(limits[0]), abs(limits[1])), 1)[..., np.newaxis]
    ground = np.asarray(picture_image(picture, (0, 1)).convert("L").convert("RGB"), np.float64)
    # A picture in full contrast would hide the fainter colours.
    ground = 255 * 0.25 + 0.5 * ground
    shown = (1 - strength) * ground + strength * colorize(values, kind, limits)
    return Image.fromarray(shown.round().astype(np.uint8))


def attribution_figure(
    picture: Floats,
    attributions: Sequence[Attribution],
    *,
    title: str,
    subtitle: str = "",
    look: Look = LIGHT,
) -> Plate:
    """Draw a picture and what several attributions say of it.

    Parameters
    ----------
    picture : ndarray
        (C, H, W), values in [0, 1], as the net takes it.
    attributions : sequence of Attribution
        Of that picture, finished.
    title, subtitle : str
        Headlines.
    look : Look
        The light or the dark theme.

    """
    cards = [_picture(picture, look)]
    for attribution in attributions:
        method = METHODS[attribution.method]
        notes = [method.meaning, _range_in_words(attribution)]
        if attribution.completeness is not None:
            total, difference = attribution.completeness.total, attribution.completeness.difference
            notes.append(f"The shares add up to {total:.4g}; the scores differ by {difference:.4g}.")
        body = picture_plate(overlaid(picture, attribution), width=_SIDE, height=_SIDE, look=look)
        cards.append(card(body, method.title, notes, look))
    return captioned(title, subtitle, rows_of(cards, _COLUMNS, look), (), look)


def sanity_figure(
    picture: Floats, steps: Sequence[SanityStep], *, title: str, subtitle: str = "", look: Look = LIGHT
) -> Plate:
    """Draw how an attribution changes while the net forgets, layer by layer.

    Parameters
    ----------
    picture : ndarray
        (C, H, W), values in [0, 1], as the net takes it.
    steps : sequence of SanityStep
        From the learned net to the one that knows nothing.
    title, subtitle : str
        Headlines.
    look : Look
        The light or the dark theme.

    """
    cards = [_picture(picture, look)]
    for step in steps:
        body = picture_plate(overlaid(picture, step.attribution), width=_SIDE, height=_SIDE, look=look)
        heading = "As learned" if step.layer is None else f"Random from the top to {step.layer}"
        notes = [
            f"Rank correlation with the learned net's {step.similarity:.2f}",
            _range_in_words(step.attribution),
        ]
        cards.append(card(body, heading, notes, look))
    return captioned(title, subtitle, rows_of(cards, _COLUMNS, look), (), look)


def _picture(picture: Floats, look: Look) -> Plate:
    _channels, height, width = picture.shape
    body = picture_plate(picture_image(picture, (0, 1)), width=_SIDE, height=_SIDE, look=look)
    return card(body, "Picture", [f"{height} × {width} pixels, black is 0 and white 1"], look)


def _range_in_words(attribution: Attribution) -> str:
    values = attribution.map
    return f"From {short_number(float(values.min()), 3)} to {short_number(float(values.max()), 3)}"
