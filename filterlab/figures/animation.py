"""Frames of one size as a GIF or WebP file."""

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from filterlab.figures.look import Color

MOST_FRAMES = 1000

_COLORS = 256

# What stays the same from frame to frame is not written again, so no frame needs to be whole but the first.
_SETTINGS: Mapping[str, Mapping[str, int]] = MappingProxyType(
    {"gif": {}, "webp": {"lossless": 1, "method": 1, "kmin": MOST_FRAMES, "kmax": MOST_FRAMES + 1}}
)

ANIMATION_FORMATS = tuple(_SETTINGS)


class Palette:
    """At most 256 colours, and the nearest of them for any other."""

    def __init__(self, sample: Image.Image, exact: Sequence[Color]) -> None:
        """Choose colours.

        Parameters
        ----------
        sample : PIL.Image.Image
            RGB; if it has few colours, all of them are kept, otherwise those that stand best for them.
        exact : sequence of Color
            Colours to be kept in any case.
        """
        room = _COLORS - len(exact)
        found = sample.quantize(room, method=Image.Quantize.MEDIANCUT).getpalette() or []
        counted = sample.getcolors(room)
        chosen = (
            found[: 3 * room] if counted is None else [part for _, color in counted for part in _rgb(color)]
        )
        self._colors = np.array([*(part for color in exact for part in color), *chosen]).reshape(-1, 3)
        # For each of the 2^24 colours the nearest of the palette, worked out when it is first met.
        self._nearest = np.full(1 << 24, -1, np.int16)

    def apply(self, frame: Image.Image) -> Image.Image:
        """Return an RGB frame in the palette's colours, one byte a pixel."""
        red, green, blue = np.moveaxis(np.asarray(frame, np.int32), -1, 0)
        packed = (red << 16) | (green << 8) | blue
        indices = self._nearest[packed]
        if (indices < 0).any():
            self._look_up(np.unique(packed[indices < 0]))
            indices = self._nearest[packed]
        image = Image.fromarray(indices.astype(np.uint8))
        image.putpalette(self._colors.astype(np.uint8).tobytes())
        return image

    def _look_up(self, packed: NDArray[np.int32]) -> None:
        for part in np.array_split(packed, 1 + packed.size // 4096):
            colors = np.stack([part >> 16, part >> 8 & 255, part & 255], axis=-1)
            distances = ((colors[:, np.newaxis] - self._colors) ** 2).sum(axis=-1)
            self._nearest[part] = distances.argmin(axis=1)


def encode_animation(
    kind: str, frames: Iterable[Image.Image], milliseconds: Sequence[int], palette: Palette
) -> bytes:
    """Encode frames as an animation that repeats for ever.

    Parameters
    ----------
    kind : {"gif", "webp"}
        The format; WebP is written without loss.
    frames : iterable of PIL.Image.Image
        RGB, all of one size, at least one. They are held with one byte a pixel until all are there.
    milliseconds : sequence of int
        How long each of them stays.
    palette : Palette
        The colours of all frames.

    Returns
    -------
    bytes
        The file.
    """
    first, *rest = (palette.apply(frame) for frame in frames)
    file = BytesIO()
    first.save(
        file,
        format=kind,
        save_all=True,
        append_images=rest,
        duration=list(milliseconds),
        loop=0,
        **_SETTINGS[kind],
    )
    return file.getvalue()


def _rgb(color: object) -> Color:
    red, green, blue = color if isinstance(color, tuple) else (color, color, color)
    return red, green, blue
