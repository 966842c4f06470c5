"""What can be undone in the circuit: every change is another circuit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QUndoCommand

if TYPE_CHECKING:
    from filterlab.probes.chain import Chain
    from filterlab.project import Document

CHAIN_ID = 71


class SetChain(QUndoCommand):
    """Wire the circuit otherwise, or take it away.

    Parameters
    ----------
    document : Document
        What is changed.
    chain : Chain or None
        The new circuit.
    text : str
        Translated name of the step, for the Edit menu.
    name : str
        What the circuit is called from now on; empty keeps its name.
    knob : str
        Which setting was turned: turns of one knob that follow each other are one step. Empty never merges.
    """

    def __init__(
        self, document: Document, chain: Chain | None, text: str, *, name: str = "", knob: str = ""
    ) -> None:
        """Remember before and after."""
        super().__init__(text)
        self._document = document
        self._before = (document.chain, document.chain_name)
        self.after = (chain, name)
        self.knob = knob

    def id(self) -> int:
        """Let Qt try to merge turns of a knob."""
        return CHAIN_ID if self.knob else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Swallow the next turn of the same knob."""
        if not isinstance(other, SetChain) or other.knob != self.knob:
            return False
        self.after = other.after
        self.setObsolete(self.after[0] == self._before[0])
        return True

    def redo(self) -> None:
        """Wire it the new way."""
        self._document.set_chain(*self.after)

    def undo(self) -> None:
        """Wire it the old way."""
        self._document.set_chain(*self._before)
