"""Hand-made filters and the pictures they look at: frozen values with a revision number."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from filterlab.data import checked_weights
from filterlab.errors import FilterLabError
from filterlab.project.scale import Scale

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

    from filterlab.project.scale import Units

LEARNED = "learned: "


def frozen_array(values: ArrayLike) -> NDArray[np.float32]:
    """Copy values into a float32 array that nobody can write to.

    Parameters
    ----------
    values : array_like
        Any shape, any real type.

    Returns
    -------
    ndarray
        A read-only, contiguous float32 copy of the same shape.
    """
    array = np.array(values, dtype=np.float32, order="C")
    array.flags.writeable = False
    return array


def taken_over(values: ArrayLike) -> NDArray[np.float32]:
    """Return an array nobody can write to: the given one if it is so already and owns its numbers, else a copy."""
    if isinstance(values, np.ndarray) and values.dtype == np.float32 and values.flags.c_contiguous:
        flags = values.flags
        if flags.owndata and not flags.writeable:
            return values
    return frozen_array(values)


@dataclass(frozen=True, eq=False)
class Filter:
    """One filter of the bank: a name and its weights, never changed in place.

    Attributes
    ----------
    id : str
        Identity within one document; stays when name or weights change.
    name : str
        What the user calls it.
    weights : ndarray
        Shape (C, KH, KW), float32, read-only; C is 1 or 3, KH and KW are 1 to 31.
    revision : int
        Counts the changes of the weights; two equal revisions of one id hold the same numbers.
    origin : str
        Where it came from, in words ("preset sobel-x", "painted", "learned: run 2, conv1 filter 3").
    """

    id: str
    name: str
    weights: NDArray[np.float32]
    revision: int = 0
    origin: str = "painted"

    def __post_init__(self) -> None:
        """Check the weights; a filter that exists is a filter that can be used."""
        weights = checked_weights(self.weights, f"The filter {self.name!r}")
        object.__setattr__(self, "weights", frozen_array(weights))

    @staticmethod
    def learned_origin(run: str, layer: str, index: int) -> str:
        """Return the origin of a filter that was taken from a layer of a run."""
        return f"{LEARNED}{run}, {layer} filter {index}"

    @property
    def is_learned(self) -> bool:
        """Whether the filter was taken from a run, so that it is no hand-made one to compare with."""
        return self.origin.startswith(LEARNED)

    def with_weights(self, weights: ArrayLike) -> Filter:
        """Return the next revision of this filter with other weights of shape (C, KH, KW)."""
        return replace(self, weights=frozen_array(weights), revision=self.revision + 1)

    def with_name(self, name: str) -> Filter:
        """Return this filter under another name; the weights and their revision stay."""
        cleaned = name.strip()
        if not cleaned:
            raise FilterLabError("A filter needs a name: type at least one letter.")
        return replace(self, name=cleaned)


@dataclass(frozen=True, eq=False)
class Picture:
    """One picture of the document.

    Attributes
    ----------
    id : str
        Identity within one document.
    name : str
        The file's or the sample's name, shown to the user.
    pixels : ndarray
        Shape (C, H, W), float32 in [0, 1], read-only; C is 1 or 3.
    source : str
        A path or "sample mouse"; empty for a pasted picture.
    revision : int
        Counts the changes of the pixels; two equal revisions of one id hold the same numbers.
    scale : Scale
        What 0 and 1 are in the file it came from; it stays when the pixels change.
    """

    id: str
    name: str
    pixels: NDArray[np.float32] = field(repr=False)
    source: str = ""
    revision: int = 0
    scale: Scale = field(default_factory=Scale)

    @cached_property
    def value_range(self) -> tuple[float, float]:
        """The darkest and the brightest value of all channels."""
        return float(self.pixels.min()), float(self.pixels.max())

    @cached_property
    def file_numbers(self) -> NDArray[np.float32]:
        """What, times the factor of its scale, the pixels are in the file; see `Scale.numbers`."""
        return self.scale.numbers(self.pixels)

    def scale_in(self, units: Units) -> Scale:
        """Return what black and white count as in some units."""
        return self.scale if units == "file" else Scale(0.0, float(units))

    def numbers_in(self, units: Units) -> NDArray[np.float32]:
        """Return what a filter looks at in some units: (C, H, W), to be multiplied by the factor of their scale."""
        return self.file_numbers if units == "file" else self.pixels

    def __post_init__(self) -> None:
        """Check the shape and the values, and make the pixels read-only."""
        if self.pixels.ndim != 3 or self.pixels.shape[0] not in (1, 3) or 0 in self.pixels.shape:
            raise FilterLabError(
                f"The picture {self.name!r} has shape {self.pixels.shape}; "
                "a picture is (1 or 3, height, width)."
            )
        if not np.isfinite(self.pixels).all():
            raise FilterLabError(
                f"The picture {self.name!r} holds NaN or infinite values; replace them first."
            )
        if self.pixels.flags.writeable or self.pixels.dtype != np.float32:
            object.__setattr__(self, "pixels", frozen_array(self.pixels))

    def with_pixels(self, pixels: ArrayLike) -> Picture:
        """Return the next revision of this picture: other pixels (C, H, W), of any size."""
        return Picture(self.id, self.name, taken_over(pixels), self.source, self.revision + 1, self.scale)


class WaitingPicture(Picture):
    """A picture whose pixels are read when somebody looks at them for the first time.

    Parameters
    ----------
    id, name, source, revision, scale
        As of `Picture`.
    load : callable
        Reads the picture; may raise ``FilterLabError``, and is asked again then.
    """

    def __init__(
        self,
        id: str,  # noqa: A002
        name: str,
        source: str,
        revision: int,
        scale: Scale,
        load: Callable[[], Picture],
    ) -> None:
        """Remember how to read it."""
        for key, value in (
            ("id", id),
            ("name", name),
            ("source", source),
            ("revision", revision),
            ("scale", scale),
            ("_load", load),
        ):
            object.__setattr__(self, key, value)

    def __getattr__(self, name: str) -> NDArray[np.float32]:
        """Read the pixels: Python asks here only for what an instance does not have yet."""
        if name != "pixels":
            raise AttributeError(name)
        load: Callable[[], Picture] = self.__dict__["_load"]
        pixels = load().pixels
        object.__setattr__(self, "pixels", pixels)
        return pixels
