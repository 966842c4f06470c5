"""Stored numbers become a picture between 0 and 1, a band of rows at a time.

A large picture is held once as float32 and never a second time: whatever else a step needs, it needs for a band.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from filterlab.data.decoders.stored import Stored, mirrored_axes
from filterlab.errors import FilterLabError

Image = np.ndarray[tuple[int, int, int], np.dtype[np.float32]]
"""A picture: channels (1 or 3), rows, columns."""

# A float picture may leave [0, 1] by this much through rounding; it is clipped, not taken for another range.
_ROUNDING = 1e-3

# Numbers in a band: few enough to stay in the processor's cache, enough to hide the loop around them.
_BAND = 1 << 18

_Range = tuple[float, float]


@dataclass(frozen=True)
class Scaled:
    """A picture and the numbers it was made of.

    Attributes
    ----------
    image : ndarray
        (C, H, W), float32 in [0, 1], upright.
    lowest, highest : float
        The smallest and the largest stored colour.
    black, white : float
        The stored numbers that became 0 and 1.
    """

    image: Image
    lowest: float
    highest: float
    black: float
    white: float


def fixed_white(dtype: np.dtype[np.generic]) -> float | None:
    """Return the number that means white in arrays of a type; None for types without a fixed range."""
    return {np.dtype(np.bool_): 1.0, np.dtype(np.uint8): 255.0, np.dtype(np.uint16): 65535.0}.get(dtype)


def scale_to_image(stored: Stored) -> Scaled:
    """Scale stored numbers to 0..1, lay alpha over white, and turn the picture upright.

    Parameters
    ----------
    stored : Stored
        The numbers. Without a fixed range, the smallest of 0..1, 0..255 and 0..65535 that holds all of them is
        taken as black to white, and if none does, the smallest number to the largest.

    Returns
    -------
    Scaled
        The picture, in memory of its own, and the range.

    Raises
    ------
    FilterLabError
        The numbers are NaN, infinite, too far apart, or no real numbers.
    """
    channels = 3 if stored.depth >= 3 else 1
    rows, columns = stored.height, stored.width
    sides = (columns, rows) if stored.orientation >= 5 else (rows, columns)
    image = np.empty((channels, *sides), dtype=np.float32)
    turned = _as_stored(image, stored.orientation)
    if stored.white is not None:
        colour_range = alpha_range = (0.0, stored.white)
        extremes = None
    else:
        extremes = _measure(stored)
        colour_range, alpha_range = (range_of(*pair) for pair in extremes)
    lowest, highest = np.inf, -np.inf
    for top, bottom in _bands(stored):
        band = stored.rows(top, bottom)
        colours = band[:, :, :channels]
        if extremes is None:
            lowest, highest = min(lowest, float(colours.min())), max(highest, float(colours.max()))
        _paint(band, turned[:, top:bottom], colour_range, alpha_range)
    if extremes is not None:
        lowest, highest = extremes[0]
    return Scaled(image, lowest, highest, *colour_range)


def _bands(stored: Stored) -> Iterator[tuple[int, int]]:
    step = max(1, _BAND // (stored.width * stored.depth))
    for top in range(0, stored.height, step):
        yield top, min(top + step, stored.height)


def _as_stored(image: Image, orientation: int) -> np.ndarray:
    """View an upright picture the way the camera was held, to be filled in the order of the file."""
    flip_rows, flip_columns = mirrored_axes(orientation)
    view = image[:, :: -1 if flip_rows else 1, :: -1 if flip_columns else 1]
    return view.swapaxes(1, 2) if orientation >= 5 else view


def _measure(stored: Stored) -> tuple[_Range, _Range]:
    """Find the smallest and the largest colour and alpha; the latter are 0 and 1 where there is no alpha."""
    kind = stored.dtype
    if not (np.issubdtype(kind, np.integer) or np.issubdtype(kind, np.floating)):
        raise FilterLabError(f"A picture is made of numbers, not of {kind}.")
    has_alpha = stored.depth in {2, 4}
    last = stored.depth - has_alpha
    lows, highs = np.full(2, np.inf), np.full(2, -np.inf)
    unusable = 0
    for top, bottom in _bands(stored):
        band = stored.rows(top, bottom)
        parts = (band[:, :, :last], band[:, :, last:]) if has_alpha else (band,)
        for index, part in enumerate(parts):
            low, high = float(part.min()), float(part.max())
            if not np.isfinite(high - low):
                unusable += int(np.count_nonzero(~np.isfinite(part)))
            lows[index], highs[index] = min(lows[index], low), max(highs[index], high)
    if unusable:
        total = stored.height * stored.width * stored.depth
        are = "is" if unusable == 1 else "are"
        raise FilterLabError(
            f"{unusable:,} of the picture's {total:,} numbers {are} NaN or infinite: replace them first."
        )
    with np.errstate(over="ignore"):
        spans = highs - lows
    if np.isposinf(spans).any():
        raise FilterLabError(
            "The picture holds huge values, too far apart to be shown: scale them down first."
        )
    colours = (float(lows[0]), float(highs[0]))
    return colours, ((float(lows[1]), float(highs[1])) if has_alpha else (0.0, 1.0))


def range_of(low: float, high: float) -> tuple[float, float]:
    """Find which numbers mean black and white, for numbers without a fixed range from `low` to `high`."""
    if low >= -_ROUNDING and high <= 1 + _ROUNDING:
        return 0.0, 1.0
    for white in (255.0, 65535.0):
        if low >= 0 and high <= white:
            return 0.0, white
    return low, high


def _paint(band: np.ndarray, out: np.ndarray, colours: _Range, transparency: _Range) -> None:
    """Write a band (rows, W, D) into the picture (C, rows, W)."""
    depth = band.shape[2]
    for channel, plane in enumerate(out):
        scale_values(band[:, :, channel], colours, plane)
    if depth in {2, 4}:
        opacity = np.empty(out.shape[1:], np.float32)
        scale_values(band[:, :, -1], transparency, opacity)
        # Opaque pixels are left alone: 1 - (1 - colour) would change their last bit.
        see_through = opacity < 1
        if see_through.any():
            for plane in out:
                plane[see_through] = 1 - (1 - plane[see_through]) * opacity[see_through]


def scale_values(values: np.ndarray, limits: tuple[float, float], out: np.ndarray) -> None:
    """Write numbers into float32 `out` of the same shape, black as 0 and white as 1, and clip them."""
    black, white = limits
    if values.dtype in (np.bool_, np.uint8, np.uint16):
        np.divide(values, np.float32(white), out=out, dtype=np.float32)
    elif white == black:
        out[...] = 0 if black < 0 else 1
    elif (black, white) == (0, 1) and values.dtype == np.float32:
        np.clip(values, 0, 1, out=out)
    else:
        # float64 keeps the differences of large 32-bit values exact.
        np.clip((values.astype(np.float64) - black) / (white - black), 0, 1, out=out, casting="same_kind")
