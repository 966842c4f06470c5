"""What the left mouse button does on a picture while a tool has taken it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QCursor, QKeyEvent


class CanvasHand(Protocol):
    """Take the left button of a view: it neither pans nor pins while the view has a hand (`ArrayView.set_hand`).

    Places are picture coordinates: (0.5, 0.5) is the middle of the first pixel; they may lie outside the picture.
    """

    @property
    def cursor(self) -> QCursor | Qt.CursorShape:
        """What the mouse looks like over the picture."""

    def press(self, x: float, y: float) -> None:
        """Begin: the left button went down."""

    def drag(self, x: float, y: float) -> None:
        """Go on: the mouse moved with the button held."""

    def release(self, x: float, y: float) -> None:
        """End: the button went up."""

    def cancel(self) -> None:
        """Take back what was begun: Escape was pressed."""


@runtime_checkable
class AttentiveHand(CanvasHand, Protocol):
    """A hand that also follows the mouse while no button is held, and uses keys."""

    def hover(self, x: float, y: float) -> None:
        """Take in where the mouse is; the view asks for the cursor afterwards."""

    def leave(self) -> None:
        """Take in that the mouse has left the picture's view."""

    def press_key(self, event: QKeyEvent) -> bool:
        """Use a key, and return whether it was one for this hand."""
