"""What figures look like: colours of a light and a dark theme, and the one font."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from PIL import ImageFont

Color = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Look:
    """The colours of a figure; those of numbers come from the colour maps.

    Attributes
    ----------
    paper, card, line, text, muted : Color
        The ground, a panel's ground, edges, text, and text of second rank.
    accent, halo : Color
        The receptive field and nothing else, with a thin dark line around it so that it shows on any picture.
    curves : tuple of Color
        Lines of plots, in order; told apart by all types of colour vision (Okabe and Ito, 2008).
    """

    paper: Color
    card: Color
    line: Color
    text: Color
    muted: Color
    accent: Color
    halo: Color
    curves: tuple[Color, ...]


LIGHT = Look(
    paper=(244, 245, 247),
    card=(255, 255, 255),
    line=(205, 210, 216),
    text=(27, 31, 36),
    muted=(91, 100, 112),
    accent=(245, 158, 11),
    halo=(31, 19, 0),
    curves=((0, 114, 178), (213, 94, 0), (122, 79, 163), (86, 180, 233), (60, 66, 74)),
)
DARK = Look(
    paper=(24, 27, 32),
    card=(32, 36, 43),
    line=(66, 74, 85),
    text=(230, 233, 238),
    muted=(154, 164, 178),
    accent=(255, 178, 36),
    halo=(31, 19, 0),
    curves=((86, 180, 233), (230, 159, 0), (185, 151, 214), (240, 228, 66), (205, 210, 218)),
)

# Pillow's own font lacks these; a plain letter says the same.
_PLAIN: Mapping[int, str] = MappingProxyType(
    str.maketrans({"×": "x", "\N{MINUS SIGN}": "-", "–": "-", "—": "-", "→": "->", "≥": ">=", "≤": "<="})
)
_DRAWABLE = frozenset(map(chr, range(32, 127))) | frozenset("·±°…“”’")


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """Return Pillow's built-in font, so that a figure looks the same on every machine."""
    loaded = ImageFont.load_default(size)
    if not isinstance(loaded, ImageFont.FreeTypeFont):
        raise TypeError("Pillow was built without FreeType; install Pillow from a wheel")
    return loaded


def plain_text(text: str) -> str:
    """Return the text in letters that the built-in font can draw, "?" for those without a plain form."""
    decomposed = unicodedata.normalize("NFKD", text.translate(dict(_PLAIN)).replace("\n", " "))
    kept = (letter for letter in decomposed if not unicodedata.combining(letter))
    return "".join(letter if letter in _DRAWABLE else "?" for letter in kept)


def text_width(text: str, size: int) -> int:
    """Return the width of a line of text in pixels."""
    return int(font(size).getlength(plain_text(text)) + 0.999)


def fitted_text(text: str, width: int, size: int) -> str:
    """Return the text, cut with an ellipsis where it is wider than ``width`` pixels."""
    plain = plain_text(text)
    if text_width(plain, size) <= width:
        return plain
    while plain and text_width(plain + "…", size) > width:
        plain = plain[:-1]
    return plain.rstrip() + "…"
