"""Pictures made small enough to choose from, without reading more of a file than that needs."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from filterlab.data.decoders.stored import Stored, from_array
from filterlab.data.decoding import read_stored
from filterlab.data.naming import quoted
from filterlab.data.scaling import scale_to_image
from filterlab.errors import FilterLabError

# Pixels of the file that are looked at along a side, for each of the thumbnail's: their mean hides the gaps.
_OVERSAMPLING = 3


def load_thumbnail(
    path: str | Path, side: int, *, proceed: Callable[[], bool] | None = None
) -> NDArray[np.uint8]:
    """Read a picture file as a small picture with the same proportions.

    Parameters
    ----------
    path : str or Path
        As for `load_image`, and treated likewise: upright, transparency over white, floats from black to white.
    side : int
        The most rows and columns; a smaller picture is not made larger.
    proceed : callable, optional
        As for `load_image_with_facts`.

    Returns
    -------
    ndarray
        (h, w, 3), uint8: red, green and blue from 0 to 255.

    Raises
    ------
    FilterLabError
        As for `load_image`, but what is wrong behind the pixels that are looked at is not noticed.
    """
    from PIL import Image

    if side < 1:
        raise ValueError(f"a thumbnail has at least one pixel, not {side}")
    place = Path(path)
    stored = read_stored(place, proceed=proceed, least_side=_OVERSAMPLING * side).stored
    try:
        image = scale_to_image(_thinned(stored, _OVERSAMPLING * side)).image
    except FilterLabError as error:
        raise FilterLabError(f"{quoted(place)} cannot be used as a picture: {error}") from error
    channels, _height, _width = image.shape
    levels = np.rint(image * 255).astype(np.uint8)
    planes = levels if channels == 3 else np.repeat(levels, 3, axis=0)
    small = Image.fromarray(np.ascontiguousarray(planes.transpose(1, 2, 0)))
    small.thumbnail((side, side), Image.Resampling.BOX)
    return np.array(small)


def _thinned(stored: Stored, side: int) -> Stored:
    """Take every s-th row and column, so that the longer side has about ``side`` of them."""
    step = max(1, max(stored.height, stored.width) // side)
    if step == 1:
        return stored
    first_row, first_column = (min(step // 2, size - 1) for size in (stored.height, stored.width))
    rows = [stored.rows(row, row + 1)[:, first_column::step] for row in range(first_row, stored.height, step)]
    return from_array(
        np.concatenate(rows), stored.white, file_white=stored.file_white, orientation=stored.orientation
    )
