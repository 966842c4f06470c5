"""Picture files into arrays of the numbers they hold; the scaling to 0..1 is the business of `scaling`."""

import contextlib
import io
import os
import threading
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from filterlab.data.decoders.stored import DAMAGE, OpenedPicture, Origin, Stored, mirrored_axes
from filterlab.data.naming import quoted
from filterlab.errors import FilterLabError

if TYPE_CHECKING:
    from collections.abc import Callable

    from _typeshed import WriteableBuffer

MAX_PIXELS = 175_000_000
"""Pictures with more pixels are refused before memory is taken: as float32 RGB this many fill 2.1 GB."""

READABLE_FORMATS = ("PNG", "JPEG", "BMP", "GIF", "TIFF", "WebP", "PPM")

PICTURE_SUFFIXES = (
    ".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp", ".ppm", ".pgm", ".pbm", ".pnm",
)  # fmt: skip
"""Where files are chosen by their names, those with other endings are not taken for pictures."""

# Nobody runs out of memory over less than this, and asking the system takes longer than a small picture.
_ORDINARY_BYTES = 64_000_000
_SNIFFED_BYTES = 1024
# Whoever wants to stop the reading of a file is heard between two pieces of this many bytes.
_PIECE_BYTES = 1 << 18


class _Silence:
    """Warnings ignored from the first thread that comes until the last one leaves.

    What `catch_warnings` changes is the whole process's, so two threads must not do and undo it in turn; and one must
    not wait for the other, which may be at a large picture for seconds.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._threads = 0
        self._undo = contextlib.ExitStack()

    def __enter__(self) -> None:
        with self._lock:
            if not self._threads:
                self._undo.enter_context(warnings.catch_warnings())
                warnings.simplefilter("ignore")
            self._threads += 1

    def __exit__(self, *_error: object) -> None:
        with self._lock:
            self._threads -= 1
            if not self._threads:
                self._undo.close()


_QUIET = _Silence()


class ReadingStoppedError(FilterLabError):
    """A file is no longer wanted; whoever stopped its reading expects this and need not tell the user."""


@dataclass(frozen=True)
class Decoded:
    """A decoded file.

    Attributes
    ----------
    stored : Stored
        The numbers, handed out in bands of rows.
    origin : Origin
        What else the file says.
    file_bytes : int
        Its size.
    """

    stored: Stored
    origin: Origin
    file_bytes: int


def read_stored(
    path: Path, *, proceed: "Callable[[], bool] | None" = None, least_side: int | None = None
) -> Decoded:
    """Read a picture file with the numbers as they are stored.

    Only PNG, JPEG, BMP, GIF (the first frame), TIFF (the first page), WebP, PPM and NumPy arrays (.npy) are tried,
    chosen by the content and not by the name. Palettes are looked up, CMYK and other colour spaces become RGB,
    transparency becomes an alpha channel. Colour profiles are ignored. Numbers of 16 bits and more keep all their
    bits, in PNG, PPM, TIFF and .npy files, grey or RGB; of 16-bit CMYK, Pillow keeps 8.

    Parameters
    ----------
    path : Path
        The picture file.
    proceed : callable, optional
        Asked now and then while the file is read; False ends the reading. May be called in any thread.
    least_side : int, optional
        A picture made smaller is enough if its sides keep so many pixels. JPEG files are then decoded at an eighth,
        a quarter or half of their size, which is much faster; others are not made smaller.

    Returns
    -------
    Decoded
        The numbers and what else the file says.

    Raises
    ------
    FilterLabError
        The file is missing, is not a readable picture, is damaged, has more than `MAX_PIXELS` pixels, or needs
        more memory than there is; `ReadingStoppedError` if it was not to proceed.
    """
    named = quoted(path)
    try:
        if path.is_dir():
            raise FilterLabError(f"{named} is a folder: choose a picture inside it.")
        if path.exists() and not path.is_file():
            raise FilterLabError(f"{named} is not an ordinary file: choose a picture file.")
        with _opened(path, proceed) as file:
            stored, origin = _decode(file, named, least_side)
            return Decoded(stored, origin, os.fstat(file.fileno()).st_size)
    except FileNotFoundError as error:
        raise FilterLabError(f"There is no file {named}: check its name and folder.") from error
    except PermissionError as error:
        raise FilterLabError(
            f"{named} may not be read: change its permissions or choose another picture."
        ) from error
    except MemoryError as error:
        raise FilterLabError(f"{named} needs more memory than is free: choose a smaller picture.") from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise FilterLabError(f"{named} could not be opened ({reason}): choose another picture.") from error


def decode_picture(path: Path) -> np.ndarray:
    """Read a small picture file at once, turned upright, with the numbers as `read_stored` finds them.

    Parameters
    ----------
    path : Path
        The picture file.

    Returns
    -------
    ndarray
        (H, W) for grey, (H, W, 2) for grey with alpha, (H, W, 3) or (H, W, 4) for colour.

    Raises
    ------
    FilterLabError
        As for `read_stored`.
    """
    stored = read_stored(path).stored
    pixels = stored.rows(0, stored.height)
    if stored.orientation >= 5:
        pixels = pixels.swapaxes(0, 1)
    flip_rows, flip_columns = mirrored_axes(stored.orientation)
    pixels = pixels[:: -1 if flip_rows else 1, :: -1 if flip_columns else 1]
    return pixels[:, :, 0] if stored.depth == 1 else pixels


class _Watched(io.FileIO):
    """A file that stops being read as soon as nobody wants it."""

    def __init__(self, path: Path, proceed: "Callable[[], bool]") -> None:
        super().__init__(path)
        self._path = path
        self._proceed = proceed

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """Read on, if that is wanted."""
        check_wanted(self._path, self._proceed)
        return super().readinto(buffer)


def check_wanted(path: Path, proceed: "Callable[[], bool]") -> None:
    """Raise `ReadingStoppedError` if a file is no longer wanted."""
    if not proceed():
        raise ReadingStoppedError(f"The reading of {quoted(path)} was stopped: open it again.")


def _opened(path: Path, proceed: "Callable[[], bool] | None") -> BinaryIO:
    if proceed is None:
        return path.open("rb")
    return io.BufferedReader(_Watched(path, proceed), _PIECE_BYTES)


def _decode(file: BinaryIO, named: str, least_side: int | None) -> tuple[Stored, Origin]:
    from PIL import Image

    from filterlab.data.decoders.pillow import PillowPicture

    start = file.read(_SNIFFED_BYTES)
    if not start:
        raise FilterLabError(f"{named} is empty (0 bytes): choose another picture.")
    try:
        # Pillow warns about odd metadata and about pictures it finds large: the first changes no pixel, the
        # second is decided by our own limit.
        with _QUIET:
            opened = _open(file)
            if opened is None:
                raise FilterLabError(f"{named} {_what_it_is(start)}")
            _check_size(named, opened)
            if least_side is not None and isinstance(opened, PillowPicture):
                opened.picture.draft(None, (least_side, least_side))
            return opened.load()
    except Image.DecompressionBombError as error:
        raise FilterLabError(
            f"{named} has more than the limit of {MAX_PIXELS // 10**6} million pixels: make it smaller."
        ) from error
    except DAMAGE as error:
        raise FilterLabError(f"{named} is damaged or cut short: save or download it again.") from error


def _open(file: BinaryIO) -> OpenedPicture | None:
    """Ask one decoder after the other; those that keep more bits come first. No pixel is decoded yet."""
    from filterlab.data.decoders.npy import open_npy
    from filterlab.data.decoders.pillow import open_with_pillow
    from filterlab.data.decoders.png import open_deep_png
    from filterlab.data.decoders.ppm import open_ppm
    from filterlab.data.decoders.tiff import open_deep_tiff

    decoders: tuple[Callable[[BinaryIO], OpenedPicture | None], ...] = (
        open_deep_png,
        open_deep_tiff,
        open_ppm,
        open_npy,
        open_with_pillow,
    )
    for open_picture in decoders:
        opened = open_picture(file)
        if opened is not None:
            return opened
    return None


def _check_size(named: str, opened: OpenedPicture) -> None:
    """Refuse by the header what would take too much memory."""
    width, height = opened.width, opened.height
    if width * height > MAX_PIXELS:
        raise FilterLabError(
            f"{named} has {width} by {height} pixels ({width * height / 1e6:.0f} million), more than the "
            f"limit of {MAX_PIXELS // 10**6} million: make the picture smaller or cut a part out of it first."
        )
    needed = opened.working_bytes + 3 * 4 * width * height
    if needed <= _ORDINARY_BYTES:
        return
    from filterlab.engine.memory import available_bytes

    available = available_bytes()
    if needed > available:
        raise FilterLabError(
            f"{named} has {width} by {height} pixels and needs {needed / 1e9:.1f} GB of memory, but only "
            f"{available / 1e9:.1f} GB are free: close other programs or make the picture smaller."
        )


def _what_it_is(start: bytes) -> str:
    """Say what a file that no decoder knows seems to be, and what to do about it."""
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in text and text.startswith((b"<svg", b"<?xml", b"<!")):
        return "is an SVG drawing, made of lines and not of pixels: export it as PNG first."
    if text.startswith((b"<!doctype html", b"<html")):
        return "is a web page and not a picture: save the picture itself from the browser."
    if start[4:8] == b"ftyp":
        return "is a HEIC, AVIF or video file, which FilterLab cannot read: save it as PNG or JPEG first."
    if start.startswith((b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")):
        return (
            "is a kind of TIFF that FilterLab cannot read: save it again as grey or RGB of 8, 16 or 32 bits, "
            "without compression."
        )
    formats = f"{', '.join(READABLE_FORMATS[:-1])} or {READABLE_FORMATS[-1]}"
    return f"is not a picture FilterLab can read: choose a whole {formats} file."
