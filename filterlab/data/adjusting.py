"""Levels, cropping and resizing of pictures: arrays in, new arrays out."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from filterlab.data.decoding import MAX_PIXELS
from filterlab.data.scaling import Image
from filterlab.errors import FilterLabError

if TYPE_CHECKING:
    from PIL.Image import Resampling

Method = Literal["smooth", "triangle", "nearest"]
"""How new pixels come from old ones; see `resize_picture`."""

MIN_GAMMA, MAX_GAMMA = 0.1, 10.0

# Percentiles of a large picture are taken from about this many of its values, spread over all of it.
_SAMPLED = 1 << 20
# Values adjusted at a time, so that what is in between stays in the cache.
_BAND = 1 << 18


@dataclass(frozen=True, slots=True)
class Levels:
    """Which values become black and white, and how the greys between them are bent.

    Attributes
    ----------
    black, white : float
        The values that become 0 and 1, in units of the picture; white lies above black.
    gamma : float
        0.1 to 10: 1 keeps the middle greys, more brightens them, less darkens them.
    """

    black: float = 0.0
    white: float = 1.0
    gamma: float = 1.0

    def __post_init__(self) -> None:
        """Check the numbers; levels that exist can be applied."""
        if not (np.isfinite(self.black) and np.isfinite(self.white) and self.black < self.white):
            raise FilterLabError(
                f"The levels' black ({self.black:g}) must lie below their white ({self.white:g}): move them apart."
            )
        if not MIN_GAMMA <= self.gamma <= MAX_GAMMA:
            raise FilterLabError(
                f"The gamma is {self.gamma:g}: choose a number from {MIN_GAMMA:g} to {MAX_GAMMA:g}."
            )


def adjust_levels(image: Image, levels: Levels) -> Image:
    """Stretch a picture so that the levels' black becomes 0 and their white 1.

    Each value v becomes clip((v - black) / (white - black), 0, 1) ^ (1 / gamma).

    Parameters
    ----------
    image : ndarray
        (C, H, W), float32.
    levels : Levels
        Black, white and gamma.

    Returns
    -------
    ndarray
        (C, H, W), float32 in [0, 1]; its own memory.
    """
    _c, h, w = image.shape
    adjusted: Image = np.empty_like(image, dtype=np.float32)
    span = np.float32(levels.white - levels.black)
    step = max(1, _BAND // max(w, 1))
    for plane, out in zip(image, adjusted, strict=True):
        for top in range(0, h, step):
            band = out[top : top + step]
            np.subtract(plane[top : top + step], np.float32(levels.black), out=band)
            band /= span
            np.clip(band, 0, 1, out=band)
            if levels.gamma != 1:
                np.power(band, np.float32(1 / levels.gamma), out=band)
    return adjusted


def automatic_levels(image: Image, *, clipped: float = 0.35) -> Levels:
    """Choose levels that use the whole range, but for a few of the darkest and brightest values.

    Parameters
    ----------
    image : ndarray
        (C, H, W), float32.
    clipped : float
        Percent of all values that may fall below black, and as many above white; 0 takes the extremes. Of
        pictures with more than a million values, every n-th is looked at.

    Returns
    -------
    Levels
        With gamma 1. A picture of one value alone gets levels that leave it as it is.

    Raises
    ------
    FilterLabError
        The percentage is negative or 50 and more.
    """
    if not 0 <= clipped < 50:
        raise FilterLabError(f"Automatic levels cannot cut off {clipped:g} %: choose less than 50 %.")
    if clipped == 0:
        low, high = float(image.min()), float(image.max())
    else:
        flat = image.reshape(-1)
        # An odd step does not fall into step with columns that alternate.
        step = max(1, flat.size // _SAMPLED) | 1
        low, high = (float(value) for value in np.percentile(flat[::step], (clipped, 100 - clipped)))
        if low == high:
            low, high = float(image.min()), float(image.max())
    return Levels(low, high) if low < high else Levels()


def invert_picture(image: Image) -> Image:
    """Turn black into white and white into black: v becomes 1 - v.

    Parameters
    ----------
    image : ndarray
        (C, H, W), float32 in [0, 1].

    Returns
    -------
    ndarray
        (C, H, W), float32 in [0, 1]; its own memory.
    """
    return np.subtract(np.float32(1), image, dtype=np.float32)


def crop_picture(image: Image, top: int, left: int, height: int, width: int) -> Image:
    """Cut a rectangle out of a picture; what lies outside the picture is left out.

    Parameters
    ----------
    image : ndarray
        (C, H, W).
    top, left : int
        First row and column, from 0; negative ones lie above or left of the picture.
    height, width : int
        Rows and columns.

    Returns
    -------
    ndarray
        (C, rows, columns) of the same type; its own memory.

    Raises
    ------
    FilterLabError
        The rectangle holds no pixel of the picture.
    """
    _c, h, w = image.shape
    bottom, right = min(top + height, h), min(left + width, w)
    top, left = max(top, 0), max(left, 0)
    if top >= bottom or left >= right:
        raise FilterLabError(
            f"The rectangle to cut out holds no pixel of the picture of {h} × {w}: draw it over the picture."
        )
    return image[:, top:bottom, left:right].copy()


def resize_picture(image: Image, size: tuple[int, int], method: Method = "smooth") -> Image:
    """Stretch a picture to a number of rows and columns.

    Parameters
    ----------
    image : ndarray
        (C, H, W), float32 in [0, 1].
    size : (int, int)
        New rows and columns.
    method : {"smooth", "triangle", "nearest"}
        "smooth": where there become fewer pixels, each is the average of the area it covers; where there
        become more, they lie on straight lines between the old ones. "triangle": the same upwards; downwards
        an average weighted by a triangle twice as wide, which fades a little more. "nearest": the old
        pixel under the centre of the new one.

    Returns
    -------
    ndarray
        (C, *size), float32 in [0, 1]; the picture itself if it has that size already.

    Raises
    ------
    FilterLabError
        The new size has no pixel, or more than `MAX_PIXELS`.
    """
    c, h, w = image.shape
    rows, columns = size
    check_size(rows, columns)
    if (h, w) == size:
        return image
    resized: Image = np.empty((c, rows, columns), np.float32)
    for plane, out in zip(image, resized, strict=True):
        _resize_plane(np.ascontiguousarray(plane, np.float32), out, method)
    return resized


def fitting_size(height: int, width: int, *, largest: int) -> tuple[int, int]:
    """Return the largest rows and columns in the picture's proportion of which neither exceeds a number.

    Parameters
    ----------
    height, width : int
        The picture's rows and columns.
    largest : int
        What the longer side may have.

    Returns
    -------
    (int, int)
        Rows and columns, at least 1; those of the picture if they are small enough.
    """
    longer = max(height, width)
    if longer <= largest:
        return height, width
    return max(1, round(height * largest / longer)), max(1, round(width * largest / longer))


def check_size(rows: int, columns: int) -> None:
    """Refuse a picture's size that cannot be.

    Raises
    ------
    FilterLabError
        There would be no pixel, or more than `MAX_PIXELS`.
    """
    if rows < 1 or columns < 1:
        raise FilterLabError(f"A picture of {rows} × {columns} has no pixel: choose at least 1 × 1.")
    if rows * columns > MAX_PIXELS:
        raise FilterLabError(
            f"A picture of {rows} × {columns} has {rows * columns / 1e6:.0f} million pixels, more than the limit "
            f"of {MAX_PIXELS // 10**6} million: choose a smaller size."
        )


def _resize_plane(plane: np.ndarray, out: np.ndarray, method: Method) -> None:
    from PIL import Image as Pillow

    h, w = plane.shape
    rows, columns = out.shape
    picture = Pillow.fromarray(plane)
    down, across = (_filter_for(method, old, new) for old, new in ((h, rows), (w, columns)))
    if down == across:
        picture = picture.resize((columns, rows), down)
    else:
        picture = picture.resize((columns, h), across).resize((columns, rows), down)
    np.clip(np.asarray(picture), 0, 1, out=out)


def _filter_for(method: Method, old: int, new: int) -> "Resampling":
    """Choose Pillow's filter for an axis of `old` pixels that gets `new` ones."""
    from PIL.Image import Resampling

    if method == "nearest":
        return Resampling.NEAREST
    return Resampling.BOX if method == "smooth" and new < old else Resampling.BILINEAR
