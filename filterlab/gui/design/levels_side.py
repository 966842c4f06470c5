"""Tie the page of levels to the document: count values, make an adjusted copy, keep it true to the handles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from filterlab.errors import FilterLabError
from filterlab.gui.commands import AddPicture
from filterlab.gui.design.picture_edits import (
    AdjustedPictures,
    Adjustment,
    AdjustPicture,
    AdjustRequest,
    FactsRequest,
    compute_adjusted,
    compute_facts,
    free_picture_name,
)
from filterlab.gui.jobs import NewestWins
from filterlab.project import Picture

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QUndoStack

    from filterlab.gui.design.levels_page import LevelsPage
    from filterlab.gui.design.picture_edits import ValueFacts
    from filterlab.project import Document

# A picture that changes all the time, such as a camera's, is counted at a pace eyes can read.
PACE_MS = 250
# What takes longer is said to be going on.
PATIENCE_MS = 150


class LevelsSide(QObject):
    """Adjust pictures: the first change makes a copy, later ones change that, always from the original's values."""

    def __init__(
        self, document: Document, undo_stack: QUndoStack, page: LevelsPage, parent: QObject | None = None
    ) -> None:
        """Begin without a picture."""
        super().__init__(parent)
        self._document, self._undo_stack, self._page = document, undo_stack, page
        self._picture: Picture | None = None
        self._made = AdjustedPictures()
        self._wanted: AdjustRequest | None = None
        self._is_copying = False
        # Copies that no adjustment has reached yet, and how they were added.
        self._added: dict[str, AddPicture] = {}
        self._counted: NDArray[np.float32] | None = None
        self._counted_id = ""
        self._adjusting: NewestWins[AdjustRequest, NDArray[np.float32]] = NewestWins(
            compute_adjusted, lambda request: request.picture_id, self
        )
        self._counting: NewestWins[FactsRequest, ValueFacts] = NewestWins(
            compute_facts, lambda request: request.picture_id, self
        )
        self._pace = QTimer(self, singleShot=True, interval=PACE_MS)
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        page.adjusted.connect(self._on_page_adjusted)
        self._adjusting.answered.connect(self._on_adjusting_answered)
        self._adjusting.failed.connect(self._on_adjusting_failed)
        self._counting.answered.connect(self._on_counting_answered)
        self._counting.failed.connect(self._on_counting_failed)
        self._pace.timeout.connect(self._count)
        self._patience.timeout.connect(self._on_patience_timeout)

    @property
    def is_idle(self) -> bool:
        """Whether the picture is as the handles say, and its values are counted."""
        return not self._pace.isActive() and self._adjusting.is_idle and self._counting.is_idle

    def show(self, picture: Picture | None) -> None:
        """Show a picture's levels; adjusting of another one that is not done yet is given up."""
        if self._is_copying:
            return
        if self._wanted is not None and (picture is None or self._wanted.picture_id != picture.id):
            self._adjusting.forget()
            self._patience.stop()
            given_up, self._wanted = self._wanted.picture_id, None
            if self._added.pop(given_up, None) is not None:
                # A copy that nothing was done to is no step: Undo could not take it away.
                self._document.remove_picture(given_up)
        self._picture = picture
        self._page.setEnabled(picture is not None)
        if picture is None:
            self.rest()
            self._page.set_facts(None)
            self._page.say(self.tr("Open a picture first."))
            return
        original, adjustment = self._made.source_of(picture)
        self._page.set_adjustment(self._wanted.adjustment if self._wanted is not None else adjustment)
        self._look_at_values(picture, original)

    def rest(self) -> None:
        """Count no more until a picture is shown."""
        self._pace.stop()
        self._counted, self._counted_id = None, ""

    def shut_down(self) -> None:
        """Stop working."""
        self._pace.stop()
        self._patience.stop()
        self._adjusting.shut_down()
        self._counting.shut_down()

    def _look_at_values(self, picture: Picture, original: NDArray[np.float32]) -> None:
        """Have the values counted: at once for another picture, at a calm pace for one that changes."""
        if original is self._counted:
            self._counted_id = picture.id
        elif picture.id != self._counted_id:
            self._page.set_facts(None)
            self._count()
        elif not self._pace.isActive():
            self._pace.start()

    def _count(self) -> None:
        if self._picture is not None:
            self._pace.stop()
            self._counted, self._counted_id = self._made.source_of(self._picture)[0], self._picture.id
            self._counting.submit(FactsRequest(self._picture.id, self._counted))

    def _copy(self, picture: Picture) -> Picture:
        """Add a copy of a picture to the document that its adjustments go to; no pixel is copied yet."""
        name = free_picture_name(self._document, self.tr("{name}, adjusted").format(name=picture.name))
        self._is_copying = True
        try:
            copy = Picture(self._document.new_id("picture"), name, picture.pixels, scale=picture.scale)
            # Part of the step that the first adjustment becomes.
            adding = self._added[copy.id] = AddPicture(self._document, copy, "")
            adding.redo()
        finally:
            self._is_copying = False
        self._made.note(copy.id, picture.pixels, Adjustment(), copy.pixels)
        return copy

    def _on_page_adjusted(self, adjustment: Adjustment, title: str, gesture: int) -> None:
        picture = self._picture
        if picture is None:
            return
        if not self._made.is_copy(picture):
            picture = self._copy(picture)
        original, _ = self._made.source_of(picture)
        self._wanted = AdjustRequest(picture.id, original, adjustment, title, gesture)
        self._adjusting.submit(self._wanted)
        if not self._patience.isActive():
            self._patience.start()
        self.show(picture)

    def _on_adjusting_answered(
        self, request: AdjustRequest, pixels: NDArray[np.float32], _milliseconds: float
    ) -> None:
        if request is self._wanted:
            self._wanted = None
            self._patience.stop()
        if all(picture.id != request.picture_id for picture in self._document.pictures):
            # The step that had added the copy was undone meanwhile.
            return
        adding = self._added.pop(request.picture_id, None)
        self._undo_stack.push(AdjustPicture(self._document, self._made, request, pixels, adding))
        if self._wanted is None:
            # A sentence about the work may stand there.
            self._page.say_figures()

    def _on_adjusting_failed(self, request: AdjustRequest, error: Exception) -> None:
        self._wanted = None
        self._patience.stop()
        adding = self._added.pop(request.picture_id, None)
        if adding is not None:
            adding.undo()
        self.show(self._document.current_picture)
        self._page.say(self._explained(error))

    def _on_counting_answered(self, request: FactsRequest, facts: ValueFacts, _milliseconds: float) -> None:
        if request.pixels is self._counted:
            self._page.set_facts(facts)

    def _on_counting_failed(self, _request: FactsRequest, error: Exception) -> None:
        self._page.say(self._explained(error))

    def _on_patience_timeout(self) -> None:
        """Say what is still going on."""
        if not self._adjusting.is_idle:
            self._page.say(self.tr("Working through the picture …"))

    def _explained(self, error: Exception) -> str:
        if isinstance(error, FilterLabError):
            return str(error)
        return self.tr("This could not be done; Help ▸ Open log folder has the details.")
