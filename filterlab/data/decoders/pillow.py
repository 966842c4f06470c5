"""Picture files that Pillow reads whole: everything with at most 8 bits a colour, and a few others."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from filterlab.data.decoders.stored import DAMAGE, Origin, Stored
from filterlab.data.picture_facts import Colours

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFile import ImageFile

_TIFF_BITS = 258
# Where a PNG file says how many bits a number has: in its first chunk, IHDR.
_PNG_BITS = 24
_COLOURS: dict[str, Colours] = {
    "1": "grey", "L": "grey", "LA": "grey", "La": "grey", "I": "grey", "F": "grey",
    "P": "palette", "PA": "palette", "CMYK": "CMYK", "YCbCr": "YCbCr", "LAB": "Lab", "HSV": "HSV",
}  # fmt: skip


@dataclass(frozen=True)
class PillowPicture:
    """A file that one of Pillow's readers has recognised."""

    picture: "ImageFile"
    file: BinaryIO

    @property
    def width(self) -> int:
        """Columns, upright in TIFF files, as stored in others."""
        return self.picture.width

    @property
    def height(self) -> int:
        """Rows, likewise."""
        return self.picture.height

    @property
    def working_bytes(self) -> int:
        """Pillow takes 1 byte for a grey pixel of 8 bits and 4 for others."""
        return self.width * self.height * (1 if self.picture.mode in {"1", "L", "P"} else 4)

    def load(self) -> tuple[Stored, Origin]:
        """Decode the pixels; see `OpenedPicture`."""
        picture = self.picture
        bits = _bits_of(picture, self.file)
        is_tiff = picture.format == "TIFF"
        before = orientation_of(picture) if is_tiff else 1
        picture.load()
        # Pillow turns TIFF files itself; the tag of a PNG may stand behind the pixels.
        orientation = 1 if is_tiff else orientation_of(picture)
        stored = _stored(picture, bits, orientation)
        origin = Origin(
            format=picture.format or "",
            bits=bits,
            kept_bits=min(bits, 8) if stored.dtype == np.uint8 else bits,
            is_float=bool(np.issubdtype(stored.dtype, np.floating)),
            colours=_COLOURS.get(picture.mode.partition(";")[0], "RGB"),
            has_alpha=stored.depth in {2, 4},
            orientation=before if is_tiff else orientation,
            pages=pages_in(self.file, picture),
        )
        return stored, origin


def open_with_pillow(file: BinaryIO) -> PillowPicture | None:
    """Find the format by its content; None if it is none of ours. No pixel is decoded yet.

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
            return PillowPicture(reader(file), file)
        except SyntaxError:
            continue
    return None


def orientation_of(picture: "ImageFile") -> int:
    """Read the EXIF orientation, 1 to 8; a picture whose metadata are damaged counts as upright."""
    from PIL import ExifTags

    try:
        value = picture.getexif().get(ExifTags.Base.Orientation, 1)
    except DAMAGE:
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def pages_in(file: BinaryIO, picture: "ImageFile") -> int | None:
    """Count frames or pages; None if the file is damaged behind the first.

    A second reader counts: walking through the frames would make the first one forget its pixels.
    """
    if picture.format not in {"PNG", "GIF", "TIFF", "WEBP"}:
        return 1
    try:
        file.seek(0)
        return int(getattr(type(picture)(file), "n_frames", 1))
    except DAMAGE:
        return None


def with_alpha(pixels: np.ndarray, transparent: object) -> np.ndarray:
    """Add an alpha channel to (rows, W, 1 or 3) if the file names one grey or one colour as transparent."""
    if not isinstance(transparent, int | tuple):
        return pixels
    clear = (pixels == np.asarray(transparent)).all(axis=2, keepdims=True)
    alpha = np.where(clear, 0, np.iinfo(pixels.dtype).max).astype(pixels.dtype)
    return np.concatenate((pixels, alpha), axis=2)


def _stored(picture: "ImageFile", bits: int, orientation: int) -> Stored:
    """Describe a decoded picture; its rows are converted when they are asked for."""

    def rows(top: int, bottom: int) -> np.ndarray:
        return _pixels_of(picture.crop((0, top, picture.width, bottom)))

    _, _, depth = (sample := rows(0, 1)).shape
    white = file_white = None
    if sample.dtype == np.uint8:
        # Pillow spreads 1, 2 and 4 bits of grey over 0..255; palettes name colours of 8 bits.
        white, file_white = 255.0, 2.0**bits - 1 if picture.mode in {"1", "L", "LA"} else 255.0
    elif sample.dtype == np.uint16:
        # Pillow leaves the 12 bits of such a TIFF as they are.
        white = file_white = float(2**bits - 1)
    return Stored(
        height=picture.height,
        width=picture.width,
        depth=depth,
        dtype=sample.dtype,
        rows=rows,
        white=white,
        file_white=file_white,
        orientation=orientation,
    )


def _pixels_of(band: "Image") -> np.ndarray:
    """Turn some rows of a picture into (rows, W, D) numbers, looking palettes up and making colours RGB."""
    mode = band.mode
    transparent = band.info.get("transparency")
    if mode.startswith("I;16"):
        return with_alpha(np.asarray(band).astype(np.uint16)[:, :, np.newaxis], transparent)
    if mode in {"I", "F"}:
        return np.asarray(band)[:, :, np.newaxis]
    if mode in {"1", "L"}:
        return with_alpha(np.asarray(band.convert("L"))[:, :, np.newaxis], transparent)
    if mode in {"LA", "La"}:
        return np.asarray(band.convert("LA"))
    if mode == "RGB":
        return with_alpha(np.asarray(band), transparent)
    has_alpha = mode in {"RGBA", "RGBa", "PA"} or (mode == "P" and transparent is not None)
    return np.asarray(band.convert("RGBA" if has_alpha else "RGB"))


def _bits_of(picture: "ImageFile", file: BinaryIO) -> int:
    """Tell how many bits the file gives each number."""
    if picture.format == "PNG" and picture.mode != "P":
        file_position = file.tell()
        file.seek(_PNG_BITS)
        (bits,) = file.read(1)
        file.seek(file_position)
        return int(bits)
    tags = getattr(picture, "tag_v2", None)
    if picture.format == "TIFF" and tags is not None:
        return int(tags.get(_TIFF_BITS, (1,))[0])
    return {"1": 1, "F": 32}.get(picture.mode, 8)
