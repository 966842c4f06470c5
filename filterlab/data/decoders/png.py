"""PNG files with more than one 16-bit number a pixel, of which Pillow alone would keep 8 bits."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from filterlab.data.decoders.pillow import orientation_of, pages_in, with_alpha
from filterlab.data.decoders.stored import Origin, Stored

if TYPE_CHECKING:
    from PIL.PngImagePlugin import PngImageFile

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_RGB, _GREY_ALPHA, _RGB_ALPHA = 2, 4, 6
_WHITE = 65535.0


@dataclass(frozen=True)
class DeepPng:
    """A PNG file of 16-bit RGB, RGB with alpha, or grey with alpha.

    Pillow has no mode for them, but it unpacks each 16-bit number either to its upper byte or, told that the
    bytes stand the other way round, to its lower one. Read both ways, the two make the whole number. Grey with
    alpha has four bytes a pixel, which are read as if they were RGB with alpha of 8 bits.
    """

    file: BinaryIO
    picture: "PngImageFile"
    colour_type: int

    @property
    def width(self) -> int:
        """Columns."""
        return self.picture.width

    @property
    def height(self) -> int:
        """Rows."""
        return self.picture.height

    @property
    def working_bytes(self) -> int:
        """Pillow takes 4 bytes a pixel for each reading."""
        return self.width * self.height * (4 if self.colour_type == _GREY_ALPHA else 8)

    def load(self) -> tuple[Stored, Origin]:
        """Decode the pixels; see `OpenedPicture`."""
        upper = self.picture
        if self.colour_type == _GREY_ALPHA:
            lower = None
            _load_as(upper, "RGBA")
        else:
            mode = "RGB" if self.colour_type == _RGB else "RGBA"
            _load_as(upper, f"{mode};16B")
            self.file.seek(0)
            lower = type(upper)(self.file)
            _load_as(lower, f"{mode};16L")
        transparent = upper.info.get("transparency")

        def rows(top: int, bottom: int) -> np.ndarray:
            box = (0, top, upper.width, bottom)
            first = np.asarray(upper.crop(box))
            if lower is None:
                return first.view(">u2").astype(np.uint16)
            numbers = first.astype(np.uint16) << 8
            numbers |= np.asarray(lower.crop(box))
            return with_alpha(numbers, transparent)

        _, _, depth = rows(0, 1).shape
        orientation = orientation_of(upper)
        stored = Stored(
            height=upper.height,
            width=upper.width,
            depth=depth,
            dtype=np.dtype(np.uint16),
            rows=rows,
            white=_WHITE,
            orientation=orientation,
        )
        origin = Origin(
            format="PNG",
            bits=16,
            kept_bits=16,
            is_float=False,
            colours="grey" if self.colour_type == _GREY_ALPHA else "RGB",
            has_alpha=depth in {2, 4},
            orientation=orientation,
            pages=pages_in(self.file, upper),
        )
        return stored, origin


def open_deep_png(file: BinaryIO) -> DeepPng | None:
    """Recognise such a PNG by its header (source: the PNG specification, IHDR); None for any other file."""
    from PIL.PngImagePlugin import PngImageFile

    file.seek(0)
    header = file.read(26)
    if len(header) < 26 or not header.startswith(_SIGNATURE) or header[12:16] != b"IHDR":
        return None
    bits, colour_type = header[24], header[25]
    if bits != 16 or colour_type not in {_RGB, _GREY_ALPHA, _RGB_ALPHA}:
        return None
    file.seek(0)
    try:
        return DeepPng(file, PngImageFile(file), colour_type)
    except SyntaxError:
        return None


def _load_as(picture: "PngImageFile", raw_mode: str) -> None:
    picture.tile = [tile._replace(args=raw_mode) for tile in picture.tile]
    picture.load()
