"""Edits of whole pictures: what is asked for, the work off the UI thread, and the step that can be undone."""

from __future__ import annotations

import itertools
import weakref
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from filterlab.data import Levels, adjust_levels, automatic_levels, invert_picture
from filterlab.gui.commands import AddPicture, SetPixels
from filterlab.project import Picture, Scale

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from PySide6.QtGui import QUndoCommand

    from filterlab.project import Document

BINS = 256
# A histogram is taken from about this many values, spread over all of the picture.
SAMPLED = 1 << 20


@dataclass(frozen=True)
class Adjustment:
    """What becomes of a picture's values.

    Attributes
    ----------
    levels : Levels
        Black, white and gamma.
    is_inverted : bool
        Whether black and white change places afterwards.
    """

    levels: Levels = field(default_factory=Levels)
    is_inverted: bool = False

    @property
    def changes_nothing(self) -> bool:
        """Whether all values in [0, 1] stay as they are."""
        return not self.is_inverted and self.levels == Levels()

    def of(self, pixels: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the adjusted picture (C, H, W), read-only; the given one itself if nothing changes."""
        if self.changes_nothing:
            return pixels
        if self.levels == Levels():
            result = invert_picture(pixels)
        else:
            result = adjust_levels(pixels, self.levels)
            if self.is_inverted:
                np.subtract(np.float32(1), result, out=result)
        return _finished(result)


@dataclass(frozen=True, eq=False)
class AdjustRequest:
    """A picture of the document whose pixels are to be made of others; one gesture is one step."""

    picture_id: str
    original: NDArray[np.float32]
    adjustment: Adjustment
    title: str
    gesture: int


def compute_adjusted(request: AdjustRequest) -> NDArray[np.float32]:
    """Adjust a picture; pure, runs off the UI thread."""
    return request.adjustment.of(request.original)


@dataclass(frozen=True, eq=False)
class NewPictureRequest:
    """A new picture, with an id of the document, to be made of another's pixels (C, H, W) by a function of them.

    What 0 and 1 of them are in a file stays the same.
    """

    picture_id: str
    name: str
    pixels: NDArray[np.float32]
    scale: Scale
    make: Callable[[NDArray[np.float32]], NDArray[np.float32]]


def compute_new_picture(request: NewPictureRequest) -> Picture:
    """Make a picture of another, its values looked through; pure, runs off the UI thread."""
    pixels = _finished(request.make(request.pixels))
    picture = Picture(request.picture_id, request.name, pixels, scale=request.scale)
    # Kept with the picture, so that nobody has to look for it while the window waits.
    _ = picture.value_range, picture.file_numbers
    return picture


@dataclass(frozen=True, eq=False)
class FactsRequest:
    """A picture whose values are to be counted."""

    picture_id: str
    pixels: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class ValueFacts:
    """How the values of a picture are spread.

    Attributes
    ----------
    shares : ndarray
        Shape (256,): the part of all values, of all channels, in each of as many equal steps from 0 to 1.
    automatic : Levels
        Levels that use the whole range, but for a few values at both ends.
    """

    shares: NDArray[np.float64]
    automatic: Levels

    @property
    def is_flat(self) -> bool:
        """Whether all values are in one step."""
        return bool(self.shares.max() == 1.0)

    def clipped(self, levels: Levels) -> tuple[float, float]:
        """Return about which part of all values becomes black, and which white."""
        edges = np.arange(BINS) / (BINS - 1)
        return float(self.shares[edges <= levels.black].sum()), float(
            self.shares[edges >= levels.white].sum()
        )


def compute_facts(request: FactsRequest) -> ValueFacts:
    """Count values, of a large picture every n-th; pure, runs off the UI thread."""
    flat = request.pixels.reshape(-1)
    # An odd step does not fall into step with columns that alternate.
    step = max(1, flat.size // SAMPLED) | 1
    # 8-bit values k / 255 fall into step k each.
    steps = np.clip(flat[::step] * np.float32(BINS), 0, BINS - 1).astype(np.uint8)
    counts = np.bincount(steps, minlength=BINS)
    return ValueFacts(counts / counts.sum(), automatic_levels(request.pixels))


@dataclass(frozen=True)
class _Made:
    """Of what a picture's pixels were made, and how."""

    original: NDArray[np.float32]
    adjustment: Adjustment
    result: weakref.ref[NDArray[np.float32]]


class AdjustedPictures:
    """Remember which pictures of a document are adjusted copies, so that levels never act on clipped values."""

    def __init__(self) -> None:
        """Start with none."""
        self._made: dict[str, _Made] = {}

    def note(
        self,
        picture_id: str,
        original: NDArray[np.float32],
        adjustment: Adjustment,
        result: NDArray[np.float32],
    ) -> None:
        """Take in of what a picture's pixels are made."""
        self._made[picture_id] = _Made(original, adjustment, weakref.ref(result))

    def is_copy(self, picture: Picture) -> bool:
        """Whether a picture is an adjusted copy, and nothing else has changed its pixels since."""
        made = self._made.get(picture.id)
        return made is not None and made.result() is picture.pixels

    def source_of(self, picture: Picture) -> tuple[NDArray[np.float32], Adjustment]:
        """Return the pixels a picture was made of, and how; its own, unchanged, if it is no adjusted copy."""
        if self.is_copy(picture):
            made = self._made[picture.id]
            return made.original, made.adjustment
        return picture.pixels, Adjustment()


class AdjustPicture(SetPixels):
    """Give an adjusted copy the pixels of another adjustment; one gesture is one step.

    The first one of a copy is the step that has added it, and takes it away again.
    """

    def __init__(
        self,
        document: Document,
        made: AdjustedPictures,
        request: AdjustRequest,
        pixels: NDArray[np.float32],
        adding: AddPicture | None = None,
    ) -> None:
        """Remember both adjustments, and how the copy was added if that was for this one."""
        # Gestures of panels are told apart by their sign from the strokes of a pen.
        super().__init__(document, request.picture_id, pixels, request.title, -request.gesture)
        self._made = made
        self._adding = adding
        self._is_added = adding is not None
        self._original = request.original
        self._adjusted_before = made.source_of(document.picture(request.picture_id))[1]
        self.adjustment = request.adjustment

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Swallow what the same gesture changes next."""
        if not isinstance(other, AdjustPicture) or not super().mergeWith(other):
            return False
        self.adjustment = other.adjustment
        return True

    def redo(self) -> None:
        """Set the new pixels."""
        self._made.note(self.picture_id, self._original, self.adjustment, self.after)
        if self._adding is not None and not self._is_added:
            self._is_added = True
            self._adding.redo()
        super().redo()

    def undo(self) -> None:
        """Set the old pixels."""
        if self._adding is not None:
            self._is_added = False
            self._adding.undo()
            return
        self._made.note(self.picture_id, self._original, self._adjusted_before, self._before)
        super().undo()


def free_picture_name(document: Document, wanted: str) -> str:
    """Return the wanted name, or "name 2", "name 3" … where a picture has it already."""
    taken = {picture.name for picture in document.pictures}
    if wanted not in taken:
        return wanted
    return next(f"{wanted} {n}" for n in itertools.count(2) if f"{wanted} {n}" not in taken)


def _finished(pixels: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return pixels that the document takes over without a copy."""
    pixels.flags.writeable = False
    return pixels
