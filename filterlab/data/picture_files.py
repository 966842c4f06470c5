"""Many picture files become one array of pictures, all of one size and with the same channels."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from filterlab.data.adjusting import resize_picture
from filterlab.data.decoding import check_wanted
from filterlab.data.idx import MAX_BYTES
from filterlab.data.images import Image, load_image, match_channels
from filterlab.errors import FilterLabError

COMMON_SIZE = (28, 28)
"""Rows and columns that pictures of different sizes are brought to: those of `strokes` and MNIST."""


def load_pictures(
    source: Path,
    files: Sequence[Path],
    image_size: tuple[int, int] | None = None,
    *,
    proceed: Callable[[], bool] | None = None,
) -> npt.NDArray[np.float32]:
    """Load pictures into one array.

    Pictures all of one size keep it; if sizes differ, all are stretched to `COMMON_SIZE`. If any picture has colour,
    all get three channels; otherwise, also when grey was stored as RGB, one.

    Parameters
    ----------
    source : Path
        The folder or the list that names them, for sentences about mistakes.
    files : sequence of Path
        The pictures, one or more.
    image_size : (int, int), optional
        Rows and columns to stretch all pictures to instead.
    proceed : callable, optional
        Asked before every picture; False ends the reading.

    Returns
    -------
    ndarray
        (N, C, H, W), float32 in [0, 1].

    Raises
    ------
    FilterLabError
        A picture cannot be read, or all together would fill more than `MAX_BYTES` of memory; `ReadingStoppedError` if
        it was not to proceed.
    """
    if image_size is not None:
        _check_memory(source, len(files), (1, *image_size), len(files))
    size = image_size
    pictures: list[npt.NDArray[np.float32]] = []
    channels = 1
    for file in files:
        if proceed is not None:
            check_wanted(source, proceed)
        picture = _load(file)
        if size is None and pictures and picture.shape[1:] != pictures[0].shape[1:]:
            size = COMMON_SIZE
            pictures = [resize_picture(earlier, size, "triangle") for earlier in pictures]
        pictures.append(picture if size is None else resize_picture(picture, size, "triangle"))
        c, h, w = pictures[-1].shape
        channels = max(channels, c)
        # Of one size so far, they may still turn out to be of several and be made small: count what is there.
        _check_memory(source, len(files), (channels, h, w), len(pictures))
    _, h, w = pictures[0].shape
    images = np.empty((len(files), channels, h, w), np.float32)
    for index in reversed(range(len(files))):
        images[index] = match_channels(pictures.pop(), channels)
    return images


def _load(file: Path) -> Image:
    try:
        picture = load_image(file)
    except FilterLabError as error:
        sentence = str(error).removesuffix(".")
        raise FilterLabError(f"{sentence}, or take it out of the data folder.") from error
    if len(picture) == 3 and (picture[0] == picture[1]).all() and (picture[1] == picture[2]).all():
        return picture[:1].copy()
    return picture


def _check_memory(source: Path, total: int, shape: tuple[int, int, int], so_far: int) -> None:
    c, h, w = shape
    if so_far * c * h * w * 4 > MAX_BYTES:
        raise FilterLabError(
            f'The {total} pictures in "{source}" need {total * c * h * w * 4:,} bytes of memory at {h} × {w} '
            f"pixels, more than the limit of {MAX_BYTES:,}: make them smaller or use fewer."
        )
