"""What can be undone in the Train workspace: every change of the net is another draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QUndoCommand

if TYPE_CHECKING:
    from collections.abc import Callable

    from filterlab.project import NetDraft

DRAFT_ID = 81


class SetDraft(QUndoCommand):
    """Shape the net otherwise.

    Parameters
    ----------
    show : callable
        Takes a draft and shows it.
    before, after : NetDraft
        The net without the step and with it.
    text : str
        Translated name of the step, for the Edit menu.
    knob : str
        Which setting was turned: turns of one knob that follow each other are one step. Empty never merges.
    """

    def __init__(
        self, show: Callable[[NetDraft], None], before: NetDraft, after: NetDraft, text: str, knob: str = ""
    ) -> None:
        """Remember before and after."""
        super().__init__(text)
        self._show = show
        self._before, self.after, self.knob = before, after, knob

    def id(self) -> int:
        """Let Qt try to merge turns of a knob."""
        return DRAFT_ID if self.knob else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Swallow the next turn of the same knob."""
        if not isinstance(other, SetDraft) or other.knob != self.knob:
            return False
        self.after = other.after
        self.setObsolete(self.after.spec == self._before.spec)
        return True

    def redo(self) -> None:
        """Shape it the new way."""
        self._show(self.after)

    def undo(self) -> None:
        """Shape it the old way."""
        self._show(self._before)
