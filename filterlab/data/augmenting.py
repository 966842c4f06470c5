"""Training pictures changed a little each time they are seen, so that a net learns what they have in common."""

from dataclasses import dataclass, fields
from functools import partial
from math import isfinite

import numpy as np
import numpy.typing as npt

from filterlab.data.warping import Floats, SmoothFields, map_affine, sample_bilinear
from filterlab.errors import FilterLabError

# Pixels changed at a time. Larger arrays in between would be fetched anew from the system each time, which takes
# longer than all of the arithmetic.
_BLOCK_PIXELS = 12_000

_LIMITS = {"shift": 1000.0, "rotate": 180.0, "scale": 3.0, "elastic": 100.0, "noise": 1.0}
_LEAST_SMOOTHNESS, _MOST_SMOOTHNESS = 1.0, 1000.0


@dataclass(frozen=True)
class Augmentation:
    """How much training pictures are changed; all 0, they stay as they are.

    Attributes
    ----------
    shift : float
        Most pixels moved up or down, and left or right, 0 to 1000.
    rotate : float
        Most degrees turned, either way, 0 to 180.
    scale : float
        Most that is added to the size or taken from it, 0 to 3: 0.1 makes pictures up to 1.1 times as large or small.
    elastic : float
        How far pixels wander in waves, as root mean square in pixels along each axis, 0 to 100. The 34 of Simard's
        paper are 1.4 here.
    smoothness : float
        How long those waves are: the standard deviation in pixels of the Gaussian that makes them, 1 to 1000; 4 in
        the paper.
    noise : float
        Standard deviation of the noise added to each value, 0 to 1, where 1 is the way from black to white.
    horizontal_flip, vertical_flip : bool
        Whether half of the pictures have left and right, or top and bottom, change places.

    Raises
    ------
    FilterLabError
        If a setting is out of its range.
    """

    shift: float = 0.0
    rotate: float = 0.0
    scale: float = 0.0
    elastic: float = 0.0
    smoothness: float = 4.0
    noise: float = 0.0
    horizontal_flip: bool = False
    vertical_flip: bool = False

    def __post_init__(self) -> None:
        """Check every setting."""
        for name, most in _LIMITS.items():
            _check_number(name, getattr(self, name), 0.0, most)
        _check_number("smoothness", self.smoothness, _LEAST_SMOOTHNESS, _MOST_SMOOTHNESS)
        for name in ("horizontal_flip", "vertical_flip"):
            if not isinstance(getattr(self, name), bool):
                raise FilterLabError(f"{name} is {getattr(self, name)!r}: give True or False.")

    @property
    def changes_nothing(self) -> bool:
        """Whether pictures stay as they are."""
        return not any(getattr(self, entry.name) for entry in fields(self) if entry.name != "smoothness")


def augment(
    images: npt.NDArray[np.float32], settings: Augmentation, rng: np.random.Generator
) -> npt.NDArray[np.float32]:
    """Change each picture of a batch a little, every one in its own way.

    Pictures are mirrored, stretched, turned, moved and bent in one look-up between pixels, with black coming in from
    outside; noise is added last. The same state of `rng` gives the same bits, however many threads there are.

    Parameters
    ----------
    images : ndarray
        (N, C, H, W), float32 in [0, 1]. It is not changed.
    settings : Augmentation
        How much may change.
    rng : Generator
        Source of chance; nothing is drawn for what is not asked for.

    Returns
    -------
    ndarray
        (N, C, H, W), float32 in [0, 1]; `images` itself if the settings change nothing.
    """
    if settings.changes_nothing:
        return images
    n, _c, h, w = images.shape
    mirrored = np.zeros((n, 2), bool)
    for axis, wanted in enumerate((settings.vertical_flip, settings.horizontal_flip)):
        if wanted:
            mirrored[:, axis] = rng.random(n, dtype=np.float32) < 0.5
    if settings.shift or settings.rotate or settings.scale or settings.elastic:
        changed = _moved(images, settings, mirrored, rng)
    else:
        changed = images.astype(np.float32, copy=True)
        for axis in range(2):
            chosen = mirrored[:, axis]
            changed[chosen] = np.flip(images[chosen], axis + 2)
    if settings.noise:
        step = max(1, _BLOCK_PIXELS // (h * w))
        for start in range(0, n, step):
            block = changed[start : start + step]
            noise = rng.standard_normal(block.shape, dtype=np.float32)
            noise *= np.float32(settings.noise)
            block += noise
            np.clip(block, 0, 1, out=block)
    return changed


def batch_change(settings: Augmentation) -> "partial[npt.NDArray[np.float32]] | None":
    """Return what `nets.train` does to each batch: `augment` with these settings; None if they change nothing.

    It can be sent to another process.
    """
    return None if settings.changes_nothing else partial(augment, settings=settings)


def preview_augmentation(
    picture: npt.NDArray[np.float32], settings: Augmentation, rng: np.random.Generator, count: int
) -> npt.NDArray[np.float32]:
    """Show what a picture may look like when a net sees it.

    Parameters
    ----------
    picture : ndarray
        (C, H, W), float32 in [0, 1].
    settings : Augmentation
        How much may change.
    rng : Generator
        Source of chance.
    count : int
        How many variants.

    Returns
    -------
    ndarray
        (count, C, H, W), float32 in [0, 1]; perhaps read-only.
    """
    return augment(np.broadcast_to(picture, (count, *picture.shape)), settings, rng)


def _moved(
    images: npt.NDArray[np.float32],
    settings: Augmentation,
    mirrored: npt.NDArray[np.bool_],
    rng: np.random.Generator,
) -> Floats:
    n, _c, h, w = images.shape
    shift = _around_zero(rng, (n, 2), settings.shift)
    angle = _around_zero(rng, (n,), np.deg2rad(settings.rotate))
    factor = np.exp(_around_zero(rng, (n,), np.log1p(settings.scale)))
    waves = SmoothFields((h, w), settings.smoothness) if settings.elastic else None
    moved = np.empty(images.shape, np.float32)
    step = max(1, _BLOCK_PIXELS // (h * w))
    for start in range(0, n, step):
        chosen = slice(start, start + step)
        rows, columns = map_affine((h, w), shift[chosen], angle[chosen], factor[chosen], mirrored[chosen])
        if waves is not None:
            fields = waves.draw(2 * len(shift[chosen]), rng)
            fields *= np.float32(settings.elastic)
            down, across = np.split(fields, 2)
            rows += down
            columns += across
        moved[chosen] = sample_bilinear(images[chosen], rows, columns)
    return moved


def _around_zero(rng: np.random.Generator, shape: tuple[int, ...], most: float) -> Floats:
    """Draw numbers from -most to most, all equally likely; zeros, drawing nothing, if most is 0."""
    if most == 0:
        return np.zeros(shape, np.float32)
    return (rng.random(shape, dtype=np.float32) * 2 - 1) * np.float32(most)


def _check_number(name: str, value: object, least: float, most: float) -> None:
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or not isfinite(value)
        or not least <= value <= most
    ):
        raise FilterLabError(f"{name} is {value!r}: give a number from {least:g} to {most:g}.")
