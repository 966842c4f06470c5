"""A picture file after decoding: its numbers as they are stored, handed out a few rows at a time."""

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from filterlab.data.picture_facts import Colours

DAMAGE = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    EOFError,
    ArithmeticError,
    AttributeError,
    NotImplementedError,
    struct.error,
    zlib.error,
)
"""What Pillow and our own readers raise on files that are not what they claim to be."""


@dataclass(frozen=True)
class Stored:
    """The numbers of one picture, not yet scaled to 0..1.

    Attributes
    ----------
    height, width, depth : int
        Rows and columns as stored, and numbers a pixel: 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha.
    dtype : numpy.dtype
        Type of the numbers.
    rows : callable
        `rows(top, bottom)` gives (bottom - top, width, depth) numbers.
    white : float or None
        The number that means full brightness, 0 being black; None where the type has no fixed range.
    file_white : float or None
        The same in the file itself, where decoding spread few bits over 0..255.
    orientation : int
        The turn to undo, as EXIF counts it: 1 is upright.
    """

    height: int
    width: int
    depth: int
    dtype: np.dtype[np.generic]
    rows: Callable[[int, int], np.ndarray]
    white: float | None
    file_white: float | None = None
    orientation: int = 1


@dataclass(frozen=True)
class Origin:
    """What a decoder knows of the file besides its numbers; see `PictureFacts` for the meaning of each."""

    format: str
    bits: int
    kept_bits: int
    is_float: bool
    colours: Colours
    has_alpha: bool
    orientation: int
    pages: int | None


class OpenedPicture(Protocol):
    """A file whose header is known and whose pixels are not decoded yet."""

    @property
    def width(self) -> int:
        """Columns as stored."""

    @property
    def height(self) -> int:
        """Rows as stored."""

    @property
    def working_bytes(self) -> int:
        """Memory that decoding holds beside the finished picture, in bytes."""

    def load(self) -> tuple[Stored, Origin]:
        """Decode the pixels; one of `DAMAGE` if the file is not what it claims to be."""


def from_array(
    pixels: np.ndarray, white: float | None, *, file_white: float | None = None, orientation: int = 1
) -> Stored:
    """Wrap an array (H, W, D) that is in memory already."""
    height, width, depth = pixels.shape
    return Stored(
        height=height,
        width=width,
        depth=depth,
        dtype=pixels.dtype,
        rows=lambda top, bottom: pixels[top:bottom],
        white=white,
        file_white=file_white,
        orientation=orientation,
    )


def mirrored_axes(orientation: int) -> tuple[bool, bool]:
    """Tell whether turning a picture upright mirrors its rows and its columns; from 5 on, they change places first.

    Source of the eight cases: EXIF (CIPA DC-008), tag 0x0112.
    """
    return orientation in {3, 4, 7, 8}, orientation in {2, 3, 6, 7}
