"""One filter as a picture file: its cells as squares, in the signed colours or in grey."""

import io
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from filterlab.data.filter_weights import checked_float32
from filterlab.data.kernel_pictures import NOTE_KEYWORD, kernel_note
from filterlab.errors import FilterLabError
from filterlab.figures.colormaps import limits_of
from filterlab.figures.grids import filter_tile
from filterlab.figures.look import LIGHT
from filterlab.files import write_whole

KernelColors = Literal["signed", "grey"]

MAX_CELL = 64

_MIDDLE, _REACH = 128, 127


def kernel_picture(
    weights: NDArray[np.floating[Any]], *, colors: KernelColors = "signed", cell: int = 16
) -> Image.Image:
    """Draw a filter: each weight a square of whole pixels, nothing else.

    Parameters
    ----------
    weights : ndarray
        Shape (C, KH, KW) or (KH, KW), C = 1 or 3.
    colors : {"signed", "grey"}
        The signed colours, with the channels side by side. Or grey: 128 is 0, and the weight farthest from 0
        becomes 1 or 255; three channels become the red, green and blue of one picture. Grey squares of one pixel
        can be read back as signed weights by any program, up to one factor.
    cell : int
        Side of a square in pixels, 1 to 64.

    Returns
    -------
    PIL.Image.Image
        RGB, or 8-bit grey for one channel in grey.

    Raises
    ------
    FilterLabError
        These are not the weights of one filter, or the colours or the side are not possible.
    """
    checked = checked_float32(weights)
    c, kh, kw = checked.shape
    if not 1 <= cell <= MAX_CELL:
        raise FilterLabError(f"A cell of {cell} pixels cannot be drawn: give 1 to {MAX_CELL}.")
    limits = limits_of(checked, "signed")
    match colors:
        case "signed":
            return filter_tile(checked, limits, cell=cell, look=LIGHT, numbers=False)
        case "grey":
            shares = checked.astype(np.float64) / limits[1]
            shades = (np.rint(shares * _REACH) + _MIDDLE).astype(np.uint8)
            image = Image.fromarray(shades[0] if c == 1 else shades.transpose(1, 2, 0).copy())
            return image.resize((kw * cell, kh * cell), Image.Resampling.NEAREST)
        case _:
            raise FilterLabError(f'A filter cannot be drawn in "{colors}": choose signed or grey.')


def save_kernel_picture(
    path: str | Path,
    weights: NDArray[np.floating[Any]],
    *,
    colors: KernelColors = "signed",
    cell: int = 16,
) -> None:
    """Write a filter as a PNG picture, from which `load_filter` gets the weights back to the last bit.

    The numbers themselves travel along as a text inside the file; a program that paints the picture over makes
    them void. The file is written whole: whatever fails, an old file of that name stays as it was.

    Parameters
    ----------
    path : str or Path
        Where to write, ending in .png.
    weights, colors, cell
        As for `kernel_picture`.

    Raises
    ------
    FilterLabError
        The ending is another one, the filter cannot be drawn, or the file cannot be written.
    """
    place = Path(path)
    if place.suffix.lower() != ".png":
        raise FilterLabError(f'"{place}" is not named like a PNG picture: use a name that ends in .png.')
    checked = checked_float32(weights)
    image = kernel_picture(checked, colors=colors, cell=cell)
    information = PngInfo()
    information.add_text(NOTE_KEYWORD, kernel_note(checked, np.asarray(image)))
    stream = io.BytesIO()
    image.save(stream, "PNG", pnginfo=information)
    write_whole(place, stream.getvalue())
