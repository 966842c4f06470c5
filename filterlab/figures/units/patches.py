"""The pictures' pieces that a unit answers to most, strongest first."""

from collections.abc import Sequence

import numpy as np
from PIL import Image

from filterlab.figures.cards import card, picture_plate, rows_of
from filterlab.figures.look import LIGHT, Look
from filterlab.figures.numbers import short_number
from filterlab.figures.plate import Plate, captioned
from filterlab.figures.tiles import picture_image
from filterlab.probes.units import TopPatch

_SIDE = 132
_COLUMNS = 6


def patches_figure(
    patches: Sequence[TopPatch], *, title: str, subtitle: str = "", look: Look = LIGHT
) -> Plate:
    """Draw patches with their answers and where they come from.

    Parameters
    ----------
    patches : sequence of TopPatch
        At least one; 0 is drawn black and 1 white.
    title, subtitle : str
        Headlines.
    look : Look
        The light or the dark theme.

    Returns
    -------
    Plate
        What hangs over the edge of a picture is drawn in the colour of the paper.
    """
    cards = [_card(rank, patch, look) for rank, patch in enumerate(patches, start=1)]
    return captioned(title, subtitle, rows_of(cards, _COLUMNS, look, gap=10), (), look)


def _card(rank: int, patch: TopPatch, look: Look) -> Plate:
    pixels = np.asarray(picture_image(patch.pixels, (0, 1))).copy()
    pixels[patch.is_padding] = look.paper
    body = picture_plate(Image.fromarray(pixels), width=_SIDE, height=_SIDE, look=look)
    notes = [f"picture {patch.picture}", f"row {patch.peak.row}, column {patch.peak.column}"]
    return card(body, f"{rank}: {short_number(patch.peak.value, 4)}", notes, look)
