"""What can be undone in surgery: every operation leaves the patient with another list of what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QUndoCommand

if TYPE_CHECKING:
    from collections.abc import Callable

    from filterlab.gui.compare.surgery.case import Case
    from filterlab.probes.surgery import Operation


class SetOperations(QUndoCommand):
    """Have something else done to a patient.

    Parameters
    ----------
    show : callable
        Shows a patient to which something else was done, and the layer and the filter that were touched.
    case : Case
        The patient.
    after : tuple of Operation
        All that shall have been done to it.
    text : str
        Translated name of the step, for the Edit menu.
    """

    def __init__(
        self, show: Callable[[Case, str, int], None], case: Case, after: tuple[Operation, ...], text: str
    ) -> None:
        """Remember before and after."""
        super().__init__(text)
        self._show, self._case = show, case
        self._before, self._after = case.operations, after

    def redo(self) -> None:
        """Have it done."""
        self._set(self._after)

    def undo(self) -> None:
        """Take it back."""
        self._set(self._before)

    def _set(self, operations: tuple[Operation, ...]) -> None:
        self._case.operations = operations
        touched = max(self._before, self._after, key=len)[-1]
        self._show(self._case, touched.layer, touched.filter)
