"""Grey and colour files of the PPM family, with the numbers as they are written and their own maximum."""

import re
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

from filterlab.data.decoders.stored import Origin, Stored, from_array

# Magic number, width, height and maximum, apart by blanks and comments; one blank before the pixels.
_GAP = rb"(?:\s|#[^\r\n]*[\r\n])+"
_HEADER = re.compile(rb"P([2356])" + 3 * (_GAP + rb"(\d{1,10})") + rb"\s")
_HEADER_BYTES = 4096
_LARGEST = 65535


@dataclass(frozen=True)
class Ppm:
    """A PGM or PPM file, as text (P2, P3) or binary (P5, P6).

    Pillow would cut colours to 8 bits and read such files number by number in Python.
    Source of the format: the Netpbm manual pages pgm(5) and ppm(5).
    """

    file: BinaryIO
    width: int
    height: int
    depth: int
    largest: int
    is_text: bool
    offset: int

    @property
    def working_bytes(self) -> int:
        """Text becomes 8 bytes a number before it becomes 1 or 2."""
        each = 12 if self.is_text else 4
        return self.width * self.height * self.depth * each

    def load(self) -> tuple[Stored, Origin]:
        """Read the pixels; see `OpenedPicture`."""
        count = self.height * self.width * self.depth
        kind = np.dtype(np.uint8 if self.largest < 256 else np.uint16)
        self.file.seek(self.offset)
        if self.is_text:
            text = re.sub(rb"#[^\r\n]*", b"", self.file.read()).decode("ascii")
            numbers = np.fromstring(text, np.int64, sep=" ")
        else:
            numbers = np.frombuffer(self.file.read(count * kind.itemsize), kind.newbyteorder(">"))
        if numbers.size < count:
            raise EOFError(f"{count} numbers expected, {numbers.size} found")
        pixels = np.clip(numbers[:count], 0, self.largest).astype(kind)
        stored = from_array(pixels.reshape(self.height, self.width, self.depth), float(self.largest))
        origin = Origin(
            format="PPM",
            bits=self.largest.bit_length(),
            kept_bits=self.largest.bit_length(),
            is_float=False,
            colours="grey" if self.depth == 1 else "RGB",
            has_alpha=False,
            orientation=1,
            pages=1,
        )
        return stored, origin


def open_ppm(file: BinaryIO) -> Ppm | None:
    """Recognise such a file by its header; None for any other file."""
    file.seek(0)
    found = _HEADER.match(file.read(_HEADER_BYTES))
    if found is None:
        return None
    magic = found[1]
    width, height, largest = (int(found[index]) for index in (2, 3, 4))
    if not width or not height or not 0 < largest <= _LARGEST:
        return None
    return Ppm(
        file=file,
        width=width,
        height=height,
        depth=3 if magic in b"36" else 1,
        largest=largest,
        is_text=magic in b"23",
        offset=found.end(),
    )
