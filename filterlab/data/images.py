"""Pictures as arrays (C, H, W) of float32 in [0, 1]."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from filterlab.data.decoders.stored import Stored, from_array
from filterlab.data.decoding import Decoded, ReadingStoppedError, check_wanted, read_stored
from filterlab.data.naming import quoted
from filterlab.data.picture_facts import PictureFacts
from filterlab.data.scaling import Image, Scaled, fixed_white, scale_to_image
from filterlab.errors import FilterLabError

__all__ = ["Image", "image_from_array", "load_image", "load_image_with_facts", "match_channels"]

# Pixels of a large picture that are mixed at a time, so that what is in between stays in the cache.
_BAND = 1 << 18


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
        A PNG, JPEG, BMP, GIF (first frame), TIFF (first page), WebP or PPM file, or a .npy file with an array as
        for `image_from_array`, or with its 1 or 3 channels before rows and columns.

    Returns
    -------
    ndarray
        (C, H, W), float32 in [0, 1], C = 1 or 3.

    Raises
    ------
    FilterLabError
        The file is missing, is not a readable picture, is damaged, holds NaN, or has too many pixels.
    """
    image, _ = load_image_with_facts(path)
    return image


def load_image_with_facts(
    path: str | Path, *, proceed: Callable[[], bool] | None = None
) -> tuple[Image, PictureFacts]:
    """Read a picture file, and say how it was stored and what 0 and 1 stand for in it.

    Parameters
    ----------
    path : str or Path
        As for `load_image`.
    proceed : callable, optional
        Asked now and then, in the thread that reads; False ends the reading. A large picture takes seconds.

    Returns
    -------
    image : ndarray
        (C, H, W), float32 in [0, 1], C = 1 or 3.
    facts : PictureFacts
        File type, bits, the range of its numbers, and what was done to it; `facts.file_value` gives the
        file's own numbers back.

    Raises
    ------
    FilterLabError
        As for `load_image`; `ReadingStoppedError` if it was not to proceed.
    """
    place = Path(path)
    decoded = read_stored(place, proceed=proceed)
    stored = decoded.stored if proceed is None else _watched(decoded.stored, place, proceed)
    try:
        scaled = scale_to_image(stored)
    except ReadingStoppedError:
        raise
    except FilterLabError as error:
        raise FilterLabError(f"{quoted(place)} cannot be used as a picture: {error}") from error
    except MemoryError as error:
        raise FilterLabError(
            f"{quoted(place)} needs more memory than is free: choose a smaller picture."
        ) from error
    return scaled.image, _facts(decoded, scaled)


def _watched(stored: Stored, path: Path, proceed: Callable[[], bool]) -> Stored:
    """Return stored numbers whose rows are handed out only while they are wanted."""

    def rows(top: int, bottom: int) -> np.ndarray:
        check_wanted(path, proceed)
        return stored.rows(top, bottom)

    return replace(stored, rows=rows)


def image_from_array(array: np.ndarray) -> Image:
    """Make a picture of an array of pixels, for example a pasted one.

    uint8 is divided by 255, uint16 by 65535, and bool becomes 0 and 1. Other types have no fixed range: the
    smallest of the ranges 0..1, 0..255 and 0..65535 that holds all values is taken as black to white; if none
    does, the smallest value becomes 0 and the largest 1. Alpha takes the smallest range that holds its own
    values, and is laid over white: colour x alpha + white x (1 - alpha).

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
    height, width, _depth = pixels.shape
    if height == 0 or width == 0:
        raise FilterLabError(f"A picture needs at least one pixel, not {height} rows and {width} columns.")
    return scale_to_image(from_array(pixels, fixed_white(pixels.dtype))).image


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
        luminance = np.empty((1, h, w), image.dtype)
        step = max(1, _BAND // max(w, 1))
        for top in range(0, h, step):
            _luminance(image[:, top : top + step], luminance[0, top : top + step])
        return luminance
    raise FilterLabError(
        f"The picture has {c} channels and the filter {channels}: only 1 and 3 can be matched to each other."
    )


def _luminance(colours: np.ndarray, out: np.ndarray) -> None:
    """Write the luminance of (3, rows, W) into (rows, W)."""
    red, green, blue = colours
    # Written around green, a grey pixel (R = G = B) keeps its value to the last bit.
    np.subtract(red, green, out=out)
    out *= out.dtype.type(0.299)
    out += green
    blueness = blue - green
    blueness *= out.dtype.type(0.114)
    out += blueness


def _facts(decoded: Decoded, scaled: Scaled) -> PictureFacts:
    stored, origin = decoded.stored, decoded.origin
    channels, height, width = scaled.image.shape
    # Two or four bits a pixel were spread over 0..255 by the decoder; the file's own numbers are smaller.
    unit = 1.0 if stored.file_white is None or stored.white is None else stored.file_white / stored.white
    return PictureFacts(
        format=origin.format,
        file_bytes=decoded.file_bytes,
        channels=channels,
        height=height,
        width=width,
        bits=origin.bits,
        kept_bits=origin.kept_bits,
        is_float=origin.is_float,
        lowest=scaled.lowest * unit,
        highest=scaled.highest * unit,
        black=scaled.black * unit,
        white=scaled.white * unit,
        colours=origin.colours,
        has_alpha=origin.has_alpha,
        orientation=origin.orientation,
        pages=origin.pages,
    )
