"""Sizes tried out one after another: the way back restores what the way there cut off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from filterlab.data.drawing import resized

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from filterlab.project import Filter


class Resizing:
    """Remember the weights from before the first of several sizes in a row.

    Stepping a size box from 7 down to 3 and back up to 7 would lose the outer cells if every size were cut
    out of the one before. As long as nothing else changes the filter, every size is cut out of the first
    weights instead, and all sizes carry the same stroke number, so they are undone in one step.
    """

    def __init__(self) -> None:
        """Start with nothing remembered."""
        self._first: NDArray[np.float32] | None = None
        self._last: tuple[str, int] | None = None
        self._stroke = -1

    def begin(self, item: Filter, stroke: int) -> None:
        """Go on with a row of sizes, or begin one when the filter has been changed otherwise since.

        Parameters
        ----------
        item : Filter
            The filter as it is now.
        stroke : int
            The stroke number of a new row.
        """
        if self._first is None or self._last != (item.id, item.revision):
            self._first, self._stroke = item.weights, stroke

    @property
    def stroke(self) -> int:
        """The stroke number of this row of sizes."""
        return self._stroke

    def weights(self, height: int, width: int) -> NDArray[np.float32]:
        """Return the first weights in another size, shape (C, height, width)."""
        if self._first is None:
            raise RuntimeError("begin() comes first")
        return resized(self._first, height, width)

    def done(self, item: Filter) -> None:
        """Remember the filter as the last size has left it."""
        self._last = (item.id, item.revision)
