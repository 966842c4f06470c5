"""A line of links that may change with every movement of the mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from filterlab.gui.widgets.calm_text import CalmText

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class PathText(CalmText):
    """Show rich text; say which of its links is followed.

    Signals
    -------
    followed(href)
        The user clicked a link, or pressed Return on it.
    """

    followed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._label.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self._label.linkActivated.connect(self.followed)
