"""A label whose links have the theme's colour."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QLabel


class LinkLabel(QLabel):
    """Show rich text; its links follow another theme.

    Qt gives a link the colour of the moment in which the text is read, and keeps it.
    """

    def changeEvent(self, event: QEvent) -> None:
        """Read the text again in other colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and "<a " in self.text():
            text = self.text()
            self.setText("")
            self.setText(text)
