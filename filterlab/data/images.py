"""Pictures as arrays (C, H, W) of float32 in [0, 1]."""

from pathlib import Path

import numpy as np

from filterlab.data.decoding import decode_picture
from filterlab.errors import FilterLabError

Image = np.ndarray[tuple[int, int, int], np.dtype[np.float32]]
"""A picture: channels (1 or 3), rows, columns."""

# A float picture may leave [0, 1] by this much through rounding; it is clipped, not taken for another range.
_ROUNDING = 1e-3


def load_image(path: str | Path) -> Image:
    """Read a picture file as numbers between 0 (black) and 1 (white).

    The picture is turned upright as its EXIF orientation says, and transparency is laid over white. A file
    with one channel (grey or 1-bit, with or without alpha) gives C = 1; every other file (RGB, palette, CMYK)
    gives C = 3, also when all its colours happen to be grey. The 8-bit value k becomes k / 255, the 16-bit
    value k / 65535, such that multiplying by 255 or 65535 gives k back exactly. For 32-bit TIFF files, which
    know no fixed range, see `image_from_array`.

    Parameters
    ----------
    path : str or Path
        A PNG, JPEG, BMP, GIF (first frame), TIFF (first page), WebP or PPM file.

    Returns
    -------
    ndarray
        (C, H, W), float32 in [0, 1], C = 1 or 3.

    Raises
    ------
    FilterLabError
        The file is missing, is not a readable picture, is damaged, or has too many pixels.
    """
    place = Path(path)
    pixels = decode_picture(place)
    try:
        return image_from_array(pixels)
    except FilterLabError as error:
        raise FilterLabError(f'"{place}" cannot be used as a picture: {error}') from error
    except MemoryError as error:
        raise FilterLabError(
            f'"{place}" needs more memory than is free: choose a smaller picture.'
        ) from error


def image_from_array(array: np.ndarray) -> Image:
    """Make a picture of an array of pixels, for example a pasted one.

    uint8 is divided by 255, uint16 by 65535, and bool becomes 0 and 1. Other types have no fixed range: the
    smallest of the ranges 0..1, 0..255 and 0..65535 that holds all values is taken as black to white; if none
    does, the smallest value becomes 0 and the largest 1. Alpha runs over the same range as the
    colours and is laid over white: colour x alpha + white x (1 - alpha).

    Parameters
    ----------
    array : ndarray
        (H, W), or (H, W, C) with C = 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha; bool, integers or
        floats.

    Returns
    -------
    ndarray
        (C, H, W), float32 in [0, 1], C = 1 or 3; its own memory.

    Raises
    ------
    FilterLabError
        The array has another shape, holds no pixel, or holds NaN, infinity or something that is not a number.
    """
    pixels = np.asarray(array)
    if pixels.ndim == 2:
        pixels = pixels[:, :, np.newaxis]
    if pixels.ndim != 3 or pixels.shape[2] not in {1, 2, 3, 4}:
        raise FilterLabError(
            f"A picture needs the shape (rows, columns) or (rows, columns, 1 to 4), not {array.shape}."
        )
    height, width, depth = pixels.shape
    if height == 0 or width == 0:
        raise FilterLabError(f"A picture needs at least one pixel, not {height} rows and {width} columns.")
    black, white = _range_of(pixels)
    image = np.empty((3 if depth >= 3 else 1, height, width), dtype=np.float32)
    alpha = pixels[:, :, -1] if depth in {2, 4} else None
    for channel, plane in enumerate(image):
        _scale(pixels[:, :, channel], black, white, plane)
        if alpha is not None:
            opacity = np.empty_like(plane)
            _scale(alpha, black, white, opacity)
            _lay_over_white(plane, opacity)
    return image


def match_channels(image: np.ndarray, channels: int) -> np.ndarray:
    """Give a picture the number of channels a filter asks for.

    Three channels become one as luminance, 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601); one channel becomes
    three by repeating it. A picture that already fits is returned as it is.

    Parameters
    ----------
    image : ndarray
        (C, H, W) with C = 1 or 3, float32 or float64.
    channels : int
        1 or 3.

    Returns
    -------
    ndarray
        (channels, H, W) of the same type. It may share memory with `image`.

    Raises
    ------
    FilterLabError
        The picture or the filter has another number of channels.
    """
    if image.ndim != 3:
        raise FilterLabError(
            f"A picture needs the axes (channels, rows, columns), not the shape {image.shape}."
        )
    c, h, w = image.shape
    if c == channels:
        return image
    if c == 1 and channels == 3:
        return np.broadcast_to(image, (3, h, w))
    if c == 3 and channels == 1:
        red, green, blue = image
        # Written around green, a grey pixel (R = G = B) keeps its value to the last bit.
        luminance = green + (red - green) * image.dtype.type(0.299) + (blue - green) * image.dtype.type(0.114)
        return np.asarray(luminance, dtype=image.dtype)[np.newaxis]
    raise FilterLabError(
        f"The picture has {c} channels and the filter {channels}: only 1 and 3 can be matched to each other."
    )


def _range_of(pixels: np.ndarray) -> tuple[float, float]:
    """Find which stored values mean black and white."""
    kind = pixels.dtype
    if kind == np.bool_:
        return 0.0, 1.0
    if kind in (np.uint8, np.uint16):
        return 0.0, float(np.iinfo(kind).max)
    if not (np.issubdtype(kind, np.integer) or np.issubdtype(kind, np.floating)):
        raise FilterLabError(f"A picture is made of numbers, not of {kind}.")
    low, high = float(pixels.min()), float(pixels.max())
    if not np.isfinite(high - low):
        raise FilterLabError("The picture holds NaN, infinity or huge values: replace these pixels first.")
    if low >= -_ROUNDING and high <= 1 + _ROUNDING:
        return 0.0, 1.0
    for white in (255.0, 65535.0):
        if low >= 0 and high <= white:
            return 0.0, white
    return low, high


def _scale(values: np.ndarray, black: float, white: float, out: np.ndarray) -> None:
    """Write (H, W) values into `out`, black as 0 and white as 1."""
    if values.dtype in (np.bool_, np.uint8, np.uint16):
        np.divide(values, np.float32(white), out=out, dtype=np.float32)
    elif white == black:
        out[...] = 0 if black < 0 else 1
    else:
        # float64 keeps the differences of large 32-bit values exact.
        np.clip((values.astype(np.float64) - black) / (white - black), 0, 1, out=out, casting="same_kind")


def _lay_over_white(plane: np.ndarray, opacity: np.ndarray) -> None:
    # Opaque pixels are left alone: 1 - (1 - colour) would change their last bit.
    see_through = opacity < 1
    plane[see_through] = 1 - (1 - plane[see_through]) * opacity[see_through]
