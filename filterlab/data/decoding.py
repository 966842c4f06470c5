"""Picture files into arrays of the numbers they hold; the scaling to 0..1 is the business of `images`."""

import struct
import threading
import warnings
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from filterlab.errors import FilterLabError

if TYPE_CHECKING:
    from PIL.ImageFile import ImageFile

MAX_PIXELS = 175_000_000
"""Pictures with more pixels are refused before memory is taken: as float32 RGB this many fill 2.1 GB."""

READABLE_FORMATS = ("PNG", "JPEG", "BMP", "GIF", "TIFF", "WebP", "PPM")

PICTURE_SUFFIXES = (
    ".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp", ".ppm", ".pgm", ".pbm", ".pnm",
)  # fmt: skip
"""Where files are chosen by their names, those with other endings are not taken for pictures."""

# What Pillow raises on files that are not what they claim to be.
_DAMAGE = (
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

# `catch_warnings` changes state of the whole process, so two threads must not be inside it at once.
_QUIET = threading.Lock()


def decode_picture(path: Path) -> np.ndarray:
    """Read a picture file, turned upright, with the numbers as they are stored.

    Only PNG, JPEG, BMP, GIF (the first frame), TIFF (the first page), WebP and PPM are tried. Palettes are
    looked up, CMYK and other colour spaces become RGB, transparency becomes an alpha channel. Colour
    profiles are ignored. Pillow keeps 8 bits of each colour of 16-bit RGB files; 16-bit grey stays 16-bit.

    Parameters
    ----------
    path : Path
        The picture file.

    Returns
    -------
    ndarray
        (H, W) for grey, (H, W, 2) for grey with alpha, (H, W, 3) or (H, W, 4) for colour; uint8, uint16,
        int32 or float32.

    Raises
    ------
    FilterLabError
        The file is missing, is not a readable picture, is damaged, or has more than `MAX_PIXELS` pixels.
    """
    try:
        if path.is_dir():
            raise FilterLabError(f'"{path}" is a folder: choose a picture inside it.')
        if path.exists() and not path.is_file():
            raise FilterLabError(f'"{path}" is not an ordinary file: choose a picture file.')
        with path.open("rb") as file:
            return _decode(file, path)
    except FileNotFoundError as error:
        raise FilterLabError(f'There is no file "{path}": check its name and folder.') from error
    except PermissionError as error:
        raise FilterLabError(
            f'"{path}" may not be read: change its permissions or choose another picture.'
        ) from error
    except MemoryError as error:
        raise FilterLabError(f'"{path}" needs more memory than is free: choose a smaller picture.') from error
    except (OSError, ValueError) as error:
        raise FilterLabError(f'"{path}" could not be opened ({error}): choose another picture.') from error


def _decode(file: BinaryIO, path: Path) -> np.ndarray:
    from PIL import Image

    if not file.read(1):
        raise FilterLabError(f'"{path}" is empty (0 bytes): choose another picture.')
    try:
        # Pillow warns about odd metadata and about pictures it finds large: the first changes no pixel, the
        # second is decided by our own limit.
        with _QUIET, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with _open(file, path) as picture:
                width, height = picture.size
                _check_size(path, width, height)
                picture.load()
                orientation = _orientation(picture)
                pixels = _pixels_of(picture)
    except Image.DecompressionBombError as error:
        raise FilterLabError(
            f'"{path}" has more than the limit of {MAX_PIXELS // 10**6} million pixels: make it smaller.'
        ) from error
    except _DAMAGE as error:
        raise FilterLabError(f'"{path}" is damaged or cut short: save or download it again.') from error
    return _upright(pixels, orientation)


def _open(file: BinaryIO, path: Path) -> "ImageFile":
    """Find the format by its content. No pixel is decoded yet.

    The readers are called one by one and not through `Image.open`, because that reports an oversized picture
    without its width and height and warns about sizes we accept.
    """
    from PIL.BmpImagePlugin import BmpImageFile
    from PIL.GifImagePlugin import GifImageFile
    from PIL.JpegImagePlugin import JpegImageFile
    from PIL.PngImagePlugin import PngImageFile
    from PIL.PpmImagePlugin import PpmImageFile
    from PIL.TiffImagePlugin import TiffImageFile
    from PIL.WebPImagePlugin import WebPImageFile

    readers: tuple[type[ImageFile], ...] = (
        PngImageFile,
        JpegImageFile,
        BmpImageFile,
        GifImageFile,
        TiffImageFile,
        WebPImageFile,
        PpmImageFile,
    )
    for reader in readers:
        file.seek(0)
        try:
            return reader(file)
        except SyntaxError:
            continue
    formats = f"{', '.join(READABLE_FORMATS[:-1])} or {READABLE_FORMATS[-1]}"
    raise FilterLabError(f'"{path}" is not a picture FilterLab can read: choose a whole {formats} file.')


def _check_size(path: Path, width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise FilterLabError(
            f'"{path}" has {width} by {height} pixels ({width * height / 1e6:.0f} million), more than the '
            f"limit of {MAX_PIXELS // 10**6} million: make the picture smaller or cut a part out of it first."
        )


def _orientation(picture: "ImageFile") -> int:
    """Read the EXIF orientation, 1 to 8; a picture whose metadata are damaged counts as upright."""
    from PIL import ExifTags

    try:
        value = picture.getexif().get(ExifTags.Base.Orientation, 1)
    except _DAMAGE:
        return 1
    return value if isinstance(value, int) else 1


def _pixels_of(picture: "ImageFile") -> np.ndarray:
    mode = picture.mode
    transparent = picture.info.get("transparency")
    if mode.startswith("I;16"):
        return _with_alpha(np.asarray(picture).astype(np.uint16), transparent)
    if mode == "I":
        numbers = np.asarray(picture)
        # Pillow spreads the values of a PPM over 0..65535, whatever its own maximum was.
        return numbers.astype(np.uint16) if picture.format == "PPM" else numbers
    if mode == "F":
        return np.asarray(picture)
    if mode in {"1", "L"}:
        return _with_alpha(np.asarray(picture.convert("L")), transparent)
    if mode in {"LA", "La"}:
        return np.asarray(picture.convert("LA"))
    if mode == "RGB":
        return _with_alpha(np.asarray(picture), transparent)
    has_alpha = mode in {"RGBA", "RGBa", "PA"} or (mode == "P" and transparent is not None)
    return np.asarray(picture.convert("RGBA" if has_alpha else "RGB"))


def _with_alpha(pixels: np.ndarray, transparent: object) -> np.ndarray:
    """Add an alpha channel if the file names one grey or one colour as transparent."""
    if not isinstance(transparent, int | tuple):
        return pixels
    clear = pixels == np.asarray(transparent)
    if pixels.ndim == 2:
        pixels = pixels[:, :, np.newaxis]
    else:
        clear = clear.all(axis=2)
    alpha = np.where(clear, 0, np.iinfo(pixels.dtype).max).astype(pixels.dtype)
    return np.concatenate((pixels, alpha[:, :, np.newaxis]), axis=2)


def _upright(pixels: np.ndarray, orientation: int) -> np.ndarray:
    """Undo the way the camera was held. Source of the eight cases: EXIF (CIPA DC-008), tag 0x0112."""
    if orientation in {5, 6, 7, 8}:
        pixels = pixels.swapaxes(0, 1)
    flip_rows = orientation in {3, 4, 7, 8}
    flip_columns = orientation in {2, 3, 6, 7}
    return pixels[:: -1 if flip_rows else 1, :: -1 if flip_columns else 1]
