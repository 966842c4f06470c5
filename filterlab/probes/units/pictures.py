"""Pictures for a net: as many as there are, and as large as it takes."""

from dataclasses import dataclass
from typing import Any, Literal, Protocol, get_args

import numpy as np
from numpy.typing import NDArray

from filterlab.data import crop_picture, match_channels, resize_picture
from filterlab.errors import FilterLabError
from filterlab.nets import fit_images
from filterlab.nets.spec import format_shape
from filterlab.probes.stages import Pair
from filterlab.probes.units.subject import Subject

Floats = NDArray[np.floating[Any]]
Fit = Literal["pad", "resize", "crop"]

FITS: tuple[Fit, ...] = get_args(Fit)


class PictureTooLargeError(FilterLabError):
    """A picture is larger than a net takes, and another way to fit it would help."""


class PictureSource(Protocol):
    """Pictures of one size that can be asked for some at a time: an array, or a file mapped into memory."""

    @property
    def shape(self) -> tuple[int, ...]:
        """(N, C, H, W)."""
        ...

    def __getitem__(self, part: slice, /) -> NDArray[Any]:
        """Return some of the pictures, one after the other."""
        ...


def as_taken(subject: Subject, images: NDArray[Any]) -> Floats:
    """Return pictures (N, C, H, W) as large as the net takes, smaller ones with 0 around them.

    Grey pictures are shown to nets of three channels three times, coloured ones to nets of one as luminance.

    Raises
    ------
    FilterLabError
        If they are larger, have other channels or are no batch of pictures.
    """
    if images.ndim != 4:
        raise FilterLabError(
            f"Pictures have the shape (N, C, H, W), not {images.shape}: give a batch of them."
        )
    _n, c, _h, _w = images.shape
    channels = subject.input_shape[0]
    if len(images) and {c, channels} == {1, 3}:
        images = np.stack([match_channels(np.asarray(image, np.float32), channels) for image in images])
    fitted: Floats = fit_images(images, subject.input_shape)
    return fitted


class FittedPictures:
    """Pictures of any size as large as a net takes; only those that are asked for are fitted, see `fit_picture`."""

    def __init__(self, pictures: PictureSource, subject: Subject, how: Fit = "pad") -> None:
        self._pictures, self._subject, self._how = pictures, subject, how

    @property
    def shape(self) -> tuple[int, ...]:
        """(N, C, H, W), as the net takes them."""
        return (self._pictures.shape[0], *self._subject.input_shape)

    def __getitem__(self, part: slice, /) -> Floats:
        """Return some of the pictures, fitted; raise ``FilterLabError`` as `fit_picture` does."""
        taken, room = self._pictures[part], self._subject.input_shape[1:]
        has_room = all(have <= most for have, most in zip(taken.shape[2:], room, strict=True))
        if not len(taken) or taken.shape[2:] == room or (has_room and self._how != "resize"):
            return as_taken(self._subject, taken)
        return np.stack([fit_picture(picture, self._subject, self._how) for picture in taken])


def fit_picture(picture: Floats, subject: Subject, how: Fit = "pad") -> Floats:
    """Make one picture as large as a net takes, and give it the net's channels.

    Parameters
    ----------
    picture : ndarray
        (C, H, W), values in [0, 1].
    subject : Subject
        Who shall look at it.
    how : {"pad", "resize", "crop"}
        ``pad`` puts 0 around a smaller one and refuses a larger one; ``resize`` stretches it, in its proportion,
        until it just fits, and puts 0 around the rest; ``crop`` cuts its middle out and puts 0 where that is not
        enough.

    Returns
    -------
    ndarray
        (C, H, W) of the net, float32.

    Raises
    ------
    FilterLabError
        If the channels cannot be matched or ``how`` is not known; a ``PictureTooLargeError`` if the picture is too
        large to be padded: the sentence offers the other two.
    """
    if how not in FITS:
        raise FilterLabError(
            f"The way {how!r} to fit a picture is not known: choose one of {', '.join(FITS)}."
        )
    channels, height, width = subject.input_shape
    matched = np.ascontiguousarray(match_channels(np.asarray(picture, np.float32), channels))
    _c, own_height, own_width = matched.shape
    if how == "pad" and (own_height > height or own_width > width):
        raise PictureTooLargeError(
            f"The picture of {own_height} × {own_width} is larger than the {format_shape(subject.input_shape)} that "
            f'"{subject.title}" takes: choose to resize it, or to crop its middle.'
        )
    if how == "resize":
        matched = resize_picture(matched, _stretched((own_height, own_width), (height, width)))
    elif how == "crop":
        rows, columns = min(height, own_height), min(width, own_width)
        matched = crop_picture(matched, (own_height - rows) // 2, (own_width - columns) // 2, rows, columns)
    fitted: Floats = as_taken(subject, matched[np.newaxis])[0]
    return fitted


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a picture that was made to fit lies in what the net sees.

    Attributes
    ----------
    top, left : float
        Where its upper left corner lies, in pixels of the net; negative where it was cut.
    rows, columns : float
        How many pixels of the net one of the picture has become, downwards and to the right.
    """

    top: float
    left: float
    rows: float
    columns: float

    def on_picture(self, row: float, column: float) -> tuple[float, float]:
        """Return which place of the picture the middle of a pixel of the net shows, both counted from 0."""
        return (row + 0.5 - self.top) / self.rows - 0.5, (column + 0.5 - self.left) / self.columns - 0.5


def place_picture(picture_size: Pair, net_size: Pair, how: Fit) -> Placement:
    """Say where `fit_picture` puts a picture.

    Parameters
    ----------
    picture_size, net_size : (int, int)
        Rows and columns of the picture, and of what the net takes.
    how : {"pad", "resize", "crop"}
        As for `fit_picture`.
    """
    (height, width), (room_height, room_width) = picture_size, net_size
    size = _stretched(picture_size, net_size) if how == "resize" else picture_size
    if how == "crop":
        # What is cut off above and to the left, and what is put around the rest.
        top, left = (
            (room - min(room, own)) // 2 - (own - min(room, own)) // 2
            for room, own in ((room_height, height), (room_width, width))
        )
    else:
        top, left = (room_height - size[0]) // 2, (room_width - size[1]) // 2
    return Placement(top, left, size[0] / height, size[1] / width)


def _stretched(size: Pair, room: Pair) -> Pair:
    """Return rows and columns as large as there is room for, in the same proportion."""
    scale = min(have / own for own, have in zip(size, room, strict=True))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))
