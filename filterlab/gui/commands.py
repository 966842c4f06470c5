"""What can be undone: every change of the filter bank and of pictures, as Qt's undo commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QUndoCommand

from filterlab.project import frozen_array, taken_over

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from filterlab.probes import Stages
    from filterlab.project import Document, Filter, Picture

PAINT_ID, PIXELS_ID = 1, 2


class SetWeights(QUndoCommand):
    """Give a filter other weights; the cells of one stroke merge into one step.

    A stroke that has come back to where it began leaves no step.

    Parameters
    ----------
    document : Document
        What is changed.
    filter_id : str
        Which filter.
    weights : array_like
        The new weights, shape (C, KH, KW).
    text : str
        Translated name of the step, for the Edit menu.
    stroke : int or None
        Commands with the same stroke number merge; None never merges.
    """

    def __init__(
        self, document: Document, filter_id: str, weights: ArrayLike, text: str, stroke: int | None = None
    ) -> None:
        """Remember before and after."""
        super().__init__(text)
        self._document = document
        self.filter_id = filter_id
        self._before: NDArray[np.float32] = document.filter(filter_id).weights
        self.after = frozen_array(weights)
        self.stroke = stroke
        self._is_cancelled = False

    def id(self) -> int:
        """Let Qt try to merge strokes."""
        return PAINT_ID if self.stroke is not None else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Swallow the next cells of the same stroke."""
        if not isinstance(other, SetWeights) or other.filter_id != self.filter_id:
            return False
        if other.stroke != self.stroke:
            return False
        self.after = other.after
        self.setObsolete(np.array_equal(self.after, self._before))
        return True

    def cancel(self) -> None:
        """Let the next undo take this step off the list, so that it cannot be done again."""
        self._is_cancelled = True

    def redo(self) -> None:
        """Set the new weights."""
        self._show(self.after)

    def undo(self) -> None:
        """Set the old weights."""
        self._show(self._before)
        # Qt does not call the undo of a step that is obsolete beforehand.
        self.setObsolete(self._is_cancelled)

    def _show(self, weights: NDArray[np.float32]) -> None:
        self._document.set_weights(self.filter_id, weights)
        # What is undone should be seen being undone.
        self._document.select_filter(self.filter_id)


class SetPixels(QUndoCommand):
    """Give a picture other pixels; what one stroke of a pen draws merges into one step.

    Parameters
    ----------
    document : Document
        What is changed.
    picture_id : str
        Which picture.
    pixels : array_like
        The new pixels, shape (C, H, W), in [0, 1].
    text : str
        Translated name of the step, for the Edit menu.
    stroke : int or None
        Commands with the same stroke number merge; None never merges.
    """

    def __init__(
        self, document: Document, picture_id: str, pixels: ArrayLike, text: str, stroke: int | None = None
    ) -> None:
        """Remember before and after."""
        super().__init__(text)
        self._document = document
        self.picture_id = picture_id
        self._before = document.picture(picture_id).pixels
        self.after = taken_over(pixels)
        self.stroke = stroke

    def id(self) -> int:
        """Let Qt try to merge strokes."""
        return PIXELS_ID if self.stroke is not None else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Swallow what the same stroke draws next."""
        if not isinstance(other, SetPixels) or other.picture_id != self.picture_id:
            return False
        if other.stroke != self.stroke:
            return False
        self.after = other.after
        return True

    def redo(self) -> None:
        """Set the new pixels."""
        self._show(self.after)

    def undo(self) -> None:
        """Set the old pixels."""
        self._show(self._before)

    def _show(self, pixels: NDArray[np.float32]) -> None:
        self._document.set_pixels(self.picture_id, pixels)
        # What is undone should be seen being undone.
        self._document.select_picture(self.picture_id)


class AddPicture(QUndoCommand):
    """Put a picture that was made here into the document and look at it."""

    def __init__(self, document: Document, picture: Picture, text: str) -> None:
        """Remember what to add, and what is looked at before."""
        super().__init__(text)
        self._document = document
        self._picture = picture
        self._previous = document.current_picture.id if document.current_picture is not None else ""

    def redo(self) -> None:
        """Add and show it."""
        self._document.insert_picture(self._picture)

    def undo(self) -> None:
        """Take it away and go back to the picture before."""
        self._picture = self._document.picture(self._picture.id)
        self._document.remove_picture(self._picture.id, self._previous)


class AddFilter(QUndoCommand):
    """Put a filter into the bank and onto the drawing table."""

    def __init__(self, document: Document, item: Filter, text: str, index: int | None = None) -> None:
        """Remember what to add."""
        super().__init__(text)
        self._document = document
        self._item = item
        self._index = index
        self._previous = document.current_filter.id if document.current_filter is not None else ""

    def redo(self) -> None:
        """Add and select it."""
        self._document.insert_filter(self._item, self._index)
        self._document.select_filter(self._item.id)

    def undo(self) -> None:
        """Take it away and go back to the filter before."""
        self._item = self._document.filter(self._item.id)
        self._document.remove_filter(self._item.id)
        if self._previous:
            self._document.select_filter(self._previous)


class RemoveFilter(QUndoCommand):
    """Take a filter out of the bank."""

    def __init__(self, document: Document, filter_id: str, text: str) -> None:
        """Remember the filter and its place."""
        super().__init__(text)
        self._document = document
        self._item = document.filter(filter_id)
        self._index = [item.id for item in document.filters].index(filter_id)

    def redo(self) -> None:
        """Remove it."""
        self._document.remove_filter(self._item.id)

    def undo(self) -> None:
        """Put it back where it was and select it."""
        self._document.insert_filter(self._item, self._index)
        self._document.select_filter(self._item.id)


class RenameFilter(QUndoCommand):
    """Give a filter another name."""

    def __init__(self, document: Document, filter_id: str, name: str, text: str) -> None:
        """Remember both names."""
        super().__init__(text)
        self._document = document
        self._filter_id = filter_id
        self._before = document.filter(filter_id).name
        self._after = name

    def redo(self) -> None:
        """Set the new name."""
        self._document.rename_filter(self._filter_id, self._after)

    def undo(self) -> None:
        """Set the old name."""
        self._document.rename_filter(self._filter_id, self._before)


class SetStages(QUndoCommand):
    """Change the stage settings: stride, padding, dilation, bias, activation, pooling."""

    def __init__(self, document: Document, stages: Stages, text: str) -> None:
        """Remember both settings."""
        super().__init__(text)
        self._document = document
        self._before = document.stages
        self._after = stages

    def redo(self) -> None:
        """Set the new settings."""
        self._document.set_stages(self._after)

    def undo(self) -> None:
        """Set the old settings."""
        self._document.set_stages(self._before)
