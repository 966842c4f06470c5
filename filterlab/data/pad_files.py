"""Drawings into PNG files."""

import io
from pathlib import Path

import numpy as np

from filterlab.data.exporting import export_map
from filterlab.data.naming import quoted
from filterlab.data.scaling import Image
from filterlab.errors import FilterLabError
from filterlab.files import write_whole


def save_drawing(path: str | Path, picture: Image) -> None:
    """Write a drawing to a PNG file, whole or not at all.

    A grey drawing keeps 16 bits a pixel, so that opening the file gives the same picture; a colour drawing has 8
    bits a channel, because Pillow writes no more.

    Parameters
    ----------
    path : str or Path
        The file; its name ends in .png.
    picture : ndarray
        (1 or 3, H, W), float32 in [0, 1].

    Raises
    ------
    FilterLabError
        The ending is another, the place cannot be written, or the disk is full; an old file of that name is as
        it was.
    """
    c, _h, _w = picture.shape
    place = Path(path)
    if place.suffix.lower() != ".png":
        raise FilterLabError(f"{quoted(place)} cannot hold a drawing: let its name end in .png.")
    if c == 1:
        export_map(place, picture[0], scale=(0.0, 1.0))
    else:
        write_whole(place, _colour_png(picture))


def _colour_png(picture: Image) -> bytes:
    from PIL import Image as PillowImage

    shades = np.rint(np.clip(picture, 0, 1) * 255).astype(np.uint8)
    buffer = io.BytesIO()
    PillowImage.fromarray(np.ascontiguousarray(shades.transpose(1, 2, 0))).save(buffer, "PNG")
    return buffer.getvalue()
