"""What a picture file was before it became numbers between 0 and 1."""

from dataclasses import dataclass
from typing import Literal

Colours = Literal["grey", "RGB", "palette", "CMYK", "YCbCr", "Lab", "HSV"]
"""How a file says its colours; all but grey become RGB."""


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """How a file stored its picture, and what was done to show it.

    Attributes
    ----------
    format : str
        The file type, such as `"PNG"`.
    file_bytes : int
        Size of the file.
    channels, height, width : int
        Shape of the picture that was made, turned upright.
    bits : int
        Bits of each number in the file, 1 to 64.
    kept_bits : int
        How many of them came through: 24 of whole numbers of 32 and 64 bits and 32 of floats of 64, because
        pictures are float32; 8 of 16-bit CMYK, because Pillow keeps no more; else all.
    is_float : bool
        Whether the numbers are floating point ones.
    lowest, highest : float
        The smallest and the largest number of the colours, in the file's own units.
    black, white : float
        What 0 and 1 of the picture stand for in the file's units.
    colours : str
        `"grey"`, `"RGB"`, `"palette"` (looked up), `"CMYK"`, `"YCbCr"`, `"Lab"` or `"HSV"` (turned into RGB).
    has_alpha : bool
        Whether there was transparency; it was laid over white.
    orientation : int
        The EXIF orientation, undone in the picture; 1 is upright, 2 to 8 were turned or mirrored.
    pages : int or None
        Frames of an animation or pages of a TIFF; the first was taken. None if the rest of the file is damaged.
    """

    format: str
    file_bytes: int
    channels: int
    height: int
    width: int
    bits: int
    kept_bits: int
    is_float: bool
    lowest: float
    highest: float
    black: float
    white: float
    colours: Colours
    has_alpha: bool
    orientation: int
    pages: int | None

    def file_value(self, value: float) -> float:
        """Turn a value of the picture, 0 to 1, back into the file's own number.

        Whole numbers of up to 24 bits come back exactly; others to float32's precision, about seven digits of
        the span between `black` and `white`. Where alpha was laid over white, the number is that of the mixture.

        Parameters
        ----------
        value : float
            A value of the picture.

        Returns
        -------
        float
            black + (white - black) x value, rounded to a whole number for files of whole numbers without alpha.
        """
        number = self.black + (self.white - self.black) * float(value)
        return number if self.is_float or self.has_alpha else float(round(number))
