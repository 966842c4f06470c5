"""What black and white of a picture count as: 0 and 1, 0 and 255, or the two numbers of its own file."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Literal

import numpy as np

from filterlab.errors import FilterLabError

if TYPE_CHECKING:
    from numpy.typing import NDArray

Units = Literal[1, 255, "file"]
"""White counts as 1, as 255, or black and white as the numbers that the picture's file had there."""

# Numbers beyond these would leave float32 in the sums of a filter, or vanish in it.
_LARGEST, _SMALLEST = 1e30, 1e-30
# A range this small beside its numbers keeps fewer than 12 of float32's 24 bits.
_NARROWEST = 2.0**-12
# Numbers looked at in a band, so that what is in between stays in the cache.
_BAND = 1 << 18


@dataclass(frozen=True)
class Scale:
    """What the values 0 and 1 of a picture count as, and all between them in proportion.

    Attributes
    ----------
    black, white : float
        The numbers that 0 and 1 stand for; black lies below white.
    """

    black: float = 0.0
    white: float = 255.0

    def __post_init__(self) -> None:
        """Check the numbers; a scale that exists can be used."""
        if not (isfinite(self.black) and isfinite(self.white) and self.black < self.white):
            raise FilterLabError(
                f"A picture's black ({self.black:g}) must count less than its white ({self.white:g}): "
                "choose other units."
            )

    @classmethod
    def of_file(cls, black: float, white: float) -> Scale:
        """Return the scale of a file whose numbers `black` and `white` have become 0 and 1.

        A file of one number alone has 0 as its other end. Numbers that float32 cannot hold, or cannot tell apart,
        give the usual 0 to 255: the picture is right, but its file's numbers cannot be told.
        """
        if black == white:
            black, white = (black, 0.0) if black < 0 else (0.0, white)
        largest = max(abs(black), abs(white))
        is_told = largest <= _LARGEST and white - black >= max(_SMALLEST, _NARROWEST * largest)
        return cls(float(black), float(white)) if is_told else cls()

    @property
    def is_usual(self) -> bool:
        """Whether it is 0 to 1 or 0 to 255, which any picture can be told in."""
        return self.black == 0 and self.white in (1, 255)

    @property
    def span(self) -> float:
        """How much a difference of 1 between two values of the picture counts as."""
        return self.white - self.black

    @property
    def factor(self) -> float:
        """What `numbers` are to be multiplied by: white where black is 0, else 1."""
        return self.white if self.black == 0 else 1.0

    def limits(self, highest: float) -> tuple[float, float]:
        """Return which numbers are drawn black and white in a grey picture with this largest number."""
        return self.black, highest if highest > self.black else self.white

    def number(self, value: float) -> float:
        """Return what a value of the picture counts as."""
        return self.black + self.span * value

    def value(self, number: float) -> float:
        """Return the value of the picture that counts as a number."""
        return (number - self.black) / self.span

    def numbers(self, pixels: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return what, times `factor`, the pixels count as.

        Parameters
        ----------
        pixels : ndarray
            (C, H, W), float32 in [0, 1].

        Returns
        -------
        ndarray
            The pixels themselves where black is 0, so that no large picture is held twice; else their numbers,
            read-only. What lies as close to a whole number as float32 can tell is that number: whole numbers of
            up to 23 bits come back as they were, and so does 0.
        """
        if self.black == 0:
            return pixels
        numbers = np.empty_like(pixels)
        step = max(1, _BAND // pixels.shape[2])
        rounding = self.span * float(np.finfo(np.float32).eps)
        for top in range(0, pixels.shape[1], step):
            band = pixels[:, top : top + step].astype(np.float64)
            band *= self.span
            band += self.black
            whole = np.rint(band)
            np.copyto(band, whole, where=np.abs(band - whole) <= rounding)
            numbers[:, top : top + step] = band
        numbers.flags.writeable = False
        return numbers
