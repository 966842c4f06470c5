"""A remark that goes by itself, beside what stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer

from filterlab.gui.widgets.dressed import dressed
from filterlab.gui.widgets.elided_label import ElidedLabel

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

STAYS_MS = 8000


class PassingNote(ElidedLabel):
    """Say something for some seconds and then take no room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start hidden."""
        super().__init__("", parent)
        dressed(self, "muted")
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._timer = QTimer(self, singleShot=True, interval=STAYS_MS)
        self._timer.timeout.connect(self.clear)
        self.hide()

    def say(self, sentence: str) -> None:
        """Show a sentence in the place of the one before; an empty one clears."""
        self.setText(sentence)
        self.setVisible(bool(sentence))
        self._timer.start() if sentence else self._timer.stop()

    def clear(self) -> None:
        """Say nothing more."""
        self.say("")
